"""批量办理之选定与抽查."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select, update

from engine.commands.command import Command
from engine.model import Bulk, BulkItem, Case, Task
from engine.running.access import visible_cases
from engine.running.alike import placed
from engine.running.bulk import DECIDING, EVERY, doubt_of, must_have_some, own_bulk, refusal_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Rows = list[tuple[Task, Case]]
OTHER_STEP = Text("与多数所选任务不是同一环节。", "Not at the step most of the chosen tasks are at.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeBulk(Command[UUID]):
    """选定批量: look at many tasks before doing something to all of them: look-alikes in groups, what stands out, a random sample.

    Raises:
        InvalidInput: nothing was chosen, too much, or a verb that is not for many.
    """

    verb: str
    task_ids: tuple[UUID, ...]

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Nothing happens to any task yet. Those at another step than most, and those something stands against, are left out."""
        must_have_some(self.task_ids)
        if self.verb not in EVERY:
            raise InvalidInput([FieldError("verb", "不能批量进行这个动作。", "This cannot be done to many at once.", code="choice")])
        bulk = Bulk(id=uuid4(), person_id=by.user_id, verb=self.verb, state="proposed", given={}, made_at=uow.now, due_at=None)
        uow.session.add(bulk)
        uow.session.flush()
        seen = select(Task, Case).join(Case, Case.id == Task.case_id).where(Task.id.in_(self.task_ids), visible_cases(by))
        rows = [(row[0], row[1]) for row in uow.session.execute(seen.order_by(Task.due_on.nulls_last(), Task.id))]
        fit, left = self._sorted(uow, by, rows)
        for task, case, why in left:
            uow.batch.insert_values(BulkItem, _values(bulk, task.id, case.id, state="left", said=[why.to_json()]))
        for each in placed(fit, {} if self.verb in DECIDING else self._doubts(uow, fit)):
            said = [text.to_json() for text in each.why]
            sample = each.sample if self.verb in DECIDING else ""
            values = _values(bulk, each.task.id, each.case.id, state="chosen", group=each.group, sample=sample, said=said)
            uow.batch.insert_values(BulkItem, values)
        return bulk.id

    def _sorted(
        self, uow: UnitOfWork, by: Actor, rows: list[tuple[Task, Case]]
    ) -> tuple[list[tuple[Task, Case]], list[tuple[Task, Case, Text]]]:
        steps: dict[tuple[str, str, str], int] = {}
        for task, _ in rows:
            steps[_step(task)] = steps.get(_step(task), 0) + 1
        most = max(steps, key=lambda step: steps[step], default=None)
        fit: Rows = []
        left: list[tuple[Task, Case, Text]] = []
        for task, case in rows:
            why = refusal_of(uow, by, self.verb, task, case) if _step(task) == most else OTHER_STEP
            if why is None:
                fit.append((task, case))
            else:
                left.append((task, case, why))
        return fit, left

    @staticmethod
    def _doubts(uow: UnitOfWork, rows: Rows) -> dict[UUID, Text]:
        """What is wrong in some of them: it keeps them out of no verb that decides nothing, but it is seen before."""
        found = {task.id: doubt_of(uow, task, case) for task, case in rows}
        return {task: doubt for task, doubt in found.items() if doubt is not None}


def _values(bulk: Bulk, task_id: UUID, case_id: UUID, **values: object) -> dict[str, object]:
    usual: dict[str, object] = {"group": 0, "sample": "", "said": [], "opened_at": None}
    return {**usual, "bulk_id": bulk.id, "task_id": task_id, "case_id": case_id, **values}


def _step(task: Task) -> tuple[str, str, str]:
    return task.program, task.process, task.element


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBulkItem(Command[None]):
    """抽查: somebody opens one of the chosen tasks; that they did is what a confirmation asks for."""

    bulk_id: UUID
    task_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Opening it again changes nothing."""
        own_bulk(uow, by, self.bulk_id)
        item = (BulkItem.bulk_id == self.bulk_id) & (BulkItem.task_id == self.task_id)
        if uow.session.scalar(select(BulkItem.state).where(item)) is None:
            raise NotFound("task_not_found", task=str(self.task_id))
        uow.session.execute(update(BulkItem).where(item, BulkItem.opened_at.is_(None)).values(opened_at=uow.now))
