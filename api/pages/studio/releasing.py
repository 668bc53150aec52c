"""From a draft to a release, and back: a second person releases; an older release becomes current again; any leaves as a folder."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.archives import zip_of
from api.downloads import bytes_answer
from api.packages import faults_of
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import address_of, draw
from engine.commands import CosignProgramDraft, ReleaseProgramDraft, RestoreRelease
from engine.queries import ProgramDraftDetail, ProgramDraftFindings, ReleaseDetail, ReleaseFiles
from engine.sdk.errors import FieldError, InvalidInput, PackageError

router = APIRouter(prefix="/admin/studio", include_in_schema=False)


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
    """Let new cases start on an older release again."""
    try:
        page.execute(RestoreRelease(release_id=release_id, note=form.text("note")), form.key)
    except InvalidInput as refusal:
        return draw(page, "studio/restore.html", 422, view=page.ask(ReleaseDetail(release_id=release_id)), errors=refusal.errors)
    except PackageError as refusal:
        view = page.ask(ReleaseDetail(release_id=release_id))
        return draw(page, "studio/restore.html", 422, view=view, errors=faults_of(refusal))
    return page.go("/admin/releases", say="release_restored")


@router.get("/{draft_id}/release")
def ask_release(page: AdministratorPage, draft_id: UUID) -> Response:
    """What would be released, by whom, and what stands in the way."""
    return _release(page, draft_id)


@router.post("/{draft_id}/release")
def release(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Release exactly what the page showed."""
    try:
        command = ReleaseProgramDraft(
            draft_id=draft_id, digest=form.text("digest", 100), current_id=_id_of(form.text("current", 100)), note=form.text("note")
        )
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _release(page, draft_id, 422, note=form.text("note"), errors=refusal.errors)
    except PackageError:
        return _release(page, draft_id, 422, note=form.text("note"))
    return page.go("/admin/releases", say="program_draft_released")


@router.post("/{draft_id}/cosign")
def cosign(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Agree to the new rates for one's own department."""
    page.execute(CosignProgramDraft(draft_id=draft_id, digest=form.text("digest", 100)), form.key)
    return page.go(f"{address_of(draft_id)}/release", say="program_draft_cosigned")


def _release(page: Page, draft_id: UUID, status: int = 200, note: str = "", errors: tuple[FieldError, ...] = ()) -> Response:
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    findings = page.ask(ProgramDraftFindings(draft_id=draft_id))
    faults = [each for each in findings if each.severity == "error"]
    return draw(page, "studio/release.html", status, view=view, faults=faults, note=note, errors=errors, mine=page.actor.organisation_id)


def _id_of(text: str) -> UUID | None:
    """The release a page was made from; none for a new program; an id that is none names no release."""
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
