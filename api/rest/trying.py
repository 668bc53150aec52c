"""REST: trying a draft, for administrators: its stories told by it, and a sandbox to play in (with the header `Sandbox`)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Word
from engine.commands import BeginRehearsal, BeginSandbox, EndSandbox, RehearsalBegun, SandboxBegun, ScenarioKept
from engine.queries import LastRehearsal, OwnSandbox, PlayedCase, PlayedCases, Player, Players, RehearsalView, RehearsedSteps, StoryDetail
from engine.queries import SandboxView as Sandbox
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.trying.keeping import keep_as_story
from engine.trying.sandbox import enter, go_on, tell

router = APIRouter(prefix="/admin/studio", tags=["studio"], dependencies=[Depends(administrator)])
SYSTEM = Actor.system()


class SandboxNow(BaseModel):
    """沙箱: what it is made of, the moment in it, who can be played, and its cases; empty until it is ready."""

    sandbox: Sandbox
    moment: datetime | None = None
    players: tuple[Player, ...] = ()
    cases: tuple[PlayedCase, ...] = ()


class TimePasses(BaseModel):
    """How far time goes on."""

    days: Annotated[int | None, Field(default=None, ge=1, le=400, description="Working days; none: until the next deadline")]


class StoryPart(BaseModel):
    """The beginning of a story."""

    story: Word = Field(examples=["corrected_once.toml"])
    steps: Annotated[int, Field(default=1, ge=1, le=1000)]


class StoryToKeep(BaseModel):
    """A case of the sandbox, and what the story of it is to be called."""

    case_id: UUID
    name: Word = Field(examples=["corrected_by_hand"])
    title: Word


class StoryChosen(BaseModel):
    """Which story is told; none: all."""

    story: Word = ""


class Moment(BaseModel):
    """When it is in the sandbox."""

    moment: datetime


class StepsTaken(BaseModel):
    """How many steps of a story were taken."""

    steps: int


@router.post("/drafts/{draft_id}/rehearsal", status_code=201, responses=WRITE)
def begin_rehearsal(call: Acting, draft_id: UUID, body: StoryChosen | None = None) -> RehearsalBegun:
    """Have the stories of the program, or one of them, told by the draft as it is now."""
    return call.execute(BeginRehearsal(draft_id=draft_id, name=body.story if body else ""))


@router.get("/drafts/{draft_id}/rehearsal", responses=READ)
def last_rehearsal(call: Asking, draft_id: UUID) -> RehearsalView:
    """How the stories came out; before the first rehearsal, which there are."""
    return call.ask(LastRehearsal(draft_id=draft_id))


@router.get("/drafts/{draft_id}/rehearsal/{name}", responses=READ)
def rehearsed_story(call: Asking, draft_id: UUID, name: Word) -> StoryDetail:
    """One story step by step: day, who did what, what was promised, what came."""
    return call.ask(RehearsedSteps(draft_id=draft_id, name=name))


@router.post("/drafts/{draft_id}/sandbox", status_code=201, responses=WRITE)
def begin_sandbox(call: Acting, draft_id: UUID) -> SandboxBegun:
    """Have a sandbox made in which the draft as it is now can be played; the one there was goes."""
    return call.execute(BeginSandbox(draft_id=draft_id))


@router.get("/sandbox", responses=READ)
def own_sandbox(call: Asking) -> SandboxNow:
    """One's sandbox: the moment in it, who can be played, its cases."""
    view = call.ask(OwnSandbox())
    if view is None:
        raise NotFound("sandbox_not_found", sandbox="")
    if view.state != "ready":
        return SandboxNow(sandbox=view)
    _, stage = enter(call.engine, call.actor)
    try:
        moment = stage.runtime.ports.clock.now()
        return SandboxNow(sandbox=view, moment=moment, players=stage.ask(Players(), by=SYSTEM), cases=stage.ask(PlayedCases(), by=SYSTEM))
    finally:
        stage.close()


@router.post("/sandbox/time", responses=WRITE)
def let_time_pass(call: Acting, body: TimePasses) -> Moment:
    """Let time pass in one's sandbox; every timer on the way fires at its own moment."""
    return Moment(moment=go_on(call.engine, call.actor, body.days))


@router.post("/sandbox/story", responses=WRITE)
def play_story(call: Acting, body: StoryPart) -> StepsTaken:
    """Let the first steps of a story happen in one's sandbox."""
    return StepsTaken(steps=tell(call.engine, call.actor, body.story, body.steps))


@router.post("/sandbox/stories", status_code=201, responses=WRITE)
def keep_story(call: Acting, body: StoryToKeep) -> ScenarioKept:
    """Keep what happened to a case of one's sandbox, and to those begun from it, as a story of the draft."""
    return ScenarioKept(keep_as_story(call.engine, call.actor, body.case_id, body.name, body.title))


@router.delete("/sandbox", status_code=204, responses=WRITE)
def end_sandbox(call: Acting) -> Response:
    """Take one's sandbox away with everything in it."""
    view = call.ask(OwnSandbox())
    if view is None:
        raise NotFound("sandbox_not_found", sandbox="")
    call.execute(EndSandbox(sandbox_id=view.sandbox_id))
    return Response(status_code=204)
