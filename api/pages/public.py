"""Pages for everybody 办事指南: what can be applied for, and the button that begins."""

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import AnyPage, ApplicantPage, Form
from engine.commands import OpenCase
from engine.queries import ServiceGuide, ServiceGuides

router = APIRouter(include_in_schema=False)


@router.get("/guides")
def guides(page: AnyPage) -> Response:
    """Every guide."""
    return page.html("applicant/guides.html", view=page.ask(ServiceGuides()))


@router.get("/guides/{program}/{process}")
def guide(page: AnyPage, program: str, process: str) -> Response:
    """One guide."""
    return page.html("applicant/guide.html", view=page.ask(ServiceGuide(program=program, process=process)))


@router.post("/guides/{program}/{process}")
def begin(page: ApplicantPage, form: Form, program: str, process: str) -> Response:
    """Begin a draft and open its form."""
    opened = page.execute(OpenCase(program=program, process=process), form.key)
    return page.go(f"/cases/{opened.case_id}/form")
