"""The sandbox of an administrator: made, entered, moved through time, swept away."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from uuid import UUID

import psycopg
import structlog

from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.commands import FinishSandbox, KeepSandboxTime, ReleaseProgram
from engine.engine import Engine
from engine.packages.program import Program, load_program
from engine.queries import LivingSandboxes, OwnSandbox, SandboxFiles, SandboxView
from engine.running.stories import laid_out
from engine.scenarios.demo import moved, other_people
from engine.scenarios.facts import NextDeadline, StoryFacts
from engine.scenarios.player import Player
from engine.scenarios.reading import read_scenario
from engine.scenarios.travel import ShiftedClock
from engine.sdk.actor import Actor
from engine.sdk.errors import EngineError, FieldError, InvalidInput, InvalidState, NotFound
from engine.sdk.messages import sentence_of
from engine.store.runtime import ZONE
from engine.store.sandboxes import Sandboxes
from engine.trying.people import cast, everybody
from engine.trying.recording import RecordedStage
from engine.trying.stage import Stage, dropped, made, opened, shifted

SYSTEM = Actor.system()
MOST_DAYS = 400
"""Working days one may go on at once."""
OPENING_HOUR = 9
MOST_OTHERS = 400
"""A story told on another day has other people, so that nobody is trained twice."""
log = structlog.get_logger("engine.trying")


def make(house: Engine, sandbox_id: UUID) -> None:
    """Make the database of a sandbox: the draft released in it, its people; or say why it could not be made."""
    files = house.ask(SandboxFiles(sandbox_id=sandbox_id), by=SYSTEM)
    if files is None:
        return
    cause = ""
    try:
        made(house, sandbox_id.hex)
        with opened(house, sandbox_id.hex, shifted(house)) as stage:
            stage.execute(ReleaseProgram(files=files), by=SYSTEM)
            cast(stage, load_program(files))
    except psycopg.errors.InsufficientPrivilege as error:
        cause = f"CREATEDB: {error}"
    except EngineError as error:
        said = sentence_of(error)
        cause = said.zh if said else str(error)
    house.execute(FinishSandbox(sandbox_id=sandbox_id, cause=cause), by=SYSTEM)


def sweep(house: Engine) -> None:
    """Drop every sandbox nobody needs, also what a killed process left."""
    needed = {each.hex for each in house.ask(LivingSandboxes(), by=SYSTEM)}
    for name in Sandboxes(house.runtime.database.url).names():
        if name.partition("_")[0] not in needed:
            dropped(house, name)
            log.info("sandbox dropped", name=name)


def enter(house: Engine, by: Actor) -> tuple[SandboxView, RecordedStage]:
    """The sandbox of an administrator, opened; close it after use.

    Raises:
        NotFound: they have none that is ready.
    """
    view = house.ask(OwnSandbox(), by=by)
    if view is None or view.state != "ready":
        raise NotFound("sandbox_not_found", sandbox="")
    return view, RecordedStage.on(house, view.sandbox_id.hex, ShiftedClock(house.runtime.ports.clock, view.ahead))


def go_on(house: Engine, by: Actor, days: int | None) -> datetime:
    """Let time pass in one's sandbox: so many working days, or (None) until the next deadline; every timer fires at its own moment.

    Raises:
        NotFound: there is no sandbox.
        InvalidState: nothing is due any more, or that is too far.
    """
    view, stage = enter(house, by)
    try:
        clock = stage.runtime.ports.clock
        assert isinstance(clock, ShiftedClock)  # noqa: S101  `enter` made it
        target = _target(stage, clock, days)
        Player(stage, clock, Path()).pass_until(max(target, clock.now()))
        stage.settle()
        stage.tell()
        stage.settle()
        stage.waited()
        now = clock.now()
        house.execute(KeepSandboxTime(sandbox_id=view.sandbox_id, ahead=round(clock.ahead.total_seconds())), by=by)
    finally:
        stage.close()
    return now


def _target(stage: Engine, clock: ShiftedClock, days: int | None) -> datetime:
    if days is not None:
        if not 0 < days <= MOST_DAYS:
            raise InvalidState("sandbox_days", most=MOST_DAYS)
        calendar = stage.ask(StoryFacts(), by=SYSTEM)
        return datetime.combine(due(Limit.parse(f"{days}wd"), clock.today, calendar).date, time(OPENING_HOUR), ZONE)
    moment = stage.ask(NextDeadline(after=clock.now()), by=SYSTEM)
    if moment is None:
        raise InvalidState("sandbox_nothing_due")
    return moment + timedelta(seconds=1)


def tell(house: Engine, by: Actor, story: str, steps: int) -> int:
    """Let the first steps of a story happen in one's sandbox, as if it began there today; returns how many were taken.

    What is refused is refused as it would be; whoever plays goes on by hand from there.

    Raises:
        NotFound: there is no sandbox, or no such story.
        InvalidInput: a story that cannot be read.
    """
    view, stage = enter(house, by)
    try:
        files = _files(house, view)
        clock = stage.runtime.ports.clock
        assert isinstance(clock, ShiftedClock)  # noqa: S101  `enter` made it
        with laid_out(house.runtime.ports.programs, view.program, files) as folder:
            path = folder / Path(story).name
            if not path.is_file():
                raise NotFound("file_not_found", file=story)
            try:
                taken = _told(stage, clock, load_program(files), path, steps)
            except (KeyError, ValueError) as error:
                zh, en = f"情形“{story}”读不懂：{error}。", f'The story "{story}" cannot be told: {error}.'
                raise InvalidInput([FieldError("story", zh, en, code="story_unreadable")]) from error
        house.execute(KeepSandboxTime(sandbox_id=view.sandbox_id, ahead=round(clock.ahead.total_seconds())), by=by)
        return taken
    finally:
        stage.close()


def _told(stage: Stage, clock: ShiftedClock, program: Program, path: Path, steps: int) -> int:
    scenario = read_scenario(path, path.parent.parent.name)
    player = Player(stage, clock, path.parent, people=everybody(program))
    taken: list[int] = []
    player.heard = lambda played: taken.append(played.number)
    day = due(Limit.parse("1wd"), clock.today, stage.ask(StoryFacts(), by=SYSTEM)).date
    player.pass_until(datetime.combine(day, time(OPENING_HOUR), ZONE))
    told = moved(scenario, day - scenario.start)
    others = tuple(replace(step, rows=other_people(step.rows, day.toordinal() % MOST_OTHERS)) for step in told.steps)
    player.play(replace(told, steps=others[: max(1, steps)], given=()))
    stage.settle()
    return len(taken)


def _files(house: Engine, view: SandboxView) -> Mapping[str, bytes]:
    files = house.ask(SandboxFiles(sandbox_id=view.sandbox_id), by=SYSTEM)
    if files is None:
        raise NotFound("sandbox_not_found", sandbox=str(view.sandbox_id))
    return files
