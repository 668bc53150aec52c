"""Linked cases: who may start one when, what it sees of its parent, what it reports to it and changes in it."""

from threading import Barrier, Thread
from uuid import uuid4

import pytest

from engine.commands import CompleteTask, DeliverLetter, DiscardDraft, OpenCase, ReleaseProgram, StartLinked, SubmitCase, WithdrawCase
from engine.packages.discovery import package_files
from engine.queries import CaseDetail, LinkedCases, MyCases, ServiceGuides, StartableLinked, Timeline, VerifyChain
from engine.scenarios.facts import PendingLetters
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.sdk.messages import sentence
from tests.linked.conftest import ACCOUNT, PACKAGES, Town, people


def startable(town: Town, case, by: Actor) -> dict[str, str]:
    """Process -> why it cannot be started now, "" when it can."""
    return {each.process: each.reason.zh if each.reason else "" for each in town.engine.ask(StartableLinked(case_id=case), by=by)}


def test_a_linked_case_is_started_in_the_stages_the_program_names_and_says_why_not_before(town: Town, company: Actor):
    plan = town.file(company, people(1, 2))
    assert startable(town, plan, company) == dict.fromkeys(("advance", "leave", "settlement"), "只能在“培训中”阶段发起，目前是“审核中”。")
    with pytest.raises(InvalidState) as refused:
        town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=company)
    assert sentence(refused.value, "en") == 'It can be started at "In training"; the case is at "Review".'
    town.decide(plan, "review_plan")
    assert startable(town, plan, company) == dict.fromkeys(("advance", "leave", "settlement"), "")


def test_once_means_one_draft_or_one_case_and_a_denied_one_does_not_count(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    draft = town.engine.execute(StartLinked(parent_id=plan, process="advance"), by=company).case_id
    with pytest.raises(InvalidState) as refused:
        town.engine.execute(StartLinked(parent_id=plan, process="advance"), by=company)
    assert refused.value.code == "linked_draft"
    (view,) = [each for each in town.engine.ask(StartableLinked(case_id=plan), by=company) if each.process == "advance"]
    assert (view.may, view.draft_id) == (False, draft)
    town.engine.execute(DiscardDraft(case_id=draft), by=company)
    denied = town.start(plan, "advance", company, **ACCOUNT)
    town.decide(denied, "review_advance", "deny")
    assert startable(town, plan, company)["advance"] == ""
    kept = town.start(plan, "advance", company, **ACCOUNT)
    assert startable(town, plan, company)["advance"] == f"只能发起一次，已有办件 {number(town, kept)}。"
    assert town.start(plan, "leave", company, row=1, left_on="2026-09-01") != town.start(
        plan, "leave", company, row=2, left_on="2026-09-01"
    )


def number(town: Town, case) -> str:
    return town.engine.ask(CaseDetail(case_id=case), by=Actor.system()).head.number or ""


def test_a_linked_process_is_no_service_of_its_own(town: Town, company: Actor):
    assert [guide.process for guide in town.engine.ask(ServiceGuides(), by=company)] == ["grant", "plan"]
    with pytest.raises(NotPermitted):
        town.engine.execute(OpenCase(program="training_plan", process="advance"), by=company)


def test_nobody_starts_one_on_a_foreign_case_nor_what_others_start(town: Town, company: Actor):
    plan = town.plan(company, 1)
    other = town.enterprise("乙公司", "91440101MA59B0BBX3")
    for stranger in (other, Actor(uuid4(), "官", "officer", uuid4(), "", frozenset({("review", "440111")}))):
        with pytest.raises(NotFound):
            town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=stranger)
    with pytest.raises(NotPermitted):
        town.engine.execute(StartLinked(parent_id=plan, process="visit"), by=company)
    with pytest.raises(NotPermitted):
        town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=town.officer("review"))
    with pytest.raises(NotPermitted):
        town.engine.execute(StartLinked(parent_id=plan, process="visit"), by=town.officer("acceptance"))
    with pytest.raises(NotFound):
        town.engine.execute(StartLinked(parent_id=plan, process="nothing"), by=company)


