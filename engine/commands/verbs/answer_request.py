"""批复."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.model import Act
from engine.running import acts
from engine.running.access import named_for
from engine.running.drafts import step_of
from engine.running.extension import extend
from engine.running.requests import EXTENSION, must_be_head, stand_as_head
from engine.running.step import Step
from engine.running.verbs import reason_of, tell
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.opening import Opened
from engine.store.unit_of_work import UnitOfWork

NOTICE = "extension_notice"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRequest(Command[None]):
    """批复: the head of the office grants or refuses what waits for the head in a case; never one's own request.

    Raises:
        InvalidInput: no such request, or no reason.
        InvalidState: nothing waits, or the limit has ended meanwhile: what is late can only be refused.
        NotPermitted: another post, or one's own request.
    """

    task_id: UUID
    request_id: UUID
    granted: bool
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """An extension that is granted counts from now on; the applicant is told, on paper where the program has `extension_notice`."""
        opened = uow.opened_task(self.task_id, step_of(self.task_id))
        task, case = opened.task(self.task_id), opened.case
        waiting = {act.id: act for act in must_be_head(uow, by, task, case)}
        by = named_for(by, stand_as_head(uow, by, case))
        act = waiting.get(self.request_id)
        if act is None:
            raise InvalidInput([FieldError("request_id", "请选择一项请示。", "Choose a request.", code="request_missing")])
        reason = reason_of(self.reason)
        acts.end(uow, act, by, "done" if self.granted else "refused", reason)
        said = {
            "element": task.element,
            "name": task.name,
            "task": str(act.task_id),
            "asked_by": act.by,
            "basis": act.basis,
            "reason": reason,
        }
        uow.record(case, by, f"{act.kind}_{'granted' if self.granted else 'refused'}", public=self.granted, **said)
        if self.granted and act.kind == EXTENSION:
            self._extend(uow, by, opened, act)
        told = {"request": str(act.id), "kind": act.kind, "case": case.number, "granted": self.granted, "reason": reason}
        uow.send("request.answered", {**told, "task": str(act.task_id), "person": str(act.by_id)}, case)

    def _extend(self, uow: UnitOfWork, by: Actor, opened: Opened, act: Act) -> None:
        case, task = opened.case, opened.task(self.task_id)
        step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
        step.load()
        clock = extend(step, act)
        due = clock.due_on.isoformat() if clock.due_on else None
        step.env.write(EXTENSION, {"reason": act.reason, "basis": act.basis, "amount": act.data["amount"], "due": due, "by": by.name})
        element = step.program.element(task.process, task.element)
        tell(step.env, element, NOTICE, "case.extended", {"reason": act.reason, "basis": act.basis, "due": due})
        step.settle()
