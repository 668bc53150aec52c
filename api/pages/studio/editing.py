"""What the diagram editor asks while somebody draws."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.pages.page import AdministratorPage, Form
from engine.queries import DiagramChoices, ExpressionFaults, ExpressionNames, FactName

router = APIRouter(prefix="/admin/studio/{draft_id}", include_in_schema=False)


@router.get("/choices")
def choices(page: AdministratorPage, draft_id: UUID) -> Response:
    """What the elements of a diagram may refer to, named in the language of the page."""
    known = page.ask(DiagramChoices(draft_id=draft_id))
    language = page.language
    return JSONResponse(
        {name: [{"value": each.value, "label": each.title.in_(language)} for each in values] for name, values in known.items()}
    )


@router.get("/names")
def names(request: Request, page: AdministratorPage, draft_id: UUID) -> Response:
    """What expressions of a diagram may read."""
    known = page.ask(ExpressionNames(draft_id=draft_id, path=request.query_params.get("path", "")))
    return JSONResponse([_offered(each) for each in known])


@router.post("/expression")
def expression(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """What is wrong with an expression as it stands."""
    faults = page.ask(ExpressionFaults(draft_id=draft_id, path=form.text("path", 300), text=form.text("text", 8000)))
    return JSONResponse([fault.in_(page.language) for fault in faults])


def _offered(fact: FactName) -> dict[str, Any]:
    """As the field of expressions wants it."""
    return {"name": fact.name, "detail": fact.kind, "entries": [_offered(each) for each in fact.entries]}
