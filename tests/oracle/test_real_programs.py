"""The diagrams that are shipped, played against the oracle with conditions that hold at random."""

from pathlib import Path

import pytest

from engine.bpmn import read
from tests.oracle.duel import duel
from tests.oracle.from_xml import from_xml, names_of

FOLDER = Path(__file__).parents[2] / "processes"
COMMON = {path.name: path.read_bytes() for path in sorted((FOLDER / "common").glob("*.bpmn"))}
PROGRAMS = sorted({path.parent.name for path in FOLDER.glob("*/*.bpmn")} - {"common"})
DUELS = 40


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_process_of_a_program_goes_as_the_oracle_says(program: str) -> None:
    files = COMMON | {path.name: path.read_bytes() for path in sorted((FOLDER / program).glob("*.bpmn"))}
    definition = read(files)
    for process in definition.processes:
        diagram = from_xml(files, process)
        for seed in range(DUELS):
            duel(diagram, seed, steps=60, definition=definition, names=names_of(diagram))
