"""What the command line does with an expression, as functions from text to text."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from engine.feel.exchange import inward
from engine.feel.expression import compile_expression
from engine.feel.printing import text_of
from engine.feel.registry import HostFunction


def _members(facts: Mapping[str, object]) -> set[str]:
    """The names of all members, however deep."""
    found: set[str] = set()
    stack: list[object] = [*facts.values()]
    while stack:
        inside = stack.pop()
        if isinstance(inside, dict):
            found |= inside.keys()
            stack += inside.values()
        elif isinstance(inside, list):
            stack += inside
    return found


class Told(NamedTuple):
    """What the command line says: the value, a text without quotes, and below it what explains it."""

    value: str
    notes: tuple[str, ...]


def run_feel(expression: str, facts: Mapping[str, object], functions: Sequence[HostFunction] = (), now: datetime | None = None) -> Told:
    """The value of an expression, and the causes of every null on the way."""
    names = {*facts, *(host.name for host in functions)}
    outcome = compile_expression(expression, names, members=_members(facts)).explain(facts, functions, now=now)
    notes = (line for warning in outcome.warnings for line in (warning.message_zh, warning.message_en))
    return Told(text_of(inward(outcome.value)), tuple(f"  {line}" for line in notes))
