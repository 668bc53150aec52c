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
from forms.coerce import asks_refresh, from_post, with_defaults
from forms.rendering import FormState, RosterView
from forms.validation import validate

router = APIRouter(prefix="/admin/studio/{draft_id}", include_in_schema=False)
LOOKS = ("screen", "print")
FILLS = ("", "good", "wrong")
LANGUAGES = ("", "zh", "en")
TYPED = ("fill", "correct")
"""Manners in which something can be typed."""


@router.get("/preview/{path:path}")
def preview(request: Request, page: AdministratorPage, draft_id: UUID, path: str) -> Response:
    """A form as people will see it, drawn by the server: at a step, as a role, in a language, empty or filled with samples."""
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
        line = None if refused.facts.get("file") else refused.facts.get("line")
        return draw(page, "studio/paper_refused.html", 422, said=said, line=line, place=f"/admin/studio/{draft_id}/files/{path}")
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
    asked = {name: request.query_params.get(name, "") for name in ("step", "role", "asked")}
    fill, look, language = (_one_of(request, name, known) for name, known in (("fill", FILLS), ("look", LOOKS), ("language", LANGUAGES)))
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    shown = {"fill": fill, "look": look, "language": language or page.language}
    context: dict[str, Any] = {"view": view, "path": path, "shown": shown}
    command = FormTrial(draft_id=draft_id, path=path, place=asked["step"], role=asked["role"], fill=fill, asked=asked["asked"])
    try:
        trial = page.ask(command)
    except InvalidInput as refusal:
        return draw(page, "studio/preview.html", 422, trial=None, form_html="", errors=refusal.errors, judged=False, **context)
    posted = form if trial.manner in TYPED else None
    errors, html = _drawn(page, trial, shown, posted)
    judged = posted is not None and not asks_refresh(posted.fields)
    return draw(page, "studio/preview.html", 422 if errors else 200, trial=trial, form_html=html, errors=errors, judged=judged, **context)


def _one_of(request: Request, name: str, known: tuple[str, ...]) -> Any:
    """What the address says under a name where that is one of these, else the first."""
    said = request.query_params.get(name, "")
    return said if said in known else known[0]


def _drawn(page: Page, trial: FormTrialView, shown: Mapping[str, str], form: Posted | None) -> tuple[tuple[FieldError, ...], Any]:
    """The form by the same rules and templates as in a case; of what is wrong with it only what was sent is told."""
    if trial.manner == "nothing":
        return (), ""
    definition = definition_of(page, trial.form)
    functions = lent(page)
    errors: tuple[FieldError, ...] = ()
    values: Mapping[str, Any] = with_defaults(definition, trial.values, trial.facts)
    if form is not None:
        values = from_post(definition, form.fields, trial.values, trial.editable, trial.facts, functions)
        if not asks_refresh(form.fields):
            errors = tuple(validate(definition, values, trial.facts, None, functions).errors)
    state = FormState(
        values=values,
        errors=errors,
        facts=trial.facts,
        language=shown["language"],
        editable=trial.editable,
        readonly=trial.manner not in TYPED,
        print=shown["look"] == "print",
        functions=functions,
    )
    rosters = {each.key: _roster(trial.facts.get("rosters", {}).get(each.key, {})) for each in definition.walk() if each.kind == "roster"}
    return errors, renderer(page, shown["language"]).render(definition, state, None, rosters)


def _roster(figures: Mapping[str, int]) -> RosterView:
    return RosterView("", "", figures.get("count", 0), figures.get("good", 0), figures.get("faulty", 0))


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
