"""The faults of `engine/bpmn/corrections/event_gateway.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

from datetime import timedelta

from tests.bpmn.corrections.diagrams import E, S, U
from tests.bpmn.corrections.faults import fault
from tests.bpmn.drawing import MESSAGE, TIMER, draw, file_of
from tests.bpmn.playing import BEGIN, play


@fault("event_gateway", 1)
def test_each_wait_behind_an_event_gateway_has_its_node_its_id_and_its_due_time() -> None:
    file = file_of(draw("s > g > t > a > e", "g > m > b > e", s=S, g="eventBasedGateway", t=f"intermediateCatchEvent | {TIMER}",
                        m=f"intermediateCatchEvent | {MESSAGE}", a=U, b=U, e=E))  # fmt: skip
    played = play(file, "open m t")
    assert played.item("t").due == BEGIN + timedelta(minutes=10)
    assert played.item("t").id != played.item("m").id
    played.throw("message", "m")
    assert played.open == ["b"], "the first to happen ends the others"
