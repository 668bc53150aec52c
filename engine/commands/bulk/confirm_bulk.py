"""批量办理之确认、撤销与执行."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import select

from engine.commands.claim_task import ReleaseTask
from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask
from engine.commands.verbs.remind_task import RemindTask
from engine.commands.verbs.transfer_task import TransferTask
from engine.model import Bulk, BulkItem, Case, Person, Task
from engine.running.access import in_the_name_of, organisation_of
from engine.running.bulk import APPROVE, CLAIM, TRANSFER, UNDO, items_of, must_be_proposed, outcomes_in_bulk, own_bulk, refusal_of, said
from engine.running.flags import BULK, flag, flag_of, unflag
from engine.running.form_facts import form_facts
from engine.running.forms import step_form
from engine.running.people import actor_of
from engine.running.plain import plain
from engine.running.verbs import colleague, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text
from engine.store.jobs import Job
from engine.store.unit_of_work import UnitOfWork

TOOK = "took"
"""What the mark of a task says that was free when it became part of a bulk."""
BUSY = Text("正在被他人办理，请稍后再试。", "Somebody is working on it just now: try again in a moment.")
AT_ONCE = 20
"""How many bulks one look of a worker sets going."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmBulk(Command[None]):
    """确认批量: what was looked at is done in half a minute, unless it is undone until then.

    Claiming sends nothing: it is done at once, and can be undone together for half a minute.

    `outcome` and `data` (the form of the step) go to every task alike when they are decided; `person_id` and `reason` when they are
    transferred; `reason` when somebody is reminded of them.

    Raises:
        InvalidInput: something of the sample was not opened, or what is to be said is wrong.
        InvalidState: it was confirmed or taken back before, or nothing is left of it.
    """

    bulk_id: UUID
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    person_id: UUID | None = None
    reason: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Free tasks become the actor's now; everything else waits. What something stands against meanwhile is left out."""
        bulk = own_bulk(uow, by, self.bulk_id)
        must_be_proposed(bulk)
        items = {item.task_id: item for item in items_of(uow, bulk, "chosen")}
        if any(item.sample and item.opened_at is None for item in items.values()):
            zh, en = "还有须抽查的任务没有打开。", "Some of those to be looked at were not opened."
            raise InvalidInput([FieldError("sample", zh, en, code="sample_unopened")])
        rows = uow.locked_tasks(tuple(items))
        fit = [(task, case) for task, case, free in rows if self._still_fits(uow, by, bulk, items[task.id], task, case, free=free)]
        if not fit and bulk.verb != CLAIM:
            raise InvalidState("bulk_empty")
        if bulk.verb != CLAIM:
            bulk.given = plain(self._given(by, bulk))
            fit = self._taken(uow, bulk, items, fit)
        bulk.state, bulk.due_at = "done" if bulk.verb == CLAIM else "waiting", uow.now + UNDO
        for task, case in fit:
            items[task.id].state = bulk.state
            took = bulk.verb in (CLAIM, APPROVE) and task.assignee_id is None
            if took:
                task.assignee_id, task.claimed_at = by.user_id, uow.now
                named = in_the_name_of(by, task)
                uow.record(case, named, "task_claimed", element=task.element, name=task.name, task=str(task.id), bulk=str(bulk.id))
            if bulk.state == "waiting":
                flag(task, BULK, bulk=str(bulk.id), **({TOOK: "yes"} if took else {}))
        numbers = [case.number for _, case in fit]
        uow.record_system(by, "bulk_confirmed", bulk=str(bulk.id), verb=bulk.verb, cases=numbers, organisation=by.organisation)

    @staticmethod
    def _still_fits(uow: UnitOfWork, by: Actor, bulk: Bulk, item: BulkItem, task: Task, case: Case, *, free: bool) -> bool:
        why = refusal_of(uow, by, bulk.verb, task, case) if free else BUSY
        if why is not None:
            item.state, item.said = "left", [why.to_json()]
        return why is None

    def _given(self, by: Actor, bulk: Bulk) -> dict[str, Any]:
        """What goes to every task alike."""
        if bulk.verb != APPROVE:
            given: dict[str, Any] = {"reason": reason_of(self.reason)}
            if bulk.verb == TRANSFER:
                if self.person_id is None or self.person_id == by.user_id:
                    raise InvalidInput([FieldError("person_id", "请选择一名同事。", "Choose a colleague.", code="required")])
                given |= {"person_id": str(self.person_id)}
            return given
        return {"outcome": self.outcome, "data": dict(self.data)}

    def _taken(self, uow: UnitOfWork, bulk: Bulk, items: Mapping[UUID, BulkItem], fit: list[tuple[Task, Case]]) -> list[tuple[Task, Case]]:
        """Those that take what is given; the others are left out with the reason. Where none does, that is what is wrong with it."""
        taken, first = [], None
        for task, case in fit:
            try:
                self._must_take(uow, bulk, task, case)
            except InvalidInput as refusal:
                first = first or refusal
                items[task.id].state, items[task.id].said = "left", [said(refusal).to_json()]
            else:
                taken.append((task, case))
        if not taken and first is not None:
            raise first
        return taken

    def _must_take(self, uow: UnitOfWork, bulk: Bulk, task: Task, case: Case) -> None:
        """`InvalidInput` where the colleague is barred from this case, or its own diagram and form do not take what is decided."""
        if bulk.verb == TRANSFER and self.person_id is not None:
            colleague(uow, case, task, self.person_id)
        if bulk.verb != APPROVE:
            return
        must_be_for_many(uow, task, case, self.outcome)
        program = uow.program(case.release_id)
        form, data = step_form(program, case, task), {**self.data, "outcome": self.outcome}
        facts = form_facts(uow, case, program, organisation_of(uow, case.organisation_id))
        checked = uow.ports.forms.check(form, data, {**facts, **data})
        if checked.errors:
            raise InvalidInput(checked.errors)


