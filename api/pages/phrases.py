"""Pages 常用意见: one's own phrases and those of the office."""

from collections.abc import Sequence
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import Form, OfficerPage, Page
from engine.commands import AddPhrase, ChangePhrase, RemovePhrase
from engine.queries import Phrases
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/phrases", include_in_schema=False)
LONGEST = 1000


@router.get("")
def phrases(page: OfficerPage) -> Response:
    """Every phrase one may put into an opinion."""
    return _draw(page)


@router.post("")
def add(page: OfficerPage, form: Form) -> Response:
    """One more."""
    try:
        page.execute(AddPhrase(text=form.text("text", LONGEST), shared=bool(form.text("shared"))), form.key)
    except InvalidInput as refusal:
        return _draw(page, refusal.errors, form.text("text", LONGEST))
    return page.go("/phrases", say="phrase_kept")


@router.post("/{phrase_id}")
def change(page: OfficerPage, form: Form, phrase_id: UUID) -> Response:
    """Other words."""
    try:
        page.execute(ChangePhrase(phrase_id=phrase_id, text=form.text("text", LONGEST)), form.key)
    except InvalidInput as refusal:
        return _draw(page, refusal.errors)
    return page.go("/phrases", say="phrase_kept")


@router.post("/{phrase_id}/remove")
def remove(page: OfficerPage, form: Form, phrase_id: UUID) -> Response:
    """It goes."""
    page.execute(RemovePhrase(phrase_id=phrase_id), form.key)
    return page.go("/phrases", say="phrase_removed")


def _draw(page: Page, errors: Sequence[FieldError] = (), typed: str = "") -> Response:
    return page.html("officer/phrases.html", 422 if errors else 200, phrases=page.ask(Phrases()), errors=errors, typed=typed)
