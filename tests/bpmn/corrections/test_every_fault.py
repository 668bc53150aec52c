"""Every correction has a module of tests of its own, and every fault it numbers a test there that shows it on its smallest diagram."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from engine import bpmn
from tests.bpmn.corrections.faults import SHOWN

FAULT = re.compile(r"^Fault (\d+): ", re.MULTILINE)
CORRECTIONS = {path.stem: path.read_text() for path in (Path(bpmn.__file__).parent / "corrections").glob("*.py") if path.stem != "__init__"}


@pytest.mark.parametrize("correction", sorted(CORRECTIONS))
def test_every_numbered_fault_of_a_correction_is_shown_in_its_own_module_and_nothing_else(correction: str) -> None:
    own = import_module(f"tests.bpmn.corrections.test_{correction}")
    shown = {number for (module, number), test in SHOWN.items() if module == correction and test.__module__ == own.__name__}
    assert shown == {int(number) for number in FAULT.findall(CORRECTIONS[correction])} != set()


def test_no_module_shows_the_faults_of_a_correction_that_is_gone() -> None:
    modules = {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")} - {"every_fault"}
    assert modules == set(CORRECTIONS)
