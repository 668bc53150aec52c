"""Every paper a scenario issues can be made: its template finds what it needs in the facts that were fixed."""

from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest
from sqlalchemy import select

from api.previews import preview_papers
from engine.commands import ClaimTask, CompleteTask, RenderNotice, ResumeClock, StopClock
from engine.commands.preview_papers import TryTask
from engine.engine import Engine
from engine.model import Notice, Task
from engine.packages.discovery import package_files
from engine.packages.program import load_program
from engine.queries import CaseProgress
from engine.running.papers import template_of
from engine.scenarios.reading import read_scenario
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, an_engine
from tests.documents.reading import words_of

STORIES = {
    "gz_apprenticeship": (
        "whole_life",
        "nobody_passes",
        "claim_corrected_twice",
        "claim_denied",
        "claim_refused",
        "plan_changed",
        "plan_withdrawn_after_advance",
        "late_start_cancelled",
        "late_start_kept",
        "advance_denied",
        "change_denied",
        "claim_expired",
        "training_resumed",
    ),
    "jy_apprenticeship": ("whole_life", "own_centre", "nobody_passes", "training_resumed"),
}
PLAYED = [(program, story) for program, stories in STORIES.items() for story in stories]


def issued(engine: Engine) -> list[Notice]:
    with UnitOfWork(engine.runtime) as uow:
        return list(uow.session.scalars(select(Notice).order_by(Notice.issued_at)))


def says_of(engine: Engine, notice: Notice) -> str:
    """What a paper says, without spaces and breaks."""
    stored = engine.execute(RenderNotice(notice_id=notice.id), by=Actor.system())
    with engine.runtime.ports.files.open(stored.digest) as file:
        return words_of(file.read(), layout=False)


@pytest.mark.parametrize(("program", "story"), PLAYED, ids=["/".join(played) for played in PLAYED])
def test_every_paper_of_a_story_can_be_made(program: str, story: str, database_url: str, tmp_path: Path) -> None:
    scenario = read_scenario(PROCESSES / program / "scenarios" / f"{story}.toml", program)
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        assert a_player(engine, clock, program).play(scenario) == []
        notices = issued(engine)
        for notice in notices:
            assert engine.execute(RenderNotice(notice_id=notice.id), by=Actor.system()) is not None, notice.key
        numbers = [notice.number for notice in notices]
        assert len(numbers) == len(set(numbers))
    finally:
        engine.close()


@pytest.mark.parametrize("program", ["gz_apprenticeship", "jy_apprenticeship"])
def test_the_papers_of_the_verbs_can_be_made(program: str, database_url: str, tmp_path: Path) -> None:
    """中止、恢复 of a case in hand: its papers say why and since when."""
    story = "filed_small" if program == "gz_apprenticeship" else "filed"
    scenario = read_scenario(PROCESSES / program / "scenarios" / f"{story}.toml", program)
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        player = a_player(engine, clock, program)
        player.play(replace(scenario, steps=scenario.steps[:2]))
        with UnitOfWork(engine.runtime) as uow:
            task = uow.session.scalars(select(Task).where(Task.state == "open", Task.element == "insurance")).one()
        officer = player.officer("review", task.region)
        engine.execute(ClaimTask(task_id=task.id), by=officer)
        engine.execute(StopClock(task_id=task.id, basis="《行政许可法》第四十五条", reason="等待鉴定结论"), by=officer)
        engine.execute(ResumeClock(task_id=task.id, reason="鉴定结论已收到"), by=officer)
        keys = {notice.key: notice.id for notice in issued(engine)}
        for key in ("suspension_notice", "resumption_notice"):
            assert engine.execute(RenderNotice(notice_id=keys[key]), by=Actor.system()) is not None
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("program", "account"),
    [
        ("gz_apprenticeship", ("示例银行广州分行", "示例财政专户", "622200000000009999")),
        ("jy_apprenticeship", ("示例银行江阴支行", "江阴市示例财政专户", "622200000000008888")),
    ],
)
def test_a_refund_notice_names_the_account_of_the_parameters_or_the_one_finance_entered(program, account, database_url, tmp_path) -> None:
    scenario = read_scenario(PROCESSES / program / "scenarios" / "nobody_passes.toml", program)
    told = replace(scenario, steps=tuple(takewhile(lambda step: step.after != "95cd", scenario.steps)))
    engine = an_engine(database_url, tmp_path, clock := a_clock(scenario.start))
    try:
        assert a_player(engine, clock, program).play(told) == []
        notice = next(each for each in issued(engine) if each.key == "refund_notice")
        progress = engine.ask(CaseProgress(case_id=notice.case_id), by=Actor.system())
        assert progress.must_act, "whoever owes money is not told that there is nothing to do"
        assert progress.sentence.zh.startswith("需要您退回 ")
        text = says_of(engine, notice)
        assert [part for part in account if part not in text] == [], text
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("story", "says", "not_said"),
    [
        ("deemed_acceptance", ("逾期不告知的，自收到申请材料之日起即为受理",), ("材料齐全，符合法定形式", "暂定")),
        ("over_new_year", ("材料齐全，符合法定形式，本机关予以受理", "2027年1月1日（暂定）", "放假安排尚未公布"), ("逾期不告知",)),
    ],
)
def test_an_acceptance_notice_says_what_happened_and_which_days_may_move(story, says, not_said, database_url, tmp_path) -> None:
    scenario = read_scenario(PROCESSES / "gz_apprenticeship" / "scenarios" / f"{story}.toml", "gz_apprenticeship")
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        player = a_player(engine, clock, "gz_apprenticeship")
        assert player.play(scenario) == []
        notice = next(each for each in issued(engine) if each.key == "acceptance_notice")
        text = says_of(engine, notice)
        assert [sentence for sentence in says if sentence not in text] == [], text
        assert [sentence for sentence in not_said if sentence in text] == [], text
        if story == "deemed_acceptance":
            stages = engine.ask(CaseProgress(case_id=notice.case_id), by=Actor.system()).stages
            assert [stage.state for stage in stages if stage.title.zh == "视为受理"] == ["done"]
    finally:
        engine.close()


