"""Every scenario of every shipped program comes out as it promises, on a database of its own."""

from pathlib import Path

import pytest

from engine.scenarios.reading import read_scenario
from tests.build import PROCESSES, a_clock, a_player, an_engine

SCENARIOS = sorted(PROCESSES.glob("*/scenarios/*.toml"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_scenario_comes_out_as_promised(path: Path, database_url: str, tmp_path: Path) -> None:
    scenario = read_scenario(path, path.parts[-3])
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        assert [str(mismatch) for mismatch in a_player(engine, clock, scenario.program).play(scenario)] == []
    finally:
        engine.close()
