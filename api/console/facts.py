"""事实文件: facts for `feel` and `decide`, written in JSON of any length or as a FEEL context, which can say dates as well."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from api.console.refusal import ConsoleRefusal
from engine.feel import DEFAULT_LIMITS, FeelError, compile_expression


def read_facts(path: Path | None) -> Mapping[str, object]:
    """The facts in the file; none without a file."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConsoleRefusal(f"{path} 不是 UTF-8 文本。", f"{path} is no text in UTF-8.") from error
    except OSError as error:
        raise ConsoleRefusal(f"{path} 不能读取：{error.strerror}", f"{path} cannot be read: {error.strerror}") from error
    facts = _said(path, text)
    if not isinstance(facts, Mapping):
        raise ConsoleRefusal(f"{path} 应是一组事实（{{…}}）。", f"{path} should hold facts ({{…}}).")
    return facts


def _said(path: Path, text: str) -> object:
    """What the text says as JSON, or else as FEEL; of a text too long for FEEL the fault of its JSON is told."""
    try:
        return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refused)
    except (ValueError, ArithmeticError, RecursionError) as fault:
        if len(text) > DEFAULT_LIMITS.text:
            raise ConsoleRefusal(f"{path} 不是有效的 JSON：{fault}", f"{path} is no JSON: {fault}") from fault
    try:
        return compile_expression(text).evaluate({})
    except FeelError as error:
        raise ConsoleRefusal(f"{path} {error.message_zh}", f"{path} {error.message_en}") from error


def _refused(word: str) -> object:
    """`NaN` and its like, which are no numbers of FEEL."""
    raise ValueError(word)
