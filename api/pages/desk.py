"""Pages of the desk 协同: receipts of copies, requests, absences, handing everything over."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.conflict import conflict_page
from api.pages.page import Form, OfficerPage, Page
from api.uploads import Posted
from engine.commands import ArrangeAbsence, EndAbsence, HandedOver, HandOverAll, ReadCopy
from engine.queries import Desk
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text

router = APIRouter(prefix="/desk", include_in_schema=False)
BACK = ("/desk", Text("返回协同", "Back to the desk"))
LONGEST = 500
TYPED = ("person_id", "substitute_id", "starts_on", "ends_on", "absence_reason", "to_id", "reason")


@router.get("")
def desk(page: OfficerPage) -> Response:
    """Everything between colleagues that concerns the officer."""
    return _draw(page)


@router.post("/copies/{copy_id}/read")
def read(page: OfficerPage, form: Form, copy_id: UUID) -> Response:
    """Leave the receipt, and go on to the case."""
    case_id = page.execute(ReadCopy(copy_id=copy_id), form.key)
    return page.go(f"/office/cases/{case_id}")


@router.post("/absences")
def arrange(page: OfficerPage, form: Form) -> Response:
    """Somebody acts for the officer, or for whom a supervisor names."""
    try:
        command = ArrangeAbsence(
            person_id=chosen_person(form, "person_id") if form.text("person_id") else None,
            substitute_id=chosen_person(form, "substitute_id"),
            starts_on=chosen_day(form, "starts_on"),
            ends_on=chosen_day(form, "ends_on"),
            reason=form.text("absence_reason", LONGEST),
        )
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, form, refusal.errors)
    return page.go("/desk", say="absence_arranged")


@router.post("/absences/{absence_id}/end")
def end(page: OfficerPage, form: Form, absence_id: UUID) -> Response:
    """The person is back."""
    try:
        page.execute(EndAbsence(absence_id=absence_id), form.key)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [BACK])
    return page.go("/desk", say="absence_ended")


@router.post("/handover")
def hand_over(page: OfficerPage, form: Form) -> Response:
    """Everything somebody holds goes to a colleague; what cannot go is listed with its reason."""
    try:
        person = chosen_person(form, "person_id") if form.text("person_id") else None
        done = page.execute(
            HandOverAll(person_id=person, to_id=chosen_person(form, "to_id"), reason=form.text("reason", LONGEST)), form.key
        )
    except InvalidInput as refusal:
        return _draw(page, form, refusal.errors)
    return _draw(page, done=done)


def chosen_person(form: Posted, name: str) -> UUID:
    """The person a field names; `InvalidInput` where it names none."""
    try:
        return UUID(form.text(name, 36))
    except ValueError:
        raise InvalidInput([FieldError(name, "请选择一名人员。", "Choose a person.", code="required")]) from None


def chosen_day(form: Posted, name: str) -> date:
    """The day a field names; `InvalidInput` where it names none."""
    try:
        return date.fromisoformat(form.text(name, 10))
    except ValueError:
        raise InvalidInput([FieldError(name, "请填写日期。", "Say which day.", code="date")]) from None


def _draw(page: Page, form: Posted | None = None, errors: Sequence[FieldError] = (), done: HandedOver | None = None) -> Response:
    wrong = {"absence_reason" if error.path == "reason" and form and form.text("ends_on") else error.path: error for error in errors}
    return page.html(
        "officer/desk.html",
        422 if errors else 200,
        view=page.ask(Desk()),
        typed={name: form.text(name, LONGEST) if form else "" for name in TYPED},
        errors=errors,
        wrong=wrong,
        done=done,
    )
