"""办件修复: what waits for a second person, and what it would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine import bpmn
from engine.model import Case, IncidentRow, Repair
from engine.packages.program import element_name
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead
from engine.running import repairing
from engine.running.access import must_be
from engine.running.repairing import places, repair
from engine.running.sealing import masked
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, NotFound, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Consequence = repairing.Consequence
SHOWN = 100


@dataclass(frozen=True, slots=True)
class RepairView:
    """修复申请; `mine` when the one who looks asked for it."""

    repair_id: UUID
    kind: str
    body: Mapping[str, Any]
    reason: str
    state: str
    cases: int
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str
    mine: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """Where a case stands: one token."""

    item: int
    process: str
    title: Text
    kind: str


@dataclass(frozen=True, slots=True)
class RepairForm:
    """The case, where it stands, and where it could be put (process, element, name)."""

    case: CaseHead
    tokens: tuple[TokenView, ...]
    places: tuple[tuple[str, str, Text], ...]


@dataclass(frozen=True, slots=True)
class RepairDetail:
    """A repair with what it would do now (nothing once it is answered)."""

    repair: RepairView
    effects: tuple[Consequence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs(Query[tuple[RepairView, ...]]):
    """修复申请: those that wait first, the newest of each before."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[RepairView, ...]:
        """At most a hundred."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(Repair).order_by(Repair.state != "waiting", Repair.asked_at.desc()).limit(SHOWN))
        return tuple(_view(row, by) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairOf(Query[RepairDetail]):
    """一项修复申请 with its consequences as they would be now."""

    repair_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> RepairDetail:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        row = uow.session.get(Repair, self.repair_id)
        if row is None:
            raise NotFound("repair_not_found", repair=str(self.repair_id))
        cases = [UUID(each["case"]) for each in row.cases] if row.state == "waiting" else []
        return RepairDetail(_view(row, by), _effects(uow, by, cases, row.kind, row.body))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRepair(Query[RepairForm]):
    """办件修复: where a case stands and where it could be put."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> RepairForm:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        case = uow.session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        program = uow.program(case.release_id)
        heads = Heads(uow)
        heads.prepare([case], [])
        head = heads.case(case)
        if case.state is None or case.status != "open":
            return RepairForm(head, (), ())
        items = bpmn.decode(case.state, program.definition).items
        tokens = tuple(
            TokenView(item.id, item.process, element_name(program.element(item.process, item.element)), item.kind)
            for item in items
            if not item.attached_to
        )
        around = {item.process for item in items} | {case.process}
        return RepairForm(head, tokens, places(program, around))


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRepair(Query[tuple[Consequence, ...]]):
    """修复后果: done in memory, case by case, and thrown away; with incidents, their cases are meant."""

    kind: str
    body: Mapping[str, Any]
    case_ids: tuple[UUID, ...] = ()
    incident_ids: tuple[UUID, ...] = ()

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Consequence, ...]:
        """A case that cannot be mended so says why."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(IncidentRow.case_id).where(IncidentRow.id.in_(self.incident_ids), IncidentRow.state == "open"))
        cases = sorted({*self.case_ids, *(each for each in rows if each is not None)})
        return _effects(uow, by, cases[:SHOWN], self.kind, self.body)


def _effects(uow: UnitOfWork, by: Actor, cases: list[UUID], kind: str, body: Mapping[str, Any]) -> tuple[Consequence, ...]:
    found = []
    for case_id in cases:
        try:
            found.append(repair(uow, by, uow.opened_case(case_id), kind, body))
        except InvalidInput as refusal:
            number = uow.session.scalar(select(Case.number).where(Case.id == case_id)) or ""
            found.append(Consequence(case_id, number, refused=refusal.errors[0].text))
        except Rejection as refusal:
            number = uow.session.scalar(select(Case.number).where(Case.id == case_id)) or ""
            found.append(Consequence(case_id, number, refused=sentence_of(refusal)))
    return tuple(found)


def _view(row: Repair, by: Actor) -> RepairView:
    return RepairView(
        row.id,
        row.kind,
        masked(row.body),
        row.reason,
        row.state,
        len(row.cases),
        row.asked_by,
        row.asked_at,
        row.answered_by,
        row.answered_at,
        row.answer,
        by.user_id is not None and by.user_id == row.asked_by_id,
    )
