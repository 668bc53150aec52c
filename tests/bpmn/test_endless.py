"""What would run for ever is found at deployment, wherever the loop is hidden."""

import pytest

from engine.bpmn import lint
from tests.bpmn.drawing import CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL, TERMINATE, draw, file_of

S, E, U, X = "startEvent", "endEvent", "userTask", "exclusiveGateway"
EMPTY = draw("is > ie", **{"is": S, "ie": E})
OPTIONAL = draw("is > ix >[never] iu > ie", "ix >[*] ie", **{"is": S, "ix": X, "iu": U, "ie": E})
ASKED = '<subProcess id="h" triggeredByEvent="true">' + draw("hs > hu > he", hs=f"{S} | {MESSAGE}", hu=U, he=E) + "</subProcess>"
PARALLEL = draw("is > ip > iu > ie", "ip > ie2", **{"is": S, "ip": "parallelGateway", "iu": U, "ie": E, "ie2": E})
AGAIN = "<standardLoopCharacteristics><loopCondition>again</loopCondition></standardLoopCharacteristics>"
CALL = 'callActivity calledElement="p"'
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


def handler(name: str, cause: str, said: str, before: str = "") -> str:
    """A non-interrupting event sub-process that says something when it is begun."""
    way = f"{name}s > {name}u > {name}t > {name}e" if before else f"{name}s > {name}t > {name}e"
    nodes = {f"{name}s": f'{S} isInterrupting="false" | {cause}', f"{name}t": f"intermediateThrowEvent | {said}", f"{name}e": E}
    return f'<subProcess id="{name}" triggeredByEvent="true">' + draw(way, **nodes, **({f"{name}u": U} if before else {})) + "</subProcess>"


def ring(*, waiting: bool = False) -> str:
    """Two event sub-processes that begin each other."""
    there = handler("h", SIGNAL, ESCALATION, "u" if waiting else "")
    return draw("s > a > t > e", s=S, a=U, t=f"intermediateThrowEvent | {SIGNAL}", e=E) + there + handler("k", ESCALATION, SIGNAL)


def echo(condition: str) -> str:
    """An event sub-process that begins itself again where a condition holds."""
    start = f'{S} isInterrupting="false" | {SIGNAL}'
    inside = draw(f"hs > hx >[{condition}] ht > he", "hx >[*] hn", hs=start, hx=X, ht=f"intermediateThrowEvent | {SIGNAL}", he=E, hn=E)
    return draw("s > a > e", s=S, a=U, e=E) + f'<subProcess id="h" triggeredByEvent="true">{inside}</subProcess>'


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
        (draw("s > a > e", s=S, a='callActivity calledElement="p"', e=E), {"endless"}),
        (draw("s > x >[never] a > e", "x >[*] e2", s=S, x=X, a='callActivity calledElement="p"', e=E, e2=E), {"endless-maybe"}),
        (draw("s > g > a > e", "g > e2", s=S, g="parallelGateway", a='callActivity calledElement="p"', e=E, e2=E), {"endless"}),
        (draw("s > g > a > e", "g > e2", s=S, g="parallelGateway", a=CALL, e=E, e2=f"{E} | {TERMINATE}"), {"endless-maybe"}),
        (draw("s > a > e", s=S, a=f'{CALL} | <multiInstanceLoopCharacteristics tb:collection="q"/>', e=E), {"endless-maybe"}),
        (draw("s > v > a > e", s=S, v='serviceTask tb:service="x"', a=CALL, e=E), {"endless-maybe"}),
        (draw("s > u > a > e", s=S, u=U, a='callActivity calledElement="p"', e=E), set()),
        (ECHO, {"endless"}),
        (echo("x"), {"endless-maybe"}),
        (ring(), {"endless"}),
        (ring(waiting=True), set()),
    ],
)
def test_a_loop_without_a_wait_is_found(body: str, codes: set[str]) -> None:
    assert found(body) == codes


def test_processes_that_call_each_other_without_a_wait_are_found() -> None:
    calls = 'callActivity calledElement="{}"'
    assert found(*(draw("s > a > e", s=S, a=calls.format(name), e=E) for name in ("p2", "p"))) == {"endless"}
