"""花名册列 roster columns: what each column of a roster holds and how it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.text import Text
from forms.definition import FormDefinition
from forms.source import KEY, Source

TYPES = ("text", "int", "number", "money", "date", "enum", "code", "bool")
CODES = ("idcard", "uscc", "mobile", "occupation", "postcode", "account")
ALIASES = {"string": "text", "integer": "int", "select": "enum"}
NOTHING = Text("")
MAX_COLUMNS = 60
MAX_CELL = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """列: one column. Money is kept in fen, dates as ISO texts, enums as their keys."""

    key: str
    label: Text
    kind: str = "text"
    required: bool = False
    choices: Mapping[str, Text] = field(default_factory=dict)
    code: str = ""
    least: int | None = None
    most: int | None = None
    max_length: int = MAX_CELL
    pattern: Any = None
    pattern_text: Text = NOTHING
    clause: str = ""
    not_future: bool = False
    not_past: bool = False
    unique: bool = False
    sensitive: str = ""
    description: Text = NOTHING
    sample: str = ""
    default: str = ""


def columns_of(definition: FormDefinition, field: str | None = None) -> tuple[Column, ...]:
    """The columns of a form's roster at a path, or of its first one; `KeyError` when there is none."""
    for component in definition.walk():
        if component.kind == "roster" and field in (None, component.key):
            columns: tuple[Column, ...] = component.settings.columns
            return columns
    raise KeyError(field)


def read_columns(source: Source) -> tuple[Column, ...]:
    """The columns of a roster component; faults go to the source."""
    columns: dict[str, Column] = {}
    labels: set[str] = set()
    for inner in source.objects("columns"):
        column = _column(inner)
        label = column.label.zh.replace(" ", "")
        if not KEY.fullmatch(column.key) or "." in column.key:
            inner.refuse("key" if column.key else "key_missing", "key", value=column.key[:60])
        elif column.key in columns or label in labels:
            inner.refuse("key_twice", "key", value=column.key, other=column.key)
        else:
            columns[column.key] = column
        labels.add(label)
    if not columns and not source.raw.get("columns"):
        source.refuse("empty", "columns", name="columns")
    if len(columns) > MAX_COLUMNS:
        source.refuse("size", "columns", size=len(columns), limit=MAX_COLUMNS)
    return tuple(columns.values())


def _column(source: Source) -> Column:
    label = source.text("label")
    if not label.zh:
        source.refuse("empty", "label", name="label")
    kind, code = _kind(source)
    dated = kind == "date"
    longest = source.whole("max_length", None, 1, 5_000) or source.whole("maxLength", MAX_CELL, 1, 5_000)
    unique = source.raw.get("unique")
    return Column(
        key=source.string("key"),
        label=label,
        kind=kind,
        required=source.flag("required"),
        choices=_choices(source) if kind == "enum" else {},
        code=code,
        least=None if dated else source.whole("min", None, -(10**12), 10**15),
        most=None if dated else source.whole("max", None, -(10**12), 10**15),
        max_length=longest or MAX_CELL,
        pattern=source.pattern("pattern"),
        pattern_text=source.text("pattern_message"),
        clause=source.string("clause"),
        not_future=source.flag("not_future") or (dated and source.one_of("max", ("", "today"), "") == "today"),
        not_past=source.flag("not_past") or (dated and source.one_of("min", ("", "today"), "") == "today"),
        unique=code == "idcard" if unique is None else source.flag("unique"),
        sensitive=source.string("sensitive"),
        description=source.text("description"),
        sample=source.string("sample"),
        default=source.string("default"),
    )


def _kind(source: Source) -> tuple[str, str]:
    """The type and, for codes, which code; the name of a code is a type too."""
    raw = source.string("type") or "text"
    if raw in CODES:
        return "code", raw
    if raw in ALIASES:
        return ALIASES[raw], ""
    kind = source.one_of("type", TYPES, "text")
    return kind, source.one_of("code", CODES, "") if kind == "code" else ""


def _choices(source: Source) -> dict[str, Text]:
    found: dict[str, Text] = {}
    raw: Any = source.raw.get("values")
    for index, item in enumerate(raw if isinstance(raw, list) else ()):
        if isinstance(item, str) and item:
            found[item] = Text(item)
        elif isinstance(item, Mapping) and isinstance(item.get("value"), str | int) and item["value"] != "":
            found[str(item["value"])] = Text(str(item.get("label") or item["value"]), str(item.get("label_en") or ""))
        else:
            source.refuse("option", f"values[{index}]", index=index + 1)
    if not found:
        source.refuse("empty", "values", name="values")
    return found
