"""Each fault on the smallest diagram that shows it: first the plain library, then the door."""

from typing import Any

import pytest
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition

from engine.bpmn import encode, read, start
from engine.bpmn.corrections.no_scripts import NO_SCRIPTS
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import ERROR, MESSAGE, SIGNAL, draw, file_of
from tests.bpmn.playing import Case, Lent, play

S, E, U = "startEvent", "endEvent", "userTask"
X, P, INC = "exclusiveGateway", "parallelGateway", "inclusiveGateway"

PARALLEL_LOOP = file_of(
    draw("s > m > q > a > j > d > x >[again] m", "q > b > j", "x >[*] e", s=S, m=X, q=P, a=U, b=U, j=P, d=U, x=X, e=E)
)  # fmt: skip
INCLUSIVE_LOOP = file_of(
    draw("s > m > o >[yes] a > j > d > x >[again] m", "o >[both] b > j", "x >[*] e", s=S, m=X, o=INC, a=U, b=U, j=INC, d=U, x=X, e=E)
)  # fmt: skip


# --- tokens


def sections(count: int) -> bytes:
    lines, nodes, before = [], {"s": S, "e": E}, "s"
    for i in range(count):
        nodes |= {f"q{i}": P, f"j{i}": P, f"a{i}": U, f"b{i}": U, f"c{i}": U}
        lines += [f"{before} > q{i} > a{i} > j{i}", f"q{i} > b{i} > j{i}", f"q{i} > c{i} > j{i}"]
        before = f"j{i}"
    return file_of(draw(*lines, f"{before} > e", **nodes))


def test_the_library_predicts_exponentially_many_tasks() -> None:
    assert Plain(sections(6)).size > 1_000


def test_a_case_holds_only_the_tokens_that_are_there() -> None:
    instance = start(read({"x.bpmn": sections(6)}), "p", Lent())
    assert [item.element for item in instance.items] == ["a0", "b0", "c0"]
    assert len(encode(instance)) < 200


def test_the_library_keeps_every_task_that_ever_ran() -> None:
    plain = Plain(PARALLEL_LOOP, again=True)
    sizes = []
    for _ in range(3):
        for name in ("a", "b", "d"):
            plain.do(name)
        sizes.append(plain.size)
    assert sizes[0] < sizes[1] < sizes[2]


def test_a_case_is_as_small_after_a_thousand_rounds_as_after_one() -> None:
    case = Case(read({"x.bpmn": PARALLEL_LOOP}), env=Lent({"again": True}))
    sizes = []
    for _ in range(1_100):
        for name in ("a", "b", "d"):
            case.do(name)
        sizes.append(len(encode(case.instance)))
    assert max(sizes) - min(sizes) < 20
    assert case.open == ["a", "b"]


# --- parallel join


def test_the_library_fires_a_parallel_join_early_in_the_second_round() -> None:
    plain = Plain(PARALLEL_LOOP, again=True)
    for name in ("a", "b", "d", "b"):
        plain.do(name)
    assert "d" in plain.open, "one approval of two, and the case goes on"


def test_a_parallel_join_waits_for_every_branch_in_every_round() -> None:
    play(PARALLEL_LOOP, "fact again true; do a; do b; do d; do b; open a; do a; open d; do d; do a; open b")


# --- inclusive join


def test_the_library_fires_an_inclusive_join_early_in_loops() -> None:
    plain = Plain(INCLUSIVE_LOOP, again=True, yes=True, both=True)
    for name in ("a", "b", "d", "a"):
        plain.do(name)
    assert "d" in plain.open


def test_an_inclusive_join_waits_for_what_may_still_come_in_every_round() -> None:
    play(INCLUSIVE_LOOP, "fact again true; fact yes true; fact both true; do a; do b; do d; do a; open b; do b; open d")


def test_an_inclusive_join_waits_for_a_branch_inside_a_sub_process() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
    file = file_of(draw("s > o >[yes] a > j > d > e", "o >[both] sub > x >[never] t > e", "x >[*] j",
                        s=S, o=INC, a=U, sub=f"subProcess | {inner}", x=X, t=U, j=INC, d=U, e=E))  # fmt: skip
    play(file, "fact yes true; fact both true; do a; open ia; do ia; open d")


# --- ids


