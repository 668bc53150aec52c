"""跳转: send back, recall, skip and repair; and the end of a case by decree."""

import pytest

from engine.bpmn import NoSuchTarget, NotOpen, cancel, jump
from tests.bpmn.drawing import MESSAGE, TIMER, draw, file_of
from tests.bpmn.playing import Case, Lent, case

S, E, U, X, P = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway"
INNER = draw("is > ia > ib > ie", **{"is": S, "ia": U, "ib": U, "ie": E})
NESTED = file_of(draw("s > a > sub > d > e", s=S, a=U, sub=f"subProcess | {INNER}", d=U, e=E))
SIGNED = file_of(draw("s > a > d > e", s=S, a='userTask | <multiInstanceLoopCharacteristics tb:collection="signers"/>', d=U, e=E))
TIMED = file_of(
    draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {TIMER}', c=U, e=E, e2=E)
)
SECTION = file_of(draw("s > a > q > b > j > d > e", "q > c > j", s=S, a=U, q=P, b=U, c=U, j=P, d=U, e=E))


def moved(played: Case, target: str, *elements: str) -> Case:
    items = [played.item(name).id for name in elements] if elements else None
    jump(played.instance, items, target, played.env)
    played.again()
    return played


def test_send_back_withdraws_everything_and_begins_again_there() -> None:
    played = case(SECTION)
    played.do("a")
    played.do("b")
    moved(played, "a")
    assert played.open == ["a"]
    for name in ("a", "c"):
        played.do(name)
    assert played.open == ["b"], "the join has forgotten the first round"
    played.do("b")
    assert played.open == ["d"]


def test_one_branch_of_a_parallel_section_can_be_moved() -> None:
    played = case(file_of(draw("s > q > b > b2 > j > e", "q > c > j", s=S, q=P, b=U, b2=U, c=U, j=P, e=E)))
    played.do("b")
    moved(played, "b", "b2")
    assert played.open == ["b", "c"]
    for name in ("b", "c", "b2"):
        played.do(name)
    assert played.instance.finished


def test_a_token_cannot_leave_its_branch_when_the_join_would_starve() -> None:
    played = case(SECTION)
    played.do("a")
    with pytest.raises(NoSuchTarget, match="join j"):
        moved(played, "c", "b")


def test_a_jump_out_of_a_sub_process_closes_it() -> None:
    played = case(NESTED)
    played.do("a")
    moved(played, "a", "ia")
    assert played.open == ["a"]
    assert played.instance.scopes == ()
    played.do("a")
    assert played.open == ["ia"]


def test_a_jump_into_a_sub_process_opens_it() -> None:
    played = case(NESTED)
    moved(played, "ib")
    assert played.open == ["ib"]
    assert [scope.element for scope in played.instance.scopes] == ["sub"]
    played.do("ib")
    assert played.open == ["d"]


def test_a_jump_inside_an_open_sub_process_stays_inside() -> None:
    played = case(NESTED)
    played.do("a")
    before = played.instance.scopes
    played.do("ia")
    moved(played, "ia")
    assert played.open == ["ia"]
    assert played.instance.scopes == before


def test_a_jump_re_arms_timers() -> None:
    played = case(TIMED)
    played.tick()
    moved(played, "a", "a")
    assert played.open == ["a", "b", "c"]


def test_a_jump_of_one_signer_moves_the_whole_task() -> None:
    played = case(SIGNED, env=Lent({"signers": ["u1", "u2"]}))
    moved(played, "d", "a")
    assert played.open == ["d"]


def test_a_jump_into_a_parallel_section_from_outside_is_refused_when_its_join_would_starve() -> None:
    played = case(SECTION)
    with pytest.raises(NoSuchTarget, match="join j"):
        moved(played, "b")
    inside = case(SECTION)
    inside.do("a")
    inside.do("b")
    moved(inside, "c", "c")
    assert inside.open == ["c"], "the token in the join waits on"


def test_a_jump_to_the_split_of_a_parallel_section_begins_it_anew() -> None:
    played = case(SECTION)
    played.do("a")
    played.do("b")
    moved(played, "q")
    assert played.open == ["b", "c"]


RECURSIVE = file_of(draw("s > a > x >[more] call > e", "x >[*] e2", s=S, a=U, x=X, call='callActivity calledElement="p"', e=E, e2=E))


def test_a_process_may_call_itself() -> None:
    played = case(RECURSIVE, env=Lent({"more": True}))
    played.do("a")
    played.do("a")
    assert [scope.element for scope in played.instance.scopes] == ["call", "call"]
    played.env.facts["more"] = False
    played.do("a")
    assert played.instance.finished


HANDLED = file_of(
    draw("s > a > d > e", s=S, a=U, d=U, e=E)
    + f'<subProcess id="h" triggeredByEvent="true">{draw("hs > ha > he", hs=f"{S} | {MESSAGE}", ha=U, he=E)}</subProcess>'
)


def test_a_jump_back_from_a_handler_lets_the_scope_listen_again() -> None:
    for elements in ((), ("ha",)):
        played = case(HANDLED)
        played.throw("message", "m")
        assert played.open == ["ha"]
        moved(played, "d", *elements)
        assert played.open == ["d", "hs"]
        played.throw("message", "m")
        assert played.open == ["ha"]


def test_a_jump_beside_a_listener_leaves_it_alone() -> None:
    played = case(HANDLED)
    moved(played, "d", "a")
    assert played.open == ["d", "hs"]


def test_a_jump_of_a_boundary_event_moves_its_activity_and_a_listener_does_not_jump() -> None:
    played = case(TIMED)
    moved(played, "c", "b")
    assert played.open == ["c"]
    with pytest.raises(NotOpen):
        moved(case(HANDLED), "d", "hs")


@pytest.mark.parametrize("target", ["b", "nowhere"])
def test_a_jump_to_a_boundary_event_or_nowhere_is_refused(target: str) -> None:
    with pytest.raises(NoSuchTarget):
        moved(case(TIMED), target)


def test_a_jump_to_the_end_finishes_the_case() -> None:
    assert moved(case(SECTION), "e").instance.finished


def test_a_cancelled_case_is_finished() -> None:
    played = case(NESTED)
    played.do("a")
    cancel(played.instance, played.env)
    played.again()
    assert played.instance.finished
    assert played.instance.items == ()
