"""Summer time: days-and-time durations are elapsed time on the instant, years-and-months durations move the calendar."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import compile_expression
from engine.feel.temporal_text import parse_date_time

ZONES = ("Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai", "Africa/Casablanca", "Pacific/Apia")
UTC = dt.UTC
EPOCH = dt.datetime(1970, 1, 1, tzinfo=UTC)
moments = st.integers(-40 * 31_556_952, 230 * 31_556_952).map(lambda seconds: EPOCH + dt.timedelta(seconds=seconds))


def text_of(expression):
    return compile_expression(f"string({expression})").evaluate({})


def moment(text):
    return f'date and time("{text}")'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f'{moment("2026-03-29T01:30:00@Europe/Paris")} + duration("PT1H")', "2026-03-29T03:30:00@Europe/Paris"),
        (f'{moment("2026-03-29T03:30:00@Europe/Paris")} - duration("PT1H")', "2026-03-29T01:30:00@Europe/Paris"),
        (f'duration("PT24H") + {moment("2026-03-28T12:00:00@Europe/Paris")}', "2026-03-29T13:00:00@Europe/Paris"),
        (f'{moment("2026-03-28T12:00:00@Europe/Paris")} + duration("P1D")', "2026-03-29T13:00:00@Europe/Paris"),
        (f'{moment("2026-10-25T01:30:00@Europe/Paris")} + duration("PT1H")', "2026-10-25T02:30:00@Europe/Paris"),
        (f'{moment("2026-10-25T01:30:00@Europe/Paris")} + duration("PT2H")', "2026-10-25T02:30:00+01:00"),
        (f'{moment("2026-10-25T01:30:00@Europe/Paris")} + duration("PT3H")', "2026-10-25T03:30:00@Europe/Paris"),
        (f'{moment("2026-10-25T01:30:00@Europe/Paris")} + duration("PT2H") - duration("PT1H")', "2026-10-25T02:30:00@Europe/Paris"),
        (f'{moment("1986-05-03T23:30:00@Asia/Shanghai")} + duration("PT3H")', "1986-05-04T03:30:00@Asia/Shanghai"),
        (f'{moment("12026-03-26T01:30:00@Europe/Paris")} + duration("PT1H")', "12026-03-26T02:30:00@Europe/Paris"),
        (f'{moment("-0044-03-15T12:00:00@Europe/Paris")} + duration("PT1H")', "-0044-03-15T13:00:00@Europe/Paris"),
    ],
)
def test_a_duration_of_days_and_time_is_elapsed_time(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (f'{moment("2026-02-28T12:00:00@Europe/Paris")} + duration("P1M")', "2026-03-28T12:00:00@Europe/Paris"),
        (f'{moment("2026-02-28T12:00:00@Europe/Paris")} + duration("P2M")', "2026-04-28T12:00:00@Europe/Paris"),
        (f'{moment("2026-02-28T02:30:00@Europe/Paris")} + duration("P13M")', "2027-03-28T03:30:00@Europe/Paris"),
        (f'{moment("2027-04-28T02:30:00@Europe/Paris")} - duration("P1M")', "2027-03-28T03:30:00@Europe/Paris"),
        (f'{moment("2026-09-25T02:30:00@Europe/Paris")} + duration("P1M")', "2026-10-25T02:30:00@Europe/Paris"),
    ],
)
def test_a_duration_of_years_and_months_moves_the_calendar(expression, expected):
    assert text_of(expression) == expected


@pytest.mark.parametrize(
    "text",
    [
        # local times that no clock shows count with the offset before the change
        f"{moment('2026-03-29T02:30:00@Europe/Paris')} = {moment('2026-03-29T03:30:00@Europe/Paris')}",
        f"{moment('2026-03-29T02:30:00@Europe/Paris')}.hour = 3",
        f'date and time(date("2026-03-29"), time("02:30:00@Europe/Paris")) = {moment("2026-03-29T01:30:00Z")}',
        # local times that come twice are the first of the two
        f"{moment('2026-10-25T02:30:00@Europe/Paris')} = {moment('2026-10-25T00:30:00Z')}",
        f'{moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H") = {moment("2026-10-25T01:30:00Z")}',
        f'({moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H")).timezone = "Europe/Paris"',
        f'({moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H")).time offset = duration("PT1H")',
        f'{moment("2026-10-25T02:30:00@Europe/Paris")} < {moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H")',
        f'is({moment("2026-10-25T02:30:00@Europe/Paris")}, {moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H")) = false',
        f'({moment("2026-10-25T02:30:00@Europe/Paris")} + duration("PT1H")) + duration("P0M") = {moment("2026-10-25T01:30:00Z")}',
        # order and difference across the change
        f"{moment('2026-03-29T01:59:59@Europe/Paris')} < {moment('2026-03-29T03:00:00@Europe/Paris')}",
        f'{moment("2026-03-29T03:00:00@Europe/Paris")} - {moment("2026-03-29T01:59:59@Europe/Paris")} = duration("PT1S")',
        f'{moment("2026-10-25T03:00:00@Europe/Paris")} - {moment("2026-10-25T02:00:00@Europe/Paris")} = duration("PT2H")',
        f'{moment("2026-03-30T00:00:00@Europe/Paris")} - {moment("2026-03-29T00:00:00@Europe/Paris")} = duration("PT23H")',
        f"{moment('2026-03-29T12:00:00@Europe/Paris')} in [{moment('2026-03-29T10:00:00Z')}..{moment('2026-03-29T06:00:00@America/New_York')}]",
        f'{moment("2026-03-29T01:30:00@Europe/Paris")} + duration("PT1H") = {moment("2026-03-29T01:30:00Z")}',
    ],
)
def test_moments_keep_their_order_across_the_change(text):
    assert compile_expression(text).evaluate({}) is True


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(ZONES),
    moments,
    st.integers(-400 * 86_400, 400 * 86_400),
)
def test_elapsed_time_is_that_of_the_reference(zone, utc, seconds):
    start = utc.astimezone(ZoneInfo(zone))
    facts = {"m": start, "d": dt.timedelta(seconds=seconds)}
    later = compile_expression("m + d").evaluate(facts)
    expected = (utc + facts["d"]).astimezone(ZoneInfo(zone))
    assert (later.replace(tzinfo=None), later.utcoffset(), later.fold) == (
        expected.replace(tzinfo=None),
        expected.utcoffset(),
        expected.fold,
    )
    assert compile_expression("m + d - d = m and (m + d) - m = d").evaluate(facts) is True
    written = compile_expression("string(m + d)").evaluate(facts)
    assert compile_expression("date and time(t) = m + d").evaluate({**facts, "t": written}) is True


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(ZONES), moments)
def test_every_local_time_stands_for_one_moment(zone, utc):
    local = utc.replace(tzinfo=None)
    read = parse_date_time(f"{local.isoformat()}@{zone}")
    reference = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    assert str(read) == f"{reference.replace(tzinfo=None).isoformat()}@{zone}"
