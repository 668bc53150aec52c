"""The faults of `engine/bpmn/corrections/scopes.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from engine.bpmn import CannotMove
from tests.bpmn.corrections.diagrams import SERVICE, E, S, U, failing
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import Lent, case


@fault("scopes", 1)
def test_nothing_goes_on_behind_a_called_process_whose_error_nobody_catches() -> None:
    called = file_of(draw("s > a > d > e", s=S, a='callActivity calledElement="p2"', d=U, e=E), draw("t > v > te", t=S, v=SERVICE, te=E))
    with pytest.raises(CannotMove):
        case(called, env=Lent(failing={"v": "E1"}))


UNCAUGHT = file_of(draw("s > a > d > e", s=S, a=failing("1"), d=U, e=E))


def test_in_the_library_an_error_nobody_catches_goes_on_as_if_nothing_had_been() -> None:
    plain = Plain(UNCAUGHT)
    plain.do("ia1")
    assert plain.open == ["d"]
