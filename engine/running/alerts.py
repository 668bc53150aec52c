"""Alerts 消息提醒: who is told of what the outbox says, and what of it leaves the house when.

All of this is the worker's: a step only writes its message to the outbox and never waits for anybody to be told.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.calendar.calendar import Calendar
from engine.model import Absence, Alert, AlertChoice, Case, Dispatch, Person
from engine.running.alert_topics import KINDS, PAGE, TOPICS
from engine.running.people import holders
from engine.store.jobs import Job
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

SEALED = {"mail": "mail_sealed", "robot": "robot_sealed"}
"""Channel -> the column of its address."""
DISPATCH = "send_dispatch"
"""The job that sends."""
MOST_TOLD = 500
LONGEST_SEARCH = 40
"""Days within which a working day is found, whatever holidays there are."""


def tell_people(uow: UnitOfWork, source: str, topic: str, payload: Mapping[str, Any], case: Case | None) -> int:
    """Tell everybody a message of the outbox concerns; returns how many. The same source again tells nobody twice."""
    if topic not in TOPICS:
        return 0
    people = _concerned(uow, topic, payload, case)
    return raise_alerts(uow, source, topic, payload, case, people)


def raise_alerts(uow: UnitOfWork, source: str, topic: str, facts: Mapping[str, Any], case: Case | None, people: Iterable[Person]) -> int:
    """One alert for each of these people, by the channels they chose; returns how many are new."""
    found = {person.id: person for person in people if person.kind in KINDS[TOPICS[topic].kind].audience}
    if not found:
        return 0
    rows = select(AlertChoice).where(AlertChoice.person_id.in_(found))
    choices = {row.person_id: row for row in uow.session.scalars(rows)}
    task = facts.get("task")
    told: dict[str, Any] = {"source": source, "topic": topic, "facts": dict(facts)}
    told |= {"case_id": case.id if case else None, "task_id": UUID(str(task)) if task else None}
    new = 0
    for person in list(found.values())[:MOST_TOLD]:
        choice = choices.get(person.id)
        channels = channels_of(choice, TOPICS[topic].kind)
        if channels:
            new += _raise(uow, person, choice, channels, told)
    return new


def channels_of(choice: AlertChoice | None, kind: str) -> tuple[str, ...]:
    """The channels somebody is told by of a kind of thing."""
    chosen = choice.kinds.get(kind) if choice is not None else None
    return KINDS[kind].at_first if chosen is None else tuple(chosen)


def _raise(uow: UnitOfWork, person: Person, choice: AlertChoice | None, channels: tuple[str, ...], told: dict[str, Any]) -> int:
    values = {"id": uuid4(), "person_id": person.id, **told, "at": uow.now, "shown": PAGE in channels, "read_at": None}
    made = uow.session.scalar(insert(Alert).values(values).on_conflict_do_nothing().returning(Alert.id))
    if made is None:
        return 0
    for channel, column in SEALED.items():
        if choice is not None and channel in channels and channel in uow.ports.channels and getattr(choice, column) is not None:
            _dispatch(uow, choice, channel, made)
    return 1


def _dispatch(uow: UnitOfWork, choice: AlertChoice, channel: str, alert: UUID) -> None:
    """Let an alert leave as soon as the person wants to hear of it, together with what leaves at the same moment."""
    due = moment_for(choice, uow.now, uow.calendar)
    if due > uow.now:
        same = select(Dispatch).where(
            Dispatch.person_id == choice.person_id, Dispatch.channel == channel, Dispatch.due_at == due, Dispatch.sent_at.is_(None)
        )
        waiting = uow.session.scalar(same.with_for_update().limit(1))
        if waiting is not None:
            waiting.alerts = [*waiting.alerts, str(alert)]
            return
    now = due <= uow.now
    row = Dispatch(
        id=uuid4(),
        person_id=choice.person_id,
        channel=channel,
        alerts=[str(alert)],
        created_at=uow.now,
        due_at=due,
        queued=now,
        sent_at=None,
    )
    uow.session.add(row)
    uow.session.flush()
    if now:
        uow.jobs.append(sending(choice.person_id, channel))


def sending(person_id: UUID, channel: str) -> Job:
    """The job that sends what waits for a person on a channel, one piece after the other: a dead address is one incident."""
    return Job(DISPATCH, {"person_id": str(person_id), "channel": channel}, lock=f"dispatch:{person_id}:{channel}")


def moment_for(choice: AlertChoice, now: datetime, calendar: Calendar) -> datetime:
    """When something that happens now may reach a person: at once, at the hour of their digest, after their quiet hours, on a workday."""
    local = now.astimezone(ZONE)
    found = local
    if choice.digest_at:
        found = datetime.combine(local.date(), time.fromisoformat(choice.digest_at), ZONE)
        found = found if found >= local else found + timedelta(days=1)
    if choice.quiet_from and choice.quiet_to:
        found = _after_quiet(found, time.fromisoformat(choice.quiet_from), time.fromisoformat(choice.quiet_to))
    if choice.workdays and not calendar.is_workday(found.date()):
        opens = time.fromisoformat(choice.digest_at or choice.quiet_to or "09:00")
        days = (found.date() + timedelta(days=n) for n in range(1, LONGEST_SEARCH))
        day = next(day for day in days if calendar.is_workday(day))
        found = datetime.combine(day, opens, ZONE)
    return now if found == local else found


def _after_quiet(moment: datetime, start: time, end: time) -> datetime:
    at = moment.timetz().replace(tzinfo=None)
    if start <= end:
        return datetime.combine(moment.date(), end, ZONE) if start <= at < end else moment
    if at >= start:
        return datetime.combine(moment.date() + timedelta(days=1), end, ZONE)
    return datetime.combine(moment.date(), end, ZONE) if at < end else moment


def _concerned(uow: UnitOfWork, topic: str, payload: Mapping[str, Any], case: Case | None) -> list[Person]:
    """Who a message is for: a person and whoever acts for them, everybody of a post, or everybody of the enterprise."""
    if TOPICS[topic].to_applicant:
        return applicants(uow, case) if case is not None else []
    named = payload.get("person")
    if named:
        return with_substitutes(uow, UUID(str(named)), case.program if case else "")
    role = payload.get("role")
    area = str(payload.get("region") or "") or (case.region if case is not None else "")
    return list(holders(uow, str(role), area)) if role and area else []


def applicants(uow: UnitOfWork, case: Case) -> list[Person]:
    """Everybody of the enterprise whose case it is; the officer where an officer began it."""
    if case.origin == "officer":
        person = uow.session.get(Person, case.applicant_id) if case.applicant_id else None
        return [person] if person is not None and person.active else []
    chosen = select(Person).where(Person.organisation_id == case.organisation_id, Person.active, Person.kind == "enterprise")
    return list(uow.session.scalars(chosen))


def with_substitutes(uow: UnitOfWork, person_id: UUID, program: str) -> list[Person]:
    """A person, and who acts for them today in a program."""
    today = uow.now.astimezone(ZONE).date()
    away = select(Absence).where(Absence.person_id == person_id, Absence.ended_at.is_(None))
    rows = uow.session.scalars(away.where(Absence.starts_on <= today, Absence.ends_on >= today))
    ids = {person_id, *(row.substitute_id for row in rows if not row.programs or not program or program in row.programs)}
    return list(uow.session.scalars(select(Person).where(Person.id.in_(ids), Person.active)))
