"""Drafts of programs: begin one, see it whole, check it, discard it, take it out or bring it in as a folder."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.archives import folder_of, zip_of
from api.downloads import bytes_answer
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import address_of, draw, sent_file, text_of
from engine.commands import DiscardProgramDraft, ImportProgramFiles, OpenProgramDraft, VisitProgramDraft
from engine.queries import (
    DraftablePrograms,
    ProgramDraftChanges,
    ProgramDraftDetail,
    ProgramDraftFiles,
    ProgramDraftFindings,
    ProgramDrafts,
    ProgramFile,
    ReleaseFiles,
)  # fmt: skip
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/studio", include_in_schema=False)


@router.get("")
def drafts(page: AdministratorPage) -> Response:
    """Every open draft, and how to begin another."""
    return _list(page)


@router.post("")
def begin(page: AdministratorPage, form: Form) -> Response:
    """Begin a draft from a program's current release."""
    command = OpenProgramDraft(program=form.text("program", 100), title=form.text("title", 500))
    try:
        opened = page.execute(command, form.key)
    except InvalidInput as refusal:
        return _list(page, 422, typed=command.title, errors=refusal.errors)
    return page.go(address_of(opened.draft_id), say="program_draft_opened")


@router.get("/{draft_id}")
def draft(page: AdministratorPage, draft_id: UUID) -> Response:
    """One draft: its files, who is in it, and what can be done with it."""
    page.execute(VisitProgramDraft(draft_id=draft_id))
    return _overview(page, draft_id)


@router.get("/{draft_id}/check")
def check(page: AdministratorPage, draft_id: UUID) -> Response:
    """Everything that is wrong, each fault with the way to it."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    return draw(page, "studio/check.html", view=view, findings=page.ask(ProgramDraftFindings(draft_id=draft_id)))


@router.get("/{draft_id}/compare")
def compare(page: AdministratorPage, draft_id: UUID) -> Response:
    """What the draft would change of the current release."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    return draw(page, "studio/compare.html", view=view, changes=page.ask(ProgramDraftChanges(draft_id=draft_id)))


@router.get("/{draft_id}/compare/{path:path}")
def compare_diagrams(page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """A diagram as it is released beside the draft's, with what differs marked in both."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    file = page.ask(ProgramFile(draft_id=draft_id, path=path))
    released = page.ask(ReleaseFiles(release_id=view.current_id)).get(path) if view.current_id else None
    told = [each for each in page.ask(ProgramDraftChanges(draft_id=draft_id)) if each.file == path]
    marks = {each.element: each.change for each in reversed(told) if each.element}
    before, after = (text_of(content or b"") or "" for content in (released, file.content))
    return draw(page, "studio/compare_diagrams.html", view=view, path=path, told=told, marks=marks, before=before, after=after)


@router.get("/{draft_id}/findings")
def findings(page: AdministratorPage, draft_id: UUID) -> Response:
    """The same for the editors: what to mark."""
    found = page.ask(ProgramDraftFindings(draft_id=draft_id))
    return JSONResponse(
        [
            {"file": f.file, "element": f.element, "line": f.line, "severity": f.severity, "text": f.zh if page.language == "zh" else f.en}
            for f in found
        ]
    )


@router.post("/{draft_id}/visit")
def visit(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """An open page says it is still open, and learns who else is there."""
    page.execute(VisitProgramDraft(draft_id=draft_id, path=form.text("path", 300)))
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    return JSONResponse([{"name": each.name, "path": each.path} for each in view.present])


@router.post("/{draft_id}/discard")
def discard(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Throw the draft away."""
    page.execute(DiscardProgramDraft(draft_id=draft_id), form.key)
    return page.go("/admin/studio", say="program_draft_discarded")


@router.get("/{draft_id}/folder.zip")
def take_out(page: AdministratorPage, draft_id: UUID) -> Response:
    """The draft as a folder."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    name = f"{view.program}-{view.title[:40]}.zip"
    return bytes_answer(zip_of(page.ask(ProgramDraftFiles(draft_id=draft_id))), name, "application/zip")


@router.post("/{draft_id}/folder")
def bring_in(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Replace the draft's files by those of a folder, packed as zip."""
    try:
        sent = sent_file(form, "folder")
        command = ImportProgramFiles(draft_id=draft_id, files=folder_of(sent.file), digest=form.text("digest", 100))
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _overview(page, draft_id, 422, errors=refusal.errors)
    return page.go(address_of(draft_id), say="program_files_imported")


def _list(page: Page, status: int = 200, typed: str = "", errors: tuple[FieldError, ...] = ()) -> Response:
    programs = page.ask(DraftablePrograms())
    return draw(page, "studio/drafts.html", status, view=page.ask(ProgramDrafts()), programs=programs, typed=typed, errors=errors)


def _overview(page: Page, draft_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    return draw(page, "studio/draft.html", status, view=page.ask(ProgramDraftDetail(draft_id=draft_id)), errors=errors)
