"""What was done by hand in a sandbox 沙箱操作, as it is kept until somebody makes a story of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Movement, Organisation, Person, RosterRow, SandboxAct, Task
from engine.model.trying import ACTS
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.store.json import loads
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ActPlace:
    """Where something was done: the case, the head of its family, its process, the step, whose case it is, and its roster in clear."""

    case_id: UUID
    head_id: UUID
    process: str
    element: str
    enterprise: Mapping[str, str]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOfAct(Query[ActPlace]):
    """The place of an act in a case or at a task of it."""

    case_id: UUID | None = None
    task_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> ActPlace:
        """Asked of the sandbox's own engine, for the engine itself."""
        must_be(by, "system")
        task = uow.session.get(Task, self.task_id) if self.task_id else None
        case = uow.session.get(Case, task.case_id if task else self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        owner = uow.session.get(Organisation, case.organisation_id)
        told = {"name": owner.name, "uscc": owner.uscc or "", "reg_district": owner.region} if owner else {}
        rows = uow.session.scalars(select(RosterRow).where(RosterRow.case_id == case.id).order_by(RosterRow.no))
        clear = Sealer(uow.keyring)
        element = task.element if task else ""
        return ActPlace(case.id, case.parent_id or case.id, case.process, element, told, tuple(clear.reveal(row.values) for row in rows))


@dataclass(frozen=True, slots=True, kw_only=True)
class NameOf(Query[str]):
    """The user name of somebody of a sandbox, by which a story calls them."""

    person_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> str:
        """Empty where there is none."""
        must_be(by, "system")
        return uow.session.scalar(select(Person.username).where(Person.id == self.person_id)) or ""


@dataclass(frozen=True, slots=True)
class BegunCases(Query[tuple[UUID, ...]]):
    """Every case that was submitted, in the order in which they were begun."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[UUID, ...]:
        """Asked of the sandbox's own engine, for the engine itself."""
        must_be(by, "system")
        return tuple(uow.session.scalars(select(Case.id).where(Case.status != "draft").order_by(Case.created_at)))


@dataclass(frozen=True, slots=True, kw_only=True)
class PaidCases(Query[tuple[UUID, ...]]):
    """The cases whose money a file, or a movement, is about."""

    batch_id: UUID | None = None
    movement_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[UUID, ...]:
        """Each once."""
        must_be(by, "system")
        chosen = Movement.batch_id == self.batch_id if self.batch_id else Movement.id == self.movement_id
        return tuple(uow.session.scalars(select(Movement.case_id).where(chosen).distinct()))


@dataclass(frozen=True, slots=True)
class SandboxActs(Query[tuple[tuple[datetime, Mapping[str, Any]], ...]]):
    """Everything that was done in a sandbox, in order."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[datetime, Mapping[str, Any]], ...]:
        """Asked of the sandbox's own engine, for the engine itself."""
        must_be(by, "system")
        rows = uow.session.scalars(select(SandboxAct).order_by(SandboxAct.id))
        return tuple((row.at, loads(uow.keyring.unseal(row.told, ACTS))) for row in rows)
