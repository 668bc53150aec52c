"""Pages of files 材料 and 文书: upload, look at, take out; notices as PDF. Applicants and officers share the addresses."""

from dataclasses import replace
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from api.downloads import file_answer
from api.errors import wants_json
from api.pages.filling import definition_of
from api.pages.page import Form, LinkingPage, Page, SignedPage
from api.pages.values import uuid_of
from api.receiving import Place, clean_name, places, receive
from api.steps import step_for
from api.uploads import Posted
from engine.commands import AddAttachment, ReadNotice, RemoveAttachment
from engine.queries import AttachmentFile, NoticeFile, StoredFileView
from engine.queries.views import StepFormView
from engine.sdk.errors import FieldError, InvalidInput
from forms.definition import FormDefinition

router = APIRouter(include_in_schema=False)
NO_PLACE = FieldError("", "这里不接收文件。", "No file is taken here.", code="file_place")
NO_FILE = FieldError("", "请先选择文件。", "Choose a file first.", code="no_file")


def keep_files(page: Page, view: StepFormView, definition: FormDefinition, form: Posted) -> list[FieldError]:
    """Keep every file that came with a form; return what is wrong with the others."""
    known = places(definition, page.settings.max_file_bytes)
    faults = []
    for number, (path, upload) in enumerate(form.files):
        fault = _keep(page, view, known.get(path), upload, form.subkey(f"file{number}"))
        if fault is not None:
            faults.append(replace(fault, path=path))
    return faults


def _keep(page: Page, view: StepFormView, place: Place | None, upload: UploadFile, key: str | None) -> FieldError | None:
    if place is None:
        return NO_PLACE
    stored = receive(page.files, upload, place.accept, place.max_bytes)
    if isinstance(stored, FieldError):
        return replace(stored, path=place.path)
    task_id = view.task.task_id if view.task else None
    name = clean_name(upload.filename)
    page.execute(
        AddAttachment(case_id=view.head.case_id, field=place.field, item=place.item, name=name, stored=stored, task_id=task_id), key
    )
    return None


@router.post("/cases/{case_id}/files")
def upload(request: Request, page: LinkingPage, form: Form, case_id: UUID) -> Response:
    """Take files of one place of the form, as the page's script sends them."""
    task_id = uuid_of(request.query_params.get("task")) or uuid_of(form.text("task"))
    view = step_for(page.engine, page.actor, case_id, task_id)
    field, item = form.text("field", 200), form.text("item", 200)
    path = f"{field}.{item}" if item else field
    if not form.files:
        raise InvalidInput([replace(NO_FILE, path=path)])
    renamed = replace(form, files=tuple((path, file) for _, file in form.files))
    faults = keep_files(page, view, definition_of(page, view.form), renamed)
    if faults:
        raise InvalidInput(faults)
    if wants_json(request):
        return JSONResponse({"files": len(form.files)}, 201)
    return page.go(_form_address(case_id, task_id))


@router.post("/cases/{case_id}/files/{attachment_id}/remove")
def remove(request: Request, page: LinkingPage, form: Form, case_id: UUID, attachment_id: UUID) -> Response:
    """Take a file out of the application."""
    task_id = uuid_of(request.query_params.get("task")) or uuid_of(form.text("task"))
    page.execute(RemoveAttachment(case_id=case_id, attachment_id=attachment_id, task_id=task_id), form.subkey("remove"))
    return page.go(_form_address(case_id, task_id), say="file_removed")


@router.get("/cases/{case_id}/files/{attachment_id}")
def look(request: Request, page: SignedPage, case_id: UUID, attachment_id: UUID) -> Response:
    """Show a file when the browser can, otherwise download it; only to people who may see the case."""
    del case_id
    return send(page, page.ask(AttachmentFile(attachment_id=attachment_id)), download="download" in request.query_params)


@router.get("/cases/{case_id}/notices/{notice_id}.pdf")
def notice(request: Request, page: SignedPage, case_id: UUID, notice_id: UUID) -> Response:
    """Show a paper; the applicant's first look is noted."""
    del case_id
    view = page.ask(NoticeFile(notice_id=notice_id))
    if page.actor.kind == "enterprise":
        page.execute(ReadNotice(notice_id=notice_id))
    return send(page, view, download="download" in request.query_params)


def send(page: Page, view: StoredFileView, *, download: bool) -> Response:
    """A stored file as an answer."""
    try:
        stream = page.files.open(view.digest)
    except FileNotFoundError:
        raise HTTPException(404, "file_gone") from None
    return file_answer(stream, view.name, view.media_type, download=download)


def _form_address(case_id: UUID, task_id: UUID | None) -> str:
    return f"/cases/{case_id}/form" + (f"?task={task_id}" if task_id else "")
