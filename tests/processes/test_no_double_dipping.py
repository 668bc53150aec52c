"""不得重复享受 with the shipped programs: one person, two plans, two regions, one moment."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.commands import AddAttachment, FireTimers, ImportRoster, OpenCase, ProposeBulk, ReleaseProgram, SaveDraft, SubmitCase
from engine.engine import Engine
from engine.model import BenefitEntry, Case
from engine.packages.discovery import package_files
from engine.queries import BenefitConflicts, BulkDetail
from engine.scenarios.facts import CaseFacts
from engine.scenarios.player import sample_paper
from engine.scenarios.reading import Scenario
from engine.scenarios.travel import TravelClock
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, Rejection
from engine.store.unit_of_work import UnitOfWork
from tests.build import PROCESSES, a_clock, a_player, a_story, an_engine

SYSTEM = Actor.system()
SECOND_FIRM = {"uscc": "91440113MA5XA00095", "name": "番禺示例电气设备有限公司", "reg_district": "440113"}
TO_PUBLICITY = 21


class Two:
    """Two enterprises on one engine."""

    def __init__(self, engine: Engine, clock: TravelClock) -> None:
        self.engine, self.clock = engine, clock

    def tell(self, story: Scenario) -> None:
        player = a_player(self.engine, self.clock, story.program)
        player.people = {
            ("enterprise", str(story.steps[0].data["enterprise"]["uscc"])): f"firm-{story.steps[0].data['enterprise']['uscc']}"
        }
        assert [str(fault) for fault in player.play(story)] == []

    def cases(self, process: str) -> set[UUID]:
        with UnitOfWork(self.engine.runtime) as uow:
            return set(uow.session.scalars(select(Case.id).where(Case.process == process)))

    def granted(self) -> list[BenefitEntry]:
        with UnitOfWork(self.engine.runtime) as uow:
            return list(uow.session.scalars(select(BenefitEntry).where(BenefitEntry.state == "granted")))


@pytest.fixture
def two(database_url: str, tmp_path: Path) -> Iterator[Two]:
    clock = a_clock(date(2026, 9, 3))
    engine = an_engine(database_url, tmp_path, clock)
    yield Two(engine, clock)
    engine.close()


def at_once(*acts: Callable[[], object]) -> list[Any]:
    """What became of the acts, begun at one moment: a result, or the refusal."""
    barrier, ends = Barrier(len(acts)), list[Any](acts)

    def run(number: int) -> None:
        barrier.wait(120)
        try:
            ends[number] = acts[number]()
        except Rejection as refusal:
            ends[number] = refusal

    threads = [Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(240)
    return ends


def of_second_firm(story: Scenario) -> Scenario:
    """The same people in a plan of another enterprise in another district."""
    first, *others = story.steps
    firm = {**first.data["enterprise"], **SECOND_FIRM}
    return replace(story, steps=(replace(first, data={**first.data, "enterprise": firm}), *others))


def test_a_person_of_a_guangzhou_plan_is_found_on_a_jiangyin_roster(two: Two) -> None:
    two.tell(a_story("filed_small.toml"))
    taken = (a_story("filed_small.toml").steps[0].rows or ())[3]
    story = a_story("filed.toml", 1, "jy_apprenticeship")
    rows = [dict(row) for row in story.steps[0].rows or ()]
    rows[3]["id_no"] = taken["id_no"]
    found = {"refused": "invalid_input", "blocked": ["roster_ineligible"], "status": "draft", "reasons": {4: ["active_elsewhere"]}}
    two.tell(replace(story, steps=(replace(story.steps[0], rows=tuple(rows), expect=found),)))
    free = replace(story.steps[0], rows=tuple(rows[:3] + rows[4:]), expect={"rows": {"eligible": 7}, "stage": "acceptance"})
    two.tell(replace(story, steps=(free,)))


def test_of_two_plans_filed_at_one_moment_with_the_same_people_one_comes_in(two: Two) -> None:
    story = a_story("filed_small.toml", 1)
    drafts = [drafted(two.engine, each) for each in (story, of_second_firm(story))]
    ends = at_once(*(lambda case=case, by=by: two.engine.execute(SubmitCase(case_id=case), by=by) for case, by in drafts))
    refused = [end for end in ends if isinstance(end, InvalidInput)]
    assert len(refused) == 1, ends
    assert "roster_ineligible" in {error.code for error in refused[0].errors}


def drafted(engine: Engine, story: Scenario) -> tuple[UUID, Actor]:
    """A draft that lacks nothing but being submitted."""
    (step,) = story.steps
    nobody = a_player(engine, TravelClock(story.start), story.program)
    nobody.people = {("enterprise", step.data["enterprise"]["uscc"]): step.data["enterprise"]["uscc"].lower()}
    by = nobody._enterprise(step.data["enterprise"])
    case = engine.execute(OpenCase(program=story.program, process=story.process), by=by).case_id
    engine.execute(SaveDraft(case_id=case, data=step.data, version=None), by=by)
    rows = tuple({"row": number, "values": row} for number, row in enumerate(step.rows or (), 1))
    assert engine.execute(ImportRoster(case_id=case, field="roster", rows=rows), by=by).good == len(rows)
    for path, name in step.files.items():
        field, _, item = path.rpartition(".")
        stored = engine.runtime.ports.files.put_bytes(sample_paper(engine, name), "application/pdf")
        engine.execute(AddAttachment(case_id=case, field=field, item=item, name=name, stored=stored), by=by)
    return case, by


def trusting() -> dict[str, bytes]:
    """The program with a roster check that looks at no other plan: what is left is the registry."""
    files = dict(package_files(PROCESSES / "gz_apprenticeship", samples=True))
    rows = "gz_apprenticeship/decisions/apprentice_row.dmn"
    text = files[rows].decode()
    files[rows] = text.replace("count(history.active_elsewhere) &gt; 0", "false").replace("history.passed_same", "false").encode()
    return files


def test_of_two_plans_claiming_the_same_people_at_one_moment_one_is_granted_and_the_other_sees_why(two: Two) -> None:
    two.engine.execute(ReleaseProgram(files=trusting(), note="不比对其他计划"), by=SYSTEM)
    story = a_story("objection_upheld.toml", TO_PUBLICITY)
    claims: list[UUID] = []
    for each in (story, of_second_firm(story)):
        two.tell(each)
        claims += two.cases("settlement") - set(claims)
    assert two.granted() == []
    two.clock.move_to(two.clock.now().replace(year=two.clock.now().year + 1))
    ends = at_once(*(lambda case=case: two.engine.execute(FireTimers(case_id=case), by=SYSTEM) for case in claims))
    refused = [end for end in ends if isinstance(end, Rejection)]
    assert {(end.code, end.facts["count"]) for end in refused} <= {("benefit_held", len(story.steps[0].rows or ()))}, ends
    entries = two.granted()
    assert Counter(entry.person for entry in entries) == Counter({entry.person: 1 for entry in entries})
    (winner,) = {entry.organisation for entry in entries}
    loser = 1 - two_names(story).index(winner)
    hits(two, claims[loser], loser)
    the_way_out(two, story, claims[loser], loser)


def test_a_claim_that_something_stands_against_is_not_decided_together_with_others(two: Two) -> None:
    two.engine.execute(ReleaseProgram(files=trusting(), note="不比对其他计划"), by=SYSTEM)
    story = a_story("objection_upheld.toml", TO_PUBLICITY)
    two.tell(story)
    (granted,) = two.cases("settlement")
    later = max(place for place, step in enumerate(story.steps) if step.task == "second_review")
    two.tell(replace(of_second_firm(story), steps=of_second_firm(story).steps[:later]))
    (claim,) = two.cases("settlement") - {granted}
    officer = a_player(two.engine, two.clock).officer("second_review", "440113")
    task = two.engine.ask(CaseFacts(case_id=claim), by=SYSTEM).open_tasks["second_review"]

    def left() -> list[str]:
        bulk = two.engine.execute(ProposeBulk(verb="approve", task_ids=(task,)), by=officer)
        return [item.said[0].zh for item in two.engine.ask(BulkDetail(bulk_id=bulk), by=officer).left]

    assert left() == [], "while nobody was granted anything"
    two.clock.move_to(two.clock.now() + timedelta(days=14))
    two.engine.execute(FireTimers(case_id=granted), by=SYSTEM)
    assert two.granted()
    assert "三（四）" in "".join(left())


def the_way_out(two: Two, story: Scenario, claim: UUID, loser: int) -> None:
    """The claim that lost is reckoned and reviewed again, with the people left out and the clause; it ends balanced."""
    two.engine.execute(FireTimers(case_id=claim), by=SYSTEM)
    found = two.engine.ask(CaseFacts(case_id=claim), by=SYSTEM)
    assert (sorted(found.open_tasks), found.facts["proposed_due"]["net"]) == (["review"], 0)
    left_out = [each for each in found.facts["proposed_due"]["excluded"] if each["zh"] == "重复享受补贴"]
    assert [each["row"] for each in left_out] == list(range(1, 9))
    assert {each["clause"] for each in left_out} == {"穗人社函〔2020〕22号 三（四）"}
    player = a_player(two.engine, two.clock)
    for step in story.steps[:TO_PUBLICITY]:
        if step.case == "settlement" and step.task in {"review", "second_review", "sign_off"}:
            player._complete(claim, None, step)
    found = two.engine.ask(CaseFacts(case_id=claim), by=SYSTEM)
    assert (found.status, found.facts["amount_due"]["heads"]) == ("closed", 0)
    assert {entry.organisation for entry in two.granted()} == {two_names(story)[1 - loser]}


def two_names(story: Scenario) -> tuple[str, str]:
    return str(story.steps[0].data["enterprise"]["name"]), SECOND_FIRM["name"]


def hits(two: Two, case: UUID, loser: int) -> None:
    """Each hit shows both cases and the clause; masked for whoever serves one district only, open for the city."""
    district, other = ("440106", "440113") if loser == 0 else ("440113", "440106")
    own = a_player(two.engine, two.clock).officer("review", district)
    found = two.engine.ask(BenefitConflicts(case_id=case), by=own)
    assert [hit.row for hit in found] == list(range(1, 9))
    assert {(hit.masked, hit.other_organisation, hit.other_amount, hit.other_case_id, hit.clause) for hit in found} == {
        (True, "***", None, None, "三（四）")
    }
    assert all(hit.case_number.startswith(district) and hit.other_case.startswith("****") for hit in found)
    seen = two.engine.ask(BenefitConflicts(case_id=case), by=a_player(two.engine, two.clock).officer("review", "440100"))
    assert {hit.masked for hit in seen} == {False}
    assert all(hit.other_case.startswith(other) and hit.other_case_id and hit.other_amount for hit in seen)
