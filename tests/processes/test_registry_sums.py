"""享受补贴登记: what the registry says people received adds up to what was settled, to the last fen."""

from pathlib import Path

import pytest
from sqlalchemy import select

from engine.model import BenefitEntry, Case
from engine.scenarios.reading import read_scenario
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, an_engine


@pytest.mark.parametrize("program", ["jy_apprenticeship", "gz_apprenticeship"])
def test_the_registry_adds_up_to_the_settlement(program: str, database_url: str, tmp_path: Path) -> None:
    scenario = read_scenario(PROCESSES / program / "scenarios" / "whole_life.toml", program)
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        assert a_player(engine, clock, program).play(scenario) == []
        with UnitOfWork(engine.runtime, read_only=True) as uow:
            settled = uow.session.scalars(select(Case).where(Case.process == "settlement", Case.program == program)).one()
            granted = uow.session.scalars(select(BenefitEntry.amount).where(BenefitEntry.state == "granted")).all()
            assert sum(granted) == settled.facts["amount_due"]["gross"]
            assert max(granted) - min(granted) <= 1
    finally:
        engine.close()
