"""What queries say of the checks made at submission 预审."""

from dataclasses import dataclass
from typing import Literal

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class CheckView:
    """预审: one check of the submission; `asked` = an officer must judge.

    `rows` are the roster's rows it went wrong for, `people` how many it looked at (None: it is not about people).
    """

    code: str
    result: Literal["passed", "failed", "asked", "not_applicable"]
    title: Text
    clause: str
    said: tuple[Text, ...] = ()
    rows: tuple[int, ...] = ()
    people: int | None = None
