"""Every scenario of every shipped program comes out as it promises, on a database of its own, and passes what the table of clauses says."""

from pathlib import Path

import pytest

from engine.scenarios.reading import read_scenario
from tests.build import PROCESSES, a_clock, a_player, an_engine
from tests.processes.clauses import of_the_table, recorded
from tests.processes.passages import passing

SCENARIOS = sorted(PROCESSES.glob("*/scenarios/*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_scenario_comes_out_as_promised(path: Path, database_url: str, tmp_path: Path) -> None:
    scenario = read_scenario(path, path.parts[-3])
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        with passing() as passed:
            assert [str(mismatch) for mismatch in a_player(engine, clock, scenario.program).play(scenario)] == []
    finally:
        engine.close()
    if scenario.program in recorded():
        told = of_the_table(scenario.program, passed)
        assert recorded()[scenario.program].get(path.stem) == told, "play anew: python -m tests.processes.clauses --play"
