"""Periodic reports begin with what the cases and the register know: counted numbers and both directories; only the rest is typed."""

from pathlib import Path

from engine.scenarios.facts import CaseFacts
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from forms.port import Forms
from tests.build import PROCESSES, a_clock, a_player, an_engine
from tests.processes.clauses import program_of

PROGRAM = "gz_apprenticeship"


def test_a_report_begins_with_the_lines_of_the_register_and_heads_by_level(database_url: str, tmp_path: Path) -> None:
    story = read_scenario(PROCESSES / PROGRAM / "scenarios" / "progress_report.toml", PROGRAM)
    clock = a_clock(story.start)
    engine = an_engine(database_url, tmp_path, clock)
    begun = []
    try:
        player = a_player(engine, clock, PROGRAM)
        player.heard = lambda played: begun.append(played.case_id) if played.step.do == "scheduled" else None
        assert [str(each) for each in player.play(story)] == []
        figures = engine.ask(CaseFacts(case_id=begun[0]), by=Actor.system()).facts["figures"]
    finally:
        engine.close()
    plans = figures["registers"]["annual_plan"]
    assert plans["different"]["institution"] == 1
    assert [(line["heads"], bool(line["institution"]), bool(line["enterprise"])) for line in plans["lines"]] == [(8, True, True)]
    assert figures["levels"] == {"level_1": 0, "level_2": 0, "level_3": 8, "level_4": 0, "level_5": 0}


def test_numbers_that_cases_know_are_filled_in_and_no_directory_is_asked_for() -> None:
    forms = program_of(PROGRAM).forms
    for name, typed in (
        ("progress_report_fill", {"reason", "difficulties", "remark"}),
        ("annual_report_fill", {"reason", "summary", "remark"}),
        ("budget_report_fill", {"reason", "remark", "next_4", "next_3", "next_2", "next_1", "next_need"}),
    ):
        asked = {
            each["key"]
            for each in forms[name]["components"]
            if each["type"] in {"number", "textfield", "textarea"} and not each["properties"].get("prefill")
        }
        assert asked == typed
        needed = [
            item for each in forms[name]["components"] if each["type"] == "material" for item in each["items"] if item.get("required")
        ]
        assert needed == []
        assert not Forms().findings(_file(name), name)


def _file(name: str) -> bytes:
    return (PROCESSES / PROGRAM / "forms" / f"{name}.form").read_bytes()
