"""批量领取."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from engine.commands.command import Command
from engine.model import Bulk, BulkItem
from engine.running.access import in_the_name_of
from engine.running.bulk import CLAIM, UNDO, must_have_some, refusal_of
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

BUSY = Text("正在被他人办理，请稍后再试。", "Somebody is working on it just now: try again in a moment.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTasks(Command[UUID]):
    """批量领取: take many tasks out of the pool at once; what somebody else was faster with is left out, with the reason.

    Nothing leaves the house by it, so it is done at once; for half a minute it can be undone together.

    Raises:
        InvalidInput: nothing was chosen, or too much.
    """

    task_ids: tuple[UUID, ...]

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """One line of the trail each. Answers the bulk's id, under which every task's fate is told."""
        must_have_some(self.task_ids)
        bulk = Bulk(id=uuid4(), person_id=by.user_id, verb=CLAIM, state="done", given={}, made_at=uow.now, due_at=uow.now + UNDO)
        uow.session.add(bulk)
        uow.session.flush()
        for task, case, free in uow.locked_tasks(self.task_ids):
            why = refusal_of(uow, by, CLAIM, task, case) if free else BUSY
            state = "refused" if why else "done"
            if why is None and task.assignee_id is None:
                task.assignee_id, task.claimed_at = by.user_id, uow.now
                named = in_the_name_of(by, task)
                uow.record(case, named, "task_claimed", element=task.element, name=task.name, task=str(task.id), bulk=str(bulk.id))
            elif why is None:
                state = "left"  # one's own already: undoing gives back only what this took
            said = [why.to_json()] if why else []
            uow.batch.insert_values(BulkItem, item_values(bulk, task.id, case.id, state=state, said=said))
        return bulk.id


def item_values(bulk: Bulk, task_id: UUID, case_id: UUID, **values: object) -> dict[str, object]:
    """A new item of a bulk."""
    usual: dict[str, object] = {"group": 0, "sample": "", "said": [], "opened_at": None}
    return {**usual, "bulk_id": bulk.id, "task_id": task_id, "case_id": case_id, **values}
