"""What would run for ever is found at deployment, wherever the loop is hidden."""

import pytest

from engine.bpmn import lint
from tests.bpmn.drawing import CONDITION, ERROR, MESSAGE, SIGNAL, draw, file_of

S, E, U, X = "startEvent", "endEvent", "userTask", "exclusiveGateway"
EMPTY = draw("is > ie", **{"is": S, "ie": E})
OPTIONAL = draw("is > ix >[never] iu > ie", "ix >[*] ie", **{"is": S, "ix": X, "iu": U, "ie": E})
ASKED = '<subProcess id="h" triggeredByEvent="true">' + draw("hs > hu > he", hs=f"{S} | {MESSAGE}", hu=U, he=E) + "</subProcess>"
PARALLEL = draw("is > ip > iu > ie", "ip > ie2", **{"is": S, "ip": "parallelGateway", "iu": U, "ie": E, "ie2": E})
AGAIN = "<standardLoopCharacteristics><loopCondition>again</loopCondition></standardLoopCharacteristics>"
FAILING = draw("is > ie", **{"is": S, "ie": f"{E} | {ERROR}"})


def found(*bodies: str) -> set[str]:
    return {f.code for f in lint({"x": file_of(*bodies)}) if f.code.startswith("endless")}


def round_and_round(node: str) -> str:
    return draw("s > m > n > x >[again] m", "x >[*] e", s=S, m=X, n=node, x=X, e=E)


ECHO = draw("s > a > t > e", s=S, a=U, t=f"intermediateThrowEvent | {SIGNAL}", e=E) + (
    '<subProcess id="h" triggeredByEvent="true">'
    + draw("hs > ht > he", hs=f'{S} isInterrupting="false" | {SIGNAL}', ht=f"intermediateThrowEvent | {SIGNAL}", he=E)
    + "</subProcess>"
)


@pytest.mark.parametrize(
    ("body", "codes"),
    [
        (round_and_round(f"subProcess | {EMPTY}{ASKED}"), {"endless"}),
        (round_and_round(f"subProcess | {OPTIONAL}"), {"endless"}),
        (round_and_round(f"subProcess | {PARALLEL}"), set()),
        (round_and_round(f"intermediateCatchEvent | {CONDITION}"), {"endless-maybe"}),
        (round_and_round(U), set()),
        (draw("s > a > e", s=S, a=f'businessRuleTask tb:decision="d" | {AGAIN}', e=E), {"endless-maybe"}),
        (draw("s > a > e", s=S, a=f"subProcess | {EMPTY}{AGAIN}", e=E), {"endless-maybe"}),
        (draw("s > a > e", s=S, a=f"{U} | {AGAIN}", e=E), set()),
        (draw("s > a > e", "b > a", s=S, a=f"subProcess | {FAILING}", b=f'boundaryEvent attachedToRef="a" | {ERROR}', e=E), {"endless"}),
        (draw("s > a > e", s=S, a='callActivity calledElement="p"', e=E), {"endless-maybe"}),
        (draw("s > u > a > e", s=S, u=U, a='callActivity calledElement="p"', e=E), set()),
        (ECHO, {"endless-maybe"}),
    ],
)
def test_a_loop_without_a_wait_is_found(body: str, codes: set[str]) -> None:
    assert found(body) == codes


def test_processes_that_call_each_other_without_a_wait_are_found() -> None:
    calls = 'callActivity calledElement="{}"'
    assert found(*(draw("s > a > e", s=S, a=calls.format(name), e=E) for name in ("p2", "p"))) == {"endless-maybe"}
