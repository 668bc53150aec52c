"""Pages 办理: one task, claimed, worked on, saved, decided, released."""

from io import BytesIO
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.downloads import file_answer
from api.errors import wants_json
from api.pages.conflict import NEWER, Way, conflict_page
from api.pages.files import keep_files
from api.pages.filing import draft_json
from api.pages.filling import Filling
from api.pages.officer import submission
from api.pages.page import Form, OfficerPage, Page
from api.pages.values import number_of, parameter, uuid_of
from api.previews import preview_papers
from api.security import safe_next
from api.uploads import Posted
from engine.commands import ClaimTask, CompleteTask, DraftSaved, MarkMaterial, MarkMissing, ReleaseTask, RemoveAttachment, SaveDraft
from engine.commands.preview_papers import TryTask
from engine.queries import BenefitConflicts, Phrases, TaskDetail, TaskQueue
from engine.queries.views import TaskView
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState, Rejection
from engine.sdk.text import Text
from forms.coerce import asks_refresh

router = APIRouter(prefix="/tasks/{task_id}", include_in_schema=False)

POOL: Way = ("/tasks?tab=pool", Text("返回待领取", "Back to the pool"))
TODO: Way = ("/tasks", Text("返回我的待办", "Back to my tasks"))
OUTCOME = Text("办理结果", "Outcome")
OPINION = "opinion"
LIST = "corrections"
MARKS = {"", "pass", "fail", "missing"}


@router.get("")
def task(request: Request, page: OfficerPage, task_id: UUID) -> Response:
    """One task with everything needed to decide it; opened from many chosen ones, it leads back to them."""
    view = page.ask(TaskDetail(task_id=task_id))
    return _draw(page, view, Filling.opened(page, view.step), _stored_outcome(view), bulk=uuid_of(parameter(request, "bulk")))


@router.post("/claim")
def claim(page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """Take the task; who comes second is told who has it."""
    try:
        page.execute(ClaimTask(task_id=task_id), form.key)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [POOL, (_address(task_id), NEWER)])
    return page.go(safe_next(form.text("next"), _address(task_id)), say="claimed")


@router.post("/release")
def release(page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """Put the task back."""
    try:
        page.execute(ReleaseTask(task_id=task_id), form.key)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [TODO])
    return page.go("/tasks", say="released")


