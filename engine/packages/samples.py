"""Sample facts 示例事实: something of every type a program's expressions can see, to try forms and papers on before there is a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

PAPERS = "notices/samples.json"
"""示例文书事实: by key of the notice, what one paper of its kind said; a template is looked at on it while there is no case."""
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


def sample_papers(files: Mapping[str, bytes], program: str) -> Mapping[str, Any]:
    """By key of the notice, what its sample says; nothing where the package keeps none that can be read."""
    try:
        told = orjson.loads(files.get(f"{program}/{PAPERS}", b"{}"))
    except orjson.JSONDecodeError:
        return {}
    return {str(key): facts for key, facts in told.items() if isinstance(facts, dict)} if isinstance(told, dict) else {}


def sample_facts(schema: Mapping[str, Any], parameters: Mapping[str, Any], day: date) -> dict[str, Any]:
    """Facts of a case that never was."""
    facts = sample_of(schema, day)
    case = {**facts.get("case", {}), **CASE, "filed_on": day.isoformat(), "received_on": day.isoformat()}
    return {**facts, "case": case, "parameters": dict(parameters), "today": day.isoformat(), "linked": {}, "parent": {}}
