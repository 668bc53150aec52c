"""REST: lists that are published now 公示, public, and objections to them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Request, UploadFile
from pydantic import BaseModel, Field

from api.deps import EngineOf, IdempotencyKey, SettingsOf
from api.objecting import key_of
from api.objecting import raise_objection as send
from api.rest.kinds import Paragraph, Word, refusals
from api.throttle import may_object
from engine.commands import Objection
from engine.queries import Publicities, Publicity, PublicityDetail, PublicityView
from engine.sdk.actor import Actor

router = APIRouter(prefix="/publicities", tags=["publicities"])
PUBLIC = refusals(404, 422, 500, 503)
OBJECTING = refusals(404, 409, 413, 422, 429, 500, 503)


class NewObjection(BaseModel):
    """Who objects to what, and how they are reached; `rows` are numbers of the list, none for the whole of it."""

    name: Word = Field(examples=["陈先生"])
    contact: Word = Field(examples=["020-12345678"])
    content: Paragraph = Field(examples=["第 2 人没有参加培训。"])
    rows: Annotated[tuple[int, ...], Field(max_length=5000)] = ()


class NewObjectionWithFiles(NewObjection):
    """The same with files: at most three, PDF, JPG or PNG, 10 MB each; judged by content, for the office alone."""

    files: Annotated[tuple[UploadFile, ...], Field(max_length=10)] = ()


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


@router.post("/{notice_id}/objections", status_code=201, responses=OBJECTING, dependencies=[Depends(may_object)])
def raise_objection(
    request: Request, engine: EngineOf, settings: SettingsOf, notice_id: UUID, body: NewObjection, key: IdempotencyKey = None
) -> Objected:
    """Object to a list. Nobody has to sign in; too many from one address are refused with 429."""
    said = Objection(notice_id=notice_id, name=body.name, contact=body.contact, content=body.content, rows=body.rows)
    return Objected(number=send(engine, settings, said, (), key_of(request, key)))


@router.post("/{notice_id}/objections/with-files", status_code=201, responses=OBJECTING, dependencies=[Depends(may_object)])
def raise_objection_with_files(
    request: Request,
    engine: EngineOf,
    settings: SettingsOf,
    notice_id: UUID,
    form: Annotated[NewObjectionWithFiles, File()],
    key: IdempotencyKey = None,
) -> Objected:
    """Object to a list and send files with it. With any fault nothing is sent and none of the files is kept."""
    said = Objection(notice_id=notice_id, name=form.name, contact=form.contact, content=form.content, rows=form.rows)
    return Objected(number=send(engine, settings, said, form.files, key_of(request, key)))
