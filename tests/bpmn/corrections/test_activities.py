"""The faults of `engine/bpmn/corrections/activities.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from engine.bpmn import NotOpen, complete, decode, encode, read, start
from tests.bpmn.corrections.diagrams import SERVICE, E, S, U, beside
from tests.bpmn.corrections.faults import fault
from tests.bpmn.drawing import ERROR, draw, file_of
from tests.bpmn.playing import Lent, case, play

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
