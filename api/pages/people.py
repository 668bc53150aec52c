"""Pages 人员: who may sign in, what they are, their passwords, and who stands in for them."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.errors import problem_of
from api.pages.desk import chosen_day, chosen_person
from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import one_of, parameter, uuid_of
from api.uploads import Posted
from engine.commands import AddPerson, ArrangeAbsence, ChangePerson, EndAbsence, SetPassword
from engine.queries import Organisations, People, PersonDetail, Regions, RoleNames, Rotations, SubstitutesOf
from engine.queries.admin_views import PersonView
from engine.sdk.errors import Conflict, FieldError, InvalidInput
from engine.sdk.text import Text

router = APIRouter(prefix="/admin/people", include_in_schema=False)
KINDS = ("enterprise", "officer", "administrator")
MOST_POSTS = 500
NO_ORGANISATION = FieldError("organisation_id", "请选择单位。", "Choose an organisation.", code="required")


@router.get("")
def people(request: Request, page: AdministratorPage) -> Response:
    """Everybody who may sign in."""
    text, kind = parameter(request, "text"), one_of(parameter(request, "kind"), KINDS, "")
    view = page.ask(People(text=text, kind=kind, after=parameter(request, "after", 500) or None))
    names = page.ask(RoleNames())
    roles, regions = dict(names), {code: name for code, name, _ in page.ask(Regions())}
    return page.html(
        "administrator/people.html",
        view=view,
        text=text,
        kind=kind,
        roles=roles,
        regions=regions,
        rotations=page.ask(Rotations(posts=True)),
    )


@router.get("/new")
def new_person(page: AdministratorPage) -> Response:
    """An empty form."""
    return _draw(page, None)


@router.post("/new")
def add_person(page: AdministratorPage, form: Form) -> Response:
    """Add a person; a password made up here is shown this once. The username is unique, so a second click adds nobody."""
    organisation_id = uuid_of(form.text("organisation_id"))
    if organisation_id is None:
        return _draw(page, None, 422, typed=_typed(form), errors=(NO_ORGANISATION,))
    command = AddPerson(
        username=form.text("username", 100),
        name=form.text("name", 100),
        kind=one_of(form.text("kind"), KINDS, "officer"),
        organisation_id=organisation_id,
        roles=_posts(form),
        phone=form.text("phone", 50),
        password=form.fields.get("password", "")[:200] or None,
    )
    try:
        added = page.execute(command)
    except InvalidInput as refusal:
        return _draw(page, None, 422, typed=_typed(form), errors=refusal.errors)
    except Conflict as taken:
        text = problem_of(taken).detail
        return _draw(page, None, 409, typed=_typed(form), errors=(FieldError("username", text.zh, text.en, code=taken.code),))
    if command.password is None:
        return _draw(page, page.ask(PersonDetail(person_id=added.person_id)), messages=(once(added.password),))
    return page.go("/admin/people", say="person_changed")


@router.get("/{person_id}")
def person(page: AdministratorPage, person_id: UUID) -> Response:
    """One person."""
    return _draw(page, page.ask(PersonDetail(person_id=person_id)))


@router.post("/{person_id}")
def change_person(page: AdministratorPage, form: Form, person_id: UUID) -> Response:
    """Change what a person is; who loses a role loses it at their next request."""
    view = page.ask(PersonDetail(person_id=person_id))
    phone = form.text("phone", 50)
    command = ChangePerson(
        person_id=person_id,
        name=form.text("name", 100),
        roles=_posts(form),
        phone=None if phone == view.phone else phone,  # the page shows it masked; sent back so, it stays what it is
        active=form.text("active") == "1",
    )
    try:
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, view, 422, typed=_typed(form), errors=refusal.errors)
    return page.go(f"/admin/people/{person_id}", say="person_changed")


@router.post("/{person_id}/password")
def set_password(page: AdministratorPage, form: Form, person_id: UUID) -> Response:
    """Set a password, or have one made up and shown this once; it unlocks the account and ends its sessions."""
    typed = form.fields.get("password", "")[:200]
    try:
        secret = page.execute(SetPassword(person_id=person_id, password=typed or None))
    except InvalidInput as refusal:
        return _draw(page, page.ask(PersonDetail(person_id=person_id)), 422, errors=refusal.errors)
    if not typed:
        return _draw(page, page.ask(PersonDetail(person_id=person_id)), messages=(once(secret),))
    return page.go(f"/admin/people/{person_id}", say="password_set")


@router.post("/{person_id}/absences")
def arrange_absence(page: AdministratorPage, form: Form, person_id: UUID) -> Response:
    """Somebody stands in for an officer."""
    try:
        command = ArrangeAbsence(
            person_id=person_id,
            substitute_id=chosen_person(form, "substitute_id"),
            starts_on=chosen_day(form, "starts_on"),
            ends_on=chosen_day(form, "ends_on"),
            reason=form.text("reason", 500),
        )
        page.execute(command, form.key)
    except InvalidInput as refusal:
        typed = {name: form.text(name, 500) for name in ("substitute_id", "starts_on", "ends_on", "reason")}
        return _draw(page, page.ask(PersonDetail(person_id=person_id)), 422, typed=typed, errors=refusal.errors)
    return page.go(f"/admin/people/{person_id}", say="absence_arranged")


@router.post("/{person_id}/absences/{absence_id}/end")
def end_absence(page: AdministratorPage, form: Form, person_id: UUID, absence_id: UUID) -> Response:
    """The officer is back."""
    page.execute(EndAbsence(absence_id=absence_id), form.key)
    return page.go(f"/admin/people/{person_id}", say="absence_ended")


def once(secret: str) -> tuple[str, Text]:
    """A password that was made up, as the page says it this once."""
    return "warning", Text(f"新密码（仅显示这一次）：{secret}", f"New password, shown this once: {secret}")


def _posts(form: Posted) -> tuple[tuple[str, str], ...]:
    """Posts as the page's boxes send them: `role@region`."""
    pairs = (value.partition("@") for value in form.fields.getlist("role")[:MOST_POSTS])
    return tuple((role, region) for role, _, region in pairs if role)


def _typed(form: Posted) -> dict[str, str]:
    return {name: form.text(name, 200) for name in ("username", "name", "kind", "organisation_id", "phone")}


def _draw(page: Page, view: PersonView | None, status: int = 200, **context: Any) -> Response:
    return page.html(
        "administrator/person.html",
        status,
        view=view,
        organisations=page.ask(Organisations()),
        roles=page.ask(RoleNames()),
        regions=[(code, name) for code, name, _ in page.ask(Regions())],
        standing_in=page.ask(SubstitutesOf(person_id=view.person_id)) if view is not None and view.kind == "officer" else None,
        **{"typed": {}, "errors": (), **context},
    )
