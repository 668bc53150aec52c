"""回调 queueing what webhooks are to be told."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.model import OutboxMessage, Webhook, WebhookDelivery
from engine.running.alert_topics import TOPICS
from engine.store.jobs import Job
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

TEST = "webhook.test"
KNOWN = (*sorted({*TOPICS, "case.submitted"} - {"channel.undelivered"}),)
"""What a webhook may be told of."""


def queue_hooks(uow: UnitOfWork, row: OutboxMessage) -> None:
    """Put a message before every webhook that asked for its topic; where webhooks are off, nothing is even looked up."""
    if uow.ports.hooks is None:
        return
    for hook in uow.session.scalars(select(Webhook).where(Webhook.topics.contains([row.topic]))):
        queue_hook(uow, hook, row.topic, row.payload, row.id)


def queue_hook(uow: UnitOfWork, hook: Webhook, topic: str, payload: Mapping[str, Any], message_id: UUID | None) -> UUID:
    """One message for one webhook; while it is paused it waits."""
    delivery_id = uuid4()
    content = {"id": str(delivery_id), "type": topic, "at": uow.now.astimezone(ZONE).isoformat(), "data": dict(payload)}
    uow.session.add(
        WebhookDelivery(
            id=delivery_id,
            webhook_id=hook.id,
            message_id=message_id,
            topic=topic,
            content=content,
            state="waiting",
            attempts=0,
            answer="",
            created_at=uow.now,
        )
    )
    if not hook.paused:
        uow.jobs.append(posting(delivery_id))
    return delivery_id


def posting(delivery_id: UUID) -> Job:
    """The job that posts a delivery."""
    return Job("post_hook", {"delivery_id": str(delivery_id)}, lock=f"hook:{delivery_id}")
