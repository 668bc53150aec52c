"""What goes out as spreadsheets 表册: a settlement with everybody it counts or leaves out, the public list of a notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Movement, Notice, RosterRow
from engine.queries.cases import seen_case
from engine.queries.money import MovementView, movement_view
from engine.queries.query import Query
from engine.running.links import plan_of, roster_field
from engine.running.reckoning import last_decision
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.masking import mask_name
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """A row of the plan's roster in a settlement: the name is masked; `left_out` says why nothing is paid, None who is counted."""

    no: int
    name: str
    occupation: str
    level: str
    status: str
    left_out: Text | None
    clause: str


@dataclass(frozen=True, slots=True)
class SettlementView:
    """结算表 of one movement of money: its computation, and the people of the plan."""

    case_number: str
    organisation: str
    movement: MovementView
    people: tuple[SheetPerson, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementSheet(Query[SettlementView]):
    """结算表: how the amount of a movement came about, person by person. Names are masked for everybody."""

    case_id: UUID
    movement_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> SettlementView:
        """Whoever may know of the case."""
        seen_case(uow, by, self.case_id)
        movement = uow.session.get(Movement, self.movement_id)
        owner = uow.session.get(Case, movement.case_id) if movement else None
        if movement is None or owner is None or self.case_id not in {movement.case_id, movement.plan_id}:
            raise NotFound("movement_not_found", movement=str(self.movement_id))
        plan = uow.session.get_one(Case, plan_of(owner))
        out = _left_out(uow, movement)
        rows = uow.session.scalars(
            select(RosterRow).where(RosterRow.case_id == plan.id, RosterRow.field == roster_field(uow, plan)).order_by(RosterRow.no)
        )
        people = tuple(
            SheetPerson(
                row.no, mask_name(str(row.values.get("name", ""))), row.occupation, row.level, row.status, *out.get(row.no, (None, ""))
            )
            for row in rows
        )
        return SettlementView(owner.number or "", str(movement.payee.get("name", "")), movement_view(uow, movement, owner), people)


def _left_out(uow: UnitOfWork, movement: Movement) -> dict[int, tuple[Text, str]]:
    """Row -> why it is not counted and by which clause, as the decision behind the movement said when it was planned."""
    element = str(movement.computation.get("decision") or "")
    made = last_decision(uow, movement.case_id, element, until=movement.planned_at) if element else None
    value = made.get("value") if made else None
    excluded = value.get("excluded") if isinstance(value, Mapping) else None
    found = [each for each in excluded or () if isinstance(each, Mapping) and isinstance(each.get("row"), int)]
    return {each["row"]: (Text(str(each.get("zh", "")), str(each.get("en", ""))), str(each.get("clause", ""))) for each in found}


@dataclass(frozen=True, slots=True)
class PublicListView:
    """公示名单: the masked rows of a notice as they were fixed when it was issued."""

    title: Text
    number: str
    issued_at: datetime
    columns: tuple[tuple[str, Text], ...]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicList(Query[PublicListView]):
    """公示名单 of a notice that shows people."""

    case_id: UUID
    notice_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> PublicListView:
        """`NotFound` for a notice without people."""
        notice = uow.session.get(Notice, self.notice_id)
        if notice is None or notice.case_id != self.case_id or not isinstance(notice.facts.get("rows"), list):
            raise NotFound("notice_not_found", notice=str(self.notice_id))
        return public_list_of(uow, notice, seen_case(uow, by, notice.case_id))


def public_list_of(uow: UnitOfWork, notice: Notice, case: Case) -> PublicListView:
    """The people a notice shows, with the headings of their columns."""
    program = uow.program(case.release_id)
    spec = program.notices.get(notice.key)
    named = spec.rows.columns if spec is not None and spec.rows is not None else ()
    labels: dict[str, Text] = {}
    for process in program.manifest.processes.values():
        start = f"{process.roster.field}." if process.roster else ""
        for info in uow.ports.forms.fields(program.forms.get(process.form, {})) if start else ():
            if info.path.startswith(start):
                labels.setdefault(info.path.removeprefix(start), Text(info.label, info.label_en))
    columns = tuple((column, labels.get(column, Text(column))) for column in named)
    return PublicListView(Text.of(notice.title), notice.number, notice.issued_at, columns, tuple(notice.facts["rows"]))
