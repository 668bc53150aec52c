"""Every way FEEL says no.

FeelError
├── FeelSyntaxError    the text is no FEEL, or (with closed names) uses a name nobody knows
└── LimitExceeded      the text or its evaluation asks for more than it may have

Everything else that goes wrong during an evaluation is null with a reported `Cause`, as the standard asks.
"""

from dataclasses import dataclass

from engine.feel.messages import row_and_column, sentence


class FeelError(Exception):
    """An expression that cannot be used; carries a code, facts and a position, and says itself in 中文 and English."""

    def __init__(self, code: str, text: str = "", offset: int = 0, **facts: object) -> None:
        self.code = code
        self.facts = facts
        self.line, self.column = row_and_column(text, offset)
        self.message_zh = f"第 {self.line} 行第 {self.column} 列：{sentence(code, 0, facts)}"
        self.message_en = f"line {self.line}, column {self.column}: {sentence(code, 1, facts)}"
        super().__init__(self.message_en)

    @property
    def suggestion(self) -> str | None:
        """The known name that looks most like the unknown one."""
        near = self.facts.get("near")
        return near if isinstance(near, str) else None


class FeelSyntaxError(FeelError):
    """The text is no FEEL."""


class LimitExceeded(FeelError):
    """The text or its evaluation asks for more than it may have."""


@dataclass(frozen=True, slots=True)
class Cause:
    """原因: why a value became null, with the place in the text."""

    code: str
    line: int
    column: int
    message_zh: str
    message_en: str

    def __str__(self) -> str:
        return self.message_en


def cause(code: str, text: str, offset: int, facts: dict[str, object]) -> Cause:
    """The reported cause at an offset of a text."""
    line, column = row_and_column(text, offset)
    return Cause(
        code,
        line,
        column,
        f"第 {line} 行第 {column} 列：{sentence(code, 0, facts)}",
        f"line {line}, column {column}: {sentence(code, 1, facts)}",
    )
