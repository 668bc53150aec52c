"""发布项目草稿: a second person releases; rolling back is releasing an older one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select

from engine.commands.command import Command
from engine.commands.release_program import ProgramReleased, ReleaseProgram
from engine.commands.studio.cosigning import must_be_cosigned, must_be_second
from engine.commands.studio.drafts import LONGEST_TITLE, ProgramDraftOpened, close_draft, open_draft
from engine.commands.studio.files import must_be_writable
from engine.commands.studio.opening import draft_files, leave_trace, opened_draft
from engine.model import ProgramDraftAside, ProgramDraftEntry, ProgramDraftFile, Release
from engine.packages.program import digest_of
from engine.running.access import must_be
from engine.running.draft_entries import draft_findings, entries_being_filled_in
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState, NotFound, PackageError
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseProgramDraft(Command[ProgramReleased]):
    """发布项目草稿: new cases start on it from now on; running cases stay where they are.

    `digest` and `current_id` are what the releasing person looked at: the draft's files and the release they replace (None: the
    program is new).

    Raises:
        NotPermitted: somebody who changed the draft wants to release it; it takes a second person.
        Conflict: the draft or the current release changed since it was looked at.
        InvalidInput: no note says what is new, or the day from which it is to hold is not ahead.
        InvalidState: nothing differs from the current release, or rates change that no other department has signed.
        PackageError: the check finds errors.
    """

    draft_id: UUID
    digest: str
    current_id: UUID | None
    note: str
    effective_on: date | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramReleased:
        """The draft ends where the release begins."""
        draft = opened_draft(uow, by, self.draft_id)
        must_be_second(uow, by, draft.id)
        note = _said(self.note)
        self._must_be_ahead(uow)
        current = uow.session.scalar(select(Release).where(Release.program == draft.program, Release.current))
        files = draft_files(uow, draft.id)
        digest = digest_of(files)
        if digest != self.digest or (current.id if current else None) != self.current_id:
            raise Conflict("program_draft_changed", by=draft.changed_by, at=draft.changed_at)
        if current is not None and digest == current.digest:
            raise InvalidState("program_draft_unchanged", number=current.number)
        must_be_cosigned(uow, by, draft, files, digest)
        if entries_being_filled_in(uow, draft.id):
            raise PackageError([each for each in draft_findings(uow, draft.id, files) if each.severity == "error"])
        released = ReleaseProgram(files=files, note=note, effective_on=self.effective_on).run(uow, by)
        close_draft(uow, by, draft, "released")
        uow.record_system(
            by, "program_draft_released", program=draft.program, title=draft.title, author=draft.author, number=released.number, note=note
        )
        return released

    def _must_be_ahead(self, uow: UnitOfWork) -> None:
        if self.effective_on is not None and self.effective_on <= uow.now.astimezone(ZONE).date():
            zh, en = "生效日期应晚于今天；立即生效请留空。", "The day has to be after today; leave it empty for at once."
            raise InvalidInput([FieldError("effective_on", zh, en, code="past")])


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreRelease(Command[ProgramDraftOpened]):
    """恢复旧版本: open a draft that holds an older release; a second person releases it, and rates that differ are signed, as with any.

    Raises:
        NotFound: there is no such release.
        Conflict: it is the current one already.
        InvalidInput: no note says why.
    """

    release_id: UUID
    note: str

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramDraftOpened:
        """Released unchanged it is the old release again, under its own number."""
        must_be(by, "administrator")
        note = _said(self.note)
        release = uow.session.get(Release, self.release_id)
        if release is None:
            raise NotFound("release_not_found", release=str(self.release_id))
        if release.current:
            raise Conflict("release_current", number=release.number)
        return open_draft(uow, by, note[:LONGEST_TITLE], uow.current_release(release.program), release)


@dataclass(frozen=True, slots=True)
class ProgramFilesImported:
    """How many files an import changed."""

    added: int
    changed: int
    removed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgramFiles(Command[ProgramFilesImported]):
    """导入项目文件夹: make the draft hold exactly these files. Python code stays as installed.

    `digest` is the state of the draft the person saw; the files they saw are theirs to replace, nobody else's.

    Raises:
        InvalidInput: a file is not one a package holds, or changes Python code; every such file is told.
        Conflict: somebody changed the draft since.
    """

    draft_id: UUID
    files: Mapping[str, bytes]
    digest: str

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramFilesImported:
        """All or nothing."""
        draft = opened_draft(uow, by, self.draft_id)
        before = draft_files(uow, draft.id)
        if digest_of(before) != self.digest:
            raise Conflict("program_draft_changed", by=draft.changed_by, at=draft.changed_at)
        code = {path: content for path, content in before.items() if path.endswith(".py")}
        after = {**self.files, **{path: content for path, content in code.items() if path not in self.files}}
        changed = {path for path, content in after.items() if before.get(path) != content}
        faults: list[FieldError] = []
        for path in sorted(changed):
            try:
                must_be_writable(draft, path, after[path])
            except InvalidInput as refused:
                faults += [FieldError("file", f"{path}：{each.zh}", f"{path}: {each.en}", code=each.code) for each in refused.errors]
        if faults:
            raise InvalidInput(faults)
        for path in sorted(changed):
            file = uow.session.get(ProgramDraftFile, (draft.id, path))
            if file is None:
                values = {"content": after[path], "version": 1, "changed_at": uow.now, "changed_by": by.name}
                uow.session.add(ProgramDraftFile(draft_id=draft.id, path=path, **values))
            else:
                file.content, file.version, file.changed_at, file.changed_by = after[path], file.version + 1, uow.now, by.name
        removed = set(before) - set(after)
        for part in (ProgramDraftFile, ProgramDraftAside, ProgramDraftEntry):
            uow.session.execute(delete(part).where(part.draft_id == draft.id, part.path.in_(removed)))
        if changed or removed:
            leave_trace(uow, by, draft, "", changed=True)
        return ProgramFilesImported(len(changed - set(before)), len(changed & set(before)), len(removed))


def _said(note: str) -> str:
    """The note, trimmed; `InvalidInput` when it says nothing."""
    if not note.strip():
        zh, en = "请说明这次发布改了什么、依据什么。", "Say what is new in this release, and on what basis."
        raise InvalidInput([FieldError("note", zh, en, code="required")])
    return note.strip()[:2000]
