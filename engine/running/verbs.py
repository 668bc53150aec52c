"""Verbs 审批动作: which of them a step allows, who may use them, and what every one of them checks first."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from engine.bpmn import Element
from engine.model import Case, Person, Task
from engine.packages.choices import VERBS
from engine.packages.program import element_name
from engine.running.access import must_do, must_see, stand_at, stand_in_post
from engine.running.acts import acts_of
from engine.running.delegation import must_be_ones_own, void
from engine.running.duties import barred, must_be_fit, must_not_be_recused
from engine.running.environment import CaseEnvironment
from engine.running.papers import issue_notice
from engine.running.people import actor_of, name_of
from engine.sdk.actor import Actor, Stand
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotPermitted
from engine.sdk.messages import sentence_of
from engine.store.unit_of_work import UnitOfWork

SUPERVISOR = "supervisor"
MOST_REASON = 500
BETWEEN_REMINDERS = timedelta(days=1)


def allowed_verbs(element: Element) -> frozenset[str]:
    """The verbs of a step: those that `tb:verbs` names, and all of them where the diagram says nothing."""
    named = element.attributes.get("verbs")
    return frozenset(VERBS) if named is None else frozenset(named.split()) & frozenset(VERBS)


def must_allow(element: Element, verb: str) -> None:
    """`InvalidState("verb_not_allowed")` where the diagram does not allow the verb at this step."""
    if verb not in allowed_verbs(element):
        raise InvalidState("verb_not_allowed", verb=verb, step=element_name(element).to_json())


def reason_of(text: str, field: str = "reason") -> str:
    """The reason somebody gave; `InvalidInput` where there is none."""
    reason = text.strip()[:MOST_REASON]
    if not reason:
        raise InvalidInput([FieldError(field, "请填写理由。", "Give a reason.", code="reason_missing")])
    return reason


def must_hold(uow: UnitOfWork, by: Actor, task: Task, case: Case, verb: str) -> Element:
    """Check that the actor holds the task, may do it, and that the step allows the verb; the step is returned.

    Raises:
        InvalidState: the task is done or cancelled, or the diagram does not allow the verb.
        Conflict: somebody else holds it.
        NotPermitted: another role, separation of duties, or nobody has claimed the task yet.
    """
    must_do(by, task, case, name_of(uow, task.assignee_id), uow.now)
    must_be_fit(uow, by, task, case)
    element = uow.program(case.release_id).element(task.process, task.element)
    must_allow(element, verb)
    stand = stand_at(by, task)
    if task.role == "" or task.assignee_id is None or task.assignee_id not in {by.user_id, stand.person_id if stand else None}:
        raise NotPermitted("claim_first", task=str(task.id))
    must_be_ones_own(task)
    return element


def leads(by: Actor, task: Task) -> bool:
    """督导: whether the actor supervises the region of a task or administers the house, or acts for somebody who supervises it."""
    if by.is_system or by.kind == "administrator" or by.holds(SUPERVISOR, task.region):
        return True
    return stand_as_supervisor(by, task) is not None


def stand_as_supervisor(by: Actor, task: Task) -> Stand | None:
    """The supervisor the actor acts for at a task; None where they lead in their own right, or not at all."""
    return None if by.kind != "officer" else stand_in_post(by, task.program, (SUPERVISOR,), task.region)


def must_lead(uow: UnitOfWork, by: Actor, task: Task, case: Case, verb: str) -> Element:
    """Check that the actor leads (`leads`), that the task is open and an officer's, and that the step allows the verb."""
    must_see(by, case)
    must_not_be_recused(by, case, stand_as_supervisor(by, task))
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    if not leads(by, task):
        raise NotPermitted("role_needed", role=SUPERVISOR, region=task.region)
    if task.organisation_id is not None:
        raise NotPermitted("task_of_applicant", task=str(task.id))
    element = uow.program(case.release_id).element(task.process, task.element)
    must_allow(element, verb)
    return element


def must_be_remindable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the task is open, an officer's, not the actor's own, allows 催办, and was not reminded of within a day."""
    must_see(by, case)
    must_not_be_recused(by, case)
    if by.kind == "enterprise":
        raise NotPermitted("not_for_you", needed="officer")
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    if task.organisation_id is not None:
        raise NotPermitted("task_of_applicant", task=str(task.id))
    must_allow(uow.program(case.release_id).element(task.process, task.element), "remind")
    if task.assignee_id is not None and task.assignee_id == by.user_id:
        raise InvalidState("remind_oneself")
    for act in acts_of(uow, case.id, "reminder"):
        if act.task_id == task.id and uow.now - act.at < BETWEEN_REMINDERS:
            raise InvalidState("reminded_already", by=act.by, at=act.at)


def colleague(uow: UnitOfWork, case: Case, task: Task, person_id: UUID) -> Actor:
    """The person a task may be given to.

    Raises:
        InvalidInput: nobody, somebody who has left, whoever lacks the post, or whoever is barred (不相容岗位, 回避, signed before).
    """
    person = uow.session.get(Person, person_id)
    if person is None or not person.active or person.kind != "officer":
        raise InvalidInput([FieldError("person_id", "请选择一名在岗人员。", "Choose somebody who works here.", code="person_gone")])
    actor = actor_of(uow, person)
    if not actor.holds(task.role, task.region):
        zh, en = f"{actor.name} 没有这个环节所需的岗位。", f"{actor.name} does not hold the post this step needs."
        raise InvalidInput([FieldError("person_id", zh, en, code="post_missing")])
    bar = barred(uow, task, case).get(person.id)
    if bar is not None:
        said = sentence_of(bar.refusal_of(uow, actor.name))
        raise InvalidInput([FieldError("person_id", said.zh, said.en, code=bar.code)])
    return actor


def hand_over(uow: UnitOfWork, by: Actor, case: Case, task: Task, person: Actor) -> None:
    """The task is the person's from now on, with its draft; they are told. Whoever was asked for an opinion is not any more."""
    void(uow, [task], by)
    task.assignee_id = person.user_id
    task.claimed_at = uow.now
    told = {"task": str(task.id), "name": task.name, "case": case.number, "person": str(person.user_id)}
    uow.send("task.given", told, case)


def tell(env: CaseEnvironment, element: Element, notice: str, topic: str, facts: Mapping[str, Any]) -> None:
    """Tell the applicant after the commit; on paper, too, where the program has a notice of this key."""
    if env.program.notice(notice, env.case.process) is not None:
        issue_notice(env, notice, element)
    env.uow.send(topic, {**facts, "case": env.case.number}, env.case)
