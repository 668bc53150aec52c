"""What the command line does with an expression and with a decision model, as functions from text to text."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from engine.feel.exchange import inward
from engine.feel.expression import compile_expression
from engine.feel.printing import text_of
from engine.feel.registry import HostFunction


def read_facts(text: str) -> dict[str, object]:
    """Facts from JSON, numbers exact; texts such as `@2025-03-01` stay texts, `{"@": "2025-03-01"}` is a date, time or duration."""
    found = json.loads(text, parse_float=Decimal, object_hook=_temporal)
    if not isinstance(found, dict):
        raise TypeError(text[:40])
    return found


def _temporal(value: dict[str, object]) -> object:
    if value.keys() == {"@"}:
        return compile_expression(f"@{json.dumps(value['@'])}").evaluate({})
    return value


def run_feel(expression: str, facts: dict[str, object], functions: Sequence[HostFunction] = (), now: datetime | None = None) -> str:
    """The value of an expression as FEEL would write it, and under it the causes of every null."""
    outcome = compile_expression(expression, facts.keys()).explain(facts, functions, now=now)
    lines = [text_of(inward(outcome.value), None, 0, 1)]
    for warning in outcome.warnings:
        lines += [f"  {warning.message_zh}", f"  {warning.message_en}"]
    return "\n".join(lines)