def test_an_officers_linked_case_is_the_officers_draft_and_hidden_from_the_enterprise_until_it_is_sent(town: Town, company: Actor):
    plan, officer = town.plan(company, 1), town.officer("review")
    assert startable(town, plan, officer) == {"visit": ""}
    draft = town.engine.execute(StartLinked(parent_id=plan, process="visit"), by=officer).case_id
    assert [row.case_id for row in town.engine.ask(MyCases(), by=company).rows] == [plan]
    assert town.engine.ask(LinkedCases(case_id=plan), by=company) == ()
    for wrong in (company, town.officer("acceptance")):
        with pytest.raises(NotFound):
            town.engine.execute(SubmitCase(case_id=draft, data={"finding": "x"}), by=wrong)
    town.engine.execute(SubmitCase(case_id=draft, data={"finding": "教学正常"}), by=officer)
    assert town.facts(plan).facts["linked"]["visit"][0]["finding"] == "教学正常"
    (seen,) = town.engine.ask(LinkedCases(case_id=plan), by=company)
    assert (seen.head.case_id, seen.origin, seen.is_parent) == (draft, "officer", False)
    with pytest.raises(NotFound):
        town.engine.execute(WithdrawCase(case_id=draft, reason="不是我的"), by=company)


def test_a_form_of_a_linked_case_reads_the_parents_roster_as_it_is_now(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    again = town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=company).case_id
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(SubmitCase(case_id=again, data={"row": 1, "left_on": "2026-09-01"}), by=company)
    assert [error.zh for error in refused.value.errors] == ["这一行不在培训中"]


def test_a_leave_report_closes_the_row_counts_the_roster_anew_and_says_who_wrote_what(town: Town, company: Actor):
    plan = town.plan(company, 1, 2, 3)
    leave = town.start(plan, "leave", company, row=2, left_on="2026-09-01")
    found = town.facts(plan)
    assert found.row_statuses == ("enrolled", "left", "enrolled")
    assert {key: found.facts["roster"][key] for key in ("count", "enrolled", "left")} == {"count": 3, "enrolled": 2, "left": 1}
    (entry,) = found.facts["linked"]["leave"]
    assert {key: entry[key] for key in ("row", "left_on", "case", "by")} == {
        "row": 2, "left_on": "2026-09-01", "case": str(leave), "by": "close_row",
    }  # fmt: skip
    assert entry["number"] == number(town, leave)
    assert town.facts(leave).stage == "settled"
    kinds = [event.kind for event in town.engine.ask(Timeline(case_id=plan), by=Actor.system())]
    assert {"linked_opened", "linked_reported", "roster_row_changed"} <= set(kinds)
    for case in (plan, leave):
        assert town.engine.ask(VerifyChain(case_id=case), by=Actor.system()).broken is None


def test_a_message_the_parent_waits_for_reaches_it_once_and_others_do_not(town: Town, company: Actor):
    plan = town.plan(company, 1)
    town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    task = town.facts(settlement).open_tasks["review_settlement"]
    town.engine.execute(CompleteTask(task_id=task, outcome="approve", data={"opinion": "同意"}), by=town.officer("review"))
    assert (town.facts(settlement).status, town.facts(plan).status) == ("closed", "open")
    (letter,) = town.engine.ask(PendingLetters(), by=Actor.system())
    assert town.engine.execute(DeliverLetter(letter_id=letter), by=Actor.system()) == 1
    assert town.engine.execute(DeliverLetter(letter_id=letter), by=Actor.system()) == 0
    found = town.facts(plan)
    assert (found.status, found.stage) == ("closed", "settled")
    assert found.facts["archive"]["reports"] == {"leave": 1}


