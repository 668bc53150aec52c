"""REST: what an officer set up for the queue 列表设置 and for opinions 常用意见."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import (
    AddPhrase,
    BeginWithView,
    ChangePhrase,
    ChangeView,
    ChooseColumns,
    LookForPerson,
    PersonSought,
    RemovePhrase,
    RemoveView,
    SaveView,
)
from engine.queries import Phrases, PhraseView, QueueChoices, QueueChoicesView

router = APIRouter(tags=["queue"], dependencies=[Depends(for_the_office)])

Columns = Annotated[list[Word], Field(max_length=20, examples=[["organisation", "step", "due"]])]


class NamedView(BaseModel):
    """Another name, shared with the office or not."""

    name: Word = Field(examples=["本周到期"])
    shared: bool = False


class NewView(NamedView):
    """A question to the queue (as `GET /tasks` takes it) under a name, with the columns to show (none: the usual ones)."""

    question: dict[Word, Word] = Field(default_factory=dict, max_length=10, examples=[{"tab": "pool", "light": "yellow"}])
    columns: Columns = []


class First(BaseModel):
    """The view the queue begins with; null for the usual list."""

    view_id: UUID | None = None


class Shown(BaseModel):
    """What the queue shows of every task: organisation, uscc, summary, step, flags, area, arrived, holder, due."""

    columns: Columns


class Somebody(BaseModel):
    """Whom to look for: a whole identity number, or a full name as it stands on the roster."""

    text: Word = Field(examples=["赵伟杰"])


class Words(BaseModel):
    """The words of a phrase."""

    text: Paragraph = Field(examples=["材料齐全，符合法定形式。"])


class NewPhrase(Words):
    """One's own, or shared with everybody of the office."""

    shared: bool = False


@router.get("/queue", responses=READ)
def choices(call: Asking) -> QueueChoicesView:
    """Columns, saved views, and the view the queue begins with."""
    return call.ask(QueueChoices())


@router.post("/queue/views", status_code=201, responses=WRITE)
def save_view(call: Acting, body: NewView) -> UUID:
    """保存视图: answers the view's id."""
    return call.execute(SaveView(name=body.name, question=body.question, columns=tuple(body.columns), shared=body.shared))


@router.put("/queue/views/{view_id}", status_code=204, responses=WRITE)
def change_view(call: Acting, view_id: UUID, body: NamedView) -> Response:
    """修改视图: only its owner."""
    call.execute(ChangeView(view_id=view_id, name=body.name, shared=body.shared))
    return Response(status_code=204)


@router.delete("/queue/views/{view_id}", status_code=204, responses=WRITE)
def remove_view(call: Acting, view_id: UUID) -> Response:
    """删除视图: only its owner."""
    call.execute(RemoveView(view_id=view_id))
    return Response(status_code=204)


@router.put("/queue/first", status_code=204, responses=WRITE)
def first_view(call: Acting, body: First) -> Response:
    """默认视图."""
    call.execute(BeginWithView(view_id=body.view_id))
    return Response(status_code=204)


@router.put("/queue/columns", status_code=204, responses=WRITE)
def choose_columns(call: Acting, body: Shown) -> Response:
    """选择列."""
    call.execute(ChooseColumns(columns=tuple(body.columns)))
    return Response(status_code=204)


@router.get("/phrases", responses=READ)
def phrases(call: Asking) -> tuple[PhraseView, ...]:
    """常用意见: one's own first, then the office's."""
    return call.ask(Phrases())


@router.post("/phrases", status_code=201, responses=WRITE)
def add_phrase(call: Acting, body: NewPhrase) -> UUID:
    """新增常用意见: answers its id."""
    return call.execute(AddPhrase(text=body.text, shared=body.shared))


@router.put("/phrases/{phrase_id}", status_code=204, responses=WRITE)
def change_phrase(call: Acting, phrase_id: UUID, body: Words) -> Response:
    """修改常用意见."""
    call.execute(ChangePhrase(phrase_id=phrase_id, text=body.text))
    return Response(status_code=204)


@router.delete("/phrases/{phrase_id}", status_code=204, responses=WRITE)
def remove_phrase(call: Acting, phrase_id: UUID) -> Response:
    """删除常用意见."""
    call.execute(RemovePhrase(phrase_id=phrase_id))
    return Response(status_code=204)


@router.post("/person-searches", responses=WRITE)
def look_for_person(call: Acting, body: Somebody) -> PersonSought:
    """按人员检索: what `GET /tasks` takes as `person`. For officers who do a step of such cases; every search leaves a line."""
    return call.execute(LookForPerson(text=body.text))
