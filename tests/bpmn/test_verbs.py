"""What the door does with a running case: items, timers, messages, jumps, migrations, signers, and what it refuses."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.bpmn import (
    BpmnRefusal,
    CannotMove,
    Event,
    LoopRefused,
    NoSuchTarget,
    NotOpen,
    StateRefused,
    StepBudgetExceeded,
    UncaughtError,
    add_instance,
    cancel,
    complete,
    decode,
    due,
    encode,
    fire_due,
    read,
    remove_instance,
    set_due,
    start,
    stuck,
    throw,
)
from tests.bpmn.drawing import CONDITION, ERROR, MESSAGE, TERMINATE, TIMER, draw, file_of
from tests.bpmn.playing import BEGIN, Case, Lent, case

S, E, U, X, P = "startEvent", "endEvent", "userTask", "exclusiveGateway", "parallelGateway"
INNER = draw("is > ia > ib > ie", **{"is": S, "ia": U, "ib": U, "ie": E})
NESTED = file_of(draw("s > a > sub > d > e", s=S, a=U, sub=f'subProcess name="审核" tb:limit="20wd" | {INNER}', d=U, e=E))
SIGNERS = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer"{0}/>'
SIGNED = file_of(draw("s > a > d > e", s=S, a="userTask | " + SIGNERS.format(""), d=U, e=E))
TIMED = file_of(
    draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {TIMER}', c=U, e=E, e2=E)
)


# --- items and scopes


def test_an_item_tells_the_scopes_around_it_with_ids_that_last() -> None:
    played = case(NESTED)
    played.do("a")
    (scope,) = played.instance.scopes
    assert (scope.element, scope.name, dict(scope.attributes)) == ("sub", "审核", {"limit": "20wd"})
    assert played.item("ia").scopes == (scope,)
    played.do("ia")
    assert played.item("ib").scopes == (scope,)
    played.do("ib")
    assert played.instance.scopes == ()


def test_a_called_process_is_a_scope_and_its_items_name_their_process() -> None:
    played = case(file_of(draw("s > call > e", s=S, call='callActivity calledElement="p2" tb:limit="5wd"', e=E), INNER))
    item = played.item("ia")
    assert item.process == "p2"
    assert [(scope.element, scope.process, scope.called) for scope in item.scopes] == [("call", "p", "p2")]


def test_a_boundary_event_names_the_item_it_stands_beside() -> None:
    played = case(TIMED)
    event = played.item("b")
    assert (event.kind, event.attached_to, event.host) == ("timer", "a", played.item("a").id)
    assert event.due == BEGIN + timedelta(minutes=10)


def test_the_boundary_event_of_a_repeated_task_stands_beside_the_whole() -> None:
    body = draw("s > a > e", "b > e2", s=S, a="userTask | " + SIGNERS.format(""), b=f'boundaryEvent attachedToRef="a" | {TIMER}', e=E, e2=E)
    played = case(file_of(body), env=Lent({"signers": ["u1", "u2"]}))
    loops = [item.loop for item in played.instance.items if item.element == "a"]
    assert [(loop.index, loop.item, loop.total) for loop in loops if loop] == [(0, "u1", 2), (1, "u2", 2)]
    assert {loop.body for loop in loops if loop} == {played.item("b").host}


def test_ids_of_items_last_as_long_as_the_items() -> None:
    played = case(file_of(draw("s > q > a > e", "q > b > e2", s=S, q=P, a=U, b=U, e=E, e2=E)))
    kept = played.item("b")
    played.do("a")
    assert played.item("b") == kept


def test_what_is_done_cannot_be_done_again() -> None:
    played = case(NESTED)
    item = played.item("a")
    played.do("a")
    with pytest.raises(NotOpen):
        complete(played.instance, item.id, played.env)


def test_what_waits_for_an_event_cannot_be_done() -> None:
    played = case(TIMED)
    with pytest.raises(NotOpen):
        complete(played.instance, played.item("b").id, played.env)


def test_a_service_left_open_is_done_later_or_fails_with_a_code() -> None:
    body = draw(
        "s > v > e", "b > c > e2", s=S, v='serviceTask tb:service="bank"', b=f'boundaryEvent attachedToRef="v" | {ERROR}', c=U, e=E, e2=E
    )
    played = case(file_of(body), env=Lent(sync=False))
    assert played.item("v").kind == "service"
    played.do("v", error="E1")
    assert played.open == ["c"]


def test_a_service_that_fails_inside_the_step_takes_the_error_path() -> None:
    body = draw(
        "s > v > e", "b > c > e2", s=S, v='serviceTask tb:service="bank"', b=f'boundaryEvent attachedToRef="v" | {ERROR}', c=U, e=E, e2=E
    )
    assert case(file_of(body), env=Lent(failing={"v": "E1"})).open == ["c"]


def test_an_error_nobody_catches_is_an_incident() -> None:
    body = draw("s > a > v > e", s=S, a=U, v='serviceTask tb:service="bank"', e=E)
    played = case(file_of(body), env=Lent(failing={"v": "E7"}))
    with pytest.raises(UncaughtError) as error:
        played.do("a")
    assert error.value.code == "E7"


# --- starting


def test_a_start_event_can_be_chosen() -> None:
    file = file_of(draw("s > a > e", "m > b > e", s=S, m=f"{S} | {MESSAGE}", a=U, b=U, e=E))
    assert case(file).open == ["a"]
    assert case(file, at="m").open == ["b"]
    with pytest.raises(NoSuchTarget):
        case(file, at="a")


def test_a_process_that_does_not_exist_cannot_be_started() -> None:
    with pytest.raises(NoSuchTarget):
        start(read({"x": NESTED}), "q", Lent())


# --- timers


def test_the_next_due_time_is_known_without_running() -> None:
    played = case(TIMED)
    assert due(played.instance) == BEGIN + timedelta(minutes=10)
    assert due(case(NESTED).instance) is None


def test_a_timer_does_not_fire_before_it_is_due() -> None:
    played = case(TIMED)
    assert len(fire_due(played.instance, BEGIN + timedelta(minutes=9), played.env)) == 0
    assert len(fire_due(played.instance, BEGIN + timedelta(minutes=10), played.env)) == 1
    assert len(fire_due(played.instance, BEGIN + timedelta(minutes=99), played.env)) == 0


def test_the_calendar_can_move_a_timer() -> None:
    played = case(TIMED)
    later = datetime(2026, 5, 1, tzinfo=UTC)
    set_due(played.instance, played.item("b").id, later)
    played.again()
    assert due(played.instance) == later
    with pytest.raises(NotOpen):
        set_due(played.instance, played.item("a").id, later)


def test_timers_know_the_place_they_are_armed_at() -> None:
    env = Lent()
    case(TIMED, env=env)
    assert [(where.process, where.element.id) for where in env.places] == [("p", "b")]


def test_a_naive_moment_is_refused() -> None:
    class Naive(Lent):
        def timer(self, expression, kind, where):
            return datetime(2026, 1, 1)  # noqa: DTZ001

    with pytest.raises(CannotMove):
        case(TIMED, env=Naive())


def test_a_cycle_counts_from_the_tick_before_and_not_from_the_delay() -> None:
    cycle = "<timerEventDefinition><timeCycle>R3/PT10M</timeCycle></timerEventDefinition>"
    file = file_of(draw("s > a > e", "b > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {cycle}', e=E, e2=E))
    played = case(file)
    late = BEGIN + timedelta(minutes=25)
    played.env.now = late
    assert len(fire_due(played.instance, late, played.env)) == 1
    assert due(played.instance) == BEGIN + timedelta(minutes=20)
    assert len(fire_due(played.instance, late, played.env)) == 1
    assert due(played.instance) == BEGIN + timedelta(minutes=30)


# --- messages and signals

TWO_WAITS = file_of(
    draw("s > q > a > e", "q > b > e2", s=S, q=P, a=f'intermediateCatchEvent tb:correlation="one" | {MESSAGE}',
         b=f'intermediateCatchEvent tb:correlation="two" | {MESSAGE}', e=E, e2=E)
)  # fmt: skip


def test_a_message_goes_to_the_wait_with_its_correlation() -> None:
    played = case(TWO_WAITS, env=Lent({"one": "1", "two": "2"}))
    assert played.item("b").correlation == "2"
    assert played.throw("message", "m", "2") == 1
    assert played.open == ["a"]
    assert played.throw("message", "m", "3") == 0
    assert played.throw("message", "other", "1") == 0


def test_a_message_is_caught_once_and_a_signal_by_all() -> None:
    played = case(TWO_WAITS, env=Lent({"one": "1", "two": "1"}))
    assert played.throw("message", "m", "1") == 1
    assert len(played.open) == 1
    signals = TWO_WAITS.replace(MESSAGE.encode(), b'<signalEventDefinition signalRef="S"/>')
    assert case(signals, env=Lent({"one": "1", "two": "1"})).throw("signal", "s", "1") == 2


def test_a_thrown_message_carries_its_correlation() -> None:
    file = file_of(draw("s > t > e", s=S, t='sendTask messageRef="M" tb:correlation="number"', e=E))
    env = Lent({"number": "GZ-1"})
    case(file, env=env)
    assert env.said == [Event("message", "m", "GZ-1")]


def test_a_condition_is_looked_at_whenever_the_case_moves() -> None:
    file = file_of(draw("s > q > a > e", "q > c > b > e2", s=S, q=P, a=U, c=f"intermediateCatchEvent | {CONDITION}", b=U, e=E, e2=E))
    played = case(file)
    played.env.facts["yes"] = True
    played.do("a")
    assert played.open == ["b"]


# --- signers


def test_a_signer_can_be_added_and_removed() -> None:
    played = case(SIGNED, env=Lent({"signers": ["u1", "u2"]}))
    body = played.item("a").loop
    assert body is not None
    add_instance(played.instance, body.body, "u3", played.env)
    played.again()
    assert [item.loop.item for item in played.instance.items if item.loop] == ["u1", "u2", "u3"]
    remove_instance(played.instance, played.item("a").id, played.env)
    played.again()
    played.do("a")
    assert played.open == ["a"]
    played.do("a")
    assert played.open == ["d"]


def test_removing_the_last_signer_closes_the_task() -> None:
    played = case(SIGNED, env=Lent({"signers": ["u1"]}))
    remove_instance(played.instance, played.item("a").id, played.env)
    played.again()
    assert played.open == ["d"]


def test_a_signer_added_to_a_sequence_comes_last() -> None:
    file = file_of(draw("s > a > d > e", s=S, a="userTask | " + SIGNERS.format(' isSequential="true"'), d=U, e=E))
    played = case(file, env=Lent({"signers": ["u1", "u2"]}))
    loop = played.item("a").loop
    assert loop is not None
    add_instance(played.instance, loop.body, "u3", played.env)
    played.again()
    seen = []
    while played.open == ["a"]:
        now = played.item("a").loop
        assert now is not None
        seen.append((now.index, now.item))
        played.do("a")
    assert seen == [(0, "u1"), (1, "u2"), (2, "u3")]


@pytest.mark.parametrize("signers", ["u1", 7, None])
def test_a_collection_that_is_no_list_is_an_incident(signers: object) -> None:
    with pytest.raises(LoopRefused):
        case(SIGNED, env=Lent({"signers": signers}))


# --- states


def test_damaged_foreign_and_future_states_are_refused() -> None:
    played = case(NESTED)
    data = encode(played.instance)
    for bad in (b"", b"x" * 20, data[:-1], data[:2] + b"\x09" + data[3:], data[:9] + b"!" + data[10:]):
        with pytest.raises(StateRefused):
            decode(bad, played.definition)
    with pytest.raises(StateRefused):
        decode(data, read({"x": SIGNED.replace(b'"a"', b'"z"')}))


def test_items_that_are_not_json_cannot_be_signed_over() -> None:
    with pytest.raises(LoopRefused):
        case(SIGNED, env=Lent({"signers": [object()]}))


def test_items_are_kept_as_json_keeps_them() -> None:
    items = [Decimal("3.00"), Decimal("2.5"), date(2026, 3, 2), {"name": ("a", None)}, True]
    played = case(SIGNED, env=Lent({"signers": items}))
    assert [item.loop.item for item in played.instance.items if item.loop] == [3, "2.5", "2026-03-02", {"name": ["a", None]}, True]


def test_a_case_with_a_hundred_signers_is_small() -> None:
    played = case(SIGNED, env=Lent({"signers": [f"officer-{n}" for n in range(100)]}))
    assert len(encode(played.instance)) < 5_500


# --- what cannot go on


def test_a_loop_of_services_runs_into_the_step_budget() -> None:
    body = draw("s > m > v > x >[yes] m", "x >[*] e", s=S, m=X, v='serviceTask tb:service="x"', x=X, e=E)
    with pytest.raises(StepBudgetExceeded):
        case(file_of(body), env=Lent({"yes": True}))


def test_a_process_that_calls_itself_for_ever_is_an_incident() -> None:
    file = file_of(draw("s > x >[more] call > e", "x >[*] a > e2", s=S, a=U, x=X, call='callActivity calledElement="p"', e=E, e2=E))
    with pytest.raises(StepBudgetExceeded):
        case(file, env=Lent({"more": True}))


def test_scopes_nested_as_deep_as_allowed_close_one_after_the_other() -> None:
    body = draw("sx > ax > ex", sx=S, ax=U, ex=E)
    for n in range(100):
        body = draw(f"s{n} > n{n} > e{n}", **{f"s{n}": S, f"n{n}": f"subProcess | {body}", f"e{n}": E})
    played = case(file_of(body))
    assert len(played.instance.scopes) == 100
    deep = played.instance
    played.do("ax")
    assert played.instance.finished
    cancel(deep, played.env)


def test_many_threads_share_a_definition_from_its_first_moment() -> None:
    for _ in range(20):
        definition = read({"x": file_of(draw("s > call > a > e", s=S, call='callActivity calledElement="p2"', a=U, e=E), INNER)})
        with ThreadPoolExecutor(8) as pool:
            played = list(pool.map(Case, [definition] * 8))
            list(pool.map(lambda case: [case.do(name) for name in ("ia", "ib", "a")], played))
        assert all(case.instance.finished for case in played)


def test_a_deadlock_is_told_and_a_wait_is_not() -> None:
    body = draw("s > q > a > x >[yes] j > e", "x >[*] e2", "q > b > j", s=S, q=P, x=X, a=U, b=U, j=P, e=E, e2=E)
    played = case(file_of(body))
    assert stuck(played.instance) is None
    played.do("a")
    played.do("b")
    assert stuck(played.instance) == "nothing can move: tokens wait at j"


def test_a_timer_that_would_free_the_join_without_interrupting_is_no_deadlock() -> None:
    inner = draw("is > ix >[c] iu > ij > ie", "ix >[d] iv > ij", "ix >[*] iw > ie2",
                 **{"is": S, "ix": "inclusiveGateway", "iu": U, "iv": U, "ij": P, "ie": E, "iw": U, "ie2": E})  # fmt: skip
    body = draw("s > q > sub > e1", "q > j > d > e2", "b > j", s=S, q=P, sub=f"subProcess | {inner}", j=P, d=U, e1=E,
                e2=f"{E} | {TERMINATE}", b=f'boundaryEvent attachedToRef="sub" cancelActivity="false" | {TIMER}')  # fmt: skip
    played = case(file_of(body), env=Lent({"c": True}))
    played.do("iu")
    assert stuck(played.instance) is None
    played.tick()
    played.do("d")
    assert played.instance.finished


@pytest.mark.parametrize("kind", ["", 'isSequential="true"'])
def test_ten_thousand_instances_done_in_the_step_are_no_endless_loop(kind: str) -> None:
    several = f"<multiInstanceLoopCharacteristics {kind}><loopCardinality>10000</loopCardinality></multiInstanceLoopCharacteristics>"
    played = case(file_of(draw("s > a > e", s=S, a=f'serviceTask tb:service="x" | {several}', e=E)))
    assert played.instance.finished
    inner = draw("is > ia > ib > ie", **{"is": S, "ia": 'serviceTask tb:service="x"', "ib": 'serviceTask tb:service="x"', "ie": E})
    smaller = several.replace("10000", "2100")
    assert case(file_of(draw("s > a > e", s=S, a=f"subProcess | {inner}{smaller}", e=E))).instance.finished


def test_an_endless_loop_around_many_instances_ends_at_the_budget() -> None:
    several = "<multiInstanceLoopCharacteristics><loopCardinality>5000</loopCardinality></multiInstanceLoopCharacteristics>"
    with pytest.raises(StepBudgetExceeded):
        case(
            file_of(draw("s > m > a > x >[again] m", "x >[u] t > e", "x >[*] e", s=S, m="exclusiveGateway", x="exclusiveGateway", t=U, e=E,
                         a=f"subProcess | {draw('is > ix >[no] iu > ie', 'ix >[*] ie', **{'is': S, 'ix': 'exclusiveGateway', 'iu': U, 'ie': E})}{several}")),
            env=Lent({"again": True}),
        )  # fmt: skip


def test_a_finished_case_is_not_stuck() -> None:
    played = case(file_of(draw("s > e", s=S, e=E)))
    assert played.instance.finished
    assert stuck(played.instance) is None


def test_every_refusal_is_one_family() -> None:
    assert all(issubclass(kind, BpmnRefusal) for kind in (NotOpen, NoSuchTarget, StateRefused, CannotMove))
    assert throw(case(NESTED).instance, Event("message", "m"), Lent()) == 0
