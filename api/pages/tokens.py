"""Pages 接口令牌: what programs sign in with; made here, shown once, revoked here."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import number_of
from engine.commands import MakeApiToken, RevokeApiToken
from engine.queries import ApiTokens
from engine.sdk.errors import InvalidInput
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/tokens", include_in_schema=False)
DAYS = 90


@router.get("")
def tokens(page: AdministratorPage) -> Response:
    """Every token there ever was."""
    return _draw(page)


@router.post("")
def make(page: AdministratorPage, form: Form) -> Response:
    """Make one; it is shown this once."""
    scopes = tuple(form.fields.getlist("scope")[:10])
    typed = {name: form.text(name, 100) for name in ("username", "name", "days")}
    days = number_of(typed["days"], 0, 0, 10_000)
    command = MakeApiToken(username=typed["username"], name=typed["name"], scopes=scopes, days=days)
    try:
        made = page.execute(command)
    except InvalidInput as refusal:
        return _draw(page, 422, errors=refusal.errors, typed={**typed, "scopes": scopes})
    said = Text(f"新令牌（仅显示这一次）：{made.token}", f"New token, shown this once: {made.token}")
    return _draw(page, messages=(("warning", said),))


@router.post("/{token_id}/revoke")
def revoke(page: AdministratorPage, form: Form, token_id: UUID) -> Response:
    """It is worthless from now on."""
    page.execute(RevokeApiToken(token_id=token_id), form.key)
    return page.go("/admin/tokens", say="token_revoked")


def _draw(page: Page, status: int = 200, **context: Any) -> Response:
    chosen = {"errors": (), "typed": {"days": str(DAYS)}, **context}
    return page.html("administrator/tokens.html", status, view=page.ask(ApiTokens()), **chosen)
