"""A clock tells the truth about its days: by example."""

from datetime import UTC, date, datetime

import pytest

from engine.calendar.calendar import Day, DayKind
from engine.calendar.clock import Clock, ClockRefused
from engine.calendar.limits import Limit
from engine.calendar.projection import Lights, project
from engine.calendar.recompute import recompute
from engine.calendar.seed import seed
from engine.calendar.storing import from_json, to_json
from engine.sdk.text import Text

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in range(2, 7))


def five(trigger=MONDAY):
    return Clock.start(Limit.parse("5wd"), trigger, basis="行政许可法第三十二条")


def zh(projection):
    return [line.zh for line in projection.lines]


def test_a_fresh_clock_has_its_whole_budget():
    read = project(five(), seed(), MONDAY)
    assert (read.due, read.used, read.left, read.budget) == (date(2026, 11, 9), 0, 5, 5)
    assert (read.light, read.words) == ("green", Text("剩 5 个工作日", "5 working days left"))
    assert not read.provisional


@pytest.mark.parametrize(
    ("today", "light", "words"),
    [
        (FRIDAY, "yellow", Text("剩 1 个工作日", "1 working day left")),
        (date(2026, 11, 9), "yellow", Text("今日到期", "Due today")),
        (date(2026, 11, 10), "red", Text("超期 1 个工作日", "1 working day overdue")),
        (THURSDAY, "green", Text("剩 2 个工作日", "2 working days left")),
    ],
)
def test_a_short_limit_turns_yellow_on_its_last_but_one_day_and_red_after_the_last(today, light, words):
    read = project(five(), seed(), today)
    assert (read.light, read.words) == (light, words)
    assert read.used + read.left == 5


def test_a_long_limit_turns_yellow_five_working_days_before_its_end():
    clock = Clock.start(Limit.parse("30wd"), date(2026, 3, 2))
    read = project(clock, seed(), date(2026, 3, 2))
    assert seed().working_days_between(read.yellow_on, read.due) == 5
    assert project(clock, seed(), read.yellow_on).light == "yellow"
    assert project(clock, seed(), date(2026, 4, 1)).light == "green"
    assert project(clock, seed(), date(2026, 4, 1), Lights(soon=20)).light == "yellow"


def test_the_weekend_after_a_missed_friday_is_overdue_already():
    clock = Clock.start(Limit.parse("4wd"), MONDAY)
    read = project(clock, seed(), date(2026, 11, 7))
    assert (read.due, read.left, read.light, read.words.zh) == (FRIDAY, 0, "red", "已超期")


def test_the_day_of_a_stop_counts_and_the_day_of_the_resume_does_not():
    stopped = five().stop(WEDNESDAY, Text("补正", "correction"))
    assert project(stopped, seed(), THURSDAY).used == 2
    resumed = stopped.resume(date(2026, 11, 11))
    read = project(resumed, seed(), date(2026, 11, 11))
    assert (read.used, read.left, read.due) == (2, 3, date(2026, 11, 16))
    assert "停 7 天 补正（2026-11-04 停，2026-11-11 恢复）" in zh(read)


def test_a_stopped_clock_has_no_due_date_and_no_warning_light():
    stopped = five().stop(FRIDAY, "补正")
    read = project(stopped, seed(), date(2026, 11, 8))
    assert (read.due, read.light, read.words) == (None, "grey", Text("已停 2 天", "Stopped for 2 days"))
    assert read.due_if_resumed_today == date(2026, 11, 9)
    assert "已停 2 天 补正（2026-11-06 起）" in zh(read)


def test_a_clock_stopped_on_its_last_day_is_not_overdue_when_it_resumes():
    stopped = five().stop(date(2026, 11, 9), "听证")
    read = project(stopped.resume(date(2026, 11, 18)), seed(), date(2026, 11, 18))
    assert (read.left, read.due, read.light) == (0, date(2026, 11, 18), "yellow")


def test_resuming_on_a_rest_day_with_nothing_left_rolls_to_the_next_workday():
    stopped = five().stop(date(2026, 11, 9), "补正")
    read = project(stopped.resume(date(2026, 11, 14)), seed(), date(2026, 11, 14))
    assert (read.due, read.rolled_from, read.used, read.left) == (date(2026, 11, 16), date(2026, 11, 14), 5, 1)


