"""The scope 取值范围: everything a FEEL expression of a program may read about a case."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from engine.feel import HostFunction, compile_expression
from engine.model import Case
from engine.packages.functions import HOST_NAMES
from engine.packages.program import Program
from engine.sdk.errors import DecisionFailed

MOST_COMPILED = 4096


@lru_cache(maxsize=MOST_COMPILED)
def compiled(text: str) -> Any:
    """A FEEL text, compiled once per process; a leading `=` is the diagram editor's mark and is dropped."""
    return compile_expression(text.removeprefix("="), HOST_NAMES)


def case_scope(
    case: Case, program: Program, today: date, *, organisation: str = "", uscc: str = "", roster: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Facts by writer, `parameters` in force on the filing date, `case`, `roster` and `today`."""
    return {
        **case.facts,
        "parameters": program.settings(case.filed_on or today),
        "case": {
            "number": case.number or "",
            "region": case.region,
            "filed_on": case.filed_on,
            "received_on": case.received_on,
            "stage": case.stage,
            "status": case.status,
            "organisation": organisation,
            "uscc": uscc,
        },
        "roster": roster if roster is not None else case.facts.get("roster", {}),
        "today": today,
    }


def evaluate(text: str, scope: Mapping[str, Any], functions: Sequence[HostFunction] = ()) -> Any:
    """The value of a FEEL text; null stays None.

    Raises:
        DecisionFailed: when the text cannot be evaluated at all (limits, syntax of an old release).
    """
    try:
        return compiled(text).evaluate(scope, functions=functions)
    except ValueError as error:
        raise DecisionFailed("expression_failed", expression=text, cause=str(error)) from error


def at_path(facts: Mapping[str, Any], path: str) -> Any:
    """The value under a dotted path, or None."""
    value: Any = facts
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
