"""Verbs 审批动作 open to somebody at a task, and what each of them asks for."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine import bpmn
from engine.calendar.limits import Limit
from engine.calendar.words import amount
from engine.model import Act, Case, Person, Task
from engine.packages.choices import VERBS
from engine.packages.program import Program
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.step_form import seen_task
from engine.queries.views import CaseHead, TaskHead
from engine.running.adding import must_be_removable
from engine.running.checks import CHECKS
from engine.running.duties import barred
from engine.running.going_back import done_in, earlier
from engine.running.people import holders, name_of, officers_of
from engine.running.requests import TITLES as REQUESTS
from engine.running.requests import must_be_head
from engine.running.role_titles import naming_posts
from engine.running.signers import RECUSED
from engine.running.verbs import leads
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class VerbView:
    """A verb at a task; `why` says why it is closed to the viewer, None where it is open."""

    key: str
    title: Text
    why: Text | None


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """Somebody a task can be given to."""

    person_id: UUID | None
    """None: whoever holds it now."""
    name: str


@dataclass(frozen=True, slots=True)
class RequestView:
    """请示: what waits for the head; `amount` is how much longer a limit should be, None for other kinds."""

    request_id: UUID
    title: Text
    by: str
    at: datetime
    reason: str
    basis: str
    amount: Text | None
    due: str


@dataclass(frozen=True, slots=True)
class VerbFormView:
    """A task, a verb at it (None where none was asked for), and what it asks for."""

    case: CaseHead
    task: TaskHead
    verb: VerbView | None
    people: tuple[PersonChoice, ...]
    steps: tuple[tuple[str, Text], ...] = ()
    """The earlier steps it can go back to, the last one done first."""
    requests: tuple[RequestView, ...] = ()
    """What waits for the head."""
    ends: tuple[tuple[Text, str], ...] = ()
    """Open steps that end with the case, and who holds them."""


def verbs_at(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> tuple[VerbView, ...]:
    """Every verb of the engine at this task, as the viewer finds it."""
    found = []
    for verb in VERBS:
        why = None
        try:
            with naming_posts(uow):
                CHECKS[verb](uow, by, task, case)
        except Rejection as refusal:
            why = sentence_of(refusal)
        found.append(VerbView(verb, VERBS[verb], why))
    return tuple(found)


def open_verbs(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> frozenset[str]:
    """The verbs the viewer may use now."""
    return frozenset(verb.key for verb in verbs_at(uow, by, task, case) if verb.why is None)


def _choices(uow: UnitOfWork, by: Actor, task: Task, case: Case, verb: str) -> tuple[PersonChoice, ...]:
    """Those who may be given the task: holders of its post who did none of the steps it is kept apart from; who reads, for copies.

    Of a step signed in turn: whose signature can be taken off, None standing for the one that is waited for now.
    """
    if verb == "copy":
        away = case.facts.get(RECUSED, {})
        found = [each for each in officers_of(uow, task.region) if each.id != by.user_id and str(each.id) not in away]
        return tuple(PersonChoice(each.id, each.name) for each in found)
    if verb == "recuse":
        return tuple(PersonChoice(each.id, each.name) for each in officers_of(uow, task.region)) if leads(by, task) else ()
    if verb == "remove_signer":
        signs = must_be_removable(uow, by, task, case)
        now = (PersonChoice(None, name_of(uow, task.assignee_id)),) if signs.own else ()
        return (*now, *(PersonChoice(each.person_id, each.name) for each in signs.later)) if signs.later else ()
    others = {*barred(uow, task, case), task.assignee_id} | ({by.user_id} if verb != "assign" else set())
    return tuple(PersonChoice(each.id, each.name) for each in holders(uow, task.role, task.region) if each.id not in others)


def _steps(uow: UnitOfWork, program: Program, case: Case, task: Task) -> tuple[tuple[str, Text], ...]:
    instance = bpmn.decode(case.state or b"", program.definition)
    item = instance.item(task.item)
    if item is None:
        return ()
    return tuple((each.element, Text.of(each.name)) for each in earlier(program, item, done_in(uow, case.id)))


def request_view(act: Act) -> RequestView:
    """A request as the head reads it."""
    asked = Limit.parse(act.data["amount"]) if "amount" in act.data else None
    more = amount(asked.count, asked.unit) if asked else None
    return RequestView(act.id, REQUESTS[act.kind], act.by, act.at, act.reason, act.basis, more, str(act.data.get("due", "")))


def _ends(uow: UnitOfWork, case: Case) -> tuple[tuple[Text, str], ...]:
    chosen = select(Task.name, Person.name).outerjoin(Person, Person.id == Task.assignee_id)
    rows = uow.session.execute(chosen.where(Task.case_id == case.id, Task.state == "open").order_by(Task.item))
    return tuple((Text.of(name), holder or "") for name, holder in rows)


FOR_SOMEBODY = frozenset({"transfer", "assign", "delegate", "copy", "add_signer", "remove_signer", "recuse"})
"""Verbs that ask for a person, or for several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskVerbs(Query[tuple[VerbView, ...]]):
    """审批动作: every verb at a task, with a sentence where it is closed to the viewer."""

    task_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[VerbView, ...]:
        """In the order of the menu."""
        task, case = seen_task(uow, by, self.task_id)
        return verbs_at(uow, by, task, case)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbForm(Query[VerbFormView]):
    """One verb at a task, and what can be chosen there."""

    task_id: UUID
    verb: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> VerbFormView:
        """`NotFound` for a word that is no verb."""
        task, case = seen_task(uow, by, self.task_id)
        verb = next((each for each in verbs_at(uow, by, task, case) if each.key == self.verb), None)
        if verb is None and self.verb:
            raise NotFound("verb_not_found", verb=self.verb)
        heads = Heads(uow)
        heads.prepare([case], [task])
        shown = VerbFormView(heads.case(case), heads.task(task, case), verb, ())
        if verb is None or verb.why is not None:
            return shown
        program = heads.program(case)
        return replace(
            shown,
            people=_choices(uow, by, task, case, self.verb) if self.verb in FOR_SOMEBODY else (),
            steps=_steps(uow, program, case, task) if self.verb == "send_back" else (),
            requests=tuple(map(request_view, must_be_head(uow, by, task, case))) if self.verb == "answer_request" else (),
            ends=_ends(uow, case) if self.verb == "terminate" else (),
        )
