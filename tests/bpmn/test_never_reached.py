"""Paths that no token ever takes are told at deployment."""

import pytest

from engine.bpmn import lint
from tests.bpmn.drawing import ERROR, ESCALATION, draw, file_of

S, E, U = "startEvent", "endEvent", "userTask"
FAILING = "subProcess | " + draw("is > iu > ie", **{"is": S, "iu": U, "ie": f"{E} | {ERROR}"})
EMPTY = "subProcess | " + draw("is > ie", **{"is": S, "ie": E})
RAISING = "subProcess | " + draw("is > ie", **{"is": S, "ie": f"{E} | {ESCALATION}"})


@pytest.mark.parametrize(
    ("host", "event", "found"),
    [
        (U, ERROR, []),
        (U, ESCALATION, ["never-thrown"]),
        (EMPTY, ERROR, ["never-thrown"]),
        (RAISING, ESCALATION, []),
        (FAILING, ERROR, ["never-left"]),
    ],
)
def test_what_is_never_reached_is_told(host: str, event: str, found: list[str]) -> None:
    body = draw("s > a > n > e", "b > e2", s=S, a=host, n=U, e=E, b=f'boundaryEvent attachedToRef="a" | {event}', e2=E)
    assert [f.code for f in lint({"x": file_of(body)})] == found
