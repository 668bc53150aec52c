"""The faults of `engine/bpmn/corrections/flows.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from tests.bpmn.corrections.diagrams import E, P, S, U
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import play


@fault("flows", 1)
def test_conditions_of_flows_that_leave_a_task_count() -> None:
    file = file_of(draw("s > a >[yes] b > e", "a >[*] c > e", s=S, a=U, b=U, c=U, e=E))
    play(file, "do a; open c")
    play(file, "fact yes true; do a; open b")


@fault("flows", 2)
def test_two_flows_to_one_target_bring_two_tokens() -> None:
    play(file_of(draw("s > q > a > e", "q > a", s=S, q=P, a=U, e=E)), "open a a")


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