def test_a_closed_parent_takes_no_new_linked_cases_unless_the_program_says_so(town: Town, company: Actor):
    plan = town.plan(company, 1)
    town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    town.decide(settlement, "review_settlement")
    assert startable(town, plan, company)["leave"] == f"主办件 {number(town, plan)} 不在办理中，不能发起。"
    visit = town.start(plan, "visit", town.officer("review"), finding="回访")
    assert town.facts(visit).stage == "settled"


def test_a_linked_case_follows_its_parents_release_unless_the_program_says_otherwise(town: Town, company: Actor):
    plan = town.plan(company, 1)
    files = package_files(PACKAGES / "training_plan")
    services = files["training_plan/services.py"].decode()
    newer = services.replace('facts={"done": True}', 'facts={"done": "newer"}').replace('"told": True', '"told": "newer"')
    town.engine.execute(ReleaseProgram(files={**files, "training_plan/services.py": newer.encode()}), by=Actor.system())
    visit = town.start(plan, "visit", town.officer("review"), finding="教学正常")
    advance = town.advance(plan, company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    town.player.deliver()
    assert (town.facts(visit).facts["note_visit"]["done"], town.facts(advance).facts["advance_report"]["told"]) == ("newer", True)


def test_what_the_engine_itself_starts_is_nobodys_draft(town: Town, company: Actor):
    plan = town.plan(company, 1)
    visit = town.engine.execute(StartLinked(parent_id=plan, process="visit"), by=Actor.system()).case_id
    assert town.engine.ask(LinkedCases(case_id=plan), by=company) == ()
    for person in (company, town.officer("review")):
        with pytest.raises(NotFound):
            town.engine.execute(SubmitCase(case_id=visit, data={"finding": "x"}), by=person)
    town.engine.execute(SubmitCase(case_id=visit, data={"finding": "到期自动走访"}), by=Actor.system())
    (seen,) = town.engine.ask(LinkedCases(case_id=plan), by=company)
    assert (seen.origin, seen.head.status) == ("clock", "closed")


def test_two_people_who_start_the_same_at_the_same_moment_start_one_case(town: Town, company: Actor):
    plan = town.plan(company, 1)
    results: list[str] = []
    begin = Barrier(2)

    def start() -> None:
        begin.wait()
        try:
            town.engine.execute(StartLinked(parent_id=plan, process="advance"), by=company)
            results.append("started")
        except InvalidState as refused:
            results.append(refused.code)

    threads = [Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(results) == ["linked_draft", "started"]


def test_many_linked_cases_of_one_parent_report_at_once_and_no_report_is_lost(town: Town, company: Actor):
    plan = town.plan(company, 1, 2, 3, 4)
    drafts = [town.engine.execute(StartLinked(parent_id=plan, process="leave"), by=company).case_id for _ in range(4)]
    begin = Barrier(4)

    def send(row: int) -> None:
        begin.wait()
        town.engine.execute(SubmitCase(case_id=drafts[row - 1], data={"row": row, "left_on": "2026-09-01"}), by=company)

    threads = [Thread(target=send, args=(row,)) for row in (1, 2, 3, 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    found = town.facts(plan).facts
    assert sorted(entry["row"] for entry in found["linked"]["leave"]) == [1, 2, 3, 4]
    assert (found["roster"]["left"], found["roster"].get("enrolled", 0)) == (4, 0)
    assert town.engine.ask(VerifyChain(case_id=plan), by=Actor.system()).broken is None


def test_the_family_is_shown_from_each_of_its_cases(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    leave = town.start(plan, "leave", company, row=1, left_on="2026-09-01")
    advance = town.start(plan, "advance", company, **ACCOUNT)
    assert [each.head.case_id for each in town.engine.ask(LinkedCases(case_id=plan), by=company)] == [leave, advance]
    seen = town.engine.ask(LinkedCases(case_id=leave), by=town.officer("review"))
    assert [(each.head.case_id, each.is_parent) for each in seen] == [(plan, True), (advance, False)]
    assert town.engine.ask(StartableLinked(case_id=leave), by=company) == ()
