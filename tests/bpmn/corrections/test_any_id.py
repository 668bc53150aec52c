"""The faults of `engine/bpmn/corrections/any_id.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from tests.bpmn.corrections.diagrams import E, S, U
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import play


@fault("any_id", 1)
def test_elements_have_any_legal_id() -> None:
    play(file_of(draw("Start > Root > End", Start=S, Root=U, End=E)), "open Root; do Root; finished; end End")


@pytest.mark.parametrize("name", ["Start", "End", "Root", "p.EndJoin", "a.BoundaryEventSplit", "n_child"])
def test_any_legal_id_is_a_name_like_any_other(name: str) -> None:
    play(file_of(draw(f"s > {name} > e", s=S, e=E, **{name: U})), f"open {name}; do {name}; finished")


def test_the_library_loses_the_model_when_a_start_event_is_called_start() -> None:
    with pytest.raises(Exception):  # noqa: B017  it depends on what comes first
        Plain(file_of(draw("Start > a > e", Start=S, a=U, e=E))).do("a")


def test_a_start_event_may_be_called_start() -> None:
    play(file_of(draw("Start > a > End", Start=S, a=U, End=E)), "do a; finished; end End")
