"""Sample facts 示例事实: something of every type a program's expressions can see, to try forms and papers on before there is a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

AN_AMOUNT = 100
CASE = {"number": "示例-2026-00001", "organisation": "示例企业有限公司", "uscc": "91440101MA5XXXXX0X"}


def sample_of(schema: Any, day: date, name: str = "") -> Any:
    """A value of a type in the notation of `facts_schema`."""
    if isinstance(schema, Mapping):
        return {key: sample_of(kind, day, key) for key, kind in schema.items()}
    if isinstance(schema, list):
        return [sample_of(kind, day) for kind in schema]
    known: dict[str, Any] = {"number": AN_AMOUNT, "boolean": True, "date": day.isoformat(), "string": f"（{name or '示例'}）"}
    return known.get(schema) if isinstance(schema, str) else None


def sample_facts(schema: Mapping[str, Any], parameters: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Facts of a case that never was."""
    facts = sample_of(schema, day)
    case = {**facts.get("case", {}), **CASE, "filed_on": day.isoformat(), "received_on": day.isoformat()}
    return {**facts, "case": case, "parameters": dict(parameters), "today": day.isoformat(), "linked": {}, "parent": {}}
