"""REST: sign in, sign out, who am I."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.deps import Asking, BearerActor, EngineOf, bearer_token
from api.rest.kinds import READ, Word, refusals
from api.throttle import admit
from engine.commands import ChangeOwnPassword, SignIn, SignInRefused, SignOut
from engine.sdk.actor import Actor

router = APIRouter(tags=["sessions"])


class Credentials(BaseModel):
    """Who wants a token."""

    username: Word = Field(examples=["acceptance"])
    password: Word = Field(examples=["correct horse battery staple"])


class Session(BaseModel):
    """A token and whom it acts for. Send it as `Authorization: Bearer <token>`."""

    token: str
    token_type: str = "bearer"  # noqa: S105  the kind of token, not one
    actor: Actor


class Passwords(BaseModel):
    """The password now and the one wanted."""

    old: Word
    new: Word


class SignInFailed(HTTPException):
    """No token for this name and password."""

    def __init__(self, refused: SignInRefused) -> None:
        super().__init__(401, f"sign_in_{refused.code}")
        self.facts = {"minutes": refused.minutes}


@router.post("/sessions", status_code=201, responses=refusals(401, 422, 429, 500, 503))
def sign_in(request: Request, engine: EngineOf, body: Credentials) -> Session:
    """Sign in.

    Answers a bearer token. After several wrong passwords the account is locked for a while; too many attempts from one address are
    refused with 429.
    """
    address = admit(request, request.app.state.throttle)
    signed = engine.execute(SignIn(username=body.username, password=body.password, address=address, label="api"), by=Actor.system())
    if isinstance(signed, SignInRefused):
        raise SignInFailed(signed)
    return Session(token=signed.token, actor=signed.actor)


@router.delete("/sessions/current", status_code=204, responses=READ)
def sign_out(call: Asking, token: Annotated[str, Depends(bearer_token)]) -> Response:
    """Sign out: the token is worthless from now on."""
    call.execute(SignOut(token=token))
    return Response(status_code=204)


@router.get("/me", responses=READ)
def me(actor: BearerActor) -> Actor:
    """Who this token acts for: kind, organisation, roles and regions."""
    return actor


@router.put("/me/password", status_code=204, responses=READ)
def change_password(call: Asking, token: Annotated[str, Depends(bearer_token)], body: Passwords) -> Response:
    """Change one's own password; every other session ends."""
    call.execute(ChangeOwnPassword(old=body.old, new=body.new, token=token))
    return Response(status_code=204)
