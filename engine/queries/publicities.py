"""Publicities 公示 as everybody sees them: what is published now, with the masked list, until when, and where to object."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine.model import Organisation, Region
from engine.queries.query import Query
from engine.queries.sheets import PublicListView, public_list_of
from engine.running.objections import MOST_FILES, Objection, faults
from engine.running.publicity import Published, published, published_notice
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError
from engine.sdk.money import Fen
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class PublicityView:
    """公示: one list that is published now. `paused` while an objection is looked into; `until` is None where the paper names no day."""

    notice_id: UUID
    number: str
    title: Text
    organisation: str
    region: str
    region_name: Text
    about: str
    since: date
    until: date | None
    paused: bool
    people: int


@dataclass(frozen=True, slots=True)
class PublicityLine:
    """核算: a line of how the published sum came about; the list at `explanation` shows all of them."""

    label: Text
    formula: str
    amount: Fen | None
    explanation: str
    clause: str


@dataclass(frozen=True, slots=True)
class PublicityDetail:
    """公示 with its list: whom it names (masked), how the sum came about, which office hears objections, and how."""

    head: PublicityView
    list: PublicListView
    lines: tuple[PublicityLine, ...]
    office: Mapping[str, str]
    most_files: int = MOST_FILES
    """How many files may come with an objection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicities(Query[tuple[PublicityView, ...]]):
    """正在公示: for everybody; a list is there while the step lasts that its paper belongs to."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[PublicityView, ...]:
        """The newest first."""
        del by
        return tuple(_view(uow, found) for found in published(uow))


@dataclass(frozen=True, slots=True, kw_only=True)
class Publicity(Query[PublicityDetail]):
    """One list that is published now; `NotFound` when it is over, as if it had never been."""

    notice_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> PublicityDetail:
        """The same for everybody."""
        del by
        found = published_notice(uow, self.notice_id)
        facts = found.notice.facts
        told = facts.get("lines")
        lines = [line for line in told if isinstance(line, Mapping)] if isinstance(told, list) else []
        office = facts.get("contact")
        return PublicityDetail(
            _view(uow, found),
            public_list_of(uow, found.notice, found.case),
            tuple(_line(line, found.notice.id) for line in lines),
            {str(key): str(value) for key, value in office.items()} if isinstance(office, Mapping) else {},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionFaults(Query[tuple[FieldError, ...]]):
    """Everything that is wrong with an objection before it is sent; `NotFound` when the list is not published."""

    objection: Objection
    files: int = 0

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[FieldError, ...]:
        """Nothing where it would be taken."""
        del by
        return tuple(faults(uow, published_notice(uow, self.objection.notice_id), self.objection, self.files))


def _view(uow: UnitOfWork, found: Published) -> PublicityView:
    notice, case = found.notice, found.case
    region = uow.session.get(Region, case.region)
    organisation = uow.session.get(Organisation, case.organisation_id)
    rows: Sequence[Any] = notice.facts.get("rows") or ()
    until = notice.facts.get("until")
    return PublicityView(
        notice.id,
        notice.number,
        Text.of(notice.title),
        organisation.name if organisation else "",
        case.region,
        Text(region.name_zh, region.name_en) if region else Text(case.region),
        str(notice.facts.get("about") or ""),
        notice.issued_at.astimezone(ZONE).date(),
        date.fromisoformat(until[:10]) if isinstance(until, str) and until else None,
        found.element != found.spec.public[0],
        len(rows),
    )


def _line(line: Mapping[str, Any], notice_id: UUID) -> PublicityLine:
    amount = line.get("amount")
    return PublicityLine(
        Text(str(line.get("zh", "")), str(line.get("en", ""))),
        str(line.get("formula") or ""),
        int(amount) if isinstance(amount, int) else None,
        f"publicities/{notice_id}",
        str(line.get("clause") or ""),
    )
