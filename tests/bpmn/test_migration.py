"""迁移: a running case moves to another version of its diagrams, or stays as it is."""

from engine.bpmn import due, migrate, read
from tests.bpmn.drawing import TIMER, draw, file_of
from tests.bpmn.playing import Lent, case

S, E, U, P = "startEvent", "endEvent", "userTask", "parallelGateway"
INNER = draw("is > ia > ib > ie", **{"is": S, "ia": U, "ib": U, "ie": E})
NESTED = file_of(draw("s > a > sub > d > e", s=S, a=U, sub=f"subProcess | {INNER}", d=U, e=E))
SIGNED = file_of(draw("s > a > d > e", s=S, a='userTask | <multiInstanceLoopCharacteristics tb:collection="signers"/>', d=U, e=E))
TIMED = file_of(
    draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {TIMER}', c=U, e=E, e2=E)
)
SECTION = file_of(draw("s > a > q > b > j > d > e", "q > c > j", s=S, a=U, q=P, b=U, c=U, j=P, d=U, e=E))


def test_a_running_case_moves_to_the_next_version() -> None:
    played = case(TIMED)
    before = played.item("b")
    newer = read(
        {
            "x": file_of(
                draw(
                    "s > a > z > e",
                    "b > c > e2",
                    s=S,
                    a=U,
                    z=U,
                    b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {TIMER}',
                    c=U,
                    e=E,
                    e2=E,
                )
            )
        }
    )
    report = migrate(played.instance, newer, {})
    assert report.possible
    assert [(move.old, move.new) for move in report.moved] == [("a", "a"), ("b", "b")]
    played.definition = newer
    played.again()
    assert played.item("b") == before
    played.do("a")
    assert played.open == ["z"]


def test_elements_can_be_renamed_and_a_dry_run_changes_nothing() -> None:
    played = case(NESTED)
    newer = read({"x": NESTED.replace(b'"a"', b'"first"')})
    assert not migrate(played.instance, newer, {}).possible
    assert migrate(played.instance, newer, {"a": "first"}, dry_run=True).possible
    assert played.open == ["a"]
    migrate(played.instance, newer, {"a": "first"})
    played.definition = newer
    played.again()
    assert played.open == ["first"]


def test_a_migration_that_has_no_place_for_a_token_changes_nothing() -> None:
    played = case(SIGNED, env=Lent({"signers": ["u1"]}))
    report = migrate(played.instance, read({"x": NESTED}), {})
    assert not report.possible
    assert [problem.code for problem in report.problems] == ["other_loop"]
    assert "another nature" in str(report.problems[0])
    played.again()


def test_a_new_boundary_timer_is_armed_and_an_old_one_dropped() -> None:
    plain = file_of(draw("s > a > e", s=S, a=U, e=E))
    guarded = file_of(draw("s > a > e", "b > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" | {TIMER}', e=E, e2=E))
    played = case(plain)
    assert not migrate(played.instance, read({"x": guarded}), {}).possible, "a timer needs an environment"
    report = migrate(played.instance, read({"x": guarded}), {}, played.env)
    assert report.armed == ("b",)
    assert due(played.instance) is not None
    report = migrate(played.instance, read({"x": plain}), {}, played.env)
    assert [move.old for move in report.dropped] == ["b"]
    assert due(played.instance) is None


def test_tokens_in_joins_keep_their_entrance() -> None:
    played = case(SECTION)
    played.do("a")
    played.do("b")
    newer = read({"x": SECTION.replace(b'<userTask id="d"', b'<userTask name="new" id="d"')})
    assert migrate(played.instance, newer, {}).possible
    played.definition = newer
    played.again()
    played.do("c")
    assert played.open == ["d"]


def test_a_branch_that_grew_leaves_the_token_that_waits_behind_it_where_it_is() -> None:
    played = case(SECTION)
    played.do("a")
    played.do("b")
    grown = draw("s > a > q > b > b2 > j > d > e", "q > c > j", s=S, a=U, q=P, b=U, b2=U, c=U, j=P, d=U, e=E)
    newer = read({"x": file_of(grown)})
    assert migrate(played.instance, newer, {}).possible
    played.definition = newer
    played.again()
    played.do("c")
    assert played.open == ["d"]


def test_a_join_whose_branch_is_gone_is_told_with_its_flow() -> None:
    played = case(SECTION)
    played.do("a")
    played.do("b")
    merged = draw("s > a > q > c > j > d > e", "q > x > j", s=S, a=U, q=P, c=U, x=U, j=P, d=U, e=E)
    report = migrate(played.instance, read({"x": file_of(merged)}), {})
    assert [(problem.code, problem.element) for problem in report.problems] == [("flow_gone", "j")]
