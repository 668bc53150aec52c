"""REST: tasks 待办, the officer's work."""

from base64 import b64encode
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.previews import preview_papers
from api.rest.kinds import READ, WRITE, Cursor, Paragraph, Values, Word
from engine.commands import ClaimTask, CompleteTask, MarkMaterial, MarkMissing, ReleaseTask, TaskCompleted
from engine.commands.preview_papers import TryTask
from engine.queries import TaskDetail, TaskQueue
from engine.queries.clock_views import Light
from engine.queries.queue_views import QueueView
from engine.queries.views import TaskView
from engine.sdk.text import Text

router = APIRouter(prefix="/tasks", tags=["tasks"], dependencies=[Depends(for_the_office)])

Tab = Literal["todo", "pool", "done", "copies", "entrusted", "started", "all", "office"]
Sort = Literal["due", "-due", "arrived", "-arrived", "risk"]
Whose = Literal["free", "applicant", "unread", ""]
Mark = Literal["pass", "fail", "missing", ""]


class QueueFilter(BaseModel):
    """Which tasks, in which order."""

    tab: Tab = "todo"
    text: Word = ""
    program: Word = ""
    element: Word = ""
    light: Light | Literal[""] = ""
    whose: Whose = ""
    sort: Sort = "due"
    person: str = Field(default="", max_length=500, description="What `POST /person-searches` answered: somebody on a roster")


class QueueQuestion(QueueFilter):
    """And which page of them."""

    after: Cursor = None
    size: int = Field(default=50, ge=1, le=200)


class Decision(BaseModel):
    """What the officer decides. `data` holds the step form's fields; `version` is the one of the task read before."""

    outcome: Word = Field(default="", examples=["accept"])
    data: Values = Field(default_factory=dict, examples=[{"opinion": "材料齐全，予以受理"}])
    version: int = Field(ge=0)


class Preview(BaseModel):
    """A paper as it would be issued now, without a number."""

    key: str
    title: Text
    adverse: bool
    pdf: str = Field(description="The PDF in base64")


class MaterialMark(BaseModel):
    """The officer's judgement of one file."""

    mark: Mark
    note: Paragraph = ""


class MissingItem(BaseModel):
    """An item of the checklist of materials that has no file."""

    field: Word
    item: Word
    missing: bool = True
    note: Paragraph = ""


@router.get("", responses=READ)
def queue(call: Asking, query: Annotated[QueueQuestion, Query()]) -> QueueView:
    """The lists of an officer: mine (`todo`), free (`pool`), finished by me (`done`), copies sent to me, what others entrusted, cases I
    began (rows without a task), mine and free together (`all`), or everything open in my area (`office`).

    `text` is a number from its beginning or end, a name, a code or a word of the summary; `person` a search for somebody on a roster.
    """
    return call.ask(TaskQueue(**query.model_dump()))


@router.get("/{task_id}", responses=READ)
def task(call: Asking, task_id: UUID) -> TaskView:
    """A task with everything needed to decide it: submission, materials, checks, clocks, history; `may` names the verbs allowed now."""
    return call.ask(TaskDetail(task_id=task_id))


@router.post("/{task_id}/claim", status_code=204, responses=WRITE)
def claim(call: Acting, task_id: UUID) -> Response:
    """Take the task out of the pool."""
    call.execute(ClaimTask(task_id=task_id))
    return Response(status_code=204)


@router.post("/{task_id}/release", status_code=204, responses=WRITE)
def release(call: Acting, task_id: UUID) -> Response:
    """Put the task back into the pool."""
    call.execute(ReleaseTask(task_id=task_id))
    return Response(status_code=204)


@router.post("/{task_id}/completion", responses=WRITE)
def complete(call: Acting, task_id: UUID, body: Decision) -> TaskCompleted:
    """Decide the task. The case moves on in the same transaction; the answer names the next task of one's own queue."""
    return call.execute(CompleteTask(task_id=task_id, outcome=body.outcome, data=body.data, version=body.version))


@router.post("/{task_id}/preview", responses=WRITE)
def preview(call: Acting, task_id: UUID, body: Decision) -> list[Preview]:
    """The papers this decision would issue, in their order. Nothing is decided, numbered or sent."""
    command = TryTask(task_id=task_id, outcome=body.outcome, data=body.data, version=body.version)
    papers = preview_papers(call.engine, command, call.actor)
    return [Preview(key=each.key, title=each.title, adverse=each.adverse, pdf=b64encode(each.pdf).decode()) for each in papers]


@router.put("/{task_id}/materials/missing", status_code=204, responses=WRITE)
def miss(call: Acting, task_id: UUID, body: MissingItem) -> Response:
    """Miss an item of the checklist that no file answers, or no longer."""
    call.execute(MarkMissing(task_id=task_id, field=body.field, item=body.item, missing=body.missing, note=body.note))
    return Response(status_code=204)


@router.put("/{task_id}/materials/{attachment_id}", status_code=204, responses=WRITE)
def mark(call: Acting, task_id: UUID, attachment_id: UUID, body: MaterialMark) -> Response:
    """Judge one file: pass, fail, missing, or no judgement."""
    call.execute(MarkMaterial(task_id=task_id, attachment_id=attachment_id, mark=body.mark, note=body.note))
    return Response(status_code=204)
