"""The scope 取值范围: everything a FEEL expression of a program may read about a case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from engine.dmn import Decision, Model, UnknownDecision
from engine.feel import FeelError, HostFunction, compile_expression
from engine.model import Case
from engine.packages.functions import HOST_NAMES
from engine.packages.program import Program
from engine.running.settings import settings_of
from engine.sdk.errors import DecisionFailed

MOST_COMPILED = 4096


@lru_cache(maxsize=MOST_COMPILED)
def compiled(text: str) -> Any:
    """A FEEL text, compiled once per process; a leading `=` is the diagram editor's mark and is dropped."""
    return compile_expression(text.removeprefix("="), HOST_NAMES)


def case_scope(
    case: Case, program: Program, today: date, *, organisation: str = "", uscc: str = "", roster: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Facts by writer, `parameters` in force on the filing date (what a moved case keeps among them), `case`, `roster` and `today`."""
    return {
        **case.facts,
        "parameters": settings_of(case, program, today),
        "case": {
            "id": str(case.id),
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


def evaluate(text: str, scope: Mapping[str, Any], functions: Sequence[HostFunction] = (), now: datetime | None = None) -> Any:
    """The value of a FEEL text; null stays None. `now` is what `now()` and `today()` say.

    Raises:
        DecisionFailed: when the text cannot be evaluated at all (limits, syntax of an old release).
    """
    try:
        return compiled(text).evaluate(scope, functions=functions, now=now)
    except FeelError as error:
        raise DecisionFailed("expression_failed", expression=text, cause=str(error)) from error


def decided(model: Model, decision: str, scope: Mapping[str, Any], functions: Sequence[HostFunction], now: datetime) -> Decision:
    """What a decision says, with its explanation.

    Raises:
        DecisionFailed: when it costs more than a decision may, or the model has none of that name.
    """
    try:
        return model.decide(decision, scope, functions=functions, now=now)
    except (FeelError, UnknownDecision) as error:
        raise DecisionFailed("decision_failed", decision=decision, cause=str(error)) from error


def at_path(facts: Mapping[str, Any], path: str) -> Any:
    """The value under a dotted path, or None."""
    value: Any = facts
    for part in path.split("."):
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value
