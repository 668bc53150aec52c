"""Loading the calendar of a year recomputes open deadlines, with a line in the journal, and never moves a past date."""

from datetime import date

import pytest

from engine.commands import SetCalendarDays
from engine.queries import CalendarOf, CaseProgress, PreviewDays
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotPermitted
from tests.commands.conftest import World

NEW_YEAR = {date(2027, 1, 1): ("holiday", "元旦")}


def test_a_date_in_a_year_without_notice_is_provisional_and_firm_once_it_is_published(world: World) -> None:
    case, enterprise = world.story("over_new_year.toml", 2)
    before = next(
        clock for clock in world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks if clock.unit == "wd" and clock.amount == 30
    )
    assert before.provisional
    assert before.due == date(2027, 1, 1)
    changed = world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis="国办发明电〔2026〕9号", publish=2027), by=Actor.system())
    assert changed.moved == 1
    progress = world.engine.ask(CaseProgress(case_id=case), by=enterprise)
    after = next(clock for clock in progress.clocks if clock.clock_id == before.clock_id)
    assert (after.due, after.provisional) == (date(2027, 1, 4), False)
    line = next(event for event in progress.timeline if event.kind == "deadline_recomputed")
    assert line.detail is not None
    assert "2027-01-01" in line.detail.zh
    assert "2027-01-04" in line.detail.zh


def test_a_published_year_says_so_and_marks_its_days(world: World) -> None:
    world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis="通知", publish=2027), by=Actor.system())
    year = world.engine.ask(CalendarOf(year=2027), by=Actor.system())
    assert (year.published, year.basis) == (True, "通知")
    assert (year.days[0].workday, year.days[0].name.zh) == (False, "元旦")


def test_a_change_needs_a_basis_and_an_administrator(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis=" "), by=Actor.system())
    with pytest.raises(NotPermitted):
        world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis="通知"), by=world.officer("acceptance"))


def test_a_preview_tells_which_limit_of_which_case_would_move_and_moves_nothing(world: World) -> None:
    case, enterprise = world.story("over_new_year.toml", 2)
    before = world.engine.ask(CaseProgress(case_id=case), by=enterprise)
    effect = world.engine.ask(PreviewDays(days=NEW_YEAR, publish=2027), by=Actor.system())
    moved = [move for move in effect.moves if move.case_id == case and move.change == "moved"]
    assert [(move.number, move.before, move.after) for move in moved] == [(before.head.number, date(2027, 1, 1), date(2027, 1, 4))]
    assert effect.counts["moved"] == len([move for move in effect.moves if move.change == "moved"])
    assert world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks == before.clocks
    with pytest.raises(NotPermitted):
        world.engine.ask(PreviewDays(days=NEW_YEAR), by=world.officer("acceptance"))
