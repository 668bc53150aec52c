"""The faults of `engine/bpmn/corrections/events.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from engine.bpmn import DiagramRefused, read
from tests.bpmn.corrections.diagrams import E, S, U
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import MESSAGE, draw, file_of
from tests.bpmn.playing import Lent, case, play


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


LINKED = file_of(draw("s > a > t", "c > b > e", s=S, a=U, t='intermediateThrowEvent | <linkEventDefinition name="L"/>',
                      c='intermediateCatchEvent | <linkEventDefinition name="L"/>', b=U, e=E))  # fmt: skip


def test_in_the_library_a_link_ends_the_case_silently() -> None:
    plain = Plain(LINKED)
    plain.do("a")
    assert plain.workflow.is_completed()


def test_a_link_leads_to_its_other_end() -> None:
    play(LINKED, "do a; open b; do b; finished")
