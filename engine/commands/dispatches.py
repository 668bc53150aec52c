"""外发与预警: what the worker tells people without anybody having asked it to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.model import Alert, AlertChoice, Case, Dispatch, Person, PersonRole, Task, Warned
from engine.running.alert_topics import words_of
from engine.running.alerts import SEALED, applicants, raise_alerts, sending, with_substitutes
from engine.running.people import holders
from engine.running.verbs import SUPERVISOR
from engine.sdk.actor import Actor, within
from engine.sdk.ports import Outgoing, Told
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

BATCH = 200
CHANNEL_TITLES = {"mail": {"zh": "邮箱", "en": "mailbox"}, "robot": {"zh": "机器人", "en": "robot"}}
LONGEST_WARNING = timedelta(days=31)
"""A task turns yellow within this before it is due, whatever holidays are between."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromoteDispatches(Command[int]):
    """外发到时: queue what waited for the end of quiet hours or for the hour of a digest; returns how many."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Each is queued once; what several workers find at once is divided between them."""
        due = select(Dispatch).where(Dispatch.sent_at.is_(None), Dispatch.due_at <= uow.now, ~Dispatch.queued)
        rows = uow.session.scalars(due.order_by(Dispatch.due_at).limit(BATCH).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.queued = True
        uow.jobs += [sending(*key) for key in dict.fromkeys((row.person_id, row.channel) for row in rows)]
        return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class SendDispatch(Command[bool]):
    """外发: send the oldest piece that waits for a person on a channel; False when nothing waits. What waits behind it is queued."""

    in_background: ClassVar[bool] = True

    person_id: UUID
    channel: str

    def run(self, uow: UnitOfWork, by: Actor) -> bool:
        """It is sent before the mark is committed: at least once, never lost; whoever receives it knows it again by its id."""
        due = select(Dispatch).where(
            Dispatch.person_id == self.person_id, Dispatch.channel == self.channel, Dispatch.sent_at.is_(None), Dispatch.due_at <= uow.now
        )
        rows = uow.session.scalars(due.order_by(Dispatch.created_at, Dispatch.id).limit(2).with_for_update()).all()
        if not rows:
            return False
        outgoing = self._outgoing(uow, rows[0])
        port = uow.ports.channels.get(self.channel)
        if outgoing is not None and port is not None:
            port.send(outgoing)
        rows[0].sent_at = uow.now
        if len(rows) > 1:
            uow.jobs.append(sending(self.person_id, self.channel))
        return True

    def _outgoing(self, uow: UnitOfWork, row: Dispatch) -> Outgoing | None:
        """What leaves; None where the person has left or has taken the address away."""
        person = uow.session.get(Person, self.person_id)
        choice = uow.session.get(AlertChoice, self.person_id)
        sealed: bytes | None = getattr(choice, SEALED[self.channel]) if choice is not None else None
        if person is None or choice is None or sealed is None or not person.active:
            return None
        context = ("alert_choice", str(self.person_id))
        secret = uow.keyring.unseal(choice.secret_sealed, context[0], "secret", context[1]) if choice.secret_sealed else ""
        return Outgoing(
            id=str(row.id),
            at=uow.now.astimezone(ZONE),
            language=person.language,
            office=person.kind != "enterprise",
            address=uow.keyring.unseal(sealed, context[0], self.channel, context[1]),
            kind=choice.robot_kind,
            secret=secret,
            told=self._told(uow, row, person.language),
        )

    @staticmethod
    def _told(uow: UnitOfWork, row: Dispatch, language: str) -> tuple[Told, ...]:
        alerts = uow.session.scalars(select(Alert).where(Alert.id.in_([UUID(each) for each in row.alerts])).order_by(Alert.at, Alert.id))
        return tuple(
            Told(
                number=str(alert.facts.get("case") or ""),
                words=words_of(alert.topic, alert.facts).in_(language),
                case_id=str(alert.case_id) if alert.case_id else None,
                task_id=str(alert.task_id) if alert.task_id else None,
            )
            for alert in alerts
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WarnOfDeadlines(Command[int]):
    """时限预警: tell of tasks that turned yellow or red since the last look, at most `BATCH` of them; returns how many.

    Whoever holds a task is told, everybody of its post where nobody does, the enterprise where it is its turn; of red ones the
    supervisors, too.
    """

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A task is told of once a light and due date; what stands still turns no colour."""
        today = uow.now.astimezone(ZONE).date()
        found = [*self._turned(uow, "red", today), *self._turned(uow, "yellow", today)]
        for light, task, case in found:
            marked = insert(Warned).values(task_id=task.id, light=light, due_on=task.due_on, at=uow.now)
            if uow.session.scalar(marked.on_conflict_do_nothing().returning(Warned.task_id)) is None:
                continue  # another worker was faster
            facts = {"task": str(task.id), "name": task.name, "case": case.number, "due": str(task.due_on)}
            people = _asked_to_act(uow, task, case) + (list(holders(uow, SUPERVISOR, case.region)) if light == "red" else [])
            raise_alerts(uow, f"{light}:{task.id}:{task.due_on}", f"task.{light}", facts, case, people)
        return len(found)

    @staticmethod
    def _turned(uow: UnitOfWork, light: str, today: date) -> Sequence[tuple[str, Task, Case]]:
        told = exists().where(Warned.task_id == Task.id, Warned.light == light, Warned.due_on == Task.due_on)
        chosen: Select[Task, Case] = select(Task, Case).join(Case, Case.id == Task.case_id)
        chosen = chosen.where(Task.state == "open", ~Task.stopped, _is(light, today), ~told).order_by(Task.due_on, Task.id).limit(BATCH)
        return [(light, task, case) for task, case in uow.session.execute(chosen)]


def _is(light: str, today: date) -> ColumnElement[bool]:
    if light == "red":
        return Task.due_on < today
    return and_(Task.due_on >= today, Task.due_on <= today + LONGEST_WARNING, Task.yellow_on <= today)


def _asked_to_act(uow: UnitOfWork, task: Task, case: Case) -> list[Person]:
    if task.organisation_id is not None:
        return applicants(uow, case)
    if task.assignee_id is not None:
        return with_substitutes(uow, task.assignee_id, case.program)
    return list(holders(uow, task.role, task.region))


@dataclass(frozen=True, slots=True, kw_only=True)
class TellOfArrivals(Command[int]):
    """新件提醒: tell those who want to know how many tasks came into their pools since the last look; returns how many people."""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """One alert a person and look, not one a task. A step never waits for this."""
        chosen = select(AlertChoice).where(AlertChoice.pool_seen_at.is_not(None)).with_for_update(skip_locked=True)
        told = 0
        for choice in uow.session.scalars(chosen).all():
            person = uow.session.get(Person, choice.person_id)
            count = self._arrived(uow, choice) if person is not None and person.active else 0
            if person is not None and count:
                told += raise_alerts(uow, f"pool:{uow.now.isoformat()}", "task.pooled", {"count": str(count)}, None, [person])
            if count:
                choice.pool_seen_at = uow.now
        return told

    @staticmethod
    def _arrived(uow: UnitOfWork, choice: AlertChoice) -> int:
        rows = uow.session.execute(select(PersonRole.role, PersonRole.region).where(PersonRole.person_id == choice.person_id)).all()
        posts = {role: [area for held, area in rows if held == role] for role, _ in rows}
        if not posts:
            return 0
        free = and_(Task.state == "open", Task.assignee_id.is_(None), Task.organisation_id.is_(None), Task.arrived_at > choice.pool_seen_at)
        counted = select(Task.role, Task.region, func.count()).where(free, Task.role.in_(posts))
        found = uow.session.execute(counted.group_by(Task.role, Task.region))
        return sum(count for role, region, count in found if any(within(region, area) for area in posts[role]))


def mark_undelivered(uow: UnitOfWork, arguments: Mapping[str, Any]) -> None:
    """投递失败: an address was given up for now; its owner is told in the page, and by whatever else they chose."""
    channel = str(arguments["channel"])
    person = uow.session.get(Person, UUID(str(arguments["person_id"])))
    if person is not None:
        source = f"undelivered:{channel}:{uow.now.isoformat()}"
        raise_alerts(uow, source, "channel.undelivered", {"channel": CHANNEL_TITLES[channel]}, None, [person])
