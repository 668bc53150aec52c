"""试运行 as administrators see it: how the stories came out, and the sandbox they play in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, Organisation, Person, PersonRole, ProgramDraft, Rehearsal, RehearsedStory, Sandbox, Task
from engine.packages.program import digest_of
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft
from engine.running.access import must_be
from engine.running.stories import SCENARIOS, stories_of
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

MOST_CASES = 50


@dataclass(frozen=True, slots=True)
class StoryView:
    """情形: one story of a program; `state` is "" until it was told, then passed, failed or broken; `faults` counts failed promises."""

    name: str
    title: str
    state: str
    cause: str
    faults: int
    count: int
    path: str = ""
    """its file, where the draft holds it; others lie beside the installed program"""


@dataclass(frozen=True, slots=True)
class RehearsalView:
    """情形试运行 of a draft; without a `run_id` nobody has asked for one yet. `state` is "", running, done or outdated."""

    run_id: UUID | None
    state: str
    created_at: datetime | None
    created_by: str
    stories: tuple[StoryView, ...]
    asked: int = 0
    """how many are told"""

    @property
    def done(self) -> int:
        """How many were told."""
        return sum(bool(story.state) for story in self.stories)


@dataclass(frozen=True, slots=True)
class StoryDetail:
    """A story as it went: each step with its day, who did what, what was promised and what came."""

    name: str
    title: str
    state: str
    cause: str
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class SandboxView:
    """沙箱 of an administrator. `outdated` = the draft has changed since it was made; `ahead`, how far its clock is before the house's."""

    sandbox_id: UUID
    draft_id: UUID
    draft: str
    program: str
    state: str
    cause: str
    ahead: timedelta
    made_at: datetime
    touched_at: datetime
    outdated: bool


