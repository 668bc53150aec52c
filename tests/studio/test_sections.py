"""Parts of a manifest are edited by forms: only what differs is written."""

from datetime import date
from typing import Any

import pytest

from engine.packages.discovery import package_files
from engine.packages.program import load_program
from engine.packages.section_words import CHOICE_WORDS
from engine.packages.sections import SECTIONS
from engine.packages.toml_sections import SectionRefused, read_section, write_section
from engine.sdk.errors import PackageError
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
        '-schedule = { on = ["09-30"], ahead = "=parameters.report_lead" }'
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
    assert "".join(lines("process", "filing", **{"guide.en": ""})[-1].split()) == '+guide={zh="guide.zh.md"}'


def test_a_linked_case_may_be_begun_while_its_parent_is_open_unless_somebody_says_otherwise() -> None:
    known = SECTIONS["process"]
    before = b'[[process]]\nid = "leave"\nparent = { process = "filing" }\n'
    entry = read_section(before, known)[0]
    assert entry["parent.while_open"] is True
    said = {"id": "leave", "parent.while_open": True}
    assert write_section(before, known, [said]) == before, "what goes without saying is not written"
    after = write_section(before, known, [{**said, "parent.while_open": False}])
    assert b'parent = { process = "filing", while_open = false}' in after
    assert read_section(after, known)[0]["parent.while_open"] is False
    assert read_section(write_section(after, known, [said]), known)[0]["parent.while_open"] is True


def test_words_for_codes_of_a_register_are_edited_and_need_chinese() -> None:
    known = SECTIONS["register"]
    before = (PROCESSES / "gz_apprenticeship" / "manifest.toml").read_bytes()
    register = next(entry for entry in read_section(before, known) if any(column["values"] for column in entry["column"]))
    column = next(each for each in register["column"] if each["values"])
    words = {**column["values"], "5": {"zh": "五级", "en": "Level 5"}}
    columns = [{**each, "values": words} if each is column else each for each in register["column"]]
    after = write_section(before, known, [{**register, "column": columns}])
    again = next(entry for entry in read_section(after, known) if entry["key"] == register["key"])
    assert next(each for each in again["column"] if each["key"] == column["key"])["values"] == words
    assert len(after.splitlines()) == len(before.splitlines()), "one line differs"
    with pytest.raises(SectionRefused) as refused:
        write_section(before, known, [{**register, "column": [{**column, "values": {"5": {"zh": "", "en": "Level 5"}}}]}])
    assert "5" in refused.value.errors[0].zh


def test_sections_fields_and_what_may_be_chosen_have_words_in_both_languages() -> None:
    for section in SECTIONS.values():
        assert section.title.zh
        assert section.title.en
        for field in section.fields:
            assert field.words.zh
            assert field.words.en
            assert all(CHOICE_WORDS[choice].en for choice in field.choices if choice)


@pytest.mark.parametrize(
    ("said", "years", "default"),
    [
        ({"years": "10", "permanent": False, "document": "国家档案局令第8号", "clause": "定期10年"}, 10, False),
        ({"years": "", "permanent": True, "document": "国家档案局令第8号", "clause": "永久"}, None, False),
        ({"years": "", "permanent": False, "document": "", "clause": ""}, 30, True),
    ],
)
def test_retention_is_written_like_other_entries_and_else_the_marked_default_holds(
    said: dict[str, object], years: int | None, default: bool
) -> None:
    files = package_files(PROCESSES / "gz_apprenticeship")
    path = "gz_apprenticeship/manifest.toml"
    files[path] = write_section(files[path], SECTIONS["retention"], [said])
    program = load_program(files)
    kept = program.retention(date(2026, 9, 1))
    assert (kept.years, kept.default) == (years, default)
    assert kept.until(date(2026, 9, 1)) == (date(2026 + years, 12, 31) if years else None)
    assert program.settings(date(2026, 9, 1))["archive_years"] == years, "papers say the same"


@pytest.mark.parametrize("wrong", ["years = 0", 'years = "ten"', "years = 10\npermanent = true", "days = 3"])
def test_a_retention_that_cannot_be_is_refused(wrong: str) -> None:
    files = package_files(PROCESSES / "gz_apprenticeship")
    path = "gz_apprenticeship/manifest.toml"
    files[path] += f"\n[retention]\n{wrong}\n".encode()
    with pytest.raises(PackageError):
        load_program(files)
