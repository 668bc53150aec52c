"""REST: tokens of programs; for administrators who signed in with their account."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Word
from engine.commands import ApiTokenMade, MakeApiToken, RevokeApiToken
from engine.queries import ApiTokens, ApiTokenView

router = APIRouter(prefix="/admin/tokens", tags=["administration"], dependencies=[Depends(administrator)])


class NewToken(BaseModel):
    """For whom, for what, and for how long."""

    username: Word = Field(min_length=1, examples=["zhoumin"])
    name: Word = Field(min_length=1, examples=["数据共享平台"])
    scopes: tuple[Literal["read", "write", "admin"], ...] = Field(min_length=1)
    days: int = Field(ge=1, le=366)


@router.get("", responses=READ)
def tokens(call: Asking) -> tuple[ApiTokenView, ...]:
    """Every token there ever was; never the token itself."""
    return call.ask(ApiTokens())


@router.post("", status_code=201, responses=WRITE)
def make(call: Asking, body: NewToken) -> ApiTokenMade:
    """Make one; it is answered this once. Takes no idempotency key: tokens are kept nowhere."""
    return call.execute(MakeApiToken(username=body.username, name=body.name, scopes=body.scopes, days=body.days))


@router.delete("/{token_id}", status_code=204, responses=WRITE)
def revoke(call: Acting, token_id: UUID) -> Response:
    """It is worthless from now on."""
    call.execute(RevokeApiToken(token_id=token_id))
    return Response(status_code=204)
