"""REST: attachments 材料 and issued notices 文书."""

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, File, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, SettingsOf
from api.downloads import file_answer
from api.receiving import clean_name, places, receive
from api.rest.kinds import READ, WRITE, Word
from api.steps import step_for
from engine.commands import AddAttachment, AttachmentAdded, ReadNotice, RemoveAttachment
from engine.queries import AttachmentFile, CaseNotices, NoticeFile
from engine.queries.views import NoticeView
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(tags=["files"])
CONTENT: dict[int | str, dict[str, Any]] = {200: {"description": "The file", "content": {"application/octet-stream": {}}}}
PDF: dict[int | str, dict[str, Any]] = {200: {"description": "The paper", "content": {"application/pdf": {}}}}


class NewFile(BaseModel):
    """A file and where in the form it belongs."""

    file: Annotated[UploadFile, Field(description="Judged by content, not by name")]
    field: Word = Field(examples=["materials"])
    item: Word = Field(default="", examples=["plan"])
    task_id: UUID | None = Field(default=None, description="The correction's task; none for a draft")


@router.post("/cases/{case_id}/attachments", status_code=201, responses=WRITE)
def add(request: Request, call: Acting, settings: SettingsOf, case_id: UUID, form: Annotated[NewFile, File()]) -> AttachmentAdded:
    """Attach a file to a draft or a correction, under a field of its form and, for checklists, an item."""
    view = step_for(call.engine, call.actor, case_id, form.task_id)
    path = f"{form.field}.{form.item}" if form.item else form.field
    place = places(request.app.state.forms.definition(view.form), settings.max_file_bytes).get(path)
    if place is None:
        raise InvalidInput([FieldError(path, "这里不接收文件。", "No file is taken here.", code="file_place")])
    stored = receive(call.engine.runtime.ports.files, form.file, place.accept, place.max_bytes)
    if isinstance(stored, FieldError):
        raise InvalidInput([replace(stored, path=path)])
    name = clean_name(form.file.filename)
    command = AddAttachment(case_id=case_id, field=place.field, item=place.item, name=name, stored=stored, task_id=form.task_id)
    return call.execute(command)


@router.delete("/cases/{case_id}/attachments/{attachment_id}", status_code=204, responses=WRITE)
def remove(call: Acting, case_id: UUID, attachment_id: UUID, task_id: UUID | None = None) -> Response:
    """Take a file out of a draft or a correction."""
    call.execute(RemoveAttachment(case_id=case_id, attachment_id=attachment_id, task_id=task_id))
    return Response(status_code=204)


@router.get("/attachments/{attachment_id}", response_class=Response, responses={**READ, **CONTENT})
def attachment(call: Asking, attachment_id: UUID) -> Response:
    """A file, byte for byte."""
    view = call.ask(AttachmentFile(attachment_id=attachment_id))
    return file_answer(call.engine.runtime.ports.files.open(view.digest), view.name, view.media_type, download=True)


@router.get("/cases/{case_id}/notices", responses=READ)
def notices(call: Asking, case_id: UUID) -> tuple[NoticeView, ...]:
    """The papers issued in a case."""
    return call.ask(CaseNotices(case_id=case_id))


@router.get("/notices/{notice_id}.pdf", response_class=Response, responses={**READ, **PDF})
def notice(call: Asking, notice_id: UUID) -> Response:
    """A paper as PDF; the applicant's first look counts as delivery."""
    view = call.ask(NoticeFile(notice_id=notice_id))
    call.execute(ReadNotice(notice_id=notice_id))
    return file_answer(call.engine.runtime.ports.files.open(view.digest), view.name, view.media_type, download=True)
