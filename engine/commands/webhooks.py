"""网络回调: registered by an administrator, tried, paused, removed; posted by the worker."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.model import Webhook, WebhookDelivery
from engine.running.access import must_be
from engine.running.webhooks import KNOWN, TEST, posting, queue_hook
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound
from engine.sdk.ports import HookPort, Posting
from engine.security.tokens import new_token
from engine.store.jobs import Job
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

MOST_ATTEMPTS = 8
PAUSE = timedelta(minutes=1)
LEAST_SECRET = 16
SEALED = ("webhook", "secret")


@dataclass(frozen=True, slots=True)
class WebhookAdded:
    """The secret is told this once."""

    webhook_id: UUID
    secret: str


def _hooks(uow: UnitOfWork) -> HookPort:
    if uow.ports.hooks is None:
        raise InvalidState("webhooks_off")
    return uow.ports.hooks


def _webhook(uow: UnitOfWork, by: Actor, webhook_id: UUID) -> Webhook:
    must_be(by, "administrator")
    row = uow.session.get(Webhook, webhook_id, with_for_update=True)
    if row is None:
        raise NotFound("webhook_not_found", webhook=str(webhook_id))
    return row


@dataclass(frozen=True, slots=True, kw_only=True)
class AddWebhook(Command[WebhookAdded]):
    """登记网络回调: tell another system of these topics; without a secret one is made.

    Raises:
        InvalidState: `webhooks_off`, where the operator has not named a host.
        InvalidInput: with every fault; the address may not be reached, the topics are unknown.
    """

    keeps_answer: ClassVar[bool] = False

    name: str
    address: str
    topics: tuple[str, ...]
    secret: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> WebhookAdded:
        """The trail says where and what, never the secret."""
        must_be(by, "administrator")
        fault = _hooks(uow).fault(self.address)
        errors = [FieldError("address", fault.zh, fault.en, code="address")] if fault is not None else []
        if not self.name.strip():
            errors.append(FieldError("name", "请填写名称。", "Give it a name.", code="required"))
        if not self.topics or not set(self.topics) <= set(KNOWN):
            errors.append(FieldError("topics", "请选择事件。", "Choose what it is told of.", code="required"))
        if self.secret and len(self.secret) < LEAST_SECRET:
            zh, en = f"密钥至少 {LEAST_SECRET} 个字符。", f"A secret has at least {LEAST_SECRET} characters."
            errors.append(FieldError("secret", zh, en, code="short"))
        if errors:
            raise InvalidInput(errors)
        key, secret = uuid4(), self.secret or new_token()
        row = Webhook(
            id=key,
            name=self.name.strip()[:100],
            address=self.address,
            topics=sorted(set(self.topics)),
            secret_sealed=uow.keyring.seal(secret, *SEALED, str(key)),
            paused=False,
            created_at=uow.now,
            created_by=by.name,
        )
        uow.session.add(row)
        uow.record_system(by, "webhook_added", webhook=str(key), name=row.name, address=row.address, topics=row.topics)
        return WebhookAdded(key, secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseWebhook(Command[None]):
    """暂停或恢复网络回调: while it is paused, what is for it waits; resumed, it is told everything."""

    webhook_id: UUID
    paused: bool

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What waited leaves at once."""
        row = _webhook(uow, by, self.webhook_id)
        if row.paused == self.paused:
            return
        row.paused = self.paused
        if not self.paused:
            waiting = select(WebhookDelivery.id).where(WebhookDelivery.webhook_id == row.id, WebhookDelivery.state == "waiting")
            uow.jobs += [posting(each) for each in uow.session.scalars(waiting.order_by(WebhookDelivery.created_at))]
        uow.record_system(by, "webhook_paused" if self.paused else "webhook_resumed", webhook=str(row.id), name=row.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveWebhook(Command[None]):
    """移除网络回调: it is told nothing any more."""

    webhook_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """With what it was told."""
        row = _webhook(uow, by, self.webhook_id)
        uow.session.delete(row)
        uow.record_system(by, "webhook_removed", webhook=str(row.id), name=row.name, address=row.address)


@dataclass(frozen=True, slots=True, kw_only=True)
class TryWebhook(Command[UUID]):
    """测试网络回调: send it a message about nothing; returns the delivery."""

    webhook_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Signed and retried as any other."""
        row = _webhook(uow, by, self.webhook_id)
        _hooks(uow)
        return queue_hook(uow, row, TEST, {"name": row.name, "by": by.name}, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostHook(Command[str]):
    """投递回调: post one delivery, signed with the webhook's secret; returns its state. A failure waits longer each time."""

    in_background: ClassVar[bool] = True

    delivery_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """Posted before the mark is committed: at least once, under the same id every time."""
        row = uow.session.get(WebhookDelivery, self.delivery_id, with_for_update=True)
        if row is None or row.state != "waiting":
            return row.state if row else ""
        hook = uow.session.get_one(Webhook, row.webhook_id)
        port = uow.ports.hooks
        if hook.paused or port is None:
            return row.state
        secret = uow.keyring.unseal(hook.secret_sealed, *SEALED, str(hook.id))
        row.attempts += 1
        try:
            status = port.post(Posting(str(row.id), uow.now.astimezone(ZONE), hook.address, secret, row.content))
        except Exception as error:  # noqa: BLE001 - whatever it was is told to the administrator and tried again
            row.answer = f"{type(error).__name__}: {error}"[:500]
            if row.attempts >= MOST_ATTEMPTS:
                row.state = "failed"
            else:
                again = posting(row.id)
                uow.jobs.append(Job(again.task, again.arguments, lock=again.lock, at=uow.now + PAUSE * 2 ** (row.attempts - 1)))
            return row.state
        row.state, row.sent_at, row.answer = "sent", uow.now, str(status)
        return row.state
