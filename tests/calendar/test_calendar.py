"""The working-day calendar keeps what the holiday notices say."""

from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.calendar import Calendar, Day, DayKind
from engine.calendar.seed import seed
from engine.sdk.text import Text

DATES = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 2, 9), True),  # 除夕 was a workday in 2024
        (date(2025, 1, 28), False),  # 除夕 is statutory from 2025
        (date(2024, 2, 4), True),  # make-up Sunday
        (date(2026, 2, 14), True),  # make-up Saturday
        (date(2026, 10, 10), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 11), False),
    ],
)
def test_workdays_follow_the_notices(day, worked):
    assert seed().is_workday(day) is worked


def test_the_seed_names_every_exceptional_day_in_both_languages():
    for what in seed().days.values():
        assert what.name.zh
        assert what.name.en
        assert what.name.zh != what.name.en


def test_the_seed_covers_every_year_from_2004_to_its_last_notice_without_a_gap():
    years = seed().published_years
    assert years == set(range(2004, max(years) + 1))
    assert max(years) >= 2026


def test_the_trigger_day_is_never_counted():
    assert seed().add_working_days(date(2026, 11, 2), 1) == date(2026, 11, 3)
    assert seed().add_working_days(date(2026, 11, 6), 1) == date(2026, 11, 9)
    assert seed().add_working_days(date(2026, 11, 7), 1) == date(2026, 11, 9)  # received on a Saturday


def test_make_up_days_count_and_holidays_do_not():
    assert seed().add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert seed().add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert seed().add_working_days(date(2026, 9, 30), 4) == date(2026, 10, 12)


def test_a_year_without_a_notice_is_provisional_and_knows_weekends_only():
    calendar = seed()
    first = date(max(calendar.published_years) + 1, 1, 1)
    assert calendar.provisional(first)
    assert not calendar.provisional(first - timedelta(days=1))
    assert calendar.is_workday(first) is (first.weekday() < 5)


def test_publishing_a_year_replaces_its_days_and_leaves_the_old_calendar_alone():
    old = seed()
    year = max(old.published_years) + 1
    new = old.with_year(year, {date(year, 1, 1): Day(DayKind.HOLIDAY, Text("元旦", "New Year's Day"))})
    assert not new.is_workday(date(year, 1, 1))
    assert not new.provisional(date(year, 1, 1))
    assert old.provisional(date(year, 1, 1))
    assert new != old


def test_days_of_another_year_are_refused():
    with pytest.raises(ValueError, match="2027-01-01"):
        seed().with_year(2026, {date(2027, 1, 1): Day(DayKind.HOLIDAY)})


def test_a_calendar_does_not_follow_later_changes_of_its_source():
    days = {date(2026, 11, 2): Day(DayKind.HOLIDAY)}
    calendar = Calendar(days, [2026])
    days.clear()
    assert not calendar.is_workday(date(2026, 11, 2))


def test_working_days_cannot_be_added_backwards():
    with pytest.raises(ValueError, match="forwards"):
        seed().add_working_days(date(2026, 1, 1), -1)


@settings(deadline=None)
@given(DATES, st.integers(0, 60))
def test_adding_and_counting_are_inverse(trigger, count):
    end = seed().add_working_days(trigger, count)
    assert seed().working_days_between(trigger, end) == count
    assert count == 0 or seed().is_workday(end)


@settings(deadline=None)
@given(DATES, DATES)
def test_counting_is_antisymmetric(first, second):
    assert seed().working_days_between(first, second) == -seed().working_days_between(second, first)


@settings(deadline=None)
@given(DATES)
def test_the_next_workday_is_the_first_one_not_before(day):
    found = seed().next_workday(day)
    assert seed().is_workday(found)
    assert not any(seed().is_workday(day + timedelta(days=step)) for step in range((found - day).days))


def test_counting_over_thousands_of_years_takes_no_time_and_says_the_same():
    calendar = seed()
    days = [date(2019, 12, 28) + timedelta(days=step) for step in range(0, 2600, 7)]
    for start in days[::13]:
        for end in days[::17]:
            low, high = min(start, end), max(start, end)
            counted = sum(calendar.is_workday(low + timedelta(days=step)) for step in range(1, (high - low).days + 1))
            assert calendar.working_days_between(start, end) == (counted if end >= start else -counted)
            if end > start and counted:
                last = calendar.add_working_days(start, counted)
                assert calendar.is_workday(last)
                assert calendar.working_days_between(start, last) == counted
    began = process_time()
    assert calendar.working_days_between(date.min, date.max) > 2_600_000
    with pytest.raises(OverflowError):
        calendar.add_working_days(date(2026, 1, 1), 10**9)
    assert process_time() - began < 0.1
