"""The faults of `engine/bpmn/corrections/boundaries.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition

from tests.bpmn.corrections.diagrams import E, P, S, U, beside
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import MESSAGE, TIMER, draw, file_of
from tests.bpmn.playing import play


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


TWICE = file_of(draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" cancelActivity="false" | {MESSAGE}', c=U, e=E, e2=E))  # fmt: skip


def test_in_the_library_a_non_interrupting_message_fires_once() -> None:
    plain = Plain(TWICE)
    plain.throw(MessageEventDefinition("m"))
    plain.throw(MessageEventDefinition("m"))
    assert plain.open == ["a", "c"]


def test_a_non_interrupting_message_fires_as_often_as_it_comes() -> None:
    play(TWICE, "message m; message m; open a b c c")
