"""消息提醒: reading alerts and choosing how one is told."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from uuid import UUID

from sqlalchemy import select, update

from engine.commands.command import Command
from engine.model import Alert, AlertChoice
from engine.running.alert_topics import CHANNELS, MAIL, ROBOT, kinds_for
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound, NotPermitted
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

LONGEST_ADDRESS = 1000
WECOM, WEBHOOK = "wecom", "webhook"
ROBOT_KINDS = (WECOM, WEBHOOK)
SECRET_BYTES = 24
TOO_LONG = Text("地址过长。", "The address is too long.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAlerts(Command[int]):
    """阅读提醒: mark one's own alerts as read, those named or all of them; returns how many were unread."""

    alert_ids: Sequence[UUID] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Nobody reads what somebody else is told."""
        chosen = update(Alert).where(Alert.person_id == by.user_id, Alert.read_at.is_(None), Alert.shown)
        if self.alert_ids:
            chosen = chosen.where(Alert.id.in_(self.alert_ids))
            own = uow.session.scalars(select(Alert.id).where(Alert.id.in_(self.alert_ids), Alert.person_id == by.user_id)).all()
            if len(own) < len(set(self.alert_ids)):
                raise NotFound("alert_not_found")
        return len(uow.session.scalars(chosen.values(read_at=uow.now).returning(Alert.id)).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAlerts(Command[None]):
    """提醒设置: which kinds of things one is told of by which channels, to which addresses, and when not.

    `mail` and `robot` None leave the address as it is, "" takes it away. Times are "HH:MM"; "" means none. With `digest_at`, what
    leaves the house leaves once a day; between `quiet_from` and `quiet_to`, and with `workdays` on days off, it waits.

    Raises:
        InvalidInput: an unknown kind or channel, an address nothing can be sent to, a time that is none.
    """

    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    mail: str | None = None
    robot: str | None = None
    robot_kind: str = WECOM
    quiet_from: str = ""
    quiet_to: str = ""
    workdays: bool = False
    digest_at: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Everything is checked at once; addresses are kept sealed."""
        if by.user_id is None:
            raise NotPermitted("not_for_you", needed="person")
        if faults := [*self._kind_faults(by), *self._time_faults(), *self._address_faults(uow)]:
            raise InvalidInput(faults)
        row = uow.session.get(AlertChoice, by.user_id, with_for_update=True)
        if row is None:
            row = AlertChoice(person_id=by.user_id, mail_sealed=None, robot_sealed=None, secret_sealed=None, pool_seen_at=None)
            uow.session.add(row)
        row.kinds = {name: [each for each in CHANNELS if each in chosen] for name, chosen in self.kinds.items()}
        row.quiet_from, row.quiet_to, row.workdays, row.digest_at = self.quiet_from, self.quiet_to, self.workdays, self.digest_at
        row.robot_kind = self.robot_kind
        if self.mail is not None:
            row.mail_sealed = uow.keyring.seal(self.mail, "alert_choice", MAIL, str(by.user_id)) if self.mail else None
        if self.robot is not None:
            row.robot_sealed = uow.keyring.seal(self.robot, "alert_choice", ROBOT, str(by.user_id)) if self.robot else None
        if row.secret_sealed is None and row.robot_sealed is not None:
            row.secret_sealed = uow.keyring.seal(secrets.token_urlsafe(SECRET_BYTES), "alert_choice", "secret", str(by.user_id))
        if row.pool_seen_at is None or not row.kinds.get("pool"):
            row.pool_seen_at = uow.now if row.kinds.get("pool") else None
        uow.record_system(by, "alerts_chosen", mail=row.mail_sealed is not None, robot=row.robot_sealed is not None)

    def _kind_faults(self, by: Actor) -> list[FieldError]:
        known = kinds_for(by.kind)
        return [
            FieldError(f"kinds.{name}", "没有这样的提醒类别或方式。", "There is no such kind or channel.", code="alert_kind")
            for name, chosen in self.kinds.items()
            if name not in known or not set(chosen) <= set(CHANNELS)
        ]

    def _time_faults(self) -> list[FieldError]:
        faults = [
            FieldError(name, "请填写时间，如 20:00。", "Give a time, such as 20:00.", code="time")
            for name in ("quiet_from", "quiet_to", "digest_at")
            if not _is_time(getattr(self, name))
        ]
        if bool(self.quiet_from) != bool(self.quiet_to):
            faults.append(FieldError("quiet_to", "免打扰时段须填写起止时间。", "Quiet hours need a beginning and an end.", code="quiet"))
        return faults

    def _address_faults(self, uow: UnitOfWork) -> list[FieldError]:
        faults = []
        for name, address, kind in ((MAIL, self.mail, MAIL), (ROBOT, self.robot, self.robot_kind)):
            port = uow.ports.channels.get(name)
            if not address:
                continue
            if port is None:
                faults.append(FieldError(name, "本系统未启用此方式。", "This channel is not in use here.", code="channel_off"))
            elif (fault := TOO_LONG if len(address) > LONGEST_ADDRESS else port.fault(address, kind)) is not None:
                faults.append(FieldError(name, fault.zh, fault.en, code="address"))
        if self.robot_kind not in ROBOT_KINDS:
            faults.append(FieldError("robot_kind", "请选择机器人类型。", "Choose the kind of robot.", code="robot_kind"))
        return faults


def _is_time(text: str) -> bool:
    """Whether a text is empty or a time of the day, written HH:MM."""
    if not text:
        return True
    try:
        return time.fromisoformat(text).strftime("%H:%M") == text
    except ValueError:
        return False