def test_a_clock_runs_again_only_when_the_last_holder_lets_go():
    clock = five().stop(TUESDAY, "补正", key="a").stop(WEDNESDAY, "专家评审", key="b").resume(THURSDAY, key="a")
    assert clock.stopped
    assert clock.resume(FRIDAY, key="b").running


def test_a_restart_gives_the_whole_budget_anew_and_remembers_the_earlier_count():
    clock = five().stop(WEDNESDAY, "补正", key="t").restart(date(2026, 11, 11), Text("材料补齐", "complete"), key="t")
    read = project(clock, seed(), date(2026, 11, 11))
    assert (read.used, read.left, read.due) == (0, 5, date(2026, 11, 18))
    assert zh(read)[0] == "原自 2026-11-02 起算，后重新起算：材料补齐"


def test_a_restart_under_another_holder_stays_stopped():
    clock = five().stop(TUESDAY, "a", key="a").stop(TUESDAY, "b", key="b").restart(THURSDAY, key="a")
    assert clock.stopped
    assert project(clock.resume(FRIDAY, key="b"), seed(), FRIDAY).left == 5


def test_an_extension_adds_to_the_budget_and_names_who_signed_it():
    clock = five().extend(Limit.parse("10wd"), "案情复杂", "李局长", FRIDAY)
    read = project(clock, seed(), FRIDAY)
    assert (read.budget, read.due) == (15, date(2026, 11, 23))
    assert "+10 个工作日 延期：案情复杂（2026-11-06，李局长）" in zh(read)


def test_an_extension_in_another_unit_is_refused():
    with pytest.raises(ClockRefused) as refused:
        five().extend(Limit.parse("10cd"), "x", "y", FRIDAY)
    assert refused.value.code == "clock_units_differ"


def test_months_are_extended_by_months_before_they_are_clamped():
    clock = Clock.start(Limit.parse("P1M"), date(2026, 1, 31)).extend(Limit.parse("P1M"), "x", "y", date(2026, 2, 2))
    assert project(clock, seed(), date(2026, 2, 2)).due == date(2026, 3, 31)


def test_calendar_day_clocks_count_the_days_of_the_roll():
    clock = Clock.start(Limit.parse("15cd"), date(2026, 9, 18))
    read = project(clock, seed(), date(2026, 10, 3))
    assert (read.due, read.left, read.words.zh, read.unit) == (date(2026, 10, 8), 5, "剩 5 个自然日", "cd")
    assert project(clock, seed(), date(2026, 10, 9)).words.zh == "超期 1 个自然日"


def test_a_finished_clock_says_how_long_it_took_and_stays_so():
    done = five().finish(WEDNESDAY)
    for today in (WEDNESDAY, date(2027, 3, 1)):
        read = project(done, seed(), today)
        assert (read.used, read.light, read.words.zh) == (2, "green", "已结束，用 2 个工作日")
    late = project(five().finish(date(2026, 11, 11)), seed(), date(2026, 12, 1))
    assert (late.light, late.words) == ("red", Text("已结束，超期 2 个工作日", "Ended, 2 working days overdue"))


def test_what_is_done_before_its_clock_begins_took_no_time():
    early = Clock.start(Limit.parse("5wd"), FRIDAY)
    read = project(early.finish(TUESDAY), seed(), date(2026, 12, 1))
    assert (read.used, read.left, read.light, read.words.zh) == (0, 5, "green", "已结束，用 0 个工作日")


def test_a_clock_stopped_before_it_begins_stands_from_its_trigger_on():
    clock = Clock.start(Limit.parse("5wd"), FRIDAY).stop(TUESDAY, "补正")
    read = project(clock.resume(date(2026, 11, 11)), seed(), date(2026, 11, 11))
    assert (read.used, read.due) == (0, date(2026, 11, 18))
    early = clock.resume(WEDNESDAY)
    assert project(early, seed(), FRIDAY).due == project(Clock.start(Limit.parse("5wd"), FRIDAY), seed(), FRIDAY).due


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda: five().resume(TUESDAY), "clock_not_stopped"),
        (lambda: five().stop(TUESDAY, "x").stop(TUESDAY, "y"), "clock_already_stopped"),
        (lambda: five().stop(THURSDAY, "x").resume(WEDNESDAY), "clock_goes_back"),
        (lambda: five().stop(TUESDAY, "x").resume(THURSDAY).finish(WEDNESDAY), "clock_goes_back"),
        (lambda: five().restart(THURSDAY).stop(WEDNESDAY, "x"), "clock_goes_back"),
        (lambda: five().finish(TUESDAY).stop(WEDNESDAY, "x"), "clock_finished"),
        (lambda: five().finish(TUESDAY).finish(WEDNESDAY), "clock_finished"),
    ],
)
def test_operations_that_make_no_sense_are_refused(act, code):
    with pytest.raises(ClockRefused) as refused:
        act()
    assert refused.value.code == code


