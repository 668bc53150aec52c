"""REST: lists that are published now 公示, public, and objections to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import BaseModel, Field

from api.deps import EngineOf
from api.rest.kinds import Paragraph, Word, refusals
from api.throttle import admit
from engine.commands import RaiseObjection
from engine.queries import Publicities, Publicity, PublicityDetail, PublicityView
from engine.sdk.actor import Actor

router = APIRouter(prefix="/publicities", tags=["publicities"])
PUBLIC = refusals(404, 422, 500, 503)


class NewObjection(BaseModel):
    """Who objects to what, and how they are reached; `rows` are numbers of the list, none for the whole of it."""

    name: Word = Field(examples=["陈先生"])
    contact: Word = Field(examples=["020-12345678"])
    content: Paragraph = Field(examples=["第 2 人没有参加培训。"])
    rows: Annotated[tuple[int, ...], Field(max_length=5000)] = ()


class Objected(BaseModel):
    """The number of the list that was objected to."""

    number: str


@router.get("", responses=PUBLIC)
def publicities(engine: EngineOf) -> tuple[PublicityView, ...]:
    """Every list that is published now, the newest first."""
    return engine.ask(Publicities(), by=Actor.system())


@router.get("/{notice_id}", responses=PUBLIC)
def publicity(engine: EngineOf, notice_id: UUID) -> PublicityDetail:
    """One list with its people, masked, how its sum came about, and the office that hears objections."""
    return engine.ask(Publicity(notice_id=notice_id), by=Actor.system())


@router.post("/{notice_id}/objections", status_code=201, responses=refusals(404, 409, 422, 429, 500, 503))
def raise_objection(request: Request, engine: EngineOf, notice_id: UUID, body: NewObjection) -> Objected:
    """Object to a list. Nobody has to sign in; too many from one address are refused with 429."""
    admit(request, request.app.state.objection_throttle)
    command = RaiseObjection(notice_id=notice_id, name=body.name, contact=body.contact, content=body.content, rows=body.rows)
    return Objected(number=engine.execute(command, by=Actor.system()))
