"""Every paper a scenario issues can be made: its template finds what it needs in the facts that were fixed."""

from pathlib import Path

import pytest
from sqlalchemy import select

from engine.commands import RenderNotice
from engine.engine import Engine
from engine.model import Notice
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, an_engine

STORIES = {
    "gz_apprenticeship": (
        "whole_life",
        "nobody_passes",
        "claim_corrected_twice",
        "claim_denied",
        "claim_refused",
        "plan_changed",
        "plan_withdrawn_after_advance",
        "late_start_cancelled",
        "advance_denied",
        "change_denied",
        "claim_expired",
    ),
    "jy_apprenticeship": ("whole_life", "own_centre"),
}
PLAYED = [(program, story) for program, stories in STORIES.items() for story in stories]


def issued(engine: Engine) -> list[Notice]:
    with UnitOfWork(engine.runtime) as uow:
        return list(uow.session.scalars(select(Notice).order_by(Notice.issued_at)))


@pytest.mark.parametrize(("program", "story"), PLAYED, ids=["/".join(played) for played in PLAYED])
def test_every_paper_of_a_story_can_be_made(program: str, story: str, database_url: str, tmp_path: Path) -> None:
    scenario = read_scenario(PROCESSES / program / "scenarios" / f"{story}.toml", program)
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        assert a_player(engine, clock, program).play(scenario) == []
        notices = issued(engine)
        for notice in notices:
            assert engine.execute(RenderNotice(notice_id=notice.id), by=Actor.system()) is not None, notice.key
        numbers = [notice.number for notice in notices]
        assert len(numbers) == len(set(numbers))
    finally:
        engine.close()
