"""不相容岗位分离 and 回避 hold in every command at a task, whoever adds one: each is found by itself, and refused with the reason.

A new verb is covered the day it exists: its arguments are given by their names, and what is barred to nobody has to be named here, with why.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID, uuid4

import pytest

import engine.commands as commands
from engine.commands import (
    AnswerDelegation,
    AnswerRequest,
    ArrangeAbsence,
    ClaimTask,
    CompleteTask,
    DelegateTask,
    HandOverAll,
    Recuse,
    ReleaseTask,
    RemoveSigner,
    RequestExtension,
    SendBack,
)
from engine.commands.command import Command
from engine.packages.choices import VERBS as TITLES
from engine.queries import TaskVerbs, VerbForm
from engine.scenarios.cast import ActorNamed
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotPermitted, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.ports import StoredFile
from tests.verbs.office import REGION, SYSTEM, Office, T

WHY = "与法定代表人系近亲属"
GIVEN: Mapping[str, Any] = MappingProxyType(
    {
        "amount": 1, "attachment_id": uuid4(), "basis": "第四十五条", "bulk_id": uuid4(), "confirm": "", "data": {"opinion": "同意"}, "days": 3,
        "field": "materials", "granted": True, "item": "plan", "judge": False, "mark": "pass", "mend": False, "missing": True, "name": "方案.pdf",
        "note": "", "organisation": False, "outcome": "done", "path": "request.purpose", "place": "parallel", "reason": "理由",
        "replace": True, "request_id": uuid4(), "row_id": None, "row_ids": (), "rows": (), "only": "",
        "stored": StoredFile("d", 1, "application/pdf"), "to": "", "values": {}, "version": None, "words": "说明",
    }
)  # fmt: skip
"""What the arguments of commands are given, by name; tasks, cases and people are those of the test."""


def _at_a_task(command: object) -> bool:
    return (
        isinstance(command, type)
        and issubclass(command, Command)
        and command is not Command
        and any(each.name == "task_id" for each in fields(command))
    )


OF_BULKS = {"OpenBulkItem", "RefuseBulkItem", "RunBulkItem"}
"""Parts of bulk work, which is judged task by task like the verb it repeats (`tests/verbs/test_bulk.py`)."""
ALL = sorted(name for name in commands.__all__ if _at_a_task(getattr(commands, name)) and name not in OF_BULKS)
LET_GO = {"ReleaseTask": "task_not_claimed", "Recuse": "recused_already"}
"""What is not barred by 回避: letting go, and saying it again; each is refused for what it is."""
ASIDE = {
    "AnswerDelegation": "task_not_delegated",  # the delegate is judged when it is delegated, and again when answering
    "AnswerRequest": "request_none",  # judged by the step each request was made at, below; nobody answers their own
    "AssignTask": "",  # gives the step to somebody else, who is judged
    "CopyTask": "",  # tells, decides nothing
    "ExplainDelay": "claim_first",
    "RecallTask": "recall_not_done",
    "Recuse": "",
    "ReleaseTask": "task_not_claimed",
    "RemarkTask": "",
    "RemindTask": "",
    "RemoveSigner": "not_signed",  # of a signed step: refused, below
}
"""What whoever did a step may still do at one that is kept apart from it: nothing of it decides the step, or brings it into their hands."""
GIVING = sorted(name for name in ALL if any(each.name == "person_id" for each in fields(getattr(commands, name))) and name not in {"Recuse", "RemoveSigner"})  # fmt: skip
"""Whatever gives a task to somebody."""


def command(office: Office, name: str, case: UUID, task: UUID, who: str = "li") -> Command[Any]:
    """A command with all it asks for."""
    kind = getattr(commands, name)
    person = office.people[who].user_id
    people = {"case_id": case, "task_id": task, "person_id": None if name == "Recuse" else person, "people": [person]}
    return kind(**{each.name: people[each.name] if each.name in people else GIVEN[each.name] for each in fields(kind)})


def everything(office: Office) -> Actor:
    """张三 with every post there is: what stands against him is the bar alone."""
    zhang = office.people["zhang"]
    return replace(zhang, posts=frozenset((role, REGION) for role in ("clerk", "sign_off", "supervisor")))


def recused(office: Office) -> tuple[UUID, UUID]:
    """A case from which 张三 is recused, and its free task."""
    office.draw("s > a > b > e")
    case = office.case()
    task = office.claim(case, "a")
    office.run(Recuse(task_id=task, reason=WHY))
    return case, task


def apart(office: Office) -> tuple[UUID, UUID]:
    """A case of which 张三 did a step, and the free task that is kept apart from it."""
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a")
    return case, office.task(case, "b")


def _code(refusal: Rejection) -> str:
    return refusal.errors[0].code if isinstance(refusal, InvalidInput) else refusal.code


def test_every_verb_there_is_stands_among_the_commands():
    assert {"ClaimTask", "CompleteTask", "SaveDraft", "TransferTask", "TerminateCase", "RemarkTask"} < set(ALL)
    assert len(ALL) >= len(TITLES) + 8
    assert set(ASIDE) | set(LET_GO) <= set(ALL)


@pytest.mark.parametrize("name", ALL)
def test_whoever_is_recused_is_refused_with_the_reason(office: Office, name: str):
    case, task = recused(office)
    before = office.events(case)
    with pytest.raises(Rejection) as refused:
        office.engine.execute(command(office, name, case, task), by=everything(office))
    assert office.events(case) == before, "nothing was written"
    if name in LET_GO:
        assert _code(refused.value) == LET_GO[name]
        return
    assert (type(refused.value), refused.value.code) == (NotPermitted, "recused")
    said = sentence_of(refused.value)
    assert WHY in said.zh
    assert WHY in said.in_("en")


@pytest.mark.parametrize("name", ALL)
def test_whoever_did_a_step_is_refused_at_what_is_kept_apart_from_it_with_the_reason(office: Office, name: str):
    case, task = apart(office)
    tried = command(office, name, case, task)
    if ASIDE.get(name) == "":
        office.engine.execute(tried, by=everything(office))
        assert office.holder(task) != "zhang"
        return
    with pytest.raises(Rejection) as refused:
        office.engine.execute(tried, by=everything(office))
    if name in ASIDE:
        assert _code(refused.value) == ASIDE[name]
        return
    assert (type(refused.value), refused.value.code) == (NotPermitted, "separation_of_duties")
    assert "“a”" in sentence_of(refused.value).zh


@pytest.mark.parametrize("name", GIVING)
@pytest.mark.parametrize("bar", ["recused", "separation_of_duties"])
def test_nobody_is_given_what_they_are_barred_from_and_whoever_gives_it_reads_why(office: Office, name: str, bar: str):
    signed = f'{T} tb:signing="all" tb:signers=\'["wang", "wang"]\'' if name == "AddSigner" else T
    office.draw("s > a > b > e", b=f'{signed} tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "li" if bar == "recused" else "zhang")
    if bar == "recused":
        office.run(Recuse(task_id=office.task(case, "b"), reason=WHY))
    task = office.task(case, "b")
    giver = "supervisor" if name == "AssignTask" else "wang"
    if giver == "wang" and office.holder(task) != "wang":
        office.run(ClaimTask(task_id=task), "wang")
    with pytest.raises(InvalidInput) as refused:
        office.run(command(office, name, case, task, "zhang"), giver)
    error = refused.value.errors[0]
    assert error.code == bar
    assert "张三" in error.zh
    assert (WHY if bar == "recused" else "“a”") in error.zh
    choices = office.engine.ask(VerbForm(task_id=task, verb=_verb(name)), by=office.people[giver]).people
    assert "张三" not in {each.name for each in choices}, "nor are they offered"


@pytest.mark.parametrize("bar", ["recused", "separation_of_duties"])
def test_handing_over_all_leaves_out_what_the_colleague_is_barred_from_and_says_why(office: Office, bar: str):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case, free = office.case(), office.case()
    office.do(case, "a", "li" if bar == "recused" else "zhang")
    office.do(free, "a", "li")
    if bar == "recused":
        office.run(Recuse(task_id=office.task(case, "b"), reason=WHY))
    held = {each: office.claim(each, "b", "wang") for each in (case, free)}
    done = office.run(HandOverAll(to_id=office.people["zhang"].user_id, reason="调离"), "wang")
    assert (done.given, office.holder(held[free])) == (1, "zhang")
    assert office.holder(held[case]) is None, "it is in the pool again"
    assert (WHY if bar == "recused" else "“a”") in done.left[0][2].zh


def _verb(name: str) -> str:
    return {"AddSigner": "add_signer"}.get(name, name.removesuffix("Task").lower())


@pytest.mark.parametrize("name", [name for name in ALL if name not in ASIDE])
def test_whoever_acts_for_somebody_barred_is_barred_too_and_reads_why(office: Office, name: str):
    case, task = apart(office)
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 7)}
    people = {"person_id": office.people["zhang"].user_id, "substitute_id": office.people["stranger"].user_id}
    office.run(ArrangeAbsence(**people, **days, reason="年休假"), "supervisor")
    standing = office.engine.ask(ActorNamed(username="stranger"), by=SYSTEM)
    with pytest.raises(NotPermitted) as refused:
        office.engine.execute(command(office, name, case, task), by=standing)
    assert refused.value.code == "separation_of_duties_of"
    assert "张三" in sentence_of(refused.value).zh


@pytest.mark.parametrize("verb", sorted(TITLES))
def test_the_list_of_verbs_says_the_same(office: Office, verb: str):
    _, task = recused(office)
    shown = {each.key: each.why for each in office.engine.ask(TaskVerbs(task_id=task), by=office.people["zhang"])}
    why = shown[verb]
    assert why is not None
    assert (WHY in why.zh) == (verb != "recuse")


def test_whoever_did_a_step_does_not_decide_what_is_kept_apart_from_it_by_taking_a_signature_off(office: Office):
    office.draw("s > a > b > e", b=f'{T} tb:signing="all" tb:signers=\'["li", "wang"]\' tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "zhang")
    held = {office.holder(UUID(str(row[0]))): UUID(str(row[0])) for row in office.rows("SELECT id FROM task WHERE state = 'open'")}
    office.run(CompleteTask(task_id=held["li"], outcome="done", data={"opinion": "同意"}), "li")
    with pytest.raises(NotPermitted) as refused:
        office.engine.execute(RemoveSigner(task_id=held["wang"], reason="不必"), by=everything(office))
    assert refused.value.code == "separation_of_duties"
    assert office.open(case) == ["b"]
    office.run(RemoveSigner(task_id=held["wang"], reason="不必"), "supervisor")
    assert office.open(case) == []
    office.check(case)


@pytest.mark.parametrize("granted", [True, False])
def test_the_head_who_did_a_step_answers_no_request_at_one_that_is_kept_apart_from_it(office: Office, granted: bool):
    office.draw("s > a > b > e", b=f'{T} tb:limit="5wd" tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "zhang")
    task = office.claim(case, "b", "li")
    request = office.run(RequestExtension(task_id=task, days=2, basis="第四十二条", reason="复杂"), "li")
    answer = AnswerRequest(task_id=task, request_id=request, granted=granted, reason="理由")
    with pytest.raises(NotPermitted) as refused:
        office.engine.execute(answer, by=everything(office))
    assert refused.value.code == "separation_of_duties"
    assert "“a”" in sentence_of(refused.value).zh
    office.run(answer, "boss")
    office.check(case)


def test_steps_are_kept_apart_both_ways_whichever_names_the_other(office: Office):
    """b names a: who was at b, and sent the case back, does not do a."""
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "zhang")
    office.run(SendBack(task_id=office.claim(case, "b", "li"), reason="核算有误"), "li")
    office.run(ReleaseTask(task_id=office.task(case, "a")), "zhang")
    with pytest.raises(NotPermitted) as refused:
        office.claim(case, "a", "li")
    assert refused.value.code == "separation_of_duties"
    office.do(case, "a", "zhang")
    office.do(case, "b", "li")
    office.check(case)


def lent(office: Office) -> tuple[UUID, UUID]:
    """A case whose first task, which another is kept apart from, 张三 has delegated to 李四."""
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    task = office.claim(case, "a", "zhang")
    office.run(DelegateTask(task_id=task, person_id=office.people["li"].user_id, reason="请核"), "zhang")
    return case, task


def test_who_gave_an_opinion_on_a_step_does_not_do_one_kept_apart_from_it(office: Office):
    case, task = lent(office)
    office.run(AnswerDelegation(task_id=task, reason="已核"), "li")
    office.run(CompleteTask(task_id=task, outcome="done", data={"opinion": "同意"}), "zhang")
    with pytest.raises(NotPermitted) as refused:
        office.claim(case, "b", "li")
    assert refused.value.code == "separation_of_duties"
    assert "a" in sentence_of(refused.value).zh
    office.do(case, "b", "wang")
    office.check(case)


def test_a_delegation_that_was_taken_back_leaves_no_hands(office: Office):
    case, task = lent(office)
    office.run(AnswerDelegation(task_id=task, reason="不必了"), "zhang")
    office.do(case, "a", "zhang")
    office.do(case, "b", "li")
    office.check(case)


@pytest.mark.parametrize("barred", ["the substitute", "the delegate"])
def test_whoever_answers_for_a_delegate_is_judged_and_so_is_the_delegate(office: Office, barred: str):
    office.draw("s > a > b > e", b=f'{T} tb:separateFrom="a"')
    case = office.case()
    office.do(case, "a", "zhang" if barred == "the substitute" else "wang")
    task = office.claim(case, "b", "li")
    delegate = "boss" if barred == "the substitute" else "zhang"
    posts = frozenset({*office.people[delegate].posts, ("clerk", REGION)})
    office.rows(
        "INSERT INTO person_role (person_id, role, region) VALUES (%s, 'clerk', %s) ON CONFLICT DO NOTHING",
        office.people["boss"].user_id,
        REGION,
    )
    office.people["boss"] = replace(office.people["boss"], posts=posts) if delegate == "boss" else office.people["boss"]
    to = office.people[delegate].user_id
    if barred == "the delegate":
        office.rows("UPDATE \"case\" SET hands = '{}' WHERE id = %s", case)
    office.run(DelegateTask(task_id=task, person_id=to, reason="请核"), "li")
    if barred == "the delegate":
        hands = f'{{"{to}": ["a"]}}'
        office.rows('UPDATE "case" SET hands = %s::jsonb WHERE id = %s', hands, case)
    substitute = "zhang" if barred == "the substitute" else "stranger"
    people = {"person_id": to, "substitute_id": office.people[substitute].user_id}
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2026, 9, 7)}
    office.run(ArrangeAbsence(**people, **days, reason="年休假"), "supervisor")
    standing = office.engine.ask(ActorNamed(username=substitute), by=SYSTEM)
    with pytest.raises(NotPermitted) as refused:
        office.engine.execute(AnswerDelegation(task_id=task, reason="已核"), by=standing)
    assert refused.value.code == ("separation_of_duties" if barred == "the substitute" else "separation_of_duties_of")
