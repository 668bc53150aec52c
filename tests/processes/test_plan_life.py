"""What the life of a plan refuses and finds, beyond its scenarios: interests, other subsidies, reports begun once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.commands import BeginOccasion, ClaimTask, Occasion, PreparePayment, RecordOutsideBenefits, ReleaseProgram, StartScheduled
from engine.engine import Engine
from engine.model import Case, Movement
from engine.packages.discovery import package_files
from engine.queries import Ledger, MyCases
from engine.queries.public_list import PublicList
from engine.scenarios.cast import ActorNamed, EnsureOrganisation, EnsurePerson
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import Scenario, read_scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, an_engine

PROGRAM = "gz_apprenticeship"
SYSTEM = Actor.system()


class Life:
    """An engine on which stories of the program are told."""

    def __init__(self, engine: Engine, clock: TravelClock) -> None:
        self.engine, self.clock = engine, clock
        self.player: Player = a_player(engine, clock, PROGRAM)

    def tell(self, name: str, steps: int | None = None) -> None:
        story: Scenario = read_scenario(PROCESSES / PROGRAM / "scenarios" / name, PROGRAM)
        assert self.player.play(replace(story, steps=story.steps[:steps])) == []

    def tell_freely(self, name: str, steps: int) -> None:
        """Play a story without holding it to its expectations."""
        story = read_scenario(PROCESSES / PROGRAM / "scenarios" / name, PROGRAM)
        self.player.play(replace(story, steps=tuple(replace(step, expect={}) for step in story.steps[:steps])))

    def newest(self, process: str) -> Any:
        with UnitOfWork(self.engine.runtime) as uow:
            return uow.session.scalar(select(Case.id).where(Case.process == process).order_by(Case.created_at.desc()).limit(1))


@pytest.fixture
def life(database_url: str, tmp_path: Path) -> Iterator[Life]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield Life(engine, clock)
    engine.close()


def test_whoever_reviewed_a_plan_may_not_supervise_its_assessment(life: Life) -> None:
    life.tell("supervision_recused.toml", 13)
    task = life.engine.ask(CaseFacts(case_id=life.newest("assessment")), by=SYSTEM).open_tasks["supervise"]
    office = life.engine.execute(EnsureOrganisation(kind="office", name="天河区人力资源和社会保障局", region="440106"), by=SYSTEM)
    reviewer = life.engine.ask(ActorNamed(username="review-440106"), by=SYSTEM)
    with pytest.raises(NotPermitted, match="separation_of_duties"):
        life.engine.execute(ClaimTask(task_id=task), by=replace(reviewer, posts=(*reviewer.posts, ("supervisor", "440106"))))
    life.engine.execute(
        EnsurePerson(username="another", name="督导员", kind="officer", organisation_id=office, posts=(("supervisor", "440106"),)),
        by=SYSTEM,
    )
    life.engine.execute(ClaimTask(task_id=task), by=life.engine.ask(ActorNamed(username="another"), by=SYSTEM))


def test_a_supervisor_who_stood_back_does_not_take_the_next_turn(life: Life) -> None:
    story = read_scenario(PROCESSES / PROGRAM / "scenarios" / "supervision_recused.toml", PROGRAM)
    again = [place for place, step in enumerate(story.steps, 1) if step.task == "assign_supervisor"][-1]
    life.tell(story.name, again)
    task = life.engine.ask(CaseFacts(case_id=life.newest("assessment")), by=SYSTEM).open_tasks["supervise"]
    stood_back = next(step.by for step in story.steps if step.task == "supervise" and step.outcome == "recuse")
    first = life.engine.ask(ActorNamed(username=f"{stood_back}-440106"), by=SYSTEM)
    with pytest.raises(NotPermitted, match="separation_of_duties"):
        life.engine.execute(ClaimTask(task_id=task), by=first)


def test_whoever_supervised_the_assessment_of_a_plan_does_not_handle_its_money(life: Life) -> None:
    story = read_scenario(PROCESSES / PROGRAM / "scenarios" / "advance_open_at_claim.toml", PROGRAM)
    life.tell(story.name, next(place for place, step in enumerate(story.steps, 1) if step.do == "wait" and step.case == "settlement"))
    supervisor = life.engine.ask(ActorNamed(username="supervisor-440106"), by=SYSTEM)
    both = replace(supervisor, posts=(*supervisor.posts, ("finance", "440106")))
    with UnitOfWork(life.engine.runtime) as uow:
        movement = uow.session.scalars(select(Movement.id).where(Movement.kind == "settlement")).one()
    asked = PreparePayment(movement_id=movement, fund_source="employment_fund", budget_year=2028, budget_item="学徒制", basis="2028-1")
    with pytest.raises(NotPermitted, match="separation_of_duties") as refused:
        life.engine.execute(asked, by=both)
    assert refused.value.facts["step"] == {"zh": "督导考核", "en": "Supervise"}


def test_the_reports_of_a_day_are_begun_once_a_district_and_not_too_early(life: Life) -> None:
    life.tell("filed_small.toml")
    life.clock.move_to(life.clock.now().replace(month=11, day=19))
    for occasion in life.engine.execute(StartScheduled(), by=SYSTEM):
        assert occasion.process == "budget_report"
        life.engine.execute(BeginOccasion(occasion=occasion), by=SYSTEM)
    life.clock.move_to(life.clock.now().replace(month=11, day=23))
    due = life.engine.execute(StartScheduled(), by=SYSTEM)
    assert [(each.process, each.region, each.due_on) for each in due] == [("progress_report", "440106", date(2026, 12, 5))]
    assert life.engine.execute(BeginOccasion(occasion=due[0]), by=SYSTEM) is not None
    assert life.engine.execute(BeginOccasion(occasion=due[0]), by=SYSTEM) is None
    assert life.engine.execute(StartScheduled(), by=SYSTEM) == ()


def test_each_district_with_an_office_reports_by_itself(life: Life) -> None:
    for region in ("440103", "440106"):
        life.engine.execute(EnsureOrganisation(kind="office", name=f"{region} 局", region=region), by=SYSTEM)
    life.clock.move_to(life.clock.now().replace(month=12, day=14))
    for occasion in life.engine.execute(StartScheduled(), by=SYSTEM):
        life.engine.execute(BeginOccasion(occasion=occasion), by=SYSTEM)
    with UnitOfWork(life.engine.runtime) as uow:
        found = uow.session.execute(select(Case.process, Case.region, func.count()).group_by(Case.process, Case.region)).all()
    assert sorted(tuple(row) for row in found) == [
        (process, region, 1) for process in ("annual_report", "budget_report", "progress_report") for region in ("440103", "440106")
    ]


def test_an_unknown_report_is_refused(life: Life) -> None:
    with pytest.raises(Exception, match="process_not_found"):
        life.engine.execute(BeginOccasion(occasion=Occasion(PROGRAM, "progress_report", "440111", date(2026, 12, 5))), by=SYSTEM)


def test_the_enterprise_sees_its_own_cases_and_no_report_of_the_office(life: Life) -> None:
    life.tell("progress_report.toml", 11)
    enterprise = life.engine.ask(ActorNamed(username="qiye"), by=SYSTEM)
    assert {row.title.zh for row in life.engine.ask(MyCases(), by=enterprise).rows} == {"学徒培养计划备案"}


def test_whoever_took_another_subsidy_is_left_out_of_the_settlement_with_the_reason_and_the_clause(life: Life) -> None:
    second = read_scenario(PROCESSES / PROGRAM / "scenarios" / "filed_small.toml", PROGRAM).steps[0].rows[1]  # type: ignore[index]
    taken = {
        "kind": "skill_upgrade",
        "id_no": second["id_no"],
        "occupation": second["occupation"],
        "level": second["target_level"],
        "year": 2026,
        "uscc": "91440101MA59A0AAXR",
        "organisation": "另一单位",
        "amount": 200_000,
    }
    life.engine.execute(RecordOutsideBenefits(source="省补贴申领系统", region="440111", rows=(taken,)), by=SYSTEM)
    life.tell_freely("objection_upheld.toml", 21)
    settlement = life.newest("settlement")
    due = life.engine.ask(CaseFacts(case_id=settlement), by=SYSTEM).facts["amount_due"]
    assert (due["heads"], due["net"]) == (7, 8_050_000)
    assert [(each["row"], each["zh"], each["clause"]) for each in due["excluded"]] == [(2, "重复享受补贴", "穗人社函〔2020〕22号 三（四）")]
    compared = life.engine.ask(CaseFacts(case_id=settlement), by=SYSTEM).facts["compare"]["benefits"]
    assert [(each["row"], each["clause"]) for each in compared["conflicts"]] == [(2, "三（四）")]


def test_whoever_passed_without_a_certificate_counts_for_the_share_that_the_authority_set(life: Life) -> None:
    files = dict(package_files(PROCESSES / PROGRAM, samples=True))
    parameters = f"{PROGRAM}/parameters.toml"
    told = files[parameters].decode().partition('key = "no_certificate_ratio"')
    files[parameters] = (told[0] + told[1] + told[2].replace("value = 1\n", "value = 0.5\n", 1)).encode()
    life.engine.execute(ReleaseProgram(files=files, note="无证书减半"), by=SYSTEM)
    story = read_scenario(PROCESSES / PROGRAM / "scenarios" / "objection_upheld.toml", PROGRAM)
    steps = [replace(step, expect={}) for step in story.steps[:21]]
    place = next(number for number, step in enumerate(steps) if step.process == "results")
    rows = [{**row, "cert_no": "" if number < 2 else row["cert_no"]} for number, row in enumerate(steps[place].rows or ())]
    steps[place] = replace(steps[place], rows=tuple(rows))
    life.player.play(replace(story, steps=tuple(steps)))
    due = life.engine.ask(CaseFacts(case_id=life.newest("settlement")), by=SYSTEM).facts["amount_due"]
    assert (due["heads"], due["uncertified_heads"], due["no_certificate_ratio"]) == (8, 2, Decimal("0.5"))
    assert due["gross"] == 7 * 600_000 * due["months"] // 12
    assert due["lines"][0]["formula"].startswith("（6 + 无证书 2 × 50%） 人 × 6000 元")


def test_every_amount_unfolds_to_its_lines_rule_clause_and_parameters(life: Life) -> None:
    life.tell("advance_at_ceiling.toml")
    movement = life.engine.ask(Ledger(case_id=life.newest("advance")), by=SYSTEM).movements[0]
    told = movement.computation
    assert [line["amount"] for line in told["lines"]] == [9_200_000, 1_840_000, 1_840_000]
    assert all(line["clause"] for line in told["lines"])
    assert {parameter["key"]: parameter["value"] for parameter in told["parameters"]} == {
        "rate_3": 600_000,
        "advance_ratio": Decimal("0.20"),
        "advance_base": "total",
        "proration": "month",
    }
    assert told["explanation"]


def test_the_public_list_shows_the_chosen_rows_and_hides_who_they_are(life: Life) -> None:
    life.tell("filed_small.toml")
    plan = life.newest("filing")
    rows = life.engine.ask(PublicList(case_id=plan, statuses=("enrolled",)), by=SYSTEM)
    assert [(row.no, row.status) for row in rows] == [(number, "enrolled") for number in range(1, 9)]
    assert (rows[0].values["name"], rows[0].values["id_no"]) == ("赵**", "440***********2018")
    assert life.engine.ask(PublicList(case_id=plan, statuses=("passed",)), by=SYSTEM) == ()
