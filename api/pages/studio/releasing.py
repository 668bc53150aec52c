"""From a draft to a release, and back: a second person releases; an older release becomes current again; any leaves as a folder."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.archives import zip_of
from api.downloads import bytes_answer
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import address_of, draw
from engine.commands import CancelPlannedRelease, CosignProgramDraft, ReleaseProgramDraft, RestoreRelease
from engine.queries import ProgramDraftDetail, ProgramDraftFindings, ReleaseDetail, ReleaseFiles
from engine.sdk.errors import Conflict, FieldError, InvalidInput, PackageError
from engine.sdk.messages import sentence

router = APIRouter(prefix="/admin/studio", include_in_schema=False)
NOTHING: Mapping[str, str] = MappingProxyType({})


@router.get("/releases/{release_id}/folder.zip")
def take_out(page: AdministratorPage, release_id: UUID) -> Response:
    """A release as a folder."""
    view = page.ask(ReleaseDetail(release_id=release_id))
    return bytes_answer(zip_of(page.ask(ReleaseFiles(release_id=release_id))), f"{view.program}-{view.number}.zip", "application/zip")


@router.get("/releases/{release_id}/restore")
def ask_restore(page: AdministratorPage, release_id: UUID) -> Response:
    """What it means to go back to a release."""
    return draw(page, "studio/restore.html", view=page.ask(ReleaseDetail(release_id=release_id)), errors=())


@router.post("/releases/{release_id}/restore")
def restore(page: AdministratorPage, form: Form, release_id: UUID) -> Response:
    """Open a draft that holds an older release, for a second person to release."""
    try:
        opened = page.execute(RestoreRelease(release_id=release_id, note=form.text("note")), form.key)
    except InvalidInput as refusal:
        return draw(page, "studio/restore.html", 422, view=page.ask(ReleaseDetail(release_id=release_id)), errors=refusal.errors)
    return page.go(f"{address_of(opened.draft_id)}/release", say="release_to_restore")


@router.post("/releases/{release_id}/cancel")
def cancel(page: AdministratorPage, form: Form, release_id: UUID) -> Response:
    """Take back a release that waits for its day."""
    page.execute(CancelPlannedRelease(release_id=release_id), form.key)
    return page.go(f"/admin/releases/{release_id}", say="release_cancelled")


@router.get("/{draft_id}/release")
def ask_release(page: AdministratorPage, draft_id: UUID) -> Response:
    """What would be released, by whom, and what stands in the way."""
    return _release(page, draft_id)


@router.post("/{draft_id}/release")
def release(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Release exactly what the page showed."""
    try:
        command = ReleaseProgramDraft(
            draft_id=draft_id,
            digest=form.text("digest", 100),
            current_id=_id_of(form.text("current", 100)),
            note=form.text("note"),
            effective_on=_day_of(form.text("effective_on", 20)),
        )
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _release(page, draft_id, 422, typed=form.fields, errors=refusal.errors)
    except PackageError:
        return _release(page, draft_id, 422, typed=form.fields)
    except Conflict as refusal:
        if refusal.code != "release_planned":
            raise
        told = FieldError("effective_on", sentence(refusal, "zh"), sentence(refusal, "en"), code=refusal.code)
        return _release(page, draft_id, 409, typed=form.fields, errors=(told,))
    return page.go("/admin/releases", say="program_draft_released")


@router.post("/{draft_id}/cosign")
def cosign(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Agree to the new rates for one's own department."""
    page.execute(CosignProgramDraft(draft_id=draft_id, digest=form.text("digest", 100)), form.key)
    return page.go(f"{address_of(draft_id)}/release", say="program_draft_cosigned")


def _release(
    page: Page, draft_id: UUID, status: int = 200, typed: Mapping[str, str] = NOTHING, errors: tuple[FieldError, ...] = ()
) -> Response:
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    findings = page.ask(ProgramDraftFindings(draft_id=draft_id))
    faults = [each for each in findings if each.severity == "error"]
    return draw(page, "studio/release.html", status, view=view, faults=faults, typed=typed, errors=errors)


def _id_of(text: str) -> UUID | None:
    """The release a page was made from; none for a new program; an id that is none names no release."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _day_of(text: str) -> date | None:
    """The day typed; none for at once. What is no day is refused."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        zh, en = "请填写日期，如 2027-01-01。", "Write a date such as 2027-01-01."
        raise InvalidInput([FieldError("effective_on", zh, en, code="date")]) from None