def must_be_for_many(uow: UnitOfWork, task: Task, case: Case, outcome: str) -> None:
    """`InvalidInput` where the task's own diagram does not let this be decided for many: cases of several releases may stand together."""
    if outcome not in outcomes_in_bulk(uow.program(case.release_id).element(task.process, task.element)):
        raise InvalidInput([FieldError("outcome", "请选择可批量办理的结论。", "Choose one that goes for many.", code="outcome_missing")])


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoBulk(Command[int]):
    """撤销批量: nothing of it happens; what was claimed is free again. Answers how many tasks that were.

    Raises:
        InvalidState: half a minute is over.
    """

    bulk_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What others did to a task meanwhile stands."""
        bulk = own_bulk(uow, by, self.bulk_id)
        if bulk.state not in ("proposed", "waiting") and not (bulk.verb == CLAIM and bulk.state == "done"):
            raise InvalidState("bulk_undone" if bulk.state == "undone" else "bulk_left")
        if bulk.due_at is not None and uow.now >= bulk.due_at:
            raise InvalidState("bulk_left")
        before = {"proposed": "chosen", "waiting": "waiting"}.get(bulk.state, "done")
        items = items_of(uow, bulk, before)
        undone = self._freed(uow, by, items) if bulk.state == "done" else self._let_go(uow, by, items)
        if bulk.state != "proposed":
            uow.record_system(by, "bulk_undone", bulk=str(bulk.id), verb=bulk.verb, count=undone, organisation=by.organisation)
        bulk.state = "undone"
        return undone

    @staticmethod
    def _freed(uow: UnitOfWork, by: Actor, items: list[BulkItem]) -> int:
        undone = 0
        for item in items:
            task, _ = uow.locked_task(item.task_id)
            if task.state == "open" and task.assignee_id == by.user_id:
                ReleaseTask(task_id=item.task_id).run(uow, by)
                item.state = "undone"
                undone += 1
        return undone

    @staticmethod
    def _let_go(uow: UnitOfWork, by: Actor, items: list[BulkItem]) -> int:
        """What the confirmation took out of the pool is there again; what was one's own before stays so."""
        for item in items:
            if item.state == "waiting":
                task, _ = uow.locked_task(item.task_id)
                mark = flag_of(task, BULK) or {}
                unflag(task, BULK)
                if TOOK in mark and task.state == "open" and task.assignee_id == by.user_id:
                    ReleaseTask(task_id=item.task_id).run(uow, by)
            item.state = "undone"
        return len(items)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDueBulks(Command[int]):
    """到点执行批量: what can no longer be undone becomes one job a task; returns how many bulks."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A bulk that somebody is just undoing is left for the next look."""
        due = select(Bulk).where(Bulk.state == "waiting", Bulk.due_at <= uow.now).order_by(Bulk.due_at).limit(AT_ONCE)
        rows = uow.session.scalars(due.with_for_update(skip_locked=True)).all()
        for bulk in rows:
            bulk.state = "done"
            uow.jobs += [
                Job("bulk_item", {"bulk_id": str(bulk.id), "task_id": str(item.task_id)}, lock=f"case:{item.case_id}")
                for item in items_of(uow, bulk, "waiting")
            ]
        return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBulkItem(Command[bool]):
    """批量之一件: one task of a confirmed bulk, in the name of whoever confirmed it, by the command a single task takes.

    Raises:
        Rejection: something stands against it by now; `RefuseBulkItem` keeps the reason.
    """

    in_background: ClassVar[bool] = True

    bulk_id: UUID
    task_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> bool:
        """Done once, however often the job runs; a check that turned red in the half minute, or anything else by now, leaves it out."""
        item = _waiting(uow, self.bulk_id, self.task_id)
        if item is None:
            return False
        bulk = uow.session.get_one(Bulk, self.bulk_id)
        person = actor_of(uow, uow.session.get_one(Person, bulk.person_id))
        task, case = uow.locked_task(self.task_id)
        unflag(task, BULK)
        why = refusal_of(uow, person, bulk.verb, task, case)
        if why is not None:
            item.state, item.said = "refused", [why.to_json()]
            return False
        if bulk.verb == APPROVE:
            must_be_for_many(uow, task, case, bulk.given["outcome"])
        item.state = "done"
        uow.session.flush()
        self._command(bulk).run(uow, person)
        return True

    def _command(self, bulk: Bulk) -> Command[Any]:
        given = bulk.given
        if bulk.verb == APPROVE:
            return CompleteTask(task_id=self.task_id, outcome=given["outcome"], data=given["data"])
        if bulk.verb == TRANSFER:
            return TransferTask(task_id=self.task_id, person_id=UUID(given["person_id"]), reason=given["reason"])
        return RemindTask(task_id=self.task_id, reason=given["reason"])


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseBulkItem(Command[None]):
    """批量之一件未办: why one task of a confirmed bulk was not done; it stays with whoever has it."""

    bulk_id: UUID
    task_id: UUID
    why: Text

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Whoever confirmed it finds the reason beside the task."""
        item = _waiting(uow, self.bulk_id, self.task_id)
        if item is None:
            return
        task, _ = uow.locked_task(self.task_id)
        unflag(task, BULK)
        item.state, item.said = "refused", [self.why.to_json()]


def _waiting(uow: UnitOfWork, bulk_id: UUID, task_id: UUID) -> BulkItem | None:
    item = uow.session.get(BulkItem, (bulk_id, task_id), with_for_update=True)
    return item if item is not None and item.state == "waiting" else None
