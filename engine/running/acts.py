"""Acts 协同行为: written, found and ended."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update

from engine.model import Act, Case
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


def begin(  # noqa: PLR0913  an act says six things
    uow: UnitOfWork,
    case: Case,
    task_id: UUID,
    by: Actor,
    kind: str,
    *,
    reason: str = "",
    basis: str = "",
    data: Mapping[str, Any] | None = None,
) -> Act:
    """An act that is open from now on."""
    act = Act(
        id=uuid4(),
        case_id=case.id,
        task_id=task_id,
        kind=kind,
        state="open",
        by_id=by.user_id,
        by=by.name,
        to="",
        at=uow.now,
        reason=reason,
        basis=basis,
        data=dict(data or {}),
        ended_by="",
        answer="",
    )
    uow.session.add(act)
    return act


def end(uow: UnitOfWork, act: Act, by: Actor, state: str = "done", answer: str = "") -> None:
    """The act is over; who ended it, when and with which words stays on it."""
    act.state = state
    act.ended_at = uow.now
    act.ended_by_id = by.user_id
    act.ended_by = by.name
    act.answer = answer


def acts_of(uow: UnitOfWork, case_id: UUID, kind: str, state: str | None = None) -> Sequence[Act]:
    """The acts of a kind in a case, the oldest first."""
    chosen = select(Act).where(Act.case_id == case_id, Act.kind == kind).order_by(Act.at)
    return uow.session.scalars(chosen if state is None else chosen.where(Act.state == state)).all()


LASTING = ("copy",)
"""Kinds that outlive the case: a copy is still read after the decision."""


def void_all(uow: UnitOfWork, case_id: UUID, by: Actor) -> None:
    """The case is over: nothing in it waits for anybody any more."""
    over = {"state": "void", "ended_at": uow.now, "ended_by_id": by.user_id, "ended_by": by.name}
    uow.session.execute(update(Act).where(Act.case_id == case_id, Act.state == "open", Act.kind.not_in(LASTING)).values(over))
