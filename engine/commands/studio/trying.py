"""试运行: the stories of a program told by a draft, and a sandbox in which an administrator plays it by hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from engine.commands.command import Command
from engine.commands.studio.opening import draft_files, opened_draft
from engine.model import ProgramDraft, Rehearsal, RehearsedStory, Sandbox, SandboxAct
from engine.model.trying import ACTS
from engine.packages.program import digest_of
from engine.running.access import must_be
from engine.running.draft_entries import draft_findings
from engine.running.stories import stories_of
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotFound
from engine.store.jobs import NOBODY_WAITS, Job
from engine.store.json import dumps
from engine.store.unit_of_work import UnitOfWork

MOST_SANDBOXES = 8
UNTOUCHED = timedelta(hours=8)
"""A sandbox that nobody entered for so long is taken away."""


@dataclass(frozen=True, slots=True)
class RehearsalBegun:
    """The rehearsal and how many stories it tells."""

    run_id: UUID
    stories: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRehearsal(Command[RehearsalBegun]):
    """试运行情形: have the stories of the program told by the draft as it is now, each in a database of its own that is dropped afterwards.

    Raises:
        InvalidState: the draft has errors, or there is no story, neither in the draft nor beside the installed program.
    """

    draft_id: UUID
    name: str = ""
    """one story alone"""

    def run(self, uow: UnitOfWork, by: Actor) -> RehearsalBegun:
        """One job a story; they go one after another."""
        draft = opened_draft(uow, by, self.draft_id)
        digest = _sound(uow, draft)
        known = stories_of(uow.ports.programs, draft.program, draft_files(uow, draft.id))
        stories = {name: title for name, title in known.items() if self.name in {"", name}}
        if not stories:
            raise InvalidState("no_stories", program=draft.program)
        run = Rehearsal(id=uuid4(), draft_id=draft.id, digest=digest, state="running", created_at=uow.now, created_by=by.name)
        uow.session.execute(delete(Rehearsal).where(Rehearsal.draft_id == draft.id))
        uow.session.add(run)
        uow.session.flush()
        for name, title in stories.items():
            uow.session.add(RehearsedStory(run_id=run.id, name=name, title=title, state="", cause="", steps=[]))
            uow.jobs.append(Job("rehearse", {"run_id": str(run.id), "name": name}, lock="rehearse", priority=NOBODY_WAITS))
        uow.record_system(by, "rehearsal_begun", program=draft.program, title=draft.title, stories=len(stories))
        return RehearsalBegun(run.id, len(stories))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRehearsed(Command[bool]):
    """记录情形试运行: keep what came of a story; False when nobody waits for it any more."""

    in_background: ClassVar[bool] = True

    run_id: UUID
    name: str
    state: str
    cause: str = ""
    steps: Sequence[Any] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> bool:
        """The rehearsal is done with its last story; the rest of one whose draft changed is not told."""
        run = uow.session.get(Rehearsal, self.run_id, with_for_update=True)
        story = uow.session.get(RehearsedStory, (self.run_id, self.name))
        if run is None or story is None:
            return False
        if self.state == "outdated":
            run.state = "outdated"
            return False
        story.state, story.cause, story.steps = self.state, self.cause[:2000], list(self.steps)
        uow.session.flush()
        waiting = select(func.count()).select_from(RehearsedStory).where(RehearsedStory.run_id == run.id, RehearsedStory.state == "")
        if not uow.session.scalar(waiting):
            run.state = "done"
        return True


@dataclass(frozen=True, slots=True)
class SandboxBegun:
    """A sandbox that is being made."""

    sandbox_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginSandbox(Command[SandboxBegun]):
    """打开沙箱: have a database made in which the draft as it is now can be played; the one the person had before is taken away.

    Raises:
        InvalidState: the draft has errors, or there are as many sandboxes as there may be.
    """

    draft_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> SandboxBegun:
        """One for each administrator."""
        draft = opened_draft(uow, by, self.draft_id)
        digest = _sound(uow, draft)
        before = uow.session.scalar(select(Sandbox).where(Sandbox.owner_id == _person(by)).with_for_update())
        if before is not None:
            _take_away(uow, before)
        if (uow.session.scalar(select(func.count()).select_from(Sandbox)) or 0) >= MOST_SANDBOXES:
            raise InvalidState("sandboxes_full", most=MOST_SANDBOXES)
        made = {"state": "making", "cause": "", "ahead": 0, "made_at": uow.now, "touched_at": uow.now}
        sandbox = Sandbox(id=uuid4(), draft_id=draft.id, owner_id=_person(by), digest=digest, **made)
        uow.session.add(sandbox)
        uow.jobs.append(Job("make_sandbox", {"sandbox_id": str(sandbox.id)}))
        uow.record_system(by, "sandbox_begun", program=draft.program, title=draft.title)
        return SandboxBegun(sandbox.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishSandbox(Command[bool]):
    """备好沙箱: it can be entered, or (with a cause) it could not be made; False when nobody wants it any more."""

    in_background: ClassVar[bool] = True

    sandbox_id: UUID
    cause: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> bool:
        """The owner's page is waiting for it."""
        sandbox = uow.session.get(Sandbox, self.sandbox_id, with_for_update=True)
        if sandbox is None:
            return False
        sandbox.state, sandbox.cause = "failed" if self.cause else "ready", self.cause[:2000]
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSandboxTime(Command[None]):
    """拨动沙箱时钟: keep how far a sandbox is ahead of the house (None: as before), and that somebody is in it.

    Raises:
        NotFound: the person has no such sandbox.
    """

    sandbox_id: UUID
    ahead: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Its owner's alone."""
        sandbox = _own(uow, by, self.sandbox_id)
        sandbox.touched_at = uow.now
        if self.ahead is not None:
            sandbox.ahead = self.ahead


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSandboxAct(Command[None]):
    """记录沙箱操作: keep what was done in a sandbox and what came of it, sealed; given to the sandbox's own engine."""

    told: Mapping[str, Any]

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """It goes with the sandbox."""
        must_be(by, "system")
        uow.session.add(SandboxAct(at=uow.now, told=uow.keyring.seal(dumps(self.told), ACTS)))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSandbox(Command[None]):
    """关闭沙箱: take it away with everything in it.

    Raises:
        NotFound: the person has no such sandbox.
    """

    sandbox_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Its database goes in the background."""
        _take_away(uow, _own(uow, by, self.sandbox_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class EndIdleSandboxes(Command[int]):
    """清理沙箱: take away those nobody entered for hours; returns how many."""

    in_background: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What has no row any more goes with them: drafts that were released or discarded, stories that were told."""
        open_drafts = select(ProgramDraft.id).where(ProgramDraft.state == "open")
        idle = select(Sandbox).where((Sandbox.touched_at < uow.now - UNTOUCHED) | Sandbox.draft_id.not_in(open_drafts))
        rows = uow.session.scalars(idle.with_for_update(skip_locked=True)).all()
        for row in rows:
            _take_away(uow, row)
        return len(rows)


def _take_away(uow: UnitOfWork, sandbox: Sandbox) -> None:
    uow.session.delete(sandbox)
    uow.session.flush()
    uow.jobs.append(Job("sweep_sandboxes", once="sweep_sandboxes"))


def _own(uow: UnitOfWork, by: Actor, sandbox_id: UUID) -> Sandbox:
    must_be(by, "administrator")
    sandbox = uow.session.get(Sandbox, sandbox_id, with_for_update=True)
    if sandbox is None or sandbox.owner_id != by.user_id:
        raise NotFound("sandbox_not_found", sandbox=str(sandbox_id))
    return sandbox


def _person(by: Actor) -> UUID:
    if by.user_id is None:
        raise NotFound("sandbox_not_found", sandbox="")
    return by.user_id


def _sound(uow: UnitOfWork, draft: ProgramDraft) -> str:
    """The digest of a draft without errors."""
    files = draft_files(uow, draft.id)
    faults = sum(each.severity == "error" for each in draft_findings(uow, draft.id, files))
    if faults:
        raise InvalidState("program_draft_faulty", count=faults)
    return digest_of(files)
