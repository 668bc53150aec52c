"""Pages 待办: the queue with its lists, its saved views and its columns by choice."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import Form, OfficerPage, Page
from api.pages.values import number_of, parameter
from api.papers import MOST_LISTED
from api.queue_workbook import MOST_EXPORTED, queue_workbook
from api.security import safe_next
from api.uploads import Posted
from engine.commands import BeginWithView, ChangeView, ChooseColumns, LookForPerson, RemoveView, SaveView
from engine.queries import MayLookForPeople, QueueChoices, QueueChoicesView, TaskQueue, ViewChoice
from engine.queries.queue_choices import CHOICES, COLUMNS, QUESTION
from engine.queries.queue_figures import MOST_COUNTED
from engine.queries.queue_views import QueueView
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(include_in_schema=False)


def asked(request: Request, page: Page) -> dict[str, str]:
    """The question that stands in the address of the queue; what nobody can ask is as if it were not there."""
    found = {name: parameter(request, name) for name in QUESTION}
    usual = {"tab": page.first_tab, "sort": "due"}
    question = {name: value if value in CHOICES.get(name, (value,)) and value else usual.get(name, "") for name, value in found.items()}
    return {**question, "person": parameter(request, "person", 500)}


def address_of(view: ViewChoice) -> str:
    """Where a saved view is looked at: its filters stand in the address like any others."""
    return f"/tasks?{urlencode({**view.question, 'view': view.view_id})}"


@router.get("/tasks")
def queue(request: Request, page: OfficerPage) -> Response:
    """The queue; every filter stands in the address, so that it can be kept and sent. Without any, it begins with the view one chose."""
    choices = page.ask(QueueChoices())
    begins = choices.view(str(choices.begins_with)) if choices.begins_with else None
    if begins is not None and not request.query_params:
        return page.go(address_of(begins))
    query = asked(request, page)
    size = number_of(request.query_params.get("size"), 50, 10, 200)
    view: QueueView = page.ask(TaskQueue(**query, after=parameter(request, "after", 500) or None, size=size))
    return page.html(
        "officer/queue.html",
        view=view,
        query=query,
        tab=query["tab"],
        light=query["light"],
        counts=view.counts,
        office=view.office,
        choices=choices,
        chosen=choices.view(parameter(request, "view")),
        columns=_columns(request, choices),
        most_exported=MOST_EXPORTED if view.vague or view.total >= MOST_COUNTED else None,
        most_listed=MOST_LISTED if view.vague or view.total > MOST_LISTED else None,
        address_of=address_of,
    )


@router.get("/tasks/workbook.xlsx")
def export(request: Request, page: OfficerPage) -> Response:
    """What the queue shows under its filters and with its columns, as a workbook of at most `MOST_EXPORTED` lines."""
    query = asked(request, page)
    view = page.ask(TaskQueue(**query, size=MOST_EXPORTED))
    columns = _columns(request, page.ask(QueueChoices()))
    return bytes_answer(queue_workbook(view, page.language, columns), f"{page.today().isoformat()} {query['tab']}.xlsx", WORKBOOK)


@router.get("/people-search")
def ask_for_person(page: OfficerPage) -> Response:
    """Where somebody on a roster is looked for; the sentence why not, for whoever may not."""
    return page.html("officer/person_search.html", may=page.ask(MayLookForPeople()), text="", errors=())


@router.post("/people-search")
def look_for_person(page: OfficerPage, form: Form) -> Response:
    """Look: the name or number stays out of the address, and that one looked is on record."""
    try:
        found = page.execute(LookForPerson(text=form.text("text", 60)), form.key)
    except InvalidInput as refusal:
        return page.html("officer/person_search.html", 422, may=True, text=form.text("text", 60), errors=refusal.errors)
    return page.go(f"/tasks?{urlencode({'tab': 'office', 'person': found.person})}")


@router.get("/queue/views")
def views(page: OfficerPage) -> Response:
    """The saved views: names, who shares them, with which one the queue begins; and the columns."""
    return _draw(page)


@router.post("/queue/views")
def save(page: OfficerPage, form: Form) -> Response:
    """Keep the question of the queue under a name."""
    question = {name: form.text(name) for name in QUESTION if form.text(name)}
    columns = form.fields.getlist("columns")
    command = SaveView(name=form.text("name"), question=question, columns=columns, shared=bool(form.text("shared")))
    try:
        view_id = page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, refusal.errors, typed={**question, "name": form.text("name")})
    return page.go(f"/tasks?{urlencode({**question, 'view': view_id})}", say="view_saved")


@router.post("/queue/views/{view_id}")
def change(page: OfficerPage, form: Form, view_id: UUID) -> Response:
    """Give a view another name, share it or keep it to oneself."""
    try:
        page.execute(ChangeView(view_id=view_id, name=form.text("name"), shared=bool(form.text("shared"))), form.key)
    except InvalidInput as refusal:
        return _draw(page, refusal.errors)
    return page.go("/queue/views", say="view_saved")


@router.post("/queue/views/{view_id}/remove")
def remove(page: OfficerPage, form: Form, view_id: UUID) -> Response:
    """The view goes."""
    page.execute(RemoveView(view_id=view_id), form.key)
    return page.go("/queue/views", say="view_removed")


@router.post("/queue/first")
def first(page: OfficerPage, form: Form) -> Response:
    """Choose the view the queue begins with; none for the usual list."""
    page.execute(BeginWithView(view_id=_view(form)), form.key)
    return page.go("/queue/views", say="view_first")


@router.post("/queue/columns")
def columns(page: OfficerPage, form: Form) -> Response:
    """Choose what the queue shows of every task."""
    page.execute(ChooseColumns(columns=tuple(form.fields.getlist("columns"))), form.key)
    return page.go(safe_next(form.text("next", 500), "/tasks?tab=todo"), say="columns_chosen")


def _view(form: Posted) -> UUID | None:
    try:
        return UUID(form.text("view_id", 36)) if form.text("view_id", 36) else None
    except ValueError:
        raise InvalidInput([FieldError("view_id", "请选择一个视图。", "Choose a view.", code="choice")]) from None


def _columns(request: Request, choices: QueueChoicesView) -> tuple[str, ...]:
    """Those of the saved view that is looked at, else one's own."""
    view = choices.view(parameter(request, "view"))
    return view.columns if view is not None else choices.columns


def _draw(page: Page, errors: Sequence[FieldError] = (), typed: Mapping[str, str] | None = None) -> Response:
    choices = page.ask(QueueChoices())
    status = 422 if errors else 200
    return page.html(
        "officer/views.html", status, choices=choices, all_columns=COLUMNS, errors=errors, typed=typed or {}, address_of=address_of
    )
