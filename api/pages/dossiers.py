"""Pages 卷宗: what was frozen when a case ended, and all of it as a download."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.dossiers import dossier_answer
from api.pages.page import OfficePage
from engine.queries import CaseDossier

router = APIRouter(include_in_schema=False)


@router.get("/office/cases/{case_id}/dossier")
def dossier(page: OfficePage, case_id: UUID) -> Response:
    """The manifest as a table."""
    return page.html("officer/dossier.html", view=page.ask(CaseDossier(case_id=case_id)))


@router.get("/office/cases/{case_id}/dossier.zip")
def folder(page: OfficePage, case_id: UUID) -> Response:
    """The manifest with every file it names."""
    return dossier_answer(page.ask(CaseDossier(case_id=case_id)), page.engine.runtime.ports.files)
