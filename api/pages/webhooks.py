"""Pages 网络回调: other systems that are told what happens."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from engine.commands import AddWebhook, PauseWebhook, RemoveWebhook, TryWebhook
from engine.queries import Webhooks
from engine.sdk.errors import InvalidInput
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/operations/webhooks", include_in_schema=False)
ADDRESS = "/admin/operations/webhooks"


@router.get("")
def webhooks(page: AdministratorPage) -> Response:
    """Who is told what, and how it went."""
    return _draw(page)


@router.post("")
def add(page: AdministratorPage, form: Form) -> Response:
    """Register one; a secret that was made here is shown this once."""
    topics = tuple(form.fields.getlist("topic")[:100])
    typed = {name: form.text(name, 500) for name in ("name", "address")}
    try:
        added = page.execute(AddWebhook(name=typed["name"], address=typed["address"], topics=topics, secret=form.text("secret", 200)))
    except InvalidInput as refusal:
        return _draw(page, 422, errors=refusal.errors, typed={**typed, "topics": topics})
    said = Text(f"签名密钥（仅显示这一次）：{added.secret}", f"The secret, shown this once: {added.secret}")
    return _draw(page, messages=(("warning", said),))


@router.post("/{webhook_id}/pause")
def pause(page: AdministratorPage, form: Form, webhook_id: UUID) -> Response:
    """Let it wait, or go on."""
    page.execute(PauseWebhook(webhook_id=webhook_id, paused=form.text("paused") == "1"), form.key)
    return page.go(ADDRESS, say="webhook_changed")


@router.post("/{webhook_id}/test")
def test(page: AdministratorPage, form: Form, webhook_id: UUID) -> Response:
    """Send it a message about nothing."""
    page.execute(TryWebhook(webhook_id=webhook_id), form.key)
    return page.go(ADDRESS, say="webhook_tested")


@router.post("/{webhook_id}/remove")
def remove(page: AdministratorPage, form: Form, webhook_id: UUID) -> Response:
    """Tell it nothing any more."""
    page.execute(RemoveWebhook(webhook_id=webhook_id), form.key)
    return page.go(ADDRESS, say="webhook_removed")


def _draw(page: Page, status: int = 200, **context: Any) -> Response:
    return page.html("administrator/webhooks.html", status, view=page.ask(Webhooks()), **{"errors": (), "typed": {}, **context})
