"""Work that the calendar begins: what the manifest may say of it, and which days it means."""

from datetime import date

import pytest

from engine.calendar.seed import seed
from engine.commands.scheduled import last_workday
from engine.packages.check import check_package
from engine.packages.discovery import package_files
from engine.packages.schedules import ScheduleSpec
from forms.port import Forms
from tests.build import PROCESSES

CALENDAR = seed()
MANIFEST = "gz_apprenticeship/manifest.toml"


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 5, 21), ()),
        (date(2026, 5, 22), (date(2026, 6, 5),)),
        (date(2026, 6, 5), (date(2026, 6, 5),)),
        (date(2026, 6, 30), (date(2026, 6, 5),)),
        (date(2026, 10, 1), ()),
        (date(2026, 11, 23), (date(2026, 12, 5),)),
    ],
)
def test_work_begins_ten_working_days_ahead_and_is_kept_for_a_quarter(today: date, due: tuple[date, ...]) -> None:
    assert ScheduleSpec(("06-05", "12-05"), 10).current(today, CALENDAR, {}) == due


def test_how_far_ahead_may_be_a_parameter() -> None:
    spec = ScheduleSpec(("06-05", "12-05"), "report_lead")
    assert spec.current(date(2026, 5, 21), CALENDAR, {"report_lead": "10wd"}) == ()
    assert spec.current(date(2026, 5, 21), CALENDAR, {"report_lead": "20wd"}) == (date(2026, 6, 5),)


def test_a_day_that_is_not_worked_means_the_last_worked_day_before_it() -> None:
    assert last_workday(CALENDAR, date(2026, 12, 5)) == date(2026, 12, 4)
    assert last_workday(CALENDAR, date(2026, 6, 5)) == date(2026, 6, 5)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            'schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }',
            'schedule = { on = ["12-32"], ahead = "=parameters.report_lead" }',
            "manifest_schedule",
        ),
        (
            'schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }',
            'schedule = { on = ["12-15"], ahead = "10cd" }',
            "manifest_schedule",
        ),
        (
            'schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }',
            'schedule = { on = ["12-15"], ahead = "=parameters.publicity_days" }',
            "manifest_schedule",
        ),
        (
            'schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }',
            'schedule = { on = ["12-15"], ahead = "=parameters.nothing" }',
            "manifest_schedule",
        ),
        ('schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }', "schedule = { on = [] }", "manifest_schedule"),
        ('schedule = { on = ["12-15"], ahead = "=parameters.report_lead" }', "", "starter_parent"),
        (
            'by = "enterprise"\ntitle = { zh = "学徒培养计划备案"',
            'by = "enterprise"\nschedule = { on = ["01-01"] }\ntitle = { zh = "学徒培养计划备案"',
            "schedule_by",
        ),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(old: str, new: str, code: str) -> None:
    files = dict(package_files(PROCESSES / "gz_apprenticeship"))
    text = files[MANIFEST].decode()
    assert text.count(old) == 1
    files[MANIFEST] = text.replace(old, new).encode()
    assert code in {finding.code for finding in check_package(files, Forms())}
