"""Pages 批量办理: many tasks looked at, confirmed, undone."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.conflict import Way, conflict_page
from api.pages.filling import Filling
from api.pages.page import Form, OfficerPage, Page
from api.uploads import Posted
from engine.commands import ConfirmBulk, OpenBulkItem, ProposeBulk, UndoBulk
from engine.queries import BulkDetail, BulkView
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text

router = APIRouter(prefix="/bulk", include_in_schema=False)
TODO: Way = ("/tasks", Text("返回我的待办", "Back to my tasks"))
LONGEST = 500
LOOK: Text = Text("查看这次批量办理", "Look at what became of it")


@router.post("")
def begin(page: OfficerPage, form: Form) -> Response:
    """What was ticked is looked at first."""
    tasks = _tasks(form)
    try:
        return page.go(f"/bulk/{page.execute(ProposeBulk(verb=form.text('verb', 20), task_ids=tasks), form.key)}")
    except InvalidInput as refusal:
        return page.html("officer/bulk_nothing.html", 422, errors=refusal.errors)


@router.get("/{bulk_id}")
def bulk(page: OfficerPage, bulk_id: UUID) -> Response:
    """What is to be confirmed, can be undone, or became of every task."""
    return _draw(page, page.ask(BulkDetail(bulk_id=bulk_id)))


@router.post("/{bulk_id}/items/{task_id}")
def open_item(page: OfficerPage, form: Form, bulk_id: UUID, task_id: UUID) -> Response:
    """Open one of the tasks; that it was opened is remembered."""
    page.execute(OpenBulkItem(bulk_id=bulk_id, task_id=task_id), form.key)
    return page.go(f"/tasks/{task_id}?bulk={bulk_id}")


@router.post("/{bulk_id}/confirm")
def confirm(page: OfficerPage, form: Form, bulk_id: UUID) -> Response:
    """It is done in half a minute; claiming at once."""
    view = page.ask(BulkDetail(bulk_id=bulk_id))
    filling = Filling.posted(page, view.step, form) if view.step is not None else None
    try:
        command = ConfirmBulk(
            bulk_id=bulk_id,
            outcome=form.text("outcome", 100),
            data=filling.values if filling else {},
            person_id=_person(form),
            reason=form.text("bulk_reason", LONGEST),
        )
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, view, form, filling.with_errors(refusal.errors) if filling else None, refusal)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [(f"/bulk/{bulk_id}", LOOK), TODO])
    if view.verb == "claim":
        return page.go(f"/bulk/{bulk_id}", say="bulk_claimed")
    return page.go(f"/bulk/{bulk_id}", say="bulk_confirmed")


@router.post("/{bulk_id}/undo")
def undo(page: OfficerPage, form: Form, bulk_id: UUID) -> Response:
    """Nothing of it happens."""
    try:
        page.execute(UndoBulk(bulk_id=bulk_id), form.key)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [(f"/bulk/{bulk_id}", LOOK), TODO])
    return page.go(f"/bulk/{bulk_id}", say="bulk_undone")


def _tasks(form: Posted) -> tuple[UUID, ...]:
    try:
        return tuple(dict.fromkeys(UUID(each) for each in form.fields.getlist("task")))
    except ValueError:
        raise InvalidInput([FieldError("task", "请重新勾选任务。", "Choose the tasks again.", code="choice")]) from None


def _person(form: Posted) -> UUID | None:
    try:
        return UUID(form.text("person_id", 36)) if form.text("person_id", 36) else None
    except ValueError:
        raise InvalidInput([FieldError("person_id", "请选择一名同事。", "Choose a colleague.", code="required")]) from None


def _draw(
    page: Page, view: BulkView, form: Posted | None = None, filling: Filling | None = None, refusal: InvalidInput | None = None
) -> Response:
    if filling is None and view.step is not None:
        filling = Filling.opened(page, view.step)
    outcome = form.text("outcome", 100) if form else (view.outcomes[0].key if len(view.outcomes) == 1 else "")
    errors = refusal.errors if refusal else ()
    return page.html(
        "officer/bulk.html",
        422 if errors else 200,
        view=view,
        step_html=filling.choosing(outcome=outcome).markup() if filling and filling.definition.components else "",
        outcome=outcome,
        typed={name: form.text(name, LONGEST) if form else "" for name in ("person_id", "bulk_reason")},
        errors=errors,
        wrong={error.path: error for error in errors},
    )
