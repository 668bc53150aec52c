"""The faults of `engine/bpmn/corrections/parallel_join.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from tests.bpmn.corrections.diagrams import PARALLEL_LOOP, E, P, S, U, X
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import play


@fault("parallel_join", 1)
def test_a_parallel_join_waits_for_both_in_the_second_round() -> None:
    file = file_of(draw("s > m > q > a > j > d > x >[yes] m", "q > b > j", "x >[*] e", s=S, m=X, q=P, a=U, b=U, j=P, d=U, x=X, e=E))
    play(file, "fact yes true; do a; do b; do d; do b; open a; do a; open d")


def test_the_library_fires_a_parallel_join_early_in_the_second_round() -> None:
    plain = Plain(PARALLEL_LOOP, again=True)
    for name in ("a", "b", "d", "b"):
        plain.do(name)
    assert "d" in plain.open, "one approval of two, and the case goes on"


def test_a_parallel_join_waits_for_every_branch_in_every_round() -> None:
    play(PARALLEL_LOOP, "fact again true; do a; do b; do d; do b; open a; do a; open d; do d; do a; open b")