def test_moments_are_read_in_shanghai_and_need_a_zone():
    late_evening = datetime(2026, 11, 1, 17, 0, tzinfo=UTC)
    assert Clock.start(Limit.parse("5wd"), late_evening).trigger == MONDAY
    with pytest.raises(ValueError, match="zone"):
        Clock.start(Limit.parse("5wd"), datetime(2026, 11, 1, 17, 0))  # noqa: DTZ001


def published(year):
    days = {date(year, 1, day): Day(DayKind.HOLIDAY, Text("元旦", "New Year's Day")) for day in (1, 2, 3, 4, 5)}
    return seed().with_year(year, days)


def test_publishing_a_year_moves_open_deadlines_and_says_so():
    year = max(seed().published_years) + 1
    clock = Clock.start(Limit.parse("10wd"), date(year - 1, 12, 25))
    today = date(year - 1, 12, 28)
    done = recompute(clock, seed(), published(year), today)
    assert done.moved
    assert done.before < done.after
    assert done.sentence.zh == f"工作日历已更新，期限由 {done.before} 改为 {done.after}"
    assert project(done.clock, published(year), today).due == done.after


def test_publishing_a_year_that_changes_nothing_confirms_the_date():
    year = max(seed().published_years) + 1
    clock = Clock.start(Limit.parse("10wd"), date(year - 1, 12, 25))
    done = recompute(clock, seed(), seed().with_year(year, {}), date(year - 1, 12, 28))
    assert (done.change, done.before == done.after) == ("confirmed", True)
    again = recompute(clock, seed().with_year(year, {}), seed().with_year(year, {}), date(year - 1, 12, 28))
    assert (again.change, again.sentence) == ("none", None)


def test_a_date_that_is_today_is_not_past_and_moves():
    corrected = seed().with_year(
        2026, {day: what for day, what in seed().days.items() if day.year == 2026} | {TUESDAY: Day(DayKind.HOLIDAY)}
    )
    done = recompute(five(), seed(), corrected, date(2026, 11, 9))
    assert (done.change, done.after) == ("moved", date(2026, 11, 10))


def test_a_past_date_stays_whatever_the_calendar_says_later():
    corrected = seed().with_year(
        2026, {day: what for day, what in seed().days.items() if day.year == 2026} | {TUESDAY: Day(DayKind.HOLIDAY)}
    )
    done = recompute(five(), seed(), corrected, date(2026, 11, 16))
    assert done.change == "kept"
    assert "2026-11-09 已过，维持不变" in done.sentence.zh
    read = project(done.clock, corrected, date(2026, 11, 16))
    assert (read.due, read.light) == (date(2026, 11, 9), "red")
    assert recompute(done.clock, seed(), corrected, date(2026, 11, 17)).change == "none"


def test_a_date_missed_before_the_stop_stays_missed_after_a_correction():
    corrected = seed().with_year(
        2026, {day: what for day, what in seed().days.items() if day.year == 2026} | {TUESDAY: Day(DayKind.HOLIDAY)}
    )
    late = five().stop(date(2026, 11, 12), "补正")
    done = recompute(late, seed(), corrected, date(2026, 11, 16))
    assert (done.change, done.after) == ("kept", date(2026, 11, 9))
    resumed = done.clock.resume(date(2026, 11, 17))
    assert project(resumed, corrected, date(2026, 11, 17)).due == date(2026, 11, 9)


def test_stopped_and_finished_clocks_are_not_recomputed():
    year = max(seed().published_years) + 1
    for clock in (five().stop(TUESDAY, "x"), five().finish(TUESDAY)):
        assert recompute(clock, seed(), published(year), TUESDAY).change == "none"


def test_a_stored_clock_of_another_version_is_refused():
    with pytest.raises(ValueError, match="version 9"):
        from_json({**to_json(five()), "v": 9})
