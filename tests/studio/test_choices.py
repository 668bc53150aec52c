"""Pickers offer what people know: decisions by the question they answer, services by what they are called, never by a bare key."""

import re

from engine.packages.choices import choices_of
from engine.packages.discovery import package_files
from engine.packages.program import load_program
from tests.build import PROCESSES
from tests.studio.conftest import PROGRAM

CHINESE = re.compile(r"[\u4e00-\u9fff]")
PICKED = ("role", "form", "decision", "service", "notice", "stage", "outcomes", "limit")


def test_every_choice_of_a_program_has_a_name_in_both_languages() -> None:
    choices = choices_of(load_program(package_files(PROCESSES / PROGRAM)))
    offered = [(name, each) for name in PICKED for each in choices[name]]
    assert {name for name, _ in offered} == set(PICKED)
    assert [(name, each.value) for name, each in offered if not CHINESE.search(each.title.zh)] == []
    assert [(name, each.value) for name, each in offered if CHINESE.search(each.title.in_("en"))] == []
    titles = {each.value: each.title for name in ("decision", "service") for each in choices[name]}
    assert (titles["enterprise_filing"].zh, titles["enterprise_filing"].in_("en")) == ("企业申报资格", "Whether the enterprise may file")
    assert titles["common.enter_annual_plan"].zh == "列入年度计划"
