"""Timeline 办理记录: events as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.calendar.limits import Limit, LimitRefused
from engine.calendar.words import amount
from engine.model import Case, Event
from engine.queries.query import Query
from engine.queries.views import EventView
from engine.running.access import must_see
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.glossary import event_titles
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

HANDED = frozenset({"task_transferred", "task_assigned", "task_delegated"})
TITLES: Mapping[str, Text] = event_titles()


def event_view(event: Event, number: str | None = None) -> EventView:
    """An event as one line: what, of what, and the words that were given."""
    return EventView(
        event_id=event.id,
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        title=_title(event),
        actor=event.actor,
        organisation=event.organisation,
        detail=_handed(event.data) if event.kind in HANDED else _detail(event.data),
        public=event.public,
        case_id=event.case_id,
        number=number,
        data=event.data,
        explanation=_explanation(event),
    )


def _explanation(event: Event) -> str:
    """Where the amount that an event names unfolds."""
    if event.data.get("movement"):
        return unfolds_at("movement", event.data["movement"])
    return unfolds_at("benefits", event.case_id) if event.kind == "benefits_recorded" and event.data.get("amount") else ""


def _handed(data: Mapping[str, Any]) -> Text:
    """To whom, and why."""
    to, reason = data.get("to", ""), data.get("reason", "")
    return Text(f"交给 {to}：{reason}", f"To {to}: {reason}")


def _title(event: Event) -> Text:
    base = TITLES.get(event.kind, Text(event.kind))
    subject = event.data.get("name") if isinstance(event.data.get("name"), dict) else event.data.get("title")
    parts = [base]
    if subject and (named := Text.of(subject)).zh:
        parts.append(named)
    if outcome := event.data.get("outcome_title"):
        parts.append(Text.of(outcome))
    return Text(" · ".join(part.zh for part in parts), " · ".join(part.in_("en") for part in parts))


def _detail(data: Mapping[str, Any]) -> Text | None:
    for key in ("sentence", "reason"):
        if isinstance(data.get(key), dict):
            return Text.of(data[key])
    for key in ("opinion", "reason", "number", "note", "cause"):
        if isinstance(data.get(key), str) and data[key]:
            return Text.typed(data[key])
    return _due(data) if isinstance(data.get("due"), str) else None


def _due(data: Mapping[str, Any]) -> Text:
    """The end of a limit and how long it is, in words."""
    due = Text(f"{data['due']} 到期", f"due {data['due']}")
    try:
        limit = Limit.parse(str(data.get("limit", "")))
    except LimitRefused:
        return due
    given = amount(limit.count, limit.unit)
    return Text(f"{given.zh}，{due.zh}", f"{given.en}, {due.en}")


def case_events(uow: UnitOfWork, case: Case, *, public_only: bool) -> tuple[EventView, ...]:
    """The events of a case, the newest first."""
    chosen = select(Event).where(Event.case_id == case.id).order_by(Event.seq.desc())
    if public_only:
        chosen = chosen.where(Event.public)
    return tuple(event_view(event, case.number) for event in uow.session.scalars(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Query[tuple[EventView, ...]]):
    """办理记录 of a case: applicants see the public lines, officers all."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[EventView, ...]:
        """The newest first."""
        case = uow.session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        must_see(by, case)
        return case_events(uow, case, public_only=by.kind == "enterprise")
