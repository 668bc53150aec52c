"""Sections of a program's TOML files 清单与参数的读写: read as plain entries, written back without touching anything else.

Comments, order and spelling of everything that was not changed stay; who prefers the text edits the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import AoT, InlineTable, Table

from engine.packages.sections import Section, SectionField
from engine.packages.toml_columns import column_faults, shown_column, write_columns
from engine.packages.toml_nested import put, within
from engine.sdk.errors import FieldError
from engine.sdk.money import to_fen

Entry = Mapping[str, Any]
AMOUNTS = {"integer", "number", "ratio"}
LONGEST = 2000


ORDER, REMOVE = "order", "remove"


class SectionRefused(Exception):
    """Entries that cannot be written; `errors` has every fault."""

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__("; ".join(each.en for each in errors))
        self.errors = tuple(errors)


def read_section(content: bytes, section: Section) -> tuple[dict[str, Any], ...]:
    """The entries of a section as plain values; none where the file cannot be read."""
    try:
        document = tomlkit.parse(content.decode("utf-8")).unwrap()
    except (TOMLKitError, UnicodeDecodeError):
        return ()
    inside = document.get(section.at, {}) if section.at else document
    if section.shape == "one":
        return (_shown(inside, section),) if isinstance(inside, Mapping) else ()
    if section.shape == "named":
        told = inside.items() if isinstance(inside, Mapping) else ()
        return tuple({section.key: key, **_shown(entry, section)} for key, entry in told if isinstance(entry, Mapping))
    return tuple(_shown(entry, section) for entry in inside if isinstance(entry, Mapping)) if isinstance(inside, list) else ()


def write_section(content: bytes, section: Section, entries: Sequence[Entry]) -> bytes:
    """The file with these entries changed, added or (`remove`) taken out; entries that are not named stay.

    Raises:
        SectionRefused: the file cannot be read, or an entry lacks something or says what cannot be.
    """
    try:
        document = tomlkit.parse(content.decode("utf-8"))
    except (TOMLKitError, UnicodeDecodeError) as error:
        zh, en = f"文件不是有效的 TOML，请先在文本中更正：{error}", f"The file is no valid TOML; correct its text first: {error}"
        raise SectionRefused([FieldError("", zh, en, code="toml")]) from error
    faults = list(_faults(section, entries))
    if faults:
        raise SectionRefused(faults)
    if section.shape == "one":
        for entry in entries:
            _fill(_table_at(document, section.at), section, entry)
    elif section.shape == "named" and entries:
        _named(document, section, entries)
    elif entries:
        _listed(document, section, entries)
    return tomlkit.dumps(document).encode()


def _shown(entry: Mapping[str, Any], section: Section) -> dict[str, Any]:
    """What is written, in the shape the editors send it back."""
    shown: dict[str, Any] = {}
    for field in section.fields:
        value = within(entry, field.name)
        if field.kind == "title":
            said = value if isinstance(value, Mapping) else {"zh": value or "", "en": ""}
            shown[field.name] = {"zh": str(said.get("zh", "")), "en": str(said.get("en", ""))}
        elif field.kind == "flag":
            shown[field.name] = field.default if value is None else value is True
        elif field.kind == "words":
            shown[field.name] = [str(each) for each in value] if isinstance(value, list) else []
        elif field.kind == "pairs":
            shown[field.name] = {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}
        elif field.kind == "columns":
            shown[field.name] = [shown_column(each) for each in value] if isinstance(value, list) else []
        elif field.kind == "values":
            shown[field.name] = [_dated(each, str(entry.get("type", "text"))) for each in value] if isinstance(value, list) else []
        else:
            shown[field.name] = "" if value is None else str(value)
    return shown


def _dated(told: Any, kind: str) -> dict[str, str]:
    """A value of a parameter: money in yuan, as people write it; what no field can show as the text of TOML."""
    entry = told if isinstance(told, Mapping) else {}
    value, start = entry.get("value"), entry.get("from")
    if kind == "money" and isinstance(value, int):
        text = str(Decimal(value) / 100)
    elif isinstance(value, list | Mapping):
        text = tomlkit.item(value).as_string().strip()
    elif isinstance(value, bool):
        text = "true" if value else "false"
    else:
        text = "" if value is None else str(value)
    return {
        "from": start.isoformat() if isinstance(start, date) else "",
        "value": text,
        "document": str(entry.get("document", "")),
        "clause": str(entry.get("clause", "")),
    }


# ---- writing ----------------------------------------------------------------------------------------------------------------


def _table_at(document: Any, at: str) -> Any:
    if not at:
        return document
    if not isinstance(document.get(at), Mapping):
        document[at] = tomlkit.table()
    return document[at]


def _named(document: Any, section: Section, entries: Sequence[Entry]) -> None:
    inside = document.get(section.at)
    if not isinstance(inside, Mapping):
        inside = document[section.at] = tomlkit.table(is_super_table=True)
    for entry in entries:
        key = str(entry[section.key])
        if entry.get(REMOVE):
            inside.pop(key, None)
        else:
            if key not in inside:
                inside[key] = tomlkit.table()
            _fill(inside[key], section, entry)
    kept = [entry for entry in entries if not entry.get(REMOVE)]
    wanted = [str(entry[section.key]) for entry in sorted(kept, key=lambda entry: _place(entry.get(ORDER)))]
    if wanted != list(inside) and set(wanted) == set(inside) and all(ORDER in entry for entry in kept):
        ordered = tomlkit.table(is_super_table=True)
        for key in wanted:
            ordered[key] = inside[key]
        document[section.at] = ordered


def _place(told: Any) -> Decimal:
    try:
        return Decimal(str(told))
    except InvalidOperation:
        return Decimal(10**9)


def _listed(document: Any, section: Section, entries: Sequence[Entry]) -> None:
    inside = document.get(section.at)
    if not isinstance(inside, AoT):
        if section.at in document:
            del document[section.at]
        inside = tomlkit.aot()
        document.add(tomlkit.nl())
        document.append(section.at, inside)
    for entry in entries:
        key = str(entry[section.key])
        at = next((number for number, each in enumerate(inside) if str(each.get(section.key)) == key), None)
        if entry.get(REMOVE):
            if at is not None:
                del inside[at]
        elif at is not None:
            _fill(inside[at], section, entry)
        else:
            fresh = tomlkit.table()
            _fill(fresh, section, entry)
            if len(inside) and not inside[-1].as_string().endswith("\n\n"):
                inside[-1].add(tomlkit.nl())
            inside.append(fresh)
    if not inside:
        del document[section.at]


def _fill(table: Any, section: Section, entry: Entry) -> None:
    """Write what differs; what the entry does not speak of stays."""
    before = _shown(table.unwrap() if hasattr(table, "unwrap") else table, section)
    for field in section.fields:
        there = within(table, field.name) is not None
        if field.name not in entry or (there and before[field.name] == entry[field.name]):
            continue
        value = _written(field, entry[field.name])
        if value is None or (value == field.default and field.kind == "flag" and not there):
            if there and field.kind not in {"values", "columns"}:
                put(table, field.name, None)
        elif field.kind == "values":
            _values(table, field.name, entry[field.name], str(entry.get("type") or table.get("type", "text")))
        elif field.kind == "columns":
            write_columns(table, field.name, entry[field.name])
        else:
            put(table, field.name, value)


def _written(field: SectionField, told: Any) -> Any:
    """A value as TOML holds it; None where nothing is to be written."""
    if field.kind == "title":
        both = tomlkit.inline_table()
        both.update({"zh": str(told["zh"]).strip(), **({"en": str(told["en"]).strip()} if str(told.get("en", "")).strip() else {})})
        return both if both["zh"] else None
    if field.kind == "flag":
        return told is True
    if field.kind == "words":
        words = [str(each).strip() for each in told if str(each).strip()]
        return words or None
    if field.kind == "pairs":
        pairs: InlineTable = tomlkit.inline_table()
        pairs.update({str(key).strip(): str(text).strip() for key, text in told.items()})
        return pairs if told else None
    if field.kind in {"values", "columns"}:
        return told
    return str(told).strip() or None


def _values(table: Any, name: str, told: Sequence[Entry], kind: str) -> None:
    """A parameter's values, newest last; written anew as a whole."""
    if name in table:
        del table[name]
    values = tomlkit.aot()
    for each in sorted(told, key=lambda value: str(value["from"])):
        row: Table = tomlkit.table()
        row["from"] = date.fromisoformat(str(each["from"]))
        row["value"] = typed(str(each["value"]).strip(), kind)
        for source in ("document", "clause"):
            if str(each.get(source, "")).strip():
                row[source] = str(each[source]).strip()
        row.add(tomlkit.nl())
        values.append(row)
    table[name] = values if told else tomlkit.array()


