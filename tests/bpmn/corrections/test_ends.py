"""The faults of `engine/bpmn/corrections/ends.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from engine.bpmn import DiagramRefused, read
from tests.bpmn.corrections.diagrams import E, P, S, U, X, sub
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import ERROR, SIGNAL, draw, file_of
from tests.bpmn.playing import play


@fault("ends", 1)
def test_a_signal_end_is_heard() -> None:
    play(file_of(draw("s > e", s=S, e=f"{E} | {SIGNAL}")), "finished; thrown signal s")


@fault("ends", 2)
def test_an_error_end_of_a_sub_process_that_nobody_catches_is_refused() -> None:
    inner = draw("is > ix >[bad] it", "ix >[*] ie", **{"is": S, "ix": X, "it": f"{E} | {ERROR}", "ie": E})
    with pytest.raises(DiagramRefused):
        read({"x": file_of(draw("s > a > d > e", s=S, a=sub(inner), d=U, e=E))})


SIGNAL_END = file_of(draw("s > q > a > t", "q > c > e", s=S, q=P, a=U, t=f"{E} | {SIGNAL}", c=f"intermediateCatchEvent | {SIGNAL}", e=E))


def test_in_the_library_a_signal_end_says_nothing() -> None:
    plain = Plain(SIGNAL_END)
    plain.do("a")
    assert not plain.workflow.is_completed()


def test_a_signal_end_is_heard_inside_and_outside() -> None:
    play(SIGNAL_END, "open a c; do a; finished; thrown signal s")
