"""Parts of a manifest are edited by forms: only what differs is written."""

from typing import Any

import pytest

from engine.packages.toml_sections import SECTIONS, SectionRefused, read_section, write_section
from tests.build import PROCESSES


def test_rosters_parents_schedules_checks_and_registers_are_edited_without_touching_the_rest() -> None:
    before = (PROCESSES / "gz_apprenticeship" / "manifest.toml").read_bytes()

    def lines(section: str, key: str, **changed: Any) -> list[str]:
        known = SECTIONS[section]
        entry = next(each for each in read_section(before, known) if each[known.key] == key)
        after = write_section(before, known, [{**entry, **changed}])
        gone = [f"-{line}" for line in before.decode().splitlines() if line not in after.decode().splitlines()]
        return [*gone, *(f"+{line}" for line in after.decode().splitlines() if line not in before.decode().splitlines())]

    assert lines("process", "filing") == []
    assert lines("process", "filing", **{"roster.check": "other_row"}) == [
        '-roster = { field = "roster", check = "apprentice_row" }',
        '+roster = { field = "roster", check = "other_row" }',
    ]
    assert lines("process", "budget_report", **{"schedule.ahead": "5wd"})[-1] == '+schedule = { on = ["09-30"], ahead = "5wd" }'
    assert lines("process", "budget_report", **{"schedule.on": [], "schedule.ahead": ""}) == [
        '-schedule = { on = ["09-30"], ahead = "10wd" }'
    ]
    assert lines("check", "plan_year", rules=["other_plan_year", "plan_year_closed"])[-1] == (
        '+rules = ["other_plan_year", "plan_year_closed"]'
    )
    known = SECTIONS["register"]
    register = read_section(before, known)[0]
    extra = {"key": "extra", "zh": "补充", "en": "Extra", "type": "text", "sum": ""}
    grown = lines("register", register["key"], column=[*register["column"], extra])
    assert [line for line in grown if line.strip("+")] == ['+key = "extra"', '+title = {zh = "补充", en = "Extra"}']
    with pytest.raises(SectionRefused):
        write_section(before, known, [{**register, "column": [{**extra, "type": "colour"}]}])