def test_an_order_to_rectify_can_be_read_before_it_is_sent_and_says_facts_clause_period_effect_and_remedies(database_url, tmp_path) -> None:
    scenario = read_scenario(PROCESSES / "gz_apprenticeship" / "scenarios" / "late_start_kept.toml", "gz_apprenticeship")
    decided = next(place for place, step in enumerate(scenario.steps) if step.task == "late_start")
    clock = a_clock(scenario.start)
    engine = an_engine(database_url, tmp_path, clock)
    try:
        player = a_player(engine, clock, "gz_apprenticeship")
        assert player.play(replace(scenario, steps=scenario.steps[:decided])) == []
        with UnitOfWork(engine.runtime) as uow:
            task = uow.session.scalars(select(Task).where(Task.state == "open", Task.element == "late_start")).one()
        officer = player.officer("review", task.region)
        engine.execute(ClaimTask(task_id=task.id), by=officer)
        told = dict(scenario.steps[decided].data) | {"new_date": "2026-12-01"}
        with pytest.raises(InvalidInput):
            engine.execute(CompleteTask(task_id=task.id, outcome="wait", data={**told, "new_date": "2026-10-01"}), by=officer)
        assert [each.title.zh for each in preview_papers(engine, TryTask(task_id=task.id, outcome="wait", data=told), officer)] == [
            "限期整改通知书"
        ]
        assert "rectification_notice" not in {each.key for each in issued(engine)}, "looking issues nothing"
        engine.execute(CompleteTask(task_id=task.id, outcome="wait", data=told), by=officer)
        notice = next(each for each in issued(engine) if each.key == "rectification_notice")
        assert (notice.number, notice.adverse) == ("穗天人社学改〔2026〕1号", True)
        text = says_of(engine, notice)
        for said in (
            "企业因设备检修推迟",
            "穗人社函〔2020〕22号二（五）",
            "2026年12月1日前",
            "可以取消备案",
            "六十日内",
            "行政复议",
            "六个月内",
        ):
            assert said in text, text
    finally:
        engine.close()


@pytest.mark.parametrize("key", sorted(STORIES))
def test_a_paper_that_prints_its_basis_is_given_one_by_the_diagram(key: str) -> None:
    program = load_program(package_files(PROCESSES / key))
    without = [
        (process, element.id)
        for process in program.manifest.processes
        for name in program.reachable(process)
        for element in program.definition.processes[name].elements.values()
        if (spec := program.notice(element.attributes.get("notice", ""), process)) is not None
        and b"notice.basis" in template_of(program, spec.key)
        and not element.attributes.get("basis")
    ]
    assert without == []
