"""A year's holiday arrangement is judged whole: every fault with its place, and what is unusual is asked about."""

from datetime import date

import pytest

from engine.calendar.arrangement import ListedDay, judge
from engine.calendar.seed import seed

KNOWN = seed()


def listed(year: int, **other: ListedDay | None) -> list[ListedDay]:
    """The notice of a year as it was, with lines changed or taken away by their day (`d0430`)."""
    days = {
        f"d{day:%m%d}": ListedDay(day, what.kind.value, what.name.zh, f"A{number}")
        for number, (day, what) in enumerate(sorted(KNOWN.days.items()), 2)
        if day.year == year
    }
    return [line for line in (days | other).values() if line is not None]


def said(year: int, lines: list[ListedDay]) -> str:
    return "\n".join(f"{fault.zh} {fault.en}" for fault in judge(year, lines).faults)


@pytest.mark.parametrize("year", [2008, 2013, 2019, 2024, 2025, 2026])
def test_the_notices_of_the_state_council_pass_and_are_kept_as_they_are(year: int) -> None:
    judged = judge(year, listed(year))
    assert (judged.faults, judged.doubts) == ((), ())
    assert {day: what[0] for day, what in judged.days.items()} == {
        day: what.kind.value for day, what in KNOWN.days.items() if day.year == year
    }


def test_a_year_out_of_the_ordinary_is_asked_about_and_not_refused() -> None:
    judged = judge(2020, listed(2020))
    assert judged.faults == ()
    assert "13" in judged.doubts[0].en


def test_a_day_missing_inside_a_festival_is_named() -> None:
    assert "2026-02-18" in said(2026, listed(2026, d0218=None))


def test_a_day_missing_at_the_end_of_a_festival_is_a_doubt() -> None:
    assert judge(2026, listed(2026, d0223=None)).doubts != ()


def test_a_statutory_day_that_is_missing_is_named() -> None:
    assert "2026-05-01" in said(2026, listed(2026, d0501=None))


def test_a_day_listed_twice_names_both_places() -> None:
    lines = [*listed(2026), ListedDay(date(2026, 1, 1), "holiday", "元旦", "A77")]
    assert "A77：2026-01-01 重复" in said(2026, lines)


def test_a_day_of_another_year_is_refused_with_its_place() -> None:
    assert "B9" in said(2026, [*listed(2026), ListedDay(date(2027, 1, 1), "holiday", "元旦", "B9")])


def test_work_is_made_up_on_weekends_alone() -> None:
    assert "本来就是工作日" in said(2026, [*listed(2026), ListedDay(date(2026, 3, 4), "make_up", "", "A80")])


def test_a_list_of_the_whole_year_lacks_no_day() -> None:
    exceptional = {line.day: line for line in listed(2026)}
    days = [date.fromordinal(date(2026, 1, 1).toordinal() + number) for number in range(365)]
    whole = [exceptional.get(day, ListedDay(day, "workday" if day.weekday() < 5 else "rest")) for day in days]
    assert judge(2026, whole).faults == ()
    assert "2026-07-15" in said(2026, [line for line in whole if line.day != date(2026, 7, 15)])
    assert "周末" in said(2026, [*whole[:3], ListedDay(date(2026, 1, 10), "workday", "", "A4")])


def test_a_year_before_the_seven_festivals_is_refused() -> None:
    assert judge(2007, []).faults[0].code == "year"