@pytest.mark.parametrize("name", ["Start", "End", "Root", "p.EndJoin", "a.BoundaryEventSplit", "n_child"])
def test_any_legal_id_is_a_name_like_any_other(name: str) -> None:
    play(file_of(draw(f"s > {name} > e", s=S, e=E, **{name: U})), f"open {name}; do {name}; finished")


def test_the_library_loses_the_model_when_a_start_event_is_called_start() -> None:
    with pytest.raises(Exception):  # noqa: B017  it depends on what comes first
        Plain(file_of(draw("Start > a > e", Start=S, a=U, e=E))).do("a")


def test_a_start_event_may_be_called_start() -> None:
    play(file_of(draw("Start > a > End", Start=S, a=U, End=E)), "do a; finished; end End")


# --- scripts

DANGER = file_of(draw('s > x >[__import__("os").getpid() > 0] a > e', "x >[*] b > e", s=S, x=X, a=U, b=U, e=E))


def test_the_library_runs_python_in_conditions() -> None:
    assert Plain(DANGER).open == ["a"]


def test_conditions_reach_nobody_but_the_environment() -> None:
    play(DANGER, "open b")
    with pytest.raises(PermissionError):
        NO_SCRIPTS.evaluate(None, "1")
    with pytest.raises(PermissionError):
        NO_SCRIPTS.execute(None, "1")


# --- flows

CONDITIONAL = file_of(draw("s > a >[yes] b > e", s=S, a=U, b=U, e=E))


def test_the_library_ignores_the_condition_of_a_single_flow() -> None:
    plain = Plain(CONDITIONAL, yes=False)
    plain.do("a")
    assert plain.open == ["b"]


def test_a_condition_out_of_a_task_counts() -> None:
    play(CONDITIONAL, "incident do a")
    play(CONDITIONAL, "fact yes true; do a; open b")


def test_two_flows_to_one_target_are_two_tokens() -> None:
    play(file_of(draw("s > q > a > e", "q > a", s=S, q=P, a=U, e=E)), "open a a; do a; do a; finished")


# --- boundary events

