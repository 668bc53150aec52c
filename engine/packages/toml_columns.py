"""The columns of a register 台账列 as the studio edits them: key, title, type, sum, words of codes; what else a column says stays."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import tomlkit
from tomlkit.items import AoT, InlineTable

from engine.packages.registers import TYPES
from engine.sdk.errors import FieldError
from engine.sdk.text import Text


def shown_column(told: Any) -> dict[str, Any]:
    """A column as texts; `values` are the words of its codes."""
    entry = told if isinstance(told, Mapping) else {}
    said = entry.get("title")
    title = said if isinstance(said, Mapping) else {"zh": said or ""}
    values = entry.get("values")
    return {
        "key": str(entry.get("key", "")),
        "zh": str(title.get("zh", "")),
        "en": str(title.get("en", "")),
        "type": str(entry.get("type", "text")),
        "sum": "true" if entry.get("sum") is True else "",
        "values": {str(code): Text.of(words).to_json() for code, words in values.items()} if isinstance(values, Mapping) else {},
    }


def write_columns(table: Any, name: str, told: Sequence[Mapping[str, Any]]) -> None:
    """These columns: of one that is there only what differs is written, new ones stand at the end, the others go."""
    if not isinstance(table.get(name), AoT):
        table[name] = tomlkit.aot()
    columns: AoT = table[name]
    wanted = {each["key"] for each in told}
    for number in reversed(range(len(columns))):
        if str(columns[number].get("key")) not in wanted:
            del columns[number]
    known = {str(each.get("key")): each for each in columns}
    for each in told:
        if each["key"] in known:
            _change(known[each["key"]], each)
        else:
            fresh = tomlkit.table()
            fresh["key"] = each["key"]
            _change(fresh, each)
            fresh.add(tomlkit.nl())
            columns.append(fresh)


def _change(column: Any, told: Mapping[str, Any]) -> None:
    before = shown_column(column.unwrap())
    if (before["zh"], before["en"]) != (told["zh"], told["en"]):
        title = tomlkit.inline_table()
        title.update({"zh": told["zh"].strip(), **({"en": told["en"].strip()} if told["en"].strip() else {})})
        column["title"] = title
    if before["type"] != told["type"]:
        column["type"] = told["type"]
    if told["sum"] and not before["sum"]:
        column["sum"] = True
    elif before["sum"] and not told["sum"]:
        del column["sum"]
    if "values" in told and before["values"] != told["values"]:
        column.pop("values", None)
        if told["values"]:
            column["values"] = _words(told["values"])


def _words(told: Mapping[str, Mapping[str, str]]) -> InlineTable:
    words = tomlkit.inline_table()
    for code, text in told.items():
        both = tomlkit.inline_table()
        both.update({language: said for language, said in text.items() if said})
        words[code] = both
    return words


def column_faults(told: Sequence[Mapping[str, Any]], path: str) -> Iterator[FieldError]:
    """A column needs a key of its own, a title and a type."""
    seen: set[str] = set()
    for number, each in enumerate(told):
        key = each.get("key", "").strip()
        if not key or key in seen:
            yield FieldError(f"{path}.{number}.key", f"列名“{key}”缺失或重复。", f'The column "{key}" is missing or repeated.', code="key")
        seen.add(key)
        if not each.get("zh", "").strip():
            yield FieldError(f"{path}.{number}.zh", "请填写列的标题。", "Say what the column is called.", code="required")
        if each.get("type") not in TYPES:
            yield FieldError(f"{path}.{number}.type", f"列类型应为 {TYPES}。", f"The type must be one of {TYPES}.", code="choice")
        for code, words in each.get("values", {}).items():
            if not code or not words.get("zh"):
                zh, en = (
                    f"代码“{code}”缺少中文；每行写作“代码 = 中文 | 英文”。",
                    f'"{code}" has no Chinese; write "code = Chinese | English".',
                )
                yield FieldError(f"{path}.{number}.values", zh, en, code="required")
    if not told:
        yield FieldError(path, "台账至少有一列。", "A register has at least one column.", code="required")
