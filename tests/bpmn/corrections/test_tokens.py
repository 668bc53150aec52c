"""The faults of `engine/bpmn/corrections/tokens.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from typing import Any

from engine.bpmn import encode, read, start
from tests.bpmn.corrections.diagrams import PARALLEL_LOOP, E, P, S, U, X
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import Case, Lent, case, play


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
