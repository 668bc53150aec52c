"""Limits are read strictly, and due dates follow the Civil Code."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit, LimitRefused
from engine.calendar.seed import seed

DATES = st.dates(date(2005, 1, 1), date(2025, 6, 30))
LIMITS = st.builds(Limit, st.integers(1, 90), st.sampled_from(["wd", "cd"])) | st.builds(Limit, st.integers(1, 18), st.just("month"))


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("5wd", Limit(5, "wd")),
        (" 60 CD ", Limit(60, "cd")),
        ("P60D", Limit(60, "cd")),
        ("P2W", Limit(14, "cd")),
        ("P3M", Limit(3, "month")),
        ("P1Y", Limit(12, "month")),
        ("P1Y6M", Limit(18, "month")),
    ],
)
def test_every_form_of_a_limit_is_read(text, limit):
    assert Limit.parse(text) == limit
    assert Limit.parse(str(limit)) == limit


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("30", "limit_without_unit"),
        ("0wd", "limit_out_of_range"),
        ("P0D", "limit_out_of_range"),
        ("99999cd", "limit_out_of_range"),
        ("P1M3D", "limit_mixed"),
        ("PT4H", "limit_with_hours"),
        ("P", "limit_unreadable"),
        ("", "limit_unreadable"),
        ("five days", "limit_unreadable"),
        ("٣wd", "limit_unreadable"),
    ],
)
def test_a_limit_nobody_can_count_is_refused_with_the_forms_that_work(text, code):
    with pytest.raises(LimitRefused) as refused:
        Limit.parse(text)
    assert refused.value.code == code
    assert "5wd" in refused.value.zh
    assert "5wd" in refused.value.en


def test_working_days_name_the_holidays_and_make_up_days_in_between():
    found = due(Limit.parse("5wd"), date(2026, 4, 30), seed())
    assert found.date == date(2026, 5, 11)
    said = [line.zh for line in found.lines]
    assert "+5 天 劳动节（2026-05-01 ~ 2026-05-05）" in said
    assert "+1 天 周末" in said
    assert "劳动节调休上班 1 天，照常计入（2026-05-09）" in said
    assert all(line.en for line in found.lines)


def test_calendar_days_ending_on_a_holiday_roll_to_the_next_workday():
    found = due(Limit.parse("15cd"), date(2026, 9, 18), seed())
    assert (found.date, found.rolled_from) == (date(2026, 10, 8), date(2026, 10, 3))
    assert "届满日 2026-10-03 为休息日（国庆节），顺延至 2026-10-08（民法典第二百零三条）" in [line.zh for line in found.lines]


def test_calendar_days_ending_on_a_make_up_saturday_do_not_roll():
    found = due(Limit.parse("10cd"), date(2026, 9, 30), seed())
    assert (found.date, found.rolled_from) == (date(2026, 10, 10), None)


@pytest.mark.parametrize(
    ("trigger", "limit", "raw"),
    [
        (date(2025, 11, 30), "P3M", date(2026, 2, 28)),
        (date(2023, 11, 30), "P3M", date(2024, 2, 29)),
        (date(2024, 2, 29), "P1Y", date(2025, 2, 28)),
        (date(2026, 8, 31), "P1M", date(2026, 9, 30)),
        (date(2025, 12, 31), "P6M", date(2026, 6, 30)),
    ],
)
def test_months_end_on_the_matching_day_or_the_last_of_the_month(trigger, limit, raw):
    found = due(Limit.parse(limit), trigger, seed())
    assert (found.rolled_from or found.date) == raw


def test_fixed_dates_do_not_roll():
    found = due(date(2026, 12, 5), date(2026, 11, 1), seed())  # a Saturday
    assert (found.date, found.rolled_from, found.provisional) == (date(2026, 12, 5), None, False)


def test_dates_in_an_unpublished_year_are_provisional_and_say_so():
    year = max(seed().published_years) + 1
    found = due(Limit.parse("10wd"), date(year - 1, 12, 28), seed())
    assert found.provisional
    assert f"{year} 年放假安排尚未公布，日期为暂定" in [line.zh for line in found.lines]
    assert not due(Limit.parse("2wd"), date(year - 1, 12, 1), seed()).provisional


def test_a_date_that_rolls_into_an_unpublished_year_is_provisional():
    only_2022 = Calendar({}, [2022])
    found = due(Limit.parse("10cd"), date(2022, 12, 21), only_2022)  # 31 December was a Saturday
    assert (found.date, found.rolled_from, found.provisional) == (date(2023, 1, 2), date(2022, 12, 31), True)


@settings(deadline=None)
@given(LIMITS, DATES)
def test_a_due_date_is_a_workday_after_the_trigger(limit, trigger):
    found = due(limit, trigger, seed())
    assert found.date > trigger
    assert seed().is_workday(found.date)


@settings(deadline=None)
@given(LIMITS, DATES)
def test_every_limit_reads_back_from_its_own_text(limit, trigger):
    assert Limit.parse(str(limit)) == limit
