"""事实文件: facts for `feel` and `decide`, written as a FEEL context; JSON is one, and dates can be said as well."""

from collections.abc import Mapping
from pathlib import Path

from api.console.refusal import ConsoleRefusal
from engine.feel import FeelError, compile_expression


def read_facts(path: Path | None) -> Mapping[str, object]:
    """The facts in the file; none without a file."""
    if path is None:
        return {}
    try:
        facts = compile_expression(path.read_text(encoding="utf-8-sig")).evaluate({})
    except FeelError as error:
        raise ConsoleRefusal(f"{path} {error.message_zh}", f"{path} {error.message_en}") from error
    except UnicodeDecodeError as error:
        raise ConsoleRefusal(f"{path} 不是 UTF-8 文本。", f"{path} is no text in UTF-8.") from error
    if not isinstance(facts, Mapping):
        raise ConsoleRefusal(f"{path} 应是一组事实（{{…}}）。", f"{path} should hold facts ({{…}}).")
    return facts
