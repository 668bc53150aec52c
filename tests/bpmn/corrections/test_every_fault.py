"""Every fault that a correction numbers has its smallest diagram here, and goes right on it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine import bpmn
from engine.bpmn import CannotMove, DiagramRefused, NotOpen, complete, decode, encode, read, start
from engine.bpmn.corrections.no_scripts import NO_SCRIPTS
from tests.bpmn.drawing import CONDITION, ERROR, MESSAGE, SIGNAL, TIMER, draw, file_of
from tests.bpmn.playing import BEGIN, Case, Lent, case, play

S, E, U, X, P, INC = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway", "inclusiveGateway"
SERVICE = 'serviceTask tb:service="x"'
SIGNERS = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer">{0}</multiInstanceLoopCharacteristics>'
FAULT = re.compile(r"^Fault (\d+): ", re.MULTILINE)
SHOWN: dict[tuple[str, int], str] = {}
Test = Callable[[], None]


def fault(module: str, number: int) -> Callable[[Test], Test]:
    """Names the fault that a test shows."""

    def named(test: Test) -> Test:
        assert (module, number) not in SHOWN
        SHOWN[module, number] = test.__name__
        return test

    return named


def sub(inner: str) -> str:
    return f"subProcess | {inner}"


def handler(begin: str, name: str = "h") -> str:
    inside = draw(f"{name}s > {name}u > {name}e", **{f"{name}s": begin, f"{name}u": U, f"{name}e": E})
    return f'<subProcess id="{name}" triggeredByEvent="true">{inside}</subProcess>'


def beside(host: str, event: str, interrupting: bool = True) -> str:
    return f'boundaryEvent attachedToRef="{host}" cancelActivity="{"true" if interrupting else "false"}" | {event}'


ONE = file_of(draw("s > a > b > e", s=S, a=U, b=U, e=E))
WORK = file_of(draw("s > a > e", s=S, a=SERVICE, e=E))


@fault("activities", 1)
def test_a_task_that_is_done_is_not_run_again() -> None:
    played = case(ONE)
    item = played.item("a").id
    played.do("a")
    with pytest.raises(NotOpen):
        complete(played.instance, item, played.env)
    assert played.open == ["b"]


@fault("activities", 2)
def test_a_service_left_open_is_stored() -> None:
    definition = read({"x": WORK})
    instance = decode(encode(start(definition, "p", Lent(sync=False))), definition)
    complete(instance, instance.items[0].id, Lent(sync=False))
    assert instance.finished


@fault("activities", 3)
def test_a_failing_service_takes_its_error_path() -> None:
    file = file_of(draw("s > a > e", "b > c > e2", s=S, a=SERVICE, b=beside("a", ERROR), c=U, e=E, e2=E))
    play(file, "open c; do c; finished", Lent(failing={"a": "E1"}))


@fault("any_id", 1)
def test_elements_have_any_legal_id() -> None:
    play(file_of(draw("Start > Root > End", Start=S, Root=U, End=E)), "open Root; do Root; finished; end End")


@fault("boundaries", 1)
def test_the_way_of_a_boundary_event_and_the_way_behind_its_activity_do_not_wait_for_each_other() -> None:
    file = file_of(draw("s > a > d > e", "b > c > e2", s=S, a=U, b=beside("a", TIMER, False), c=U, d=U, e=E, e2=E))
    play(file, "open a b; tick; do a; open c d; do d; open c; do c; finished")


@fault("boundaries", 2)
def test_a_message_is_taken_by_one_boundary_event_of_several() -> None:
    file = file_of(
        draw("s > q > a > e", "q > b > e", "ba > ca > e", "bb > cb > e", s=S, q=P, a=U, b=U, ba=beside("a", MESSAGE), bb=beside("b", MESSAGE),
             ca=U, cb=U, e=E)
    )  # fmt: skip
    play(file, "message m; open b bb ca")


@fault("boundaries", 3)
def test_a_non_interrupting_boundary_event_fires_as_often_as_it_happens() -> None:
    file = file_of(draw("s > a > e", "b > c > e2", s=S, a=U, b=beside("a", MESSAGE, False), c=U, e=E, e2=E))
    play(file, "message m; message m; open a b c c")


@fault("ends", 1)
def test_a_signal_end_is_heard() -> None:
    play(file_of(draw("s > e", s=S, e=f"{E} | {SIGNAL}")), "finished; thrown signal s")


@fault("ends", 2)
@fault("scopes", 1)
def test_nothing_goes_on_behind_a_sub_process_whose_error_nobody_catches() -> None:
    inner = draw("is > ix >[bad] it", "ix >[*] ie", **{"is": S, "ix": X, "it": f"{E} | {ERROR}", "ie": E})
    with pytest.raises(DiagramRefused):
        read({"x": file_of(draw("s > a > d > e", s=S, a=sub(inner), d=U, e=E))})
    called = file_of(draw("s > a > d > e", s=S, a='callActivity calledElement="p2"', d=U, e=E), draw("t > v > te", t=S, v=SERVICE, te=E))
    with pytest.raises(CannotMove):
        case(called, env=Lent(failing={"v": "E1"}))


@fault("event_gateway", 1)
def test_each_wait_behind_an_event_gateway_has_its_node_its_id_and_its_due_time() -> None:
    file = file_of(draw("s > g > t > a > e", "g > m > b > e", s=S, g="eventBasedGateway", t=f"intermediateCatchEvent | {TIMER}",
                        m=f"intermediateCatchEvent | {MESSAGE}", a=U, b=U, e=E))  # fmt: skip
    played = play(file, "open m t")
    assert played.item("t").due == BEGIN + timedelta(minutes=10)
    assert played.item("t").id != played.item("m").id
    played.throw("message", "m")
    assert played.open == ["b"], "the first to happen ends the others"


@fault("event_subprocesses", 1)
def test_an_event_sub_process_by_error_starts_when_the_error_comes() -> None:
    file = file_of(draw("s > a > x >[bad] t", "x >[*] e", s=S, a=U, x=X, t=f"{E} | {ERROR}", e=E) + handler(f"{S} | {ERROR}"))
    play(file, "open a; do a; finished")
    play(file, "fact bad true; open a; do a; open hu")


@fault("event_subprocesses", 2)
def test_an_interrupting_event_sub_process_ends_everything_else() -> None:
    play(file_of(draw("s > a > e", s=S, a=U, e=E) + handler(f"{S} | {MESSAGE}")), "open a hs; message m; open hu; do hu; finished")


@fault("event_subprocesses", 3)
def test_starting_an_event_sub_process_in_one_case_changes_no_other() -> None:
    definition = read({"x": file_of(draw("s > a > e", s=S, a=U, e=E) + handler(f"{S} | {MESSAGE}"))})
    first = Case(definition)
    before = encode(Case(definition).instance)
    first.throw("message", "m")
    assert encode(Case(definition).instance) == before


@fault("events", 1)
def test_a_link_goes_on_at_its_catch() -> None:
    link = '<linkEventDefinition name="L"/>'
    play(
        file_of(draw("s > t", "c > b > e", s=S, t=f"intermediateThrowEvent | {link}", c=f"intermediateCatchEvent | {link}", b=U, e=E)),
        "open b",
    )


@fault("events", 2)
def test_what_a_message_carries_overwrites_nothing() -> None:
    file = file_of(draw("s > t > c > e", s=S, t=f'intermediateThrowEvent tb:correlation="number" | {MESSAGE}', c=U, e=E))
    played = case(file, env=Lent({"number": 7, "m": "kept"}))
    assert played.env.facts == {"number": 7, "m": "kept"}


@fault("events", 3)
def test_a_receive_task_without_message_is_refused_and_one_with_it_waits() -> None:
    with pytest.raises(DiagramRefused):
        read({"x": file_of(draw("s > r > e", s=S, r="receiveTask", e=E))})
    play(file_of(draw("s > r > e", s=S, r='receiveTask messageRef="M"', e=E)), "open r; message m; finished")


@fault("flows", 1)
def test_conditions_of_flows_that_leave_a_task_count() -> None:
    file = file_of(draw("s > a >[yes] b > e", "a >[*] c > e", s=S, a=U, b=U, c=U, e=E))
    play(file, "do a; open c")
    play(file, "fact yes true; do a; open b")


@fault("flows", 2)
def test_two_flows_to_one_target_bring_two_tokens() -> None:
    play(file_of(draw("s > q > a > e", "q > a", s=S, q=P, a=U, e=E)), "open a a")


@fault("inclusive_join", 1)
def test_an_inclusive_join_in_a_loop_waits_in_every_round() -> None:
    file = file_of(draw("s > m > o >[yes] a > j > d > x >[yes] m", "o >[yes] b > j", "x >[*] e",
                        s=S, m=X, o=INC, a=U, b=U, j=INC, d=U, x=X, e=E))  # fmt: skip
    play(file, "fact yes true; do a; do b; do d; do a; open b; do b; open d")


@fault("inclusive_join", 2)
def test_an_inclusive_join_waits_for_a_sub_process_beside_it() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
    play(file_of(draw("s > o >[yes] a > j > d > e", "o >[yes] b > j", s=S, o=INC, a=U, b=sub(inner), j=INC, d=U, e=E)),
         "fact yes true; do a; open ia; do ia; open d")  # fmt: skip


@fault("inclusive_join", 3)
def test_an_inclusive_join_waits_for_the_last_of_several_instances_beside_it() -> None:
    signed = "userTask | " + SIGNERS.format("")
    play(file_of(draw("s > o >[yes] a > j > d > e", "o >[yes] b > j", s=S, o=INC, a=U, b=signed, j=INC, d=U, e=E)),
         "fact yes true; fact signers u,v; do a; do b; open b; do b; open d")  # fmt: skip


def signed(condition: str = "") -> bytes:
    inner = f"<completionCondition>{condition}</completionCondition>" if condition else ""
    return file_of(
        draw("s > a > d > e", "b > c > e2", s=S, a="userTask | " + SIGNERS.format(inner), b=beside("a", MESSAGE), c=U, d=U, e=E, e2=E)
    )


@fault("loops", 1)
def test_conditions_see_how_many_instances_there_are() -> None:
    play(signed("nrOfInstances >= 3"), "fact signers u,v,w; do a; open d")


@fault("loops", 2)
def test_a_completion_condition_sees_all_instances() -> None:
    play(signed("nrOfCompletedInstances >= 2"), "fact signers u,v,w; do a; open a a b; do a; open d")


@fault("loops", 3)
def test_each_instance_keeps_its_own_item_whatever_the_others_do() -> None:
    played = case(signed(), env=Lent({"signers": ["u", "v", "w"]}))
    played.do("a", 1)
    assert [item.loop.item for item in played.instance.items if item.loop] == ["u", "w"]


@fault("loops", 4)
def test_instances_that_are_cancelled_are_gone() -> None:
    play(signed(), "fact signers u,v,w; do a; message m; open c; do c; finished")


DANGER = file_of(draw('s > x >[__import__("os").getpid() > 0] a > e', "x >[*] b > e", s=S, x=X, a=U, b=U, e=E))


@fault("no_scripts", 1)
def test_no_expression_is_run_as_python() -> None:
    play(DANGER, "open b")


@fault("no_scripts", 2)
def test_a_case_that_is_restored_runs_no_scripts_either() -> None:
    definition = read({"x": DANGER})
    restored = decode(encode(start(definition, "p", Lent())), definition)
    assert restored.case.script_engine is NO_SCRIPTS


@fault("parallel_join", 1)
def test_a_parallel_join_waits_for_both_in_the_second_round() -> None:
    file = file_of(draw("s > m > q > a > j > d > x >[yes] m", "q > b > j", "x >[*] e", s=S, m=X, q=P, a=U, b=U, j=P, d=U, x=X, e=E))
    play(file, "fact yes true; do a; do b; do d; do b; open a; do a; open d")


@fault("scoped_throw", 1)
def test_an_error_reaches_no_stranger() -> None:
    def failing(n: int) -> str:
        return sub(draw(f"i{n}s > i{n} > i{n}e", **{f"i{n}s": S, f"i{n}": U, f"i{n}e": f"{E} | {ERROR}"}))

    file = file_of(draw("s > q > a > e", "q > b > e", "ba > ca > e", "bb > cb > e", s=S, q=P, a=failing(1), b=failing(2),
                        ba=beside("a", ERROR), bb=beside("b", ERROR), ca=U, cb=U, e=E))  # fmt: skip
    play(file, "do i1; open ca i2")


@fault("scoped_throw", 2)
def test_an_event_sub_process_catches_the_error_of_its_scope() -> None:
    inner = draw("is > ia > ie", **{"is": S, "ia": U, "ie": f"{E} | {ERROR}"}) + handler(f"{S} | {ERROR}")
    play(file_of(draw("s > a > d > e", s=S, a=sub(inner), d=U, e=E)), "do ia; open hu; do hu; open d")


@fault("tokens", 1)
def test_a_case_forgets_what_is_done() -> None:
    played = case(file_of(draw("s > m > a > x >[yes] m", "x >[*] e", s=S, m=X, a=U, x=X, e=E)), env=Lent({"yes": True}))
    sizes = set()
    for _ in range(20):
        played.do("a")
        sizes.add(len(played.instance.case.tokens))
    assert sizes == {1}


@fault("tokens", 2)
def test_a_case_foresees_nothing() -> None:
    lines = [f"{'s' if n == 0 else f'j{n - 1}'} > q{n} > a{n} > j{n}" for n in range(12)] + [f"q{n} > b{n} > j{n}" for n in range(12)]
    nodes: dict[str, Any] = {f"{name}{n}": kind for n in range(12) for name, kind in (("q", P), ("a", U), ("b", U), ("j", P))}
    assert len(case(file_of(draw(*lines, "j11 > e", s=S, e=E, **nodes))).instance.case.tokens) == 2


@fault("tokens", 3)
def test_facts_that_changed_in_one_branch_are_not_undone_at_the_join() -> None:
    file = file_of(draw("s > q > a > j > x >[yes] d > e", "q > b > j", "x >[*] c > e", s=S, q=P, a=U, b=U, j=P, x=X, c=U, d=U, e=E))
    play(file, "do a; fact yes true; do b; open d")


@fault("waiting", 1)
def test_a_condition_over_facts_fires_when_they_change() -> None:
    file = file_of(draw("s > q > a > e", "q > c > b > e", s=S, q=P, a=U, c=f"intermediateCatchEvent | {CONDITION}", b=U, e=E))
    play(file, "open a c; fact yes true; do a; open b")


@fault("waiting", 2)
def test_a_moment_without_zone_is_no_moment() -> None:
    file = file_of(
        draw("s > c > e", s=S, c="intermediateCatchEvent | <timerEventDefinition><timeDate>=when</timeDate></timerEventDefinition>", e=E)
    )
    with pytest.raises(CannotMove):
        case(file, env=Lent({"when": datetime(2026, 3, 2, 9, 0)}))  # noqa: DTZ001  that is the fault
    assert case(file, env=Lent({"when": BEGIN})).item("c").due == BEGIN


@fault("waiting", 3)
def test_what_a_cycle_timer_has_started_outlives_the_activity() -> None:
    cycle = "<timerEventDefinition><timeCycle>R2/PT10M</timeCycle></timerEventDefinition>"
    file = file_of(draw("s > a > e", "b > c > e2", s=S, a=U, b=beside("a", cycle, False), c=U, e=E, e2=E))
    play(file, "tick; tick; open a c c; do a; open c c; do c; do c; finished")


def test_every_numbered_fault_is_shown_here_and_nothing_else() -> None:
    folder = Path(bpmn.__file__).parent / "corrections"
    files = {path.stem: path.read_text() for path in folder.glob("*.py") if path.stem != "__init__"}
    told = {(name, int(number)) for name, text in files.items() for number in FAULT.findall(text)}
    assert set(SHOWN) == told
    assert {name for name, _ in told} == set(files)
