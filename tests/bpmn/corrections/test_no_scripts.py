"""The faults of `engine/bpmn/corrections/no_scripts.py`: each on the smallest diagram that shows it, through the door and in the plain library."""

import pytest

from engine.bpmn import decode, encode, read, start
from engine.bpmn.corrections.no_scripts import NO_SCRIPTS
from tests.bpmn.corrections.diagrams import E, S, U, X
from tests.bpmn.corrections.faults import fault
from tests.bpmn.corrections.library import Plain
from tests.bpmn.drawing import draw, file_of
from tests.bpmn.playing import Lent, play

DANGER = file_of(draw('s > x >[__import__("os").getpid() > 0] a > e', "x >[*] b > e", s=S, x=X, a=U, b=U, e=E))


@fault("no_scripts", 1)
def test_no_expression_is_run_as_python() -> None:
    play(DANGER, "open b")


@fault("no_scripts", 2)
def test_a_case_that_is_restored_runs_no_scripts_either() -> None:
    definition = read({"x": DANGER})
    restored = decode(encode(start(definition, "p", Lent())), definition)
    assert restored.case.script_engine is NO_SCRIPTS


def test_the_library_runs_python_in_conditions() -> None:
    assert Plain(DANGER).open == ["a"]


def test_conditions_reach_nobody_but_the_environment() -> None:
    play(DANGER, "open b")
    with pytest.raises(PermissionError):
        NO_SCRIPTS.evaluate(None, "1")
    with pytest.raises(PermissionError):
        NO_SCRIPTS.execute(None, "1")
