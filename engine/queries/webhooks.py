"""网络回调: who is told what, and how it went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Webhook, WebhookDelivery
from engine.queries.query import Query
from engine.queries.topic_titles import title_of_topic
from engine.running.access import must_be
from engine.running.webhooks import KNOWN
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

LAST = 10


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One delivery; `answer` is the status of the receiver or why it was not reached."""

    delivery_id: UUID
    topic: str
    state: str
    attempts: int
    answer: str
    created_at: datetime
    sent_at: datetime | None

    @property
    def title(self) -> Text:
        """What it told of."""
        return title_of_topic(self.topic)


@dataclass(frozen=True, slots=True)
class WebhookView:
    """网络回调 with its last deliveries."""

    webhook_id: UUID
    name: str
    address: str
    topics: tuple[str, ...]
    paused: bool
    created_at: datetime
    created_by: str
    waiting: int
    last: tuple[DeliveryView, ...]

    @property
    def titles(self) -> Mapping[str, Text]:
        """What it is told of, in words."""
        return {each: title_of_topic(each) for each in self.topics}


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """Whether webhooks are on in this installation, what they may be told of, and those there are."""

    on: bool
    known: tuple[str, ...]
    rows: tuple[WebhookView, ...]

    @property
    def titles(self) -> Mapping[str, Text]:
        """What webhooks may be told of, in words."""
        return {each: title_of_topic(each) for each in self.known}


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks(Query[WebhooksView]):
    """网络回调, by name."""

    def answer(self, uow: UnitOfWork, by: Actor) -> WebhooksView:
        """Never a secret."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(Webhook).order_by(Webhook.name, Webhook.id)).all()
        return WebhooksView(uow.ports.hooks is not None, KNOWN, tuple(_view(uow, row) for row in rows))


def _view(uow: UnitOfWork, row: Webhook) -> WebhookView:
    mine = WebhookDelivery.webhook_id == row.id
    waiting = uow.session.scalar(select(func.count()).select_from(WebhookDelivery).where(mine, WebhookDelivery.state == "waiting"))
    last = uow.session.scalars(
        select(WebhookDelivery).where(mine).order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id).limit(LAST)
    )
    return WebhookView(
        row.id, row.name, row.address, tuple(row.topics), row.paused, row.created_at, row.created_by, waiting or 0,
        tuple(DeliveryView(d.id, d.topic, d.state, d.attempts, d.answer, d.created_at, d.sent_at) for d in last),
    )  # fmt: skip
