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
        (U, ERROR, ["never-thrown"]),
        ('serviceTask tb:service="x"', ERROR, []),
        (U, ESCALATION, ["never-thrown"]),
        (EMPTY, ERROR, ["never-thrown"]),
        (RAISING, ESCALATION, []),
        (FAILING, ERROR, ["never-left"]),
    ],
)
def test_what_is_never_reached_is_told(host: str, event: str, found: list[str]) -> None:
    body = draw("s > a > n > e", "b > e2", s=S, a=host, n=U, e=E, b=f'boundaryEvent attachedToRef="a" | {event}', e2=E)
    assert [f.code for f in lint({"x": file_of(body)})] == found


@pytest.mark.parametrize("event", [ERROR, ESCALATION])
@pytest.mark.parametrize("where", ["boundary", "handler"])
def test_the_second_that_catches_a_code_in_one_place_is_told(event: str, where: str) -> None:
    inner = draw("is > ie", **{"is": S, "ie": f"{E} | {event}"})
    if where == "boundary":
        host = f"subProcess | {inner}"
        at = f'boundaryEvent attachedToRef="a" | {event}'
        body = draw("s > a > e", "b > e2", "c > e3", s=S, a=host, e=E, b=at, e2=E, c=at, e3=E)
    else:
        body = draw("s > e", s=S, e=f"{E} | {event}")
        for name in ("b", "c"):
            way = draw(f"{name} > {name}e", **{name: f"{S} | {event}", f"{name}e": E})
            body += f'<subProcess id="{name}h" triggeredByEvent="true">{way}</subProcess>'
    found = [(f.code, f.element) for f in lint({"x": file_of(body)}) if f.code != "never-left"]
    assert found == [("caught-before", "c")]


@pytest.mark.parametrize(("end", "found"), [(E, ["never-thrown"]), (f"{E} | {ERROR}", [])])
def test_an_event_sub_process_for_what_nothing_in_its_scope_throws_is_told(end: str, found: list[str]) -> None:
    way = draw("h > he", h=f"{S} | {ERROR}", he=E)
    body = draw("s > e", s=S, e=end) + f'<subProcess id="w" triggeredByEvent="true">{way}</subProcess>'
    assert [f.code for f in lint({"x": file_of(body)})] == found
