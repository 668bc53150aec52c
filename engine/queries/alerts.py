"""Alerts 消息提醒 and the choices about them, each person's own."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select, tuple_

from engine.model import Alert, AlertChoice
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.views import Page
from engine.running.alert_topics import MAIL, PAGE, ROBOT, TOPICS, kinds_for, words_of
from engine.running.alerts import channels_of
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

MOST_UNREAD = 100


@dataclass(frozen=True, slots=True)
class AlertView:
    """消息提醒: one thing the person is told, about which case and task, and since when it is read."""

    alert_id: UUID
    kind: str
    words: Text
    number: str
    case_id: UUID | None
    task_id: UUID | None
    at: datetime
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind of thing, and the channels the person is told of it by."""

    kind: str
    title: Text
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertSettingsView:
    """提醒设置: what the person chose. Of a robot's address only the host is shown; `secret` is what its signatures are made with."""

    kinds: tuple[KindChoice, ...]
    channels: tuple[str, ...]
    mail: str
    robot_host: str
    robot_kind: str
    secret: str
    quiet_from: str
    quiet_to: str
    workdays: bool
    digest_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadAlerts(Query[int]):
    """未读提醒: how many the person has not read, counted up to `MOST_UNREAD`."""

    def answer(self, uow: UnitOfWork, by: Actor) -> int:
        """One short stretch of one index."""
        unread = select(Alert.id).where(Alert.person_id == by.user_id, Alert.read_at.is_(None), Alert.shown).limit(MOST_UNREAD)
        return uow.session.scalar(select(func.count()).select_from(unread.subquery())) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts(Query[Page]):
    """消息提醒 of the person who asks, the newest first; `unread` leaves out those that were read."""

    unread: bool = False
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `AlertView`."""
        chosen = select(Alert).where(Alert.person_id == by.user_id, Alert.shown)
        if self.unread:
            chosen = chosen.where(Alert.read_at.is_(None))
        total = uow.session.scalar(select(func.count()).select_from(chosen.limit(1000).subquery())) or 0
        if self.after:
            at, last = read_cursor(self.after, datetime.fromisoformat, UUID)
            chosen = chosen.where(tuple_(Alert.at, Alert.id) < (at, last))
        rows = list(uow.session.scalars(chosen.order_by(Alert.at.desc(), Alert.id.desc()).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        cursor = write_cursor(rows[-1].at.isoformat(), str(rows[-1].id)) if more else None
        return Page(tuple(_view(row) for row in rows), total, cursor)


def _view(row: Alert) -> AlertView:
    return AlertView(
        row.id,
        TOPICS[row.topic].kind,
        words_of(row.topic, row.facts),
        str(row.facts.get("case") or ""),
        row.case_id,
        row.task_id,
        row.at,
        row.read_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertSettings(Query[AlertSettingsView]):
    """提醒设置 of the person who asks."""

    def answer(self, uow: UnitOfWork, by: Actor) -> AlertSettingsView:
        """What nobody chose stands as it is before anybody chooses; channels that are not in use here are left out."""
        row = uow.session.get(AlertChoice, by.user_id) if by.user_id is not None else None
        robot = self._opened(uow, row.robot_sealed, ROBOT, by) if row is not None else ""
        return AlertSettingsView(
            kinds=tuple(KindChoice(name, kind.title, channels_of(row, name)) for name, kind in kinds_for(by.kind).items()),
            channels=(PAGE, *(name for name in (MAIL, ROBOT) if name in uow.ports.channels)),
            mail=self._opened(uow, row.mail_sealed, MAIL, by) if row is not None else "",
            robot_host=urlsplit(robot).hostname or "" if robot else "",
            robot_kind=row.robot_kind if row is not None else "wecom",
            secret=self._opened(uow, row.secret_sealed, "secret", by) if row is not None and robot else "",
            quiet_from=row.quiet_from if row is not None else "",
            quiet_to=row.quiet_to if row is not None else "",
            workdays=row is not None and row.workdays,
            digest_at=row.digest_at if row is not None else "",
        )

    @staticmethod
    def _opened(uow: UnitOfWork, sealed: bytes | None, name: str, by: Actor) -> str:
        return uow.keyring.unseal(sealed, "alert_choice", name, str(by.user_id)) if sealed is not None else ""
