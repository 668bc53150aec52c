"""享受补贴登记: what the registry says people received adds up to what was settled, to the last fen."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.model import BenefitEntry, Case
from engine.packages.discovery import package_files
from engine.packages.program import load_program
from engine.scenarios.reading import read_scenario
from engine.sdk.effects import Benefit
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
            entries = uow.session.scalars(select(BenefitEntry).where(BenefitEntry.plan_id == settled.parent_id)).all()
            plan = uow.session.get_one(Case, settled.parent_id).facts
            last = plan["linked"]["results"][-1]["last_class"]
            first = plan["linked"]["start_report"][-1]["first_day"] if "start_report" in plan["linked"] else plan["filing"]["plan"]["start"]
            told = {(str(entry.starts), str(entry.ends)) for entry in entries if entry.state == "granted"}
            assert told == {(first, last)}
            filed = plan["filing"]["plan"]
            assert {(str(entry.starts), str(entry.ends)) for entry in entries if entry.state == "revoked"} <= {
                (filed["start"], filed["end"]),
                (first, last),
            }
    finally:
        engine.close()


def test_everybody_holds_their_own_amount_and_together_the_whole_sum() -> None:
    """Five with a certificate, two at half: 500000 fen a year for 23 months is no whole number of fen, for neither."""
    program = load_program(package_files(PROCESSES / "gz_apprenticeship"))
    heads = {"heads": 7, "uncertified_heads": 2, "no_certificate_ratio": Decimal("0.5"), "rate": 500_000, "months": 23}
    facts = {
        "today": "2028-10-20",
        "amount_due": {**heads, "gross": 6 * 500_000 * 23 // 12, "excluded": [{"row": 4}]},
        "compare": {"benefits": {"uncertified": [2, 7]}},
        "parent": {
            "roster": {"rows": {"passed": [1, 2, 3, 4, 5, 6, 7, 8]}},
            "filing": {"plan": {"start": "2026-10-12", "end": "2028-09-30"}},
        },
    }
    effects = program.services["common.grant_benefits"](facts, {"benefit_kind": "apprenticeship"})
    granted = [each for each in effects.benefits if isinstance(each, Benefit) and each.state == "granted"]
    amounts = {row: each.amount for each in granted for row in each.rows or ()}
    assert amounts == {1: 958_334, 2: 479_167, 3: 958_334, 5: 958_333, 6: 958_333, 7: 479_166, 8: 958_333}
    assert sum(int(str(amount)) for amount in amounts.values()) == 5_750_000
    assert {(each.starts, each.ends) for each in granted} == {("2026-10-12", "2028-09-30")}
