"""Trying what is being edited: a form as the server draws and judges it, a paper as it would be issued, a decision with its reasons."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.downloads import WORKBOOK, bytes_answer, file_answer
from api.pages.filling import definition_of, lent, renderer
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import draw, sent_file
from api.uploads import Posted
from engine.commands import ImportDecisionSheet, KeepDecisionExample
from engine.queries import (
    DecisionBench,
    DecisionSheet,
    DecisionTrialView,
    FormTrial,
    FormTrialView,
    ProgramDraftDetail,
    ProgramFile,
    TryDecision,
    TryPaper,
)
from engine.sdk.errors import FieldError, InvalidInput, ServiceFailed
from engine.sdk.text import Text
from forms.coerce import from_post, with_defaults
from forms.rendering import FormState, RosterView
from forms.validation import validate

router = APIRouter(prefix="/admin/studio/{draft_id}", include_in_schema=False)
LOOKS = ("fill", "read", "print")


@router.get("/preview/{path:path}")
def preview(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """A form as people will see it, drawn by the server: at a step, to fill in, to read, or on paper."""
    return _preview(request, page, draft_id, path)


@router.post("/preview/{path:path}")
def try_form(request: Request, page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """What the server says to what was typed; nothing is kept."""
    return _preview(request, page, draft_id, path, form)


@router.get("/paper/{path:path}")
def paper(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """The PDF of a notice's template; where it does not compile, what the compiler says and where."""
    try:
        pdf = page.ask(TryPaper(draft_id=draft_id, path=path, notice_id=_id(request.query_params.get("sample", ""))))
    except ServiceFailed as refused:
        said = getattr(refused, "text", Text(str(refused), str(refused)))
        return draw(page, "studio/paper_refused.html", 422, said=said)
    return file_answer(BytesIO(pdf), "preview.pdf", "application/pdf")


@router.get("/bench/{path:path}")
def bench(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """Where a decision is tried: facts in, result and reasons out."""
    return _bench(page, draft_id, path, request.query_params.get("decision", ""), {})


@router.post("/bench/{path:path}")
def try_decision(page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """Decide once, or keep the facts as an example that every check repeats."""
    decision = form.text("decision", 200)
    facts = {name.removeprefix("fact."): form.text(name) for name in form.fields if name.startswith("fact.")}
    try:
        if form.text("do") == "keep":
            title = form.text("title", 300)
            page.execute(KeepDecisionExample(draft_id=draft_id, path=path, decision=decision, title=title, facts=facts), form.key)
        made = page.ask(TryDecision(draft_id=draft_id, path=path, decision=decision, facts=facts))
    except InvalidInput as refusal:
        return _bench(page, draft_id, path, decision, facts, errors=refusal.errors)
    return _bench(page, draft_id, path, decision, facts, made)


@router.get("/tables/{path:path}")
def take_table(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """A decision table as a workbook."""
    decision = request.query_params.get("decision", "")
    return bytes_answer(page.ask(DecisionSheet(draft_id=draft_id, path=path, decision=decision)), f"{decision}.xlsx", WORKBOOK)


@router.post("/tables/{path:path}")
def bring_table(page: AdministratorPage, form: Form, draft_id: UUID, path: str) -> Response:
    """A decision table from a workbook."""
    decision = form.text("decision", 200)
    try:
        content = sent_file(form, "upload").file.read()
        command = ImportDecisionSheet(draft_id=draft_id, path=path, decision=decision, content=content, version=form.version)
        page.execute(command, form.key)
    except InvalidInput as refusal:
        return _bench(page, draft_id, path, decision, {}, errors=refusal.errors)
    return page.go(f"/admin/studio/{draft_id}/bench/{path}?decision={decision}", say="program_file_saved")


def _preview(request: Request, page: Page, draft_id: UUID, path: str, form: Posted | None = None) -> Response:
    process, _, element = request.query_params.get("step", "").partition("/")
    look = request.query_params.get("look", "fill")
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    context: dict[str, Any] = {"view": view, "path": path, "look": look if look in LOOKS else "fill", "step": f"{process}/{element}"}
    try:
        trial = page.ask(FormTrial(draft_id=draft_id, path=path, process=process))
    except InvalidInput as refusal:
        return draw(page, "studio/preview.html", 422, trial=None, form_html="", errors=refusal.errors, judged=False, **context)
    errors, html = _drawn(page, trial, context["look"], form)
    judged = form is not None
    return draw(page, "studio/preview.html", 422 if errors else 200, trial=trial, form_html=html, errors=errors, judged=judged, **context)


def _drawn(page: Page, trial: FormTrialView, look: str, form: Posted | None) -> tuple[tuple[FieldError, ...], Any]:
    definition = definition_of(page, trial.form)
    functions = lent(page)
    errors: tuple[FieldError, ...] = ()
    values: Mapping[str, Any] = with_defaults(definition, {}, trial.facts)
    if form is not None:
        values = from_post(definition, form.fields, {}, None, trial.facts, functions)
        errors = tuple(validate(definition, values, trial.facts, None, functions).errors)
    state = FormState(
        values=values,
        errors=errors,
        facts=trial.facts,
        language=page.language,
        readonly=look == "read",
        print=look == "print",
        functions=functions,
    )
    rosters = {each.key: RosterView() for each in definition.walk() if each.kind == "roster"}
    return errors, renderer(page).render(definition, state, {}, rosters)


def _bench(
    page: Page,
    draft_id: UUID,
    path: str,
    decision: str,
    facts: Mapping[str, str],
    made: DecisionTrialView | None = None,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    file = page.ask(ProgramFile(draft_id=draft_id, path=path))
    known = None
    try:
        known = page.ask(DecisionBench(draft_id=draft_id, path=path, decision=decision))
    except InvalidInput as refusal:
        errors = (*errors, *(each for each in refusal.errors if each not in errors))
    return draw(page, "studio/bench.html", 422 if errors else 200, view=view, file=file, bench=known, facts=facts, made=made, errors=errors)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
