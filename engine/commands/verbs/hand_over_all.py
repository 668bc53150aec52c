"""转交全部."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.commands.absences import must_arrange_for, officer
from engine.commands.command import Command
from engine.model import Act, Case, Person, Task
from engine.running import delegation
from engine.running.flags import DELEGATED, flag, flag_of
from engine.running.verbs import colleague, hand_over, must_allow, reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Left = tuple[str, Text, Text]
"""Case number, step, reason."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What went to the colleague, and what did not, with the reason: in the pool again (`left`), or `kept` as the diagram forbids 转办."""

    given: int
    left: tuple[Left, ...]
    kept: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverAll(Command[HandedOver]):
    """转交全部: everything somebody holds goes to a colleague: they leave, or are away for long.

    Raises:
        InvalidInput: no reason, or nobody to take it.
        NotPermitted: for somebody else, without supervising them.
    """

    to_id: UUID
    reason: str
    person_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> HandedOver:
        """Each task is checked by itself, one line of the trail each. What they were only asked for returns to its owner; where the diagram
        forbids 转办 it stays where it is.
        """
        known = uow.session.get(Person, self.person_id or by.user_id)
        if known is None or known.kind != "officer":
            raise InvalidInput([FieldError("person_id", "请选择一名人员。", "Choose a person.", code="person_gone")])
        must_arrange_for(uow, by, known)
        to, reason = officer(uow, self.to_id, "to_id"), reason_of(self.reason)
        if to.id == known.id:
            raise InvalidInput([FieldError("to_id", "不能转交给本人。", "Choose somebody else.", code="oneself")])
        held = select(Task.id).where(Task.assignee_id == known.id, Task.state == "open").order_by(Task.case_id, Task.id)
        left: list[Left] = []
        kept: list[Left] = []
        given = 0
        for task_id in uow.session.scalars(held).all():
            task, case = uow.locked_task(task_id)
            if task.state != "open" or task.assignee_id != known.id:
                continue
            if (stays := self._stays(uow, case, task)) is not None:
                kept.append((case.number or "", Text.of(task.name), stays))
                continue
            refused = self._give(uow, by, known, case, task, reason)
            given += refused is None
            if refused is not None:
                left.append((case.number or "", Text.of(task.name), refused))
        left += self._own_what_was_delegated(uow, by, known, to, reason, kept)
        return HandedOver(given, tuple(left), tuple(kept))

    @staticmethod
    def _stays(uow: UnitOfWork, case: Case, task: Task) -> Text | None:
        """Why the task stays whose it is: its step does not allow 转办. What somebody was only asked for goes back to its owner anyway."""
        if flag_of(task, DELEGATED) is not None:
            return None
        return untransferable(uow, case, task)

    def _give(self, uow: UnitOfWork, by: Actor, known: Person, case: Case, task: Task, reason: str) -> Text | None:
        """Hand one task over; the reason where it cannot go."""
        said = {"element": task.element, "name": task.name, "task": str(task.id), "before": known.name, "reason": reason}
        lent = flag_of(task, DELEGATED)
        if lent is not None:
            delegation.void(uow, [task], by)
            task.assignee_id = uow.session.get_one(Act, UUID(lent["act"])).by_id
            uow.record(case, by, "task_assigned", **said, to=lent["owner"])  # type: ignore[arg-type]
            return None
        try:
            person = colleague(uow, case, task, self.to_id)
        except InvalidInput as refusal:
            task.assignee_id = task.claimed_at = None
            uow.record(case, by, "task_released", **said)  # type: ignore[arg-type]
            return refusal.errors[0].text
        hand_over(uow, by, case, task, person)
        uow.record(case, by, "task_transferred", **said, to=person.name)  # type: ignore[arg-type]
        return None

    def _own_what_was_delegated(
        self, uow: UnitOfWork, by: Actor, known: Person, to: Person, reason: str, kept: list[Left]
    ) -> Iterator[Left]:
        """What they asked others for returns to the colleague; where that may not be, it is free again, as everything else."""
        acts = uow.session.scalars(select(Act).where(Act.kind == delegation.KIND, Act.state == "open", Act.by_id == known.id)).all()
        for act in acts:
            task, case = uow.locked_task(act.task_id)
            found = flag_of(task, DELEGATED)
            if found is None or found["act"] != str(act.id):
                continue
            if (stays := untransferable(uow, case, task)) is not None:
                kept.append((case.number or "", Text.of(task.name), stays))
                continue
            said = {"element": task.element, "name": task.name, "task": str(task.id), "before": known.name, "reason": reason}
            try:
                person = colleague(uow, case, task, to.id)
            except InvalidInput as refusal:
                delegation.void(uow, [task], by)
                task.assignee_id = task.claimed_at = None
                uow.record(case, by, "task_released", **said)  # type: ignore[arg-type]
                yield case.number or "", Text.of(task.name), refusal.errors[0].text
                continue
            flag(task, DELEGATED, owner=person.name, to=found["to"], act=str(act.id))
            act.by_id, act.by = to.id, to.name
            uow.record(case, by, "task_transferred", **said, to=person.name)  # type: ignore[arg-type]


def untransferable(uow: UnitOfWork, case: Case, task: Task) -> Text | None:
    """Why a task goes to nobody else: the diagram (`tb:verbs`) does not allow 转办 at its step."""
    try:
        must_allow(uow.program(case.release_id).element(task.process, task.element), "transfer")
    except InvalidState as refusal:
        return sentence_of(refusal)
    return None
