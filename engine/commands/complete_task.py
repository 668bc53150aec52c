"""办理."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from engine.commands.claim_task import assignee_name
from engine.commands.command import Command
from engine.model import Case, Draft, Task
from engine.packages.program import Program
from engine.running import corrections
from engine.running.access import in_the_name_of, must_do
from engine.running.applications import Application
from engine.running.delegation import must_be_ones_own
from engine.running.drafts import check_version, step_of
from engine.running.duties import must_be_fit, note_hands
from engine.running.flags import must_be_in_turn
from engine.running.form_facts import facts_for
from engine.running.forms import editable_fields, form_of, is_correction, start_form, step_form
from engine.running.places import item_of
from engine.running.rules import must_be_decidable
from engine.running.sealing import Sealer
from engine.running.signing import sign
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.running.telling_once import FIRST, must_be_new, with_first
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LONGEST_OPINION = 2000


@dataclass(frozen=True, slots=True)
class TaskCompleted:
    """The step is done; `next_task_id` is the case's next task for the same person, if there is one."""

    case_id: UUID
    number: str
    stage: str
    status: str
    next_task_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteTask(Command[TaskCompleted]):
    """办理: decide a task with an outcome and its form.

    Raises:
        InvalidInput: with every fault; what was typed stays in the draft.
        InvalidState: somebody did it before (says who and when).
        Conflict: another officer holds it, or the page is stale.
        NotPermitted: another role, or 不相容岗位分离.
        Incident: the case cannot move on; nothing was written.
    """

    task_id: UUID
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> TaskCompleted:
        """The submission, the facts, the tokens and what follows from them are one write."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id), few=True)
        task, case = opened.task(self.task_id), opened.case
        by = in_the_name_of(by, task)
        held = task.assignee_id is not None and task.assignee_id != by.user_id
        must_do(by, task, case, assignee_name(uow, task) if held else "", uow.now)
        must_be_ones_own(task)
        must_run(case)
        program = uow.program(case.release_id)
        element = program.element(task.process, task.element)
        must_be_fit(uow, by, task, case)
        must_be_in_turn(task, lambda: uow.open_tasks(case))
        check_version(opened.draft, self.version)
        outcome = self._outcome(task)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        if is_correction(program, case, task):
            self._resubmit(uow, step, case, program, task)
            opinion = ""
        else:
            opinion = self._decide(uow, step, case, program, task, outcome)
        self._finish(uow, by, task, outcome, opinion)
        note_hands(case, task, task.done_by_id, task.assignee_id)
        uow.record(
            case,
            by,
            "task_completed",
            public=True,
            element=task.element,
            name=task.name,
            task=str(task.id),
            outcome=outcome,
            outcome_title=program.outcome(outcome, case.process).title.to_json() if outcome else None,
            opinion=opinion,
            basis=element.attributes.get("basis", ""),
        )
        if task.role:
            step.keep()
        step.complete(task.item)
        step.settle()
        if opened.draft is not None:
            uow.batch.delete(Draft, case_id=case.id, step=step_of(task.id))
        following = next((each.id for each in step.opened if each.role and by.holds(each.role, each.region)), None)
        return TaskCompleted(case.id, case.number or "", case.stage, case.status, following)

    def _outcome(self, task: Task) -> str:
        if not task.outcomes:
            return self.outcome
        if not self.outcome and len(task.outcomes) == 1:
            return str(task.outcomes[0])
        if self.outcome not in task.outcomes:
            raise InvalidInput([FieldError("outcome", "请选择办理结论。", "Choose an outcome.", code="outcome_missing")])
        return self.outcome

    def _decide(self, uow: UnitOfWork, step: Step, case: Case, program: Program, task: Task, outcome: str) -> str:
        """An officer's or a port's form: checked, sealed, written under the task's element."""
        form = step_form(program, case, task)
        data = {**self.data, "outcome": outcome}
        checked = uow.ports.forms.check(form, data, {**facts_for(uow, step.env, form), **data}, functions=step.env.functions)
        if checked.errors:
            raise InvalidInput(checked.errors)
        answer = {**checked.values, "outcome": outcome}
        must_be_decidable(uow, case, f"{task.element}.{outcome}", {**step.env.scope(), task.element: answer})
        asked = corrections.asked(checked.values)
        must_be_new(uow, case, task, start_form(program, case), asked)
        who = {"by": step.by.name, "at": uow.now.isoformat()}
        opinion = str(checked.values.get("opinion") or "")[:LONGEST_OPINION]
        sealed = Sealer(uow.keyring).seal(answer, uow.ports.forms.fields(form))
        before = case.facts.get(task.element)
        step.submit(task.element, sealed, task, **who)
        if task.round is not None:
            sign(step, item_of(step, task), task, {**sealed, **who}, before)
        if asked:
            day = uow.now.astimezone(ZONE).date().isoformat()
            first = with_first(case, task.role, asked, uow.now)
            step.env.write(corrections.KEY, {"items": asked, "asked_by": task.element, "asked_on": day, FIRST: first})
        return opinion

    def _resubmit(self, uow: UnitOfWork, step: Step, case: Case, program: Program, task: Task) -> None:
        """补正: only what was asked for changes; everything is checked again as a whole."""
        spec_form = start_form(program, case)
        today = uow.now.astimezone(ZONE).date()
        application = Application(uow, case, program, today)
        before = application.sealer.reveal(case.facts.get(spec_form, {}))
        editable = editable_fields(program, case, task) or frozenset()
        merged = merge(before, self.data, editable)
        checked = application.check(merged, form_of(program, spec_form))
        application.adopt(step, checked, task)
        if program.element(task.process, task.element).attributes.get("clock") == "restarts":
            case.received_on = today  # complete only now: the limit counts from here
        step.env.write(task.element, {"outcome": self.outcome or "resubmit", "by": step.by.name, "at": uow.now.isoformat()})
        answered = dict(case.facts.get(corrections.KEY, {}))
        if asked_by := corrections.asked_by(uow, case, str(answered.get("asked_by", ""))):
            uow.send("correction.received", {"case": case.number, "person": str(asked_by)}, case)
        step.env.write(corrections.KEY, {**answered, "items": [], "answered": answered.get("items", []), "answered_on": today.isoformat()})

    @staticmethod
    def _finish(uow: UnitOfWork, by: Actor, task: Task, outcome: str, opinion: str) -> None:
        task.state = "done"
        task.done_at = uow.now
        task.done_by_id = by.user_id
        task.done_by = by.name
        task.outcome = outcome
        task.opinion = opinion


def merge(before: Mapping[str, Any], sent: Mapping[str, Any], editable: frozenset[str], path: str = "") -> dict[str, Any]:
    """What was there, with the values of the editable paths taken from what was sent."""
    result = dict(before)
    for key, value in sent.items():
        here = f"{path}.{key}" if path else key
        if any(here == each or here.startswith(f"{each}.") for each in editable):
            result[key] = value
        elif isinstance(value, Mapping) and any(each.startswith(f"{here}.") for each in editable):
            inner = before.get(key)
            result[key] = merge(inner if isinstance(inner, Mapping) else {}, value, editable, here)
    return result
