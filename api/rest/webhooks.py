"""REST: webhooks; for administrators."""

from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import AddWebhook, PauseWebhook, RemoveWebhook, TryWebhook, WebhookAdded
from engine.queries import Webhooks, WebhooksView

router = APIRouter(prefix="/admin/webhooks", tags=["operations"], dependencies=[Depends(administrator)])


class NewWebhook(BaseModel):
    """Where, of what, and the secret it is signed with; without one, one is made and answered this once."""

    name: Word = Field(min_length=1)
    address: Paragraph = Field(min_length=1, max_length=500, examples=["https://hooks.example.cn/tongban"])
    topics: tuple[Word, ...] = Field(min_length=1, max_length=100, examples=[["case.decided"]])
    secret: Word = ""


class Paused(BaseModel):
    """Whether it waits."""

    paused: bool


class Tried(BaseModel):
    """The delivery that was begun."""

    delivery_id: UUID


@router.get("", responses=READ)
def webhooks(call: Asking) -> WebhooksView:
    """Who is told what, and how it went; never a secret."""
    return call.ask(Webhooks())


@router.post("", status_code=201, responses=WRITE)
def add(call: Asking, body: NewWebhook) -> WebhookAdded:
    """Register one. Takes no idempotency key: secrets are kept sealed alone."""
    return call.execute(AddWebhook(name=body.name, address=body.address, topics=body.topics, secret=body.secret))


@router.put("/{webhook_id}/pause", status_code=204, responses=WRITE)
def pause(call: Acting, webhook_id: UUID, body: Paused) -> Response:
    """Let it wait, or go on."""
    call.execute(PauseWebhook(webhook_id=webhook_id, paused=body.paused))
    return Response(status_code=204)


@router.post("/{webhook_id}/test", status_code=202, responses=WRITE)
def test(call: Acting, webhook_id: UUID) -> Tried:
    """Send it a message about nothing."""
    return Tried(delivery_id=call.execute(TryWebhook(webhook_id=webhook_id)))


@router.delete("/{webhook_id}", status_code=204, responses=WRITE)
def remove(call: Acting, webhook_id: UUID) -> Response:
    """Tell it nothing any more."""
    call.execute(RemoveWebhook(webhook_id=webhook_id))
    return Response(status_code=204)
