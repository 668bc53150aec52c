"""台账定义: the registers a program keeps, as pages, workbooks and the API show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.packages.manifest_reader import Reader
from engine.sdk.text import Text

TYPES = ("text", "number", "money", "date")


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """台账列: a value of each line. `sum` adds it up; `values` are the words for keys."""

    key: str
    title: Text
    type: str = "text"
    sum: bool = False
    values: Mapping[str, Text] | None = None


@dataclass(frozen=True, slots=True)
class RegisterSpec:
    """台账: one register of a program; `basis` is the clause that demands it. `in_force` is a FEEL text over `line`, `lines` and `today`:
    which lines hold on a day (none written: all do).
    """

    key: str
    title: Text
    basis: str
    columns: tuple[RegisterColumn, ...]
    in_force: str = ""


@dataclass(frozen=True, slots=True)
class LookUpSpec:
    """台账查询: what a process asks of a register: the lines in force under a key, which a FEEL text reckons from the facts."""

    register: str
    key: str


def read_registers(reader: Reader) -> dict[str, RegisterSpec]:
    """The `[[register]]` entries of a manifest."""
    registers: dict[str, RegisterSpec] = {}
    for entry in reader.tables("register"):
        where = f"[[register]] {entry.get('key', '?')}"
        columns = entry.get("column", [])
        if not isinstance(columns, list) or not columns or not all(isinstance(column, Mapping) for column in columns):
            reader.fault("register_columns", f"{where} 没有列。", f"{where} has no columns.")
            columns = []
        spec = RegisterSpec(
            reader.string(entry, "key", where),
            reader.text(entry, "title", where),
            reader.string(entry, "basis", where),
            tuple(_column(reader, column, where) for column in columns),
            reader.string(entry, "in_force", where, ""),
        )
        registers[spec.key] = spec
    return registers


def read_look_ups(reader: Reader, told: Any, where: str) -> tuple[LookUpSpec, ...]:
    """The `looks_up` of a process: registers with the FEEL text of the key."""
    if told is None:
        return ()
    if not isinstance(told, Mapping) or not all(isinstance(text, str) and text.strip() for text in told.values()):
        zh, en = f"{where} 的 looks_up 应为 {{ 台账 = 算式 }}。", f"looks_up of {where} must be {{ register = expression }}."
        reader.fault("look_up", zh, en)
        return ()
    return tuple(LookUpSpec(str(register), text) for register, text in told.items())


def _column(reader: Reader, entry: Mapping[str, Any], where: str) -> RegisterColumn:
    kind = reader.string(entry, "type", where, "text")
    if kind not in TYPES:
        reader.fault("register_type", f"{where} 的列类型“{kind}”不认识。", f'{where}: unknown column type "{kind}".')
    values = entry.get("values")
    return RegisterColumn(
        reader.string(entry, "key", where),
        reader.text(entry, "title", where),
        kind,
        bool(entry.get("sum")),
        {str(key): Text.of(text) for key, text in values.items()} if isinstance(values, Mapping) else None,
    )
