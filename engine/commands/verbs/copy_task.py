"""抄送与阅知."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.model import Act
from engine.running import acts
from engine.running.access import in_the_name_of
from engine.running.copies import KIND, must_be_copyable, reader_of
from engine.running.duties import must_not_be_recused
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound
from engine.store.unit_of_work import UnitOfWork

MOST_READERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyTask(Command[int]):
    """抄送: colleagues who may see the case are told of it; each leaves a receipt on reading.

    Raises:
        InvalidInput: no reason, nobody, oneself, or somebody who may not see the case or is recused from it.
        InvalidState: the diagram does not allow the verb here.
    """

    task_id: UUID
    people: Sequence[UUID]
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Nothing of the case changes; whoever has a copy unread is not sent another. Returns how many were sent."""
        task, case = uow.locked_task(self.task_id)
        must_be_copyable(uow, by, task, case)
        by = in_the_name_of(by, task)
        reason = reason_of(self.reason)
        chosen = dict.fromkeys(self.people)
        if not 0 < len(chosen) <= MOST_READERS:
            zh, en = f"请选择 1 至 {MOST_READERS} 名人员。", f"Choose between one and {MOST_READERS} people."
            raise InvalidInput([FieldError("people", zh, en, code="people_missing")])
        readers = [reader_of(uow, by, case, person) for person in chosen]
        unread = {act.to_id for act in acts.acts_of(uow, case.id, KIND, "open")}
        sent = [reader for reader in readers if reader.id not in unread]
        for reader in sent:
            act = acts.begin(uow, case, task.id, by, KIND, reason=reason)
            act.to_id, act.to = reader.id, reader.name
            told = {"copy": str(act.id), "name": task.name, "case": case.number, "person": str(reader.id), "by": by.name}
            uow.send("case.copied", {**told, "reason": reason}, case)
        names = "、".join(reader.name for reader in sent)
        uow.record(case, by, "case_copied", element=task.element, name=task.name, task=str(task.id), to=names, reason=reason)
        return len(sent)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCopy(Command[UUID]):
    """阅知: the receipt of a copy; answers the case. Reading it again changes nothing."""

    copy_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Only whoever it was sent to leaves the receipt, unless they are recused from the case by now."""
        found = uow.session.get(Act, self.copy_id)
        if found is None or found.kind != KIND or found.to_id != by.user_id or found.to_id is None:
            raise NotFound("copy_not_found", copy=str(self.copy_id))
        case = uow.locked_case(found.case_id)
        uow.session.refresh(found)
        must_not_be_recused(by, case)
        if found.state == "void":
            raise InvalidState("case_not_open")
        if found.state == "open":
            acts.end(uow, found, by)
            uow.record(case, by, "copy_read", task=str(found.task_id), sent_by=found.by)
        return case.id
