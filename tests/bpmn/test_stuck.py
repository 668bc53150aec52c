"""A case in which nothing can move any more is told, whatever still listens."""

import pytest

from engine.bpmn import stuck
from tests.bpmn.drawing import ESCALATION, SIGNAL, TIMER, draw, file_of
from tests.bpmn.playing import case

S, E, U, X, P = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway"
HALVES = draw("s > q > a > x >[yes] j > e", "x >[*] e2", "q > b > j", s=S, q=P, x=X, a=U, b=U, j=P, e=E, e2=E)
BESIDE = 'isInterrupting="false"'
WORK = {"hu": U, "he": E}


@pytest.mark.parametrize(
    ("begins", "way", "nodes", "told"),
    [
        (f"{S} {BESIDE} | {SIGNAL}", "hs > hu > he", WORK, True),
        (f"{S} {BESIDE} | {TIMER}", "hs > he", {"he": E}, True),
        (f"{S} {BESIDE} | {SIGNAL}", "hs > hu > he", {**WORK, "he": f"{E} | {ESCALATION}"}, False),
        (f"{S} {BESIDE} | {SIGNAL}", "hs > hu > he", {**WORK, "hu": 'serviceTask tb:service="x"'}, False),
        (f"{S} | {SIGNAL}", "hs > hu > he", WORK, False),
    ],
)
def test_an_event_that_frees_nobody_does_not_hide_a_deadlock(begins: str, way: str, nodes: dict[str, str], told: bool) -> None:
    handler = f'<subProcess id="h" triggeredByEvent="true">{draw(way, hs=begins, **nodes)}</subProcess>'
    played = case(file_of(HALVES + handler))
    assert stuck(played.instance) is None
    played.do("a")
    played.do("b")
    assert stuck(played.instance) == ("nothing can move: tokens wait at j" if told else None)
