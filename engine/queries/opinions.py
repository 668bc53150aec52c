"""Opinions 办理意见 of a case: every decision of an officer, in the order in which they were given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine.model import Task
from engine.queries.cases import seen_case
from engine.queries.office import must_be_office
from engine.queries.query import Query
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

SENT_BACK = Text("退回", "Sent back")


@dataclass(frozen=True, slots=True)
class OpinionView:
    """办理意见: who decided what at which step, when and with which words; `signed`: one of several signatures of the step."""

    step: Text
    role_title: Text
    by: str
    at: datetime
    outcome: Text | None
    opinion: str
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpinions(Query[tuple[OpinionView, ...]]):
    """办理意见 of a case: decisions, signatures, and what was sent back; for the office."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[OpinionView, ...]:
        """No opinion is left out because the case went back: each stays on record."""
        must_be_office(by, self.case_id)
        case = seen_case(uow, by, self.case_id)
        program = uow.program(case.release_id)
        given = (Task.state == "done") | ((Task.state == "cancelled") & (Task.opinion != ""))
        chosen = select(Task).where(Task.case_id == case.id, Task.role != "", Task.done_by_id.is_not(None), given)
        return tuple(
            OpinionView(
                step=Text.of(task.name),
                role_title=program.role_title(task.role),
                by=task.done_by,
                at=task.done_at or uow.now,
                outcome=program.outcome(task.outcome, case.process).title if task.outcome else SENT_BACK if task.state != "done" else None,
                opinion=task.opinion,
                signed=task.round is not None,
            )
            for task in uow.session.scalars(chosen.order_by(Task.done_at, Task.item))
        )
