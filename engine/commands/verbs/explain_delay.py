"""超期说明."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.running import acts
from engine.running.access import in_the_name_of
from engine.running.oversight import EXPLANATION, must_be_the_holder
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainDelay(Command[None]):
    """超期说明: whoever holds a yellow or red task says why it takes so long; it stands on the supervisors' card.

    Raises:
        InvalidInput: nothing was said.
        InvalidState: the task is done, or is neither late nor about to be.
        NotPermitted: somebody else holds it.
    """

    task_id: UUID
    words: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A later explanation stands before an earlier one; none is lost."""
        task, case = uow.locked_task(self.task_id)
        must_be_the_holder(uow, by, task, case)
        by = in_the_name_of(by, task)
        words = reason_of(self.words, "words")
        acts.end(uow, acts.begin(uow, case, task.id, by, EXPLANATION, reason=words), by)
        uow.record(case, by, "delay_explained", element=task.element, name=task.name, task=str(task.id), reason=words)
