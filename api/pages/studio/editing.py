"""What the diagram editor asks while somebody draws."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import JSONResponse, Response

from api.pages.page import AdministratorPage, Form
from engine.queries import DiagramChoices, ExpressionFaults

router = APIRouter(prefix="/admin/studio/{draft_id}", include_in_schema=False)


@router.get("/choices")
def choices(page: AdministratorPage, draft_id: UUID) -> Response:
    """What the elements of a diagram may refer to, named in the language of the page."""
    known = page.ask(DiagramChoices(draft_id=draft_id))
    language = page.language
    return JSONResponse(
        {name: [{"value": each.value, "label": each.title.in_(language)} for each in values] for name, values in known.items()}
    )


@router.post("/expression")
def expression(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """What is wrong with an expression as it stands."""
    faults = page.ask(ExpressionFaults(draft_id=draft_id, path=form.text("path", 300), text=form.text("text", 8000)))
    return JSONResponse([fault.in_(page.language) for fault in faults])
