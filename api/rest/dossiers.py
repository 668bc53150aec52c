"""REST: dossiers 卷宗 of cases that ended."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import Asking
from api.dossiers import ZIP, dossier_answer
from api.rest.kinds import READ
from engine.queries import CaseDossier, DossierView

router = APIRouter(prefix="/cases/{case_id}", tags=["cases"])
FOLDER: dict[int | str, dict[str, Any]] = {200: {"description": "A zip: manifest, forms, documents, papers", "content": {ZIP: {}}}}


@router.get("/dossier", responses=READ)
def dossier(call: Asking, case_id: UUID) -> DossierView:
    """What was frozen when the case ended: every document, form, paper and entry of the trail with its digest. For the office."""
    return call.ask(CaseDossier(case_id=case_id))


@router.get("/dossier.zip", response_class=Response, responses={**READ, **FOLDER})
def folder(call: Asking, case_id: UUID) -> Response:
    """The dossier with its files. For the office."""
    return dossier_answer(call.ask(CaseDossier(case_id=case_id)), call.engine.runtime.ports.files)
