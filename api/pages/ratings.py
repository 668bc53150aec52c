"""Pages 好差评: an enterprise rates its closed case; supervisors call back what was rated badly."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.applicant import draw_progress
from api.pages.page import ApplicantPage, Form, OfficerPage, Page
from api.pages.values import number_of, one_of, parameter
from engine.commands import AnswerRating, Command, ContactRater, RateCase, TakeCallback
from engine.queries import Callbacks
from engine.sdk.errors import InvalidInput

router = APIRouter(include_in_schema=False)
SHOWN = ("open", "answered")
MOST_TYPED = 600
"""A little more than is allowed, so that too much is told and not cut."""


@router.post("/cases/{case_id}/rating")
def rate(page: ApplicantPage, form: Form, case_id: UUID) -> Response:
    """The enterprise says how it was handled, once."""
    grade, words = number_of(form.text("grade", 1), 0, 0, 9), form.text("words", MOST_TYPED)
    try:
        page.execute(RateCase(case_id=case_id, grade=grade, words=words), form.key)
    except InvalidInput as refusal:
        return draw_progress(page, case_id, {"grade": grade, "words": words}, refusal.errors, 422)
    return page.go(f"/cases/{case_id}", say="rated")


@router.get("/callbacks")
def callbacks(request: Request, page: OfficerPage) -> Response:
    """Bad ratings to call back, or those that were answered."""
    return _draw(page, one_of(parameter(request, "show"), SHOWN, SHOWN[0]))


@router.post("/callbacks/{rating_id}/take")
def take(page: OfficerPage, form: Form, rating_id: UUID) -> Response:
    """Take one, and learn whose it is."""
    return _do(page, form, rating_id, TakeCallback(rating_id=rating_id), {}, say="callback_taken")


@router.post("/callbacks/{rating_id}/contact")
def contact(page: OfficerPage, form: Form, rating_id: UUID) -> Response:
    """The enterprise was spoken with."""
    typed = {"note": form.text("note", MOST_TYPED)}
    return _do(page, form, rating_id, ContactRater(rating_id=rating_id, **typed), typed, say="callback_contacted")


@router.post("/callbacks/{rating_id}/answer")
def answer(page: OfficerPage, form: Form, rating_id: UUID) -> Response:
    """What was put right, and the reply."""
    typed = {name: form.text(name, MOST_TYPED) for name in ("measures", "reply")}
    return _do(page, form, rating_id, AnswerRating(rating_id=rating_id, **typed), typed, say="callback_answered")


def _do(page: Page, form: Form, rating_id: UUID, command: Command[Any], typed: dict[str, str], *, say: str) -> Response:
    try:
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, SHOWN[0], {"rating": str(rating_id), **typed}, refusal.errors, 422)
    return page.go("/callbacks", say=say)


def _draw(page: Page, shown: str, typed: dict[str, str] | None = None, errors: Any = (), status: int = 200) -> Response:
    rows = page.ask(Callbacks(answered=shown == "answered"))
    known = {**dict.fromkeys(("rating", "note", "measures", "reply"), ""), **(typed or {})}
    return page.html("officer/callbacks.html", status, rows=rows, shown=shown, typed=known, errors=errors, tab="callbacks")
