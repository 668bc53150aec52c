"""One file of a draft: in the editor made for it, or as plain text; saved byte for byte."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.downloads import bytes_answer
from api.errors import wants_json
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.building import sections
from api.pages.studio.frame import EDITABLE, address_of, draw, sent_file, text_of
from api.security import safe_next
from api.uploads import Posted
from engine.commands import DropAside, ImportDiagram, RemoveProgramFile, SaveProgramFile, VisitProgramDraft
from engine.packages.dialects import DIALECTS
from engine.queries import (
    DiagramAbroad,
    ProgramDraftDetail,
    ProgramDraftFindings,
    ProgramFile,
    ProgramFileView,
    ProgramSections,
    SamplePapers,
)
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/studio/{draft_id}", include_in_schema=False)
LARGEST_PATH = 300
EDITORS = {".bpmn": "studio/diagram.html", ".form": "studio/form.html", ".dmn": "studio/table.html", ".typ": "studio/notice.html"}
"""Where a file is edited that is more than text."""


@router.post("/files")
def add(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Begin a new, empty file, or bring one in."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    path = form.text("path", LARGEST_PATH)
    if path in dict(view.files):
        taken = FieldError("path", "已有同名文件。", "There is a file of that name.", code="already_there")
        return draw(page, "studio/draft.html", 422, view=view, errors=(taken,))
    content = sent_file(form, "upload").file.read() if form.files else b""
    try:
        page.execute(SaveProgramFile(draft_id=draft_id, path=path, content=content, version=None), form.key)
    except InvalidInput as refusal:
        return draw(page, "studio/draft.html", 422, view=view, errors=refusal.errors)
    return page.go(address_of(draft_id, path))


@router.get("/files/{path:path}")
def file(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """The editor of a file; `?source` shows its text."""
    page.execute(VisitProgramDraft(draft_id=draft_id, path=path))
    return _editor(request, page, draft_id, path)


@router.get("/raw/{path:path}")
def raw(page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """The file itself, to keep."""
    return bytes_answer(page.ask(ProgramFile(draft_id=draft_id, path=path)).content, path, "application/octet-stream")


@router.post("/files/{path:path}")
def save(request: Request, page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """Save a file. A script of ours sends it as an upload, exactly as it is to be kept, and is answered in JSON."""
    view = page.ask(ProgramFile(draft_id=draft_id, path=path))
    try:
        command = SaveProgramFile(draft_id=draft_id, path=path, content=_sent(form, view), version=form.version)
        saved = page.execute(command, form.key)
    except InvalidInput as refusal:
        if wants_json(request):
            raise
        return _refused(request, page, form, draft_id, path, refusal.errors)
    if wants_json(request):
        return JSONResponse({"version": saved.version, "aside": saved.aside, "by": saved.by, "at": saved.at.isoformat()})
    source = "?source" if "source" in request.query_params else ""
    return page.go(address_of(draft_id, path) + source, say="program_file_aside" if saved.aside else "program_file_saved")


@router.post("/diagrams")
def bring_diagram(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """A diagram from elsewhere: what was translated is told before it is opened."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    try:
        sent = sent_file(form, "upload")
        name = (form.text("name", 100) or (sent.filename or "").rsplit("/", 1)[-1]).removesuffix(".bpmn").removesuffix(".xml")
        content = sent.file.read()
        brought = page.execute(ImportDiagram(draft_id=draft_id, path=f"{view.program}/{name}.bpmn", content=content), form.key)
    except InvalidInput as refusal:
        return draw(page, "studio/draft.html", 422, view=view, errors=refusal.errors)
    found = [each for each in page.ask(ProgramDraftFindings(draft_id=draft_id)) if each.file == brought.path]
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    return draw(page, "studio/imported.html", view=view, brought=brought, findings=found)


@router.get("/dialects/{target}/{path:path}")
def take_diagram(request: Request, page: AdministratorPage, draft_id: UUID, target: str, path: str) -> Response:
    """What becomes of a diagram for another engine; with `?take`, the file itself."""
    made = page.ask(DiagramAbroad(draft_id=draft_id, path=path, target=target))
    if "take" in request.query_params:
        return bytes_answer(made.content, f"{target}-{path.rsplit('/', 1)[-1]}", "application/xml")
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    return draw(page, "studio/exported.html", view=view, path=path, target=target, title=DIALECTS[target], report=made.report)


@router.post("/drop/{path:path}")
def drop(page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """The colleague's text is right: forget what was set aside."""
    page.execute(DropAside(draft_id=draft_id, path=path), form.key)
    return page.go(address_of(draft_id, path))


@router.post("/remove/{path:path}")
def remove(page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """Take a file out of the draft."""
    page.execute(RemoveProgramFile(draft_id=draft_id, path=path), form.key)
    return page.go(safe_next(form.text("next", 300), address_of(draft_id)), say="program_file_removed")


def _sent(form: Posted, view: ProgramFileView) -> bytes:
    """What to keep: an upload as it came; typed text with the line ends the file had, which browsers turn into CRLF."""
    if "text" not in form.fields:
        return sent_file(form, "upload").file.read()
    text = form.fields["text"].replace("\r\n", "\n")
    return (text.replace("\n", "\r\n") if b"\r\n" in view.content else text).encode()


def _refused(request: Request, page: Page, form: Posted, draft_id: UUID, path: str, errors: tuple[FieldError, ...]) -> Response:
    """What was typed and refused stays on the page, the cursor on the line that is wrong."""
    lines = (each.path.removeprefix("text.") for each in errors if each.path.startswith("text."))
    shown = tuple(replace(each, path="text") if each.path.startswith("text.") else each for each in errors)
    typed = {"line": next(lines, ""), **({"text": form.fields["text"].replace("\r\n", "\n")} if "text" in form.fields else {})}
    return _editor(request, page, draft_id, path, 422, errors=shown, **typed)


def _editor(
    request: Request, page: Page, draft_id: UUID, path: str, status: int = 200, errors: tuple[FieldError, ...] = (), **typed: str
) -> Response:
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    opened = page.ask(ProgramFile(draft_id=draft_id, path=path))
    text = text_of(opened.content) if path.endswith(EDITABLE) else None
    plain = "source" in request.query_params or opened.aside is not None or bool(errors) or text is None
    if not plain and page.ask(ProgramSections(draft_id=draft_id, path=path)):
        return sections(page, draft_id, path)
    context: dict[str, Any] = {
        "view": view,
        "file": opened,
        "text": text,
        "aside": text_of(opened.aside or b""),
        "errors": errors,
        "fixed": path.endswith(".py"),
        "line": request.query_params.get("line", ""),
        "element": request.query_params.get("element", ""),
        **typed,
    }
    editor = next((template for ending, template in EDITORS.items() if path.endswith(ending) and not plain), "studio/file.html")
    if editor == EDITORS[".typ"]:
        context["samples"] = page.ask(SamplePapers(draft_id=draft_id, path=path))
    return draw(page, editor, status, **context)
