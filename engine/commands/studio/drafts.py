"""项目草稿: begin, look in, discard."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import delete, insert, select

from engine.commands.command import Command
from engine.commands.studio.opening import leave_trace, opened_draft
from engine.model import ProgramDraft, ProgramDraftAside, ProgramDraftEntry, ProgramDraftFile, Release, ReleaseFile
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork

LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class ProgramDraftOpened:
    """The new draft."""

    draft_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProgramDraft(Command[ProgramDraftOpened]):
    """新建项目草稿: copy the files of a program's current release into a draft of one's own.

    Raises:
        NotFound: the program was never released.
        InvalidInput: the title says nothing or too much.
    """

    program: str
    title: str

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramDraftOpened:
        """Nothing running is touched: a draft is only ever read by the studio."""
        must_be(by, "administrator")
        title = self.title.strip()
        if not 1 <= len(title) <= LONGEST_TITLE:
            zh, en = f"请用 1 至 {LONGEST_TITLE} 个字说明要改什么。", f"Say in 1 to {LONGEST_TITLE} characters what is to change."
            raise InvalidInput([FieldError("title", zh, en, code="required")])
        release = uow.current_release(self.program)
        return open_draft(uow, by, title, release, release)


def open_draft(uow: UnitOfWork, by: Actor, title: str, base: Release, holding: Release) -> ProgramDraftOpened:
    """A draft that began from `base` and holds the files of a release."""
    draft = ProgramDraft(
        id=uuid4(),
        program=base.program,
        title=title,
        base_id=base.id,
        author_id=by.user_id,
        author=by.name,
        created_at=uow.now,
        changed_at=uow.now,
        changed_by=by.name,
        state="open",
    )
    uow.session.add(draft)
    uow.session.flush()
    files = uow.session.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == holding.id))
    rows = [
        {"draft_id": draft.id, "path": path, "content": content, "version": 0, "changed_at": uow.now, "changed_by": by.name}
        for path, content in files
    ]
    uow.session.execute(insert(ProgramDraftFile), rows)
    leave_trace(uow, by, draft, "", changed=True)
    uow.record_system(by, "program_draft_opened", program=base.program, title=title, base=base.number, holds=holding.number)
    return ProgramDraftOpened(draft.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitProgramDraft(Command[None]):
    """查看项目草稿: let colleagues see who is in the draft, and at which file."""

    draft_id: UUID
    path: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Not recorded: looking changes nothing."""
        leave_trace(uow, by, opened_draft(uow, by, self.draft_id), self.path, changed=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscardProgramDraft(Command[None]):
    """放弃项目草稿: throw its files away; that it existed stays known.

    Raises:
        InvalidState: it was released or discarded before.
    """

    draft_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """What was set aside goes with it."""
        draft = opened_draft(uow, by, self.draft_id)
        close_draft(uow, by, draft, "discarded")
        uow.record_system(by, "program_draft_discarded", program=draft.program, title=draft.title, author=draft.author)


def close_draft(uow: UnitOfWork, by: Actor, draft: ProgramDraft, state: str) -> None:
    """End a draft: its files go, the draft itself stays known."""
    draft.state, draft.changed_at, draft.changed_by = state, uow.now, by.name
    for part in (ProgramDraftFile, ProgramDraftAside, ProgramDraftEntry):
        uow.session.execute(delete(part).where(part.draft_id == draft.id))