@dataclass(frozen=True, slots=True)
class Player:
    """扮演: somebody of a sandbox who can be played."""

    username: str
    name: str
    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class PlayedTask:
    """待办 of a sandbox: what is open, and who could do it (a user name of the sandbox)."""

    task_id: UUID
    name: Text
    role: Text
    username: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class PlayedCase:
    """办件 of a sandbox: where it stands and what is open."""

    case_id: UUID
    number: str
    organisation: str
    stage: Text
    status: str
    username: str
    """Whose it is."""
    tasks: tuple[PlayedTask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedCases(Query[tuple[PlayedCase, ...]]):
    """办件 of a sandbox, the newest first; asked of the sandbox's own engine."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[PlayedCase, ...]:
        """At most so many as fit a page."""
        must_be(by, "system")
        rows = uow.session.execute(
            select(Case, Organisation.name)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .order_by(Case.created_at.desc())
            .limit(MOST_CASES)
        ).all()
        tasks: dict[UUID, list[Task]] = {}
        open_tasks = select(Task).where(Task.case_id.in_([case.id for case, _ in rows]), Task.state == "open")
        for task in uow.session.scalars(open_tasks.order_by(Task.arrived_at)):
            tasks.setdefault(task.case_id, []).append(task)
        names = {person.id: person for person in uow.session.scalars(select(Person))}
        return tuple(_played_case(uow, case, organisation, tasks.get(case.id, []), names) for case, organisation in rows)


def _played_case(uow: UnitOfWork, case: Case, organisation: str, tasks: Sequence[Task], people: Mapping[UUID, Person]) -> PlayedCase:
    program = uow.program(case.release_id)
    owner = next((each.username for each in people.values() if each.organisation_id == case.organisation_id), "")
    holders = dict(uow.session.execute(select(PersonRole.role, func.min(Person.username)).join(Person).group_by(PersonRole.role)).all())
    return PlayedCase(
        case.id,
        case.number or "",
        organisation,
        program.stage_title(case.stage),
        case.status,
        owner,
        tuple(
            PlayedTask(
                task.id,
                Text.of(task.name),
                program.role_title(task.role) if task.organisation_id is None else Text("申报单位", "Enterprise"),
                owner if task.organisation_id else _doer(task, people, holders),
                task.due_on,
            )
            for task in tasks
        ),
    )


def _doer(task: Task, people: Mapping[UUID, Person], holders: Mapping[str, str]) -> str:
    """Whoever has the task, else the first who holds its role."""
    holder = people.get(task.assignee_id) if task.assignee_id else None
    return holder.username if holder else holders.get(task.role, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRehearsal(Query[RehearsalView]):
    """The last rehearsal of a draft; before the first, the stories there are."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> RehearsalView:
        """A draft that changed since makes a rehearsal outdated."""
        draft = known_draft(uow, by, self.draft_id)
        run = uow.session.scalar(select(Rehearsal).where(Rehearsal.draft_id == draft.id).order_by(Rehearsal.created_at.desc()).limit(1))
        files = files_of(uow, draft.id)
        told = uow.session.scalars(select(RehearsedStory).where(RehearsedStory.run_id == run.id)).all() if run else ()
        rows = {row.name: row for row in told}
        stories = tuple(
            _story(name, title, f"{draft.program}/{SCENARIOS}/{name}", rows.get(name), files)
            for name, title in stories_of(uow.ports.programs, draft.program, files).items()
        )
        if run is None:
            return RehearsalView(None, "", None, "", stories)
        outdated = run.state != "running" and run.digest != digest_of(files)
        return RehearsalView(run.id, "outdated" if outdated else run.state, run.created_at, run.created_by, stories, len(rows))


def _story(name: str, title: str, path: str, row: RehearsedStory | None, files: Mapping[str, bytes]) -> StoryView:
    own = path if path in files else ""
    if row is None:
        return StoryView(name, title, "", "", 0, 0, own)
    return StoryView(name, title, row.state, row.cause, sum(len(step["faults"]) for step in row.steps), len(row.steps), own)


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsedSteps(Query[StoryDetail]):
    """One story of the last rehearsal of a draft, step by step."""

    draft_id: UUID
    name: str

    def answer(self, uow: UnitOfWork, by: Actor) -> StoryDetail:
        """`NotFound` when it was not told."""
        draft = known_draft(uow, by, self.draft_id)
        row = uow.session.scalar(
            select(RehearsedStory)
            .join(Rehearsal, Rehearsal.id == RehearsedStory.run_id)
            .where(Rehearsal.draft_id == draft.id, RehearsedStory.name == self.name)
        )
        if row is None:
            raise NotFound("file_not_found", file=self.name)
        return StoryDetail(row.name, row.title, row.state, row.cause, tuple(row.steps))


@dataclass(frozen=True, slots=True)
class ToRehearse:
    """What a rehearsal needs: the program, its files, and where programs are installed; no files when the draft is another by now."""

    program: str
    files: Mapping[str, bytes]
    programs: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RehearsalFiles(Query[ToRehearse | None]):
    """What the worker tells the stories of a rehearsal by; None when nobody waits for it any more."""

    run_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> ToRehearse | None:
        """For the engine itself."""
        must_be(by, "system")
        run = uow.session.get(Rehearsal, self.run_id)
        draft = uow.session.get(ProgramDraft, run.draft_id) if run else None
        if run is None or draft is None or run.state != "running":
            return None
        files = files_of(uow, draft.id)
        current = files if digest_of(files) == run.digest else {}
        return ToRehearse(draft.program, current, uow.ports.programs)


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxFiles(Query[Mapping[str, bytes] | None]):
    """The files of the draft a sandbox is made of; None when nobody wants it any more."""

    sandbox_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> Mapping[str, bytes] | None:
        """For the engine itself."""
        must_be(by, "system")
        sandbox = uow.session.get(Sandbox, self.sandbox_id)
        return files_of(uow, sandbox.draft_id) if sandbox is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingSandboxes(Query[frozenset[UUID]]):
    """Sandboxes and rehearsals whose databases somebody needs."""

    def answer(self, uow: UnitOfWork, by: Actor) -> frozenset[UUID]:
        """For the engine itself."""
        must_be(by, "system")
        running = select(Rehearsal.id).where(Rehearsal.state == "running")
        return frozenset([*uow.session.scalars(select(Sandbox.id)), *uow.session.scalars(running)])


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSandbox(Query[SandboxView | None]):
    """The sandbox of the asking administrator."""

    def answer(self, uow: UnitOfWork, by: Actor) -> SandboxView | None:
        """None when they have none."""
        must_be(by, "administrator")
        row = uow.session.execute(
            select(Sandbox, ProgramDraft).join(ProgramDraft, ProgramDraft.id == Sandbox.draft_id).where(Sandbox.owner_id == by.user_id)
        ).one_or_none()
        if row is None:
            return None
        sandbox, draft = row
        return SandboxView(
            sandbox.id,
            draft.id,
            draft.title,
            draft.program,
            sandbox.state,
            sandbox.cause,
            timedelta(seconds=sandbox.ahead),
            sandbox.made_at,
            sandbox.touched_at,
            draft.changed_at > sandbox.made_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Players(Query[tuple[Player, ...]]):
    """扮演人员: everybody of a sandbox, enterprises first; asked of the sandbox's own engine."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Player, ...]:
        """For the engine itself: it names accounts."""
        must_be(by, "system")
        rows = uow.session.execute(
            select(Person.username, Person.name, Person.kind, PersonRole.role)
            .outerjoin(PersonRole, PersonRole.person_id == Person.id)
            .order_by(Person.kind, Person.created_at, Person.username)
        )
        return tuple(Player(username, name, kind, role or "") for username, name, kind, role in rows)
