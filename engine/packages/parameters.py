"""Parameters 参数: dated amounts, ratios and limits, each with its document and clause."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from engine.sdk.errors import Finding, PackageError
from engine.sdk.text import Text

FILE = "parameters.toml"
NOTHING = Text("")
TYPES = {"limit", "money", "ratio", "integer", "number", "boolean", "text", "list", "table"}


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from a day on, with the document and clause it comes from."""

    start: date
    value: Any
    document: str
    clause: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """参数: one named setting over time."""

    key: str
    type: str
    title: Text
    values: tuple[DatedValue, ...]
    note: Text = NOTHING

    def on(self, day: date) -> DatedValue | None:
        """The value in force on `day`, or None before the first or when nothing is set."""
        return max((value for value in self.values if value.start <= day), key=lambda value: value.start, default=None)


def read_parameters(content: bytes, file: str) -> dict[str, Parameter]:
    """Read `parameters.toml`.

    Raises:
        PackageError: with every fault found.
    """
    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackageError([Finding(file, f"不是有效的 TOML：{error}", f"Not valid TOML: {error}", "parameters_toml")]) from error
    findings: list[Finding] = []
    parameters: dict[str, Parameter] = {}
    for entry in data.get("parameter", []):
        key = str(entry.get("key", ""))
        if not key or key in parameters:
            zh, en = f"参数名缺失或重复：“{key}”。", f'Missing or repeated parameter key "{key}".'
            findings.append(Finding(file, zh, en, "parameter_key", element=f"parameter/{key}"))
            continue
        kind = str(entry.get("type", "text"))
        if kind not in TYPES:
            zh, en = f"参数“{key}”的类型“{kind}”不认识。", f'Parameter "{key}" has the unknown type "{kind}".'
            findings.append(Finding(file, zh, en, "parameter_type", element=f"parameter/{key}"))
        parameters[key] = Parameter(
            key, kind, Text.of(entry.get("title"), key), _values(entry, key, file, findings), Text.of(entry.get("note"))
        )
    if findings:
        raise PackageError(findings)
    return parameters


def _values(entry: Mapping[str, Any], key: str, file: str, findings: list[Finding]) -> tuple[DatedValue, ...]:
    values = []
    for value in entry.get("value", []):
        start = value.get("from") if isinstance(value, Mapping) else None
        if not isinstance(start, date) or "value" not in value:
            findings.append(
                Finding(
                    file,
                    f"参数“{key}”的每个值要有 from 日期和 value。",
                    f'Each value of "{key}" needs a "from" date and a "value".',
                    "parameter_value",
                    element=f"parameter/{key}",
                )
            )
            continue
        values.append(DatedValue(start, value["value"], str(value.get("document", "")), str(value.get("clause", ""))))
    return tuple(values)


def in_force(parameters: Mapping[str, Parameter], day: date) -> dict[str, Any]:
    """Every parameter's value on `day`; None where none is set."""
    return {key: (value.value if (value := parameter.on(day)) else None) for key, parameter in parameters.items()}
