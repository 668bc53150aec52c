"""Periodic reports begin with what the cases and the register know: counted numbers and both directories; only the rest is typed."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from engine.commands import BeginOccasion, Occasion
from engine.engine import Engine
from engine.queries import ReportFigures
from engine.queries.report_figures import DIFFERENT, TITLES
from engine.scenarios.facts import CaseFacts
from engine.scenarios.reading import read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from forms.port import Forms
from tests.build import PROCESSES, a_clock, a_player, an_engine
from tests.processes.clauses import program_of

PROGRAM = "gz_apprenticeship"
SYSTEM = Actor.system()


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


def test_plans_that_ended_badly_count_for_their_money_alone_and_plans_of_last_year_still_count(database_url: str, tmp_path: Path) -> None:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    try:
        for name in ("happy_path", "plan_withdrawn_after_advance"):
            story = read_scenario(PROCESSES / PROGRAM / "scenarios" / f"{name}.toml", PROGRAM)
            player = a_player(engine, clock, PROGRAM)
            player.people = {("enterprise", str(story.steps[0].data["enterprise"]["uscc"])): f"firm-{name}"}
            assert [str(each) for each in player.play(story)] == [], name
        first = begun(engine, clock, "progress_report", date(2026, 12, 5))
        people = first["heads"]["filed"]
        assert people > 0
        assert first["heads"] == {"enrolled": people, "left": 0, "passed": 0, "failed": 0, "filed": people}
        assert (first["enterprises"], first["registers"]["annual_plan"]["different"]["institution"]) == (1, 1)
        assert [line["heads"] for line in first["registers"]["annual_plan"]["lines"]] == [people]
        assert (first["money"]["advance"], first["money"]["refund"]) == (1_840_000, 1_840_000)
        running, ended = sorted(first["plans"], key=lambda plan: plan["stage"] == "withdrawn")
        assert (running["heads"]["filed"], ended["heads"], ended["stage"]) == (people, {}, "withdrawn")
        assert ended["money"] == {"advance": 1_840_000, "refund": 1_840_000}
        later = begun(engine, clock, "progress_report", date(2027, 6, 5))
        assert (later["enterprises"], later["heads"]["enrolled"]) == (1, people)
        assert later["registers"]["annual_plan"]["different"]["institution"] == 1
        assert set(later["money"].values()) == {0}
        assert [plan["number"] for plan in later["plans"]] == [running["number"]]
    finally:
        engine.close()


def begun(engine: Engine, clock: TravelClock, process: str, day: date) -> dict[str, Any]:
    """What a report of the district begins with."""
    if clock.today < day:
        clock.move_to(datetime.combine(day, time(9), ZONE))
    case = engine.execute(BeginOccasion(occasion=Occasion(PROGRAM, process, "440106", day)), by=SYSTEM)
    assert case is not None
    facts = engine.ask(CaseFacts(case_id=case), by=SYSTEM).facts
    view = engine.ask(ReportFigures(case_id=case), by=SYSTEM)
    for figure in view.figures:
        behind = engine.ask(ReportFigures(case_id=case, figure=figure.key), by=SYSTEM).plans
        assert sum(plan.adds[figure.key] for plan in behind) == figure.count, figure.key
    assert {figure.key: figure.count for figure in view.figures if figure.money} == facts["figures"]["money"]
    return dict(facts["figures"])


def test_every_figure_that_a_report_is_filled_in_with_can_be_unfolded() -> None:
    for name in ("progress_report_fill", "annual_report_fill", "budget_report_fill"):
        filled = {
            each["properties"]["prefill"] for each in program_of(PROGRAM).forms[name]["components"] if each["properties"].get("prefill")
        }
        unfolded = {f"figures.{key}" for key in TITLES} | {
            f"figures.{group}.{key}" for group in ("heads", "levels", "money") for key in TITLES
        }
        counted = {f"figures.registers.{register}.different.{column}" for register, column in DIFFERENT.findall(" ".join(filled))}
        assert filled - unfolded == counted
