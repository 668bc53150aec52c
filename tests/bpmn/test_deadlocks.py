"""Joins that can never fire are errors, however many tokens there are beside them and whichever start leads to them."""

import pytest

from engine.bpmn import lint
from tests.bpmn.drawing import MESSAGE, TIMER, draw, file_of

S, E, U, X, P, O = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway"  # noqa: E741


def found(*lines: str, **nodes: str) -> list[tuple[str, str]]:
    return [(f.element, f.code) for f in lint({"x": file_of(draw(*lines, **nodes))})]


@pytest.mark.parametrize("beside", [False, True], ids=["plain", "with boundary events"])
@pytest.mark.parametrize(("branches", "tasks"), [(2, 2), (5, 3), (4, 6)])
def test_a_section_of_many_tasks_hides_no_deadlock_behind_it(branches: int, tasks: int, beside: bool) -> None:
    lines, nodes = ["s > q"], {"s": S, "q": P, "j": P, "x": X, "u": U, "v": U, "j2": P, "e": E}
    for branch in range(branches):
        names = [f"t{branch}_{task}" for task in range(tasks)]
        lines.append(" > ".join(["q", *names, "j"]))
        nodes |= dict.fromkeys(names, U)
        for name in names if beside else ():
            lines.append(f"b{name} > r{name}")
            nodes |= {f"b{name}": f'boundaryEvent attachedToRef="{name}" cancelActivity="false" | {TIMER}', f"r{name}": U}
    assert found(*lines, "j > x >[c] u > j2 > e", "x >[*] v > j2", **nodes) == [("j2", "deadlock")]


def test_every_start_event_begins_a_case_of_its_own() -> None:
    behind = found("s > a > e", "s2 > x >[c] u > j > e2", "x >[*] v > j", s=S, a=U, e=E, s2=f"{S} | {MESSAGE}", x=X, u=U, v=U, j=P, e2=E)
    assert behind == [("j", "deadlock")]
    assert found("s > a > j > e", "s2 > j", s=S, a=U, e=E, s2=f"{S} | {MESSAGE}", j=P) == [("j", "deadlock")]


def test_inclusive_joins_that_wait_for_each_other_are_refused() -> None:
    ring = found("s > q > o1 > a > o2 > b > x >[c] o1", "q > o2", "x >[*] e", s=S, q=P, o1=O, o2=O, a=U, b=U, x=X, e=E)
    assert ring == [("o1", "deadlock"), ("o2", "deadlock")]


def test_an_inclusive_join_in_a_loop_is_none() -> None:
    lines = ("s > m > o >[yes] a > j > d > x >[again] m", "o >[*] b > j", "x >[*] e")
    assert found(*lines, s=S, m=X, o=O, a=U, b=U, j=O, d=U, x=X, e=E) == []