TWICE = file_of(draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {MESSAGE}', c=U, e=E, e2=E))  # fmt: skip


def test_in_the_library_a_non_interrupting_message_fires_once() -> None:
    plain = Plain(TWICE)
    plain.throw(MessageEventDefinition("m"))
    plain.throw(MessageEventDefinition("m"))
    assert plain.open == ["a", "c"]


def test_a_non_interrupting_message_fires_as_often_as_it_comes() -> None:
    play(TWICE, "message m; message m; open a b c c")


# --- errors

INNER = "is{0} > ia{0} > ie{0}"


def _failing(number: str) -> str:
    nodes = {f"is{number}": S, f"ia{number}": U, f"ie{number}": f"{E} | {ERROR}"}
    return "subProcess | " + draw(INNER.format(number), **nodes)


TWO_SUBS = file_of(draw("s > q > a > e", "q > b > e", "ba > ca > e", "bb > cb > e", s=S, q=P, a=_failing("1"), b=_failing("2"),
                        ba=f'boundaryEvent attachedToRef="a" | {ERROR}', bb=f'boundaryEvent attachedToRef="b" | {ERROR}', ca=U, cb=U, e=E))  # fmt: skip


def test_in_the_library_an_error_interrupts_a_stranger_too() -> None:
    plain = Plain(TWO_SUBS)
    plain.do("ia1")
    assert plain.open == ["ca", "cb"]


def test_an_error_reaches_its_own_scopes_only() -> None:
    play(TWO_SUBS, "open ia1 ia2; do ia1; open ca ia2")


NESTED = file_of(
    draw("s > a > e", "b > c > e2", s=S, e=E, e2=E, c=U, b='boundaryEvent attachedToRef="a" | <errorEventDefinition/>',
         a="subProcess | " + draw("os > o > oe", "ob > oc > oe2", os=S, oe=E, oe2=E, oc=U, o=_failing("1"),
                                  ob='boundaryEvent attachedToRef="o" | <errorEventDefinition errorRef="E2"/>'))
)  # fmt: skip


def test_an_error_passes_a_boundary_of_another_code_and_stops_at_the_next() -> None:
    play(NESTED, "do ia1; open c; do c; finished")


# --- event sub-processes

HANDLER = draw("hs > h > he", hs=f"{S} | {ERROR}", h=U, he=E)
CALM = file_of(draw("s > a > x >[bad] t", "x >[*] e", s=S, a=U, x=X, e=E, t=f"{E} | {ERROR}")
               + f'<subProcess id="handler" triggeredByEvent="true">{HANDLER}</subProcess>')  # fmt: skip


def test_in_the_library_an_error_handler_starts_with_the_process() -> None:
    assert "h" in Plain(CALM, bad=False).open


def test_an_error_handler_runs_when_the_error_comes_and_takes_over() -> None:
    play(CALM, "open a; do a; finished")
    play(CALM, "fact bad true; do a; open h; do h; finished")


def test_an_error_inside_the_handler_is_not_caught_by_the_same_handler() -> None:
    handler = draw("hs > h > he", hs=f"{S} | {ERROR}", h=U, he=f"{E} | {ERROR}")
    file = file_of(
        draw("s > a > t", s=S, a=U, t=f"{E} | {ERROR}") + f'<subProcess id="handler" triggeredByEvent="true">{handler}</subProcess>'
    )
    case = play(file, "do a; open h; do h; finished")
    assert case.instance.ended_by == (("t", "E1"), ("he", "E1"))


# --- ends

SIGNAL_END = file_of(draw("s > q > a > t", "q > c > e", s=S, q=P, a=U, t=f"{E} | {SIGNAL}", c=f"intermediateCatchEvent | {SIGNAL}", e=E))


def test_in_the_library_a_signal_end_says_nothing() -> None:
    plain = Plain(SIGNAL_END)
    plain.do("a")
    assert not plain.workflow.is_completed()


def test_a_signal_end_is_heard_inside_and_outside() -> None:
    play(SIGNAL_END, "open a c; do a; finished; thrown signal s")


LINKED = file_of(draw("s > a > t", "c > b > e", s=S, a=U, t='intermediateThrowEvent | <linkEventDefinition name="L"/>',
                      c='intermediateCatchEvent | <linkEventDefinition name="L"/>', b=U, e=E))  # fmt: skip


def test_in_the_library_a_link_ends_the_case_silently() -> None:
    plain = Plain(LINKED)
    plain.do("a")
    assert plain.workflow.is_completed()


def test_a_link_leads_to_its_other_end() -> None:
    play(LINKED, "do a; open b; do b; finished")


UNCAUGHT = file_of(draw("s > a > d > e", s=S, a=_failing("1"), d=U, e=E))


def test_in_the_library_an_error_nobody_catches_goes_on_as_if_nothing_had_been() -> None:
    plain = Plain(UNCAUGHT)
    plain.do("ia1")
    assert plain.open == ["d"]


# --- several instances

SIGNERS = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer">{0}</multiInstanceLoopCharacteristics>'


def signed(condition: str = "") -> bytes:
    inner = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return file_of(draw("s > a > d > e", s=S, a="userTask | " + SIGNERS.format(inner), d=U, e=E))


def test_two_of_three_is_enough_when_the_condition_says_so() -> None:
    play(signed("nrOfCompletedInstances >= 2"), "fact signers u1,u2,u3; do a; open a a; do a; open d")


def test_a_completion_condition_sees_the_counters_of_all_instances() -> None:
    env = Lent({"signers": ["u1", "u2", "u3"]})
    case = play(signed("nrOfCompletedInstances >= 9"), "do a; do a", env)
    where: Any = next(w for w in reversed(env.places) if "nrOfInstances" in w.variables)
    assert where.variables["nrOfInstances"] == 3
    assert where.variables["nrOfCompletedInstances"] == 2
    assert where.variables["nrOfActiveInstances"] == 1
    assert [item.loop.item for item in case.instance.items if item.loop] == ["u3"]


def test_nobody_to_sign_is_nothing_to_wait_for() -> None:
    case = Case(read({"x.bpmn": signed()}), env=Lent({"signers": []}))
    assert case.open == ["d"]


def test_a_second_round_signs_anew() -> None:
    file = file_of(draw("s > m > a > x >[again] m", "x >[*] e", s=S, m=X, a="userTask | " + SIGNERS.format(""), x=X, e=E))
    play(file, "fact signers u1,u2; fact again true; do a; do a; open a a; fact again false; do a; do a; finished")
