"""The ledger adds up whatever happens: properties over random histories, judged by counting day by day."""

import json
from datetime import date, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.calendar import ledger
from engine.calendar.calendar import Day, DayKind
from engine.calendar.clock import Clock
from engine.calendar.limits import Limit
from engine.calendar.projection import project
from engine.calendar.recompute import recompute
from engine.calendar.seed import seed
from engine.calendar.storing import from_json, to_json

LIMITS = st.builds(Limit, st.integers(1, 40), st.sampled_from(["wd", "cd"])) | st.builds(Limit, st.integers(1, 4), st.just("month"))
STARTS = st.dates(date(2023, 1, 1), date(2025, 12, 31))
GAPS = st.lists(st.integers(0, 25), max_size=7)


def lived(limit, start, gaps):
    """A clock stopped and resumed in turn, so many days apart."""
    clock, day = Clock.start(limit, start), start
    for gap in gaps:
        day += timedelta(days=gap)
        clock = clock.resume(day) if clock.stopped else clock.stop(day, "补正")
    return clock, day


def ran_at_dawn(gaps, start, day):
    """The oracle: was the clock running when this day began? The trigger day had not begun."""
    if day <= start:
        return False
    running, at = True, start
    for gap in gaps:
        at += timedelta(days=gap)
        if at >= day:
            break
        running = not running
    return running


def used_by_hand(limit, gaps, start, today):
    days = (start + timedelta(days=step) for step in range(1, (today - start).days + 1))
    return sum(ran_at_dawn(gaps, start, day) and (limit.unit != "wd" or seed().is_workday(day)) for day in days)


@settings(deadline=None, max_examples=300)
@given(LIMITS, STARTS, GAPS, st.integers(0, 60))
def test_used_days_are_the_days_the_clock_ran_at_dawn(limit, start, gaps, later):
    clock, last = lived(limit, start, gaps)
    today = last + timedelta(days=later)
    assert project(clock, seed(), today).used == used_by_hand(limit, gaps, start, today)


@settings(deadline=None, max_examples=300)
@example(limit=Limit(9, "wd"), start=date(2025, 2, 1), gaps=[0, 10, 13, 5, 2], later=1)
@given(LIMITS, STARTS, GAPS, st.integers(0, 60))
def test_used_and_left_make_the_budget_and_the_budget_is_what_was_granted(limit, start, gaps, later):
    clock, last = lived(limit, start, gaps)
    read = project(clock, seed(), last + timedelta(days=later))
    assert read.used + read.left == read.budget
    granted = ledger.budget(limit, (), start)
    # Used up on the very day of a stop, a limit lives on to the next day the clock runs: that day comes on top.
    counting = seed() if limit.unit == "wd" else None
    lived_on = any(ledger.counted(clock.runs, each.since, counting) >= granted for each in clock.segments if not each.running)
    if read.rolled_from is None and not lived_on:
        assert read.budget == granted or limit.unit != "wd"
    assert read.budget >= granted


@settings(deadline=None, max_examples=300)
@given(LIMITS, STARTS, GAPS, st.integers(0, 60))
def test_a_due_date_is_never_earlier_than_without_the_stops(limit, start, gaps, later):
    clock, last = lived(limit, start, gaps)
    today = last + timedelta(days=later)
    read = project(clock, seed(), today)
    assert (read.due or read.due_if_resumed_today) >= project(Clock.start(limit, start), seed(), today).due


@settings(deadline=None, max_examples=300)
@given(LIMITS, STARTS, GAPS, st.integers(0, 40))
def test_a_stop_and_resume_on_one_day_changes_nothing(limit, start, gaps, later):
    clock, last = lived(limit, start, gaps)
    day = last + timedelta(days=later)
    twice = clock.resume(day).stop(day, "x") if clock.stopped else clock.stop(day, "x").resume(day)
    for today in (day, day + timedelta(days=9)):
        plain, touched = project(clock, seed(), today), project(twice, seed(), today)
        assert (plain.due, plain.used, plain.left, plain.light, plain.rolled_from) == (
            touched.due,
            touched.used,
            touched.left,
            touched.light,
            touched.rolled_from,
        )
        assert clock.stopped or plain == touched


@settings(deadline=None, max_examples=200)
@given(STARTS, GAPS, st.integers(0, 40), st.integers(1, 40))
def test_the_days_to_a_working_day_deadline_are_all_accounted_for(start, gaps, later, count):
    clock, last = lived(Limit(count, "wd"), start, gaps)
    clock = clock.resume(last + timedelta(days=later)) if clock.stopped else clock
    read = project(clock, seed(), last)
    runs = [*clock.runs[:-1], (clock.runs[-1][0], None)]
    rest = ledger.tally(runs, read.due, seed())
    stopped = sum((min(s.until, read.due) - s.since).days for s in clock.segments if not s.running and s.since < read.due)
    assert (read.due - start).days == read.budget + rest.weekends + sum(each.count for each in rest.festivals) + stopped


@settings(deadline=None, max_examples=200)
@given(LIMITS, STARTS, GAPS, st.integers(0, 60))
def test_the_day_after_the_due_date_and_no_day_before_is_red(limit, start, gaps, later):
    clock, last = lived(limit, start, gaps)
    today = last + timedelta(days=later)
    read = project(clock, seed(), today)
    if read.due is None:
        assert read.light == "grey"
    else:
        assert (read.light == "red") == (today > read.due)
        assert (read.left < 0) <= (read.light == "red")


@settings(deadline=None)
@given(LIMITS, STARTS, GAPS, st.booleans())
def test_a_clock_reads_back_from_its_stored_form(limit, start, gaps, ended):
    clock, last = lived(limit, start, gaps)
    clock = clock.extend(Limit(3, "wd" if limit.unit == "wd" else "cd"), "复杂", "局长", last).restart(last, "材料补齐")
    clock = clock.finish(last) if ended else clock.keep_due(last)
    assert from_json(json.loads(json.dumps(to_json(clock)))) == clock


@settings(deadline=None, max_examples=150)
@given(LIMITS, STARTS, st.lists(st.integers(0, 90), max_size=8), st.integers(0, 90))
def test_recomputing_keeps_past_dates_and_moves_open_ones_to_the_new_calendar(limit, start, holidays, later):
    days = dict(seed().days) | {start + timedelta(days=step): Day(DayKind.HOLIDAY) for step in holidays}
    corrected = seed()
    for year in {day.year for day in days if abs(day.year - start.year) < 2}:
        corrected = corrected.with_year(year, {day: what for day, what in days.items() if day.year == year})
    clock, today = Clock.start(limit, start), start + timedelta(days=later)
    before = project(clock, seed(), today).due
    done = recompute(clock, seed(), corrected, today)
    after = project(done.clock, corrected, today).due
    assert done.after == after
    if before < today:
        assert after == before
    assert (done.sentence is None) == (done.change == "none")
    assert done.moved == (after != before)
