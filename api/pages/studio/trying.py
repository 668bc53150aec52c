"""试运行: the stories of a program told by a draft, and a sandbox in which an administrator plays it by hand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.deps import ZONE
from api.pages.page import AdministratorPage, Form, Page
from api.pages.studio.frame import draw
from api.security import SANDBOX_COOKIE, safe_next
from engine.commands import BeginRehearsal, BeginSandbox, EndSandbox
from engine.queries import LastRehearsal, OwnSandbox, PlayedCases, Players, ProgramDraftDetail, RehearsedSteps, SandboxView
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound, Rejection
from engine.sdk.messages import sentence_of
from engine.trying.keeping import cases_to_keep, keep_as_story
from engine.trying.sandbox import enter, go_on, tell

router = APIRouter(prefix="/admin/studio", include_in_schema=False)
SYSTEM = Actor.system()
HOURS = 8 * 3600


@router.get("/{draft_id}/try")
def trying(page: AdministratorPage, draft_id: UUID) -> Response:
    """What trying a draft means: its stories and how they came out, and one's sandbox."""
    return _try(page, draft_id)


@router.post("/{draft_id}/try")
def rehearse(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Have the stories told by the draft as it is now."""
    page.execute(BeginRehearsal(draft_id=draft_id, name=form.text("story", 200)), form.key)
    return page.go(_address(draft_id))


@router.get("/{draft_id}/try/{name}")
def story(page: AdministratorPage, draft_id: UUID, name: str) -> Response:
    """One story, step by step: who did what on which day, what was promised, what came."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    told = page.ask(RehearsedSteps(draft_id=draft_id, name=name))
    steps = [{**step, "at": datetime.fromisoformat(step["at"]).astimezone(ZONE)} for step in told.steps]
    return draw(page, "studio/story.html", view=view, story=told, steps=steps)


@router.post("/{draft_id}/sandbox")
def begin(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Have a sandbox made; the one there was goes."""
    page.execute(BeginSandbox(draft_id=draft_id), form.key)
    response = page.go(_address(draft_id))
    response.delete_cookie(SANDBOX_COOKIE, path="/")
    return response


@router.post("/sandbox/play")
def play(page: AdministratorPage, form: Form) -> Response:
    """Be somebody of one's sandbox from now on, on the pages that are not administrators'."""
    sandbox = _mine(page)
    response = page.go(safe_next(form.text("next", 300)))
    value = form.text("username", 200)
    if not value.isidentifier():
        raise NotFound("sandbox_not_found", sandbox=str(sandbox.sandbox_id))
    secure = page.settings.https
    response.set_cookie(SANDBOX_COOKIE, value, max_age=HOURS, httponly=True, samesite="lax", secure=secure, path="/")
    return response


@router.post("/sandbox/leave")
def leave(page: AdministratorPage, form: Form) -> Response:
    """Be oneself again; the sandbox stays."""
    del form
    sandbox = page.ask(OwnSandbox())
    response = page.go(_address(sandbox.draft_id) if sandbox else "/admin/studio")
    response.delete_cookie(SANDBOX_COOKIE, path="/")
    return response


@router.post("/sandbox/time")
def let_time_pass(page: AdministratorPage, form: Form) -> Response:
    """Go on by so many working days, or to the next deadline; every timer on the way fires at its own moment."""
    sandbox = _mine(page)
    days = form.text("days", 10)
    try:
        go_on(page.engine, page.actor, None if form.text("next_deadline") else _number(days))
    except Rejection as refusal:
        said = sentence_of(refusal)
        return _try(page, sandbox.draft_id, 422, (FieldError("days", said.zh, said.en, code=refusal.code),))
    return page.go(safe_next(form.text("next", 300), _address(sandbox.draft_id)), say="sandbox_time")


@router.post("/sandbox/story")
def play_story(page: AdministratorPage, form: Form) -> Response:
    """Let the first steps of a story happen in the sandbox, to go on by hand from there."""
    sandbox = _mine(page)
    tell(page.engine, page.actor, form.text("story", 200), _number(form.text("steps", 10)))
    return page.go(f"{_address(sandbox.draft_id)}#sandbox")


@router.post("/sandbox/keep")
def keep_story(page: AdministratorPage, form: Form) -> Response:
    """Keep what happened to a case of the sandbox as a story of the draft."""
    sandbox = _mine(page)
    try:
        keep_as_story(page.engine, page.actor, UUID(form.text("case", 36)), form.text("name", 100), form.text("title", 300))
    except ValueError:
        raise NotFound("case_not_found", case=form.text("case", 36)) from None
    except InvalidInput as refusal:
        return _try(page, sandbox.draft_id, 422, tuple(refusal.errors))
    except InvalidState as refusal:
        said = sentence_of(refusal)
        return _try(page, sandbox.draft_id, 422, (FieldError("case", said.zh, said.en, code=refusal.code),))
    return page.go(_address(sandbox.draft_id), say="story_kept")


@router.post("/sandbox/end")
def end(page: AdministratorPage, form: Form) -> Response:
    """Take the sandbox away with everything in it."""
    sandbox = _mine(page)
    page.execute(EndSandbox(sandbox_id=sandbox.sandbox_id), form.key)
    response = page.go(_address(sandbox.draft_id), say="sandbox_ended")
    response.delete_cookie(SANDBOX_COOKIE, path="/")
    return response


def _address(draft_id: UUID) -> str:
    return f"/admin/studio/{draft_id}/try"


def _number(text: str) -> int:
    """A number somebody typed; what is none is refused as 0 is."""
    return int(text) if text.isascii() and text.isdigit() else 0


def _mine(page: Page) -> SandboxView:
    sandbox = page.ask(OwnSandbox())
    if sandbox is None:
        raise NotFound("sandbox_not_found", sandbox="")
    return sandbox


def _try(page: Page, draft_id: UUID, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    sandbox = page.ask(OwnSandbox())
    inside: dict[str, Any] = {"players": (), "cases": (), "moment": None, "to_keep": frozenset()}
    if sandbox is not None and sandbox.draft_id == draft_id and sandbox.state == "ready":
        _, stage = enter(page.engine, page.actor)
        try:
            moment = stage.runtime.ports.clock.now()
            inside = {"players": stage.ask(Players(), by=SYSTEM), "cases": stage.ask(PlayedCases(), by=SYSTEM), "moment": moment}
            inside["to_keep"] = cases_to_keep(stage)
        finally:
            stage.close()
    run = page.ask(LastRehearsal(draft_id=draft_id))
    return draw(page, "studio/try.html", status, view=view, run=run, sandbox=sandbox, errors=errors, **inside)