def typed(text: str, kind: str) -> Any:
    """A value as its type wants it; `ValueError` when it cannot be. Money is written in yuan and kept in fen."""
    if kind == "money":
        return to_fen(_number(text))
    if kind == "integer":
        return int(text)
    if kind in AMOUNTS:
        number = _number(text)
        return int(number) if number == number.to_integral_value() and "." not in text else tomlkit.value(str(number))
    if kind == "boolean":
        if text not in {"true", "false"}:
            raise ValueError(text)
        return text == "true"
    if kind in {"list", "table"}:
        return tomlkit.value(text)
    return text


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


# ---- faults -----------------------------------------------------------------------------------------------------------------


def _faults(section: Section, entries: Sequence[Entry]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for number, entry in enumerate(entries):
        key = str(entry.get(section.key, "")).strip() if section.key else ""
        if section.key and (not key or key in seen):
            yield FieldError(f"{number}.{section.key}", f"名称“{key}”缺失或重复。", f'The name "{key}" is missing or repeated.', code="key")
        seen.add(key)
        if entry.get(REMOVE):
            continue
        for field in section.fields:
            if field.name in entry:
                yield from _field_faults(field, entry, f"{number}.{field.name}")


def _field_faults(field: SectionField, entry: Entry, path: str) -> Iterator[FieldError]:
    told = entry[field.name]
    text = str(told.get("zh", "")) if field.kind == "title" and isinstance(told, Mapping) else told
    if field.required and not str(text).strip():
        yield FieldError(path, "请填写。", "Fill this in.", code="required")
    if isinstance(text, str) and len(text) > LONGEST:
        yield FieldError(path, f"不超过 {LONGEST} 字。", f"At most {LONGEST} characters.", code="too_long")
    if field.choices and told and told not in field.choices and field.name != "type":
        yield FieldError(path, f"“{told}”不能选。", f'"{told}" is no choice.', code="choice")
    if field.kind == "columns":
        yield from column_faults(told, path)
    if field.kind == "values":
        for number, value in enumerate(told):
            yield from _value_faults(value, str(entry.get("type", "text")), f"{path}.{number}")


def _value_faults(value: Entry, kind: str, path: str) -> Iterator[FieldError]:
    try:
        date.fromisoformat(str(value.get("from", "")))
    except ValueError:
        yield FieldError(f"{path}.from", "请填写生效日期。", "Say from which day on.", code="required")
    if not str(value.get("document", "")).strip():
        yield FieldError(f"{path}.document", "请写明依据的文件。", "Name the document it follows.", code="required")
    if not (text := str(value.get("value", "")).strip()):
        yield FieldError(f"{path}.value", "请填写。", "Fill this in.", code="required")
        return
    try:
        typed(text, kind)
    except (ValueError, TOMLKitError):
        zh, en = f"“{text}”不是这种类型的值。", f'"{text}" is no value of this type.'
        yield FieldError(f"{path}.value", zh, en, code="value")
