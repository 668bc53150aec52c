"""Loading the calendar of a year recomputes open deadlines, with a line in the journal, and never moves a past date."""

from datetime import date

import pytest

from engine.commands import SetCalendarDays
from engine.queries import CalendarOf, CaseProgress, PreviewDays
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotPermitted
from tests.arrangements import a_whole_year
from tests.commands.conftest import World

NEW_YEAR = {date(2027, 1, 1): ("holiday", "元旦")}


def test_a_date_in_a_year_without_notice_is_provisional_and_firm_once_it_is_published(world: World) -> None:
    case, enterprise = world.story("over_new_year.toml", 2)
    before = next(
        clock for clock in world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks if clock.unit == "wd" and clock.amount == 30
    )
    assert before.provisional
    assert before.due == date(2027, 1, 1)
    changed = world.engine.execute(SetCalendarDays(days=a_whole_year(2027), basis="国办发明电〔2026〕9号", publish=2027), by=Actor.system())
    assert changed.moved == 1
    progress = world.engine.ask(CaseProgress(case_id=case), by=enterprise)
    after = next(clock for clock in progress.clocks if clock.clock_id == before.clock_id)
    assert (after.due, after.provisional) == (date(2027, 1, 4), False)
    line = next(event for event in progress.timeline if event.kind == "deadline_recomputed")
    assert line.detail is not None
    assert "2027-01-01" in line.detail.zh
    assert "2027-01-04" in line.detail.zh


def test_a_published_year_says_so_and_marks_its_days(world: World) -> None:
    world.engine.execute(SetCalendarDays(days=a_whole_year(2027), basis="通知", publish=2027), by=Actor.system())
    year = world.engine.ask(CalendarOf(year=2027), by=Actor.system())
    assert (year.published, year.basis) == (True, "通知")
    assert (year.days[0].workday, year.days[0].name.zh) == (False, "元旦")


def refused(world: World, days: dict, **more) -> list[tuple[str, str]]:
    assert world.engine.ask(PreviewDays(days=days, publish=more.get("publish")), by=Actor.system()).moves == ()
    before = world.engine.ask(CalendarOf(year=2027), by=Actor.system())
    with pytest.raises(InvalidInput) as refusal:
        world.engine.execute(SetCalendarDays(days=days, basis="通知", **more), by=Actor.system())
    assert world.engine.ask(CalendarOf(year=2027), by=Actor.system()) == before, "nothing is kept by half"
    return [(each.code, each.text.zh) for each in refusal.value.errors]


def test_a_year_with_a_missing_holiday_is_not_published_and_the_day_is_named(world: World) -> None:
    whole = a_whole_year(2027)
    lacking = {day: what for day, what in whole.items() if day != date(2027, 10, 2)}
    told = refused(world, lacking, publish=2027)
    assert any(code == "statutory" and "2027-10-02" in text for code, text in told), told
    assert {code for code, _ in refused(world, {}, publish=2027)} == {"statutory"}
    no_spring = {day: what for day, what in whole.items() if what[1] != "春节"}
    assert {code for code, _ in refused(world, no_spring, publish=2027)} == {"unusual"}
    world.engine.execute(SetCalendarDays(days=no_spring, basis="通知", publish=2027, sure=True), by=Actor.system())


def test_a_correction_of_a_published_year_is_judged_with_the_rest_of_it(world: World) -> None:
    world.engine.execute(SetCalendarDays(days=a_whole_year(2027), basis="通知", publish=2027), by=Actor.system())
    assert [code for code, _ in refused(world, {date(2027, 5, 1): ("", "")})] == ["statutory"]
    assert [code for code, _ in refused(world, {date(2027, 3, 3): ("make_up", "")})] == ["make_up_misplaced"]
    world.engine.execute(SetCalendarDays(days={date(2027, 3, 3): ("holiday", "")}, basis="临时通知", sure=True), by=Actor.system())
    world.engine.execute(SetCalendarDays(days={date(2015, 3, 3): ("holiday", "")}, basis="临时通知", sure=True), by=Actor.system())


def test_a_change_needs_a_basis_and_an_administrator(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis=" "), by=Actor.system())
    with pytest.raises(NotPermitted):
        world.engine.execute(SetCalendarDays(days=NEW_YEAR, basis="通知"), by=world.officer("acceptance"))


def test_a_preview_tells_which_limit_of_which_case_would_move_and_moves_nothing(world: World) -> None:
    case, enterprise = world.story("over_new_year.toml", 2)
    before = world.engine.ask(CaseProgress(case_id=case), by=enterprise)
    effect = world.engine.ask(PreviewDays(days=a_whole_year(2027), publish=2027), by=Actor.system())
    moved = [move for move in effect.moves if move.case_id == case and move.change == "moved"]
    assert [(move.number, move.before, move.after) for move in moved] == [(before.head.number, date(2027, 1, 1), date(2027, 1, 4))]
    assert effect.counts["moved"] == len([move for move in effect.moves if move.change == "moved"])
    assert world.engine.ask(CaseProgress(case_id=case), by=enterprise).clocks == before.clocks
    with pytest.raises(NotPermitted):
        world.engine.ask(PreviewDays(days=NEW_YEAR), by=world.officer("acceptance"))