@router.post("/draft")
def save(request: Request, page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """Keep what was typed, by itself or by the button."""
    view = page.ask(TaskDetail(task_id=task_id))
    view, filling, faults = _with_files(page, view, Filling.posted(page, view.step, form), form)
    if faults:
        return _draw(page, view, filling.with_errors(faults), form.text("outcome", 100), 422)
    try:
        saved = _keep(page, view, filling, form, form.subkey("draft"))
    except (Conflict, InvalidState) as refusal:
        return _stopped(page, refusal, form, filling, view)
    return JSONResponse(draft_json(saved)) if wants_json(request) else page.go(_address(task_id), say="task_saved")


@router.post("/complete")
def complete(request: Request, page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """Decide the task; with faults nothing is decided and nothing typed is lost."""
    view = page.ask(TaskDetail(task_id=task_id))
    filling = Filling.posted(page, view.step, form)
    outcome = form.text("outcome", 100)
    if "refresh" in request.query_params:
        return _draw(page, view, filling.choosing(outcome=outcome).refreshed(form), outcome)
    view, filling, faults = _with_files(page, view, filling, form)
    if faults or form.text("_discard"):
        return _draw(page, view, filling.with_errors(faults), outcome, 422 if faults else 200)
    if form.text("phrase", 36):
        return _draw(page, view, _with_phrase(page, filling, form.text("phrase", 36)), outcome)
    if asks_refresh(form.fields):
        return _draw(page, view, filling, outcome)
    command = CompleteTask(task_id=task_id, outcome=outcome, data=filling.values, version=filling.version)
    try:
        page.execute(command, form.subkey("complete"))
    except InvalidInput as refusal:
        kept = _kept(page, view, filling, form)
        return _draw(page, view, kept.with_errors(refusal.errors), outcome, 422)
    except (Conflict, InvalidState) as refusal:
        return _stopped(page, refusal, form, filling, view)
    following = _most_urgent(page) if form.text("then") == "next" else None
    if following is not None:
        return page.go(_address(following), say="completed_next")
    return page.go("/tasks", say="completed")


def _with_files(page: Page, view: TaskView, filling: Filling, form: Posted) -> tuple[TaskView, Filling, list[FieldError]]:
    """Files that came with the form are kept, and one that is taken out goes, whatever becomes of the decision; returns what was wrong."""
    faults = keep_files(page, view.step, filling.definition, form)
    removed = uuid_of(form.text("_discard"))
    if removed is not None:
        command = RemoveAttachment(case_id=view.step.head.case_id, attachment_id=removed, task_id=view.task.task_id)
        page.execute(command, form.subkey("remove"))
    if form.files or removed is not None:
        view = page.ask(TaskDetail(task_id=view.task.task_id))
        filling = Filling.posted(page, view.step, form)
    return view, filling, faults


@router.post("/preview")
def preview(page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """The papers this decision would issue, as they stand now; nothing is decided and nothing numbered."""
    view = page.ask(TaskDetail(task_id=task_id))
    filling = Filling.posted(page, view.step, form)
    outcome = form.text("outcome", 100)
    command = TryTask(task_id=task_id, outcome=outcome, data=filling.values, version=filling.version)
    try:
        papers = preview_papers(page.engine, command, page.actor)
    except InvalidInput as refusal:
        return _draw(page, view, filling.with_errors(refusal.errors), outcome, 422)
    except (Conflict, InvalidState) as refusal:
        return _stopped(page, refusal, form, filling, view)
    chosen = number_of(form.text("notice", 3), 0, 0, max(len(papers) - 1, 0))
    if len(papers) == 1 or (papers and form.text("notice", 3)):
        return file_answer(BytesIO(papers[chosen].pdf), f"{papers[chosen].title.in_(page.language)}.pdf", "application/pdf")
    return page.html("officer/preview.html", view=view, papers=papers, posted=form.fields.multi_items())


@router.post("/materials/missing")
def miss(page: OfficerPage, form: Form, task_id: UUID) -> Response:
    """Miss an item that no file answers, or no longer."""
    missing = form.text("mark", 20) == "missing"
    place = form.text("field", 200), form.text("item", 200)
    page.execute(MarkMissing(task_id=task_id, field=place[0], item=place[1], missing=missing, note=form.text("note", 500)), form.key)
    return page.go(_address(task_id), say="marked")


@router.post("/materials/{attachment_id}")
def mark(page: OfficerPage, form: Form, task_id: UUID, attachment_id: UUID) -> Response:
    """Judge one file."""
    sent = form.text("mark", 20)
    if sent not in MARKS:
        raise InvalidInput([FieldError("mark", "只能选择合格、不合格或缺件。", "Choose pass, fail or missing.", code="choice")])
    page.execute(MarkMaterial(task_id=task_id, attachment_id=attachment_id, mark=sent, note=form.text("note", 500)), form.key)
    return page.go(_address(task_id), say="marked")


LOOKED_AT = 10
"""How many free tasks are looked at for one that nothing bars one from."""


def _most_urgent(page: Page) -> UUID | None:
    """What to go on with: of what one holds, and then of what is free and nothing bars one from, what ends first."""
    for row in page.ask(TaskQueue(tab="todo", size=1)).rows:
        if row.task is not None:
            return row.task.task_id
    free = (row.task.task_id for row in page.ask(TaskQueue(tab="pool", size=LOOKED_AT)).rows if row.task is not None)
    return next((task for task in free if "claim" in page.ask(TaskDetail(task_id=task)).may), None)


def _with_phrase(page: Page, filling: Filling, phrase_id: str) -> Filling:
    """The form with a phrase added to its opinion, for a browser without script."""
    said = next((each.text for each in page.ask(Phrases()) if str(each.phrase_id) == phrase_id), "")
    path = opinion_of(filling)
    if not said or not path:
        return filling
    written = str(filling.values.get(path) or "").rstrip()
    return filling.with_values({**filling.values, path: f"{written}\n{said}" if written else said})


def _with_marked(filling: Filling, view: TaskView) -> Filling:
    """The form with what was marked wrong on its list of corrections: a list that was not on the page yet was not sent along."""
    listed, typed = view.step.values.get(LIST), filling.values.get(LIST)
    written = isinstance(typed, list) and any(isinstance(row, dict) and any(row.values()) for row in typed)
    return filling.with_values({**filling.values, LIST: listed}) if listed and not written else filling


def opinion_of(filling: Filling) -> str:
    """The field that phrases go into: the opinion, else the first field for many words; "" where there is none."""
    many = [info.path for info in filling.fields() if info.kind == "textarea" and "." not in info.path]
    return OPINION if OPINION in many else many[0] if many else ""


def _address(task_id: UUID) -> str:
    return f"/tasks/{task_id}"


def _stored_outcome(view: TaskView) -> str:
    stored = view.step.values.get("outcome")
    return stored if isinstance(stored, str) else ""


def _keep(page: Page, view: TaskView, filling: Filling, form: Posted, key: str | None) -> DraftSaved:
    data = {**filling.values, "outcome": form.text("outcome", 100)}
    command = SaveDraft(case_id=view.case.head.case_id, task_id=view.task.task_id, data=data, version=filling.version)
    return page.execute(command, key)


def _kept(page: Page, view: TaskView, filling: Filling, form: Posted) -> Filling:
    """What was typed, kept as a draft; when even that is refused it still stands on the page."""
    try:
        return filling.saved(_keep(page, view, filling, form, None))
    except Rejection:
        return filling


def _stopped(page: Page, refusal: Rejection, form: Posted, filling: Filling, view: TaskView) -> Response:
    picked = form.text("outcome", 100)
    chosen = tuple((OUTCOME, each.title) for each in view.outcomes if each.key == picked)
    return conflict_page(page, refusal, form, filling.fields(), [(_address(view.task.task_id), NEWER), TODO], chosen)


def offered(may: frozenset[str]) -> frozenset[str]:
    """The verbs the page offers: first claim, then everything else, so that two officers do not work on the same task."""
    if "claim" in may:
        return frozenset({"claim"})
    return may | {"mark"} if "complete" in may else may


def _draw(page: Page, view: TaskView, filling: Filling, outcome: str, status: int = 200, *, bulk: UUID | None = None) -> Response:
    may = offered(view.may)
    readonly = "complete" not in may
    filling = _with_marked(filling, view).choosing(outcome=outcome)
    step = filling.shown_view()
    markup: Any = filling.markup(readonly=readonly) if filling.definition.components else ""
    shown = TaskView(view.case, view.task, step, view.outcomes, may, view.conflict, view.position)
    return page.html(
        "officer/task.html",
        status,
        view=shown,
        submission_html=submission(page, view.case),
        step_html=markup,
        errors=filling.errors,
        outcome=outcome,
        phrases=() if readonly else page.ask(Phrases()),
        opinion="" if readonly else opinion_of(filling),
        bulk=bulk,
        conflicts=() if page.fragment else page.ask(BenefitConflicts(case_id=view.case.head.case_id)),
    )
