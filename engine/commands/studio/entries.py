"""清单与参数的条目: changed entry by entry, and kept as they are typed while the file cannot hold them yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.commands.studio.files import ProgramFileSaved, SaveProgramFile
from engine.commands.studio.opening import leave_trace, opened_draft
from engine.model import ProgramDraft, ProgramDraftEntry, ProgramDraftFile
from engine.packages.entry_words import fault_words
from engine.packages.sections import SECTIONS, Section
from engine.packages.toml_sections import REMOVE, SectionRefused, read_section, write_section
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

LONGEST_NAME, MOST_FIELDS, MOST_TYPED = 200, 2000, 512 * 1024
Typed = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EditProgramSection(Command[ProgramFileSaved]):
    """修改清单或参数: entries of one section of `manifest.toml` or `parameters.toml`; those that are not named stay as they are.

    `entry` names what the person had typed until now (`KeepProgramEntry`) and is done with.

    Raises:
        NotFound: there is no such section or file.
        InvalidInput: an entry lacks something, or the file is no valid TOML.
        Conflict: somebody saved the file in between.
    """

    draft_id: UUID
    section: str
    entries: tuple[Mapping[str, Any], ...]
    version: int
    entry: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramFileSaved:
        """Comments and everything else of the file stay."""
        draft = opened_draft(uow, by, self.draft_id)
        section, file = _section_file(uow, draft, self.section)
        if file.version != self.version:
            raise Conflict("program_file_changed", by=file.changed_by, at=file.changed_at)
        try:
            content = write_section(file.content, section, self.entries)
        except SectionRefused as refused:
            raise InvalidInput(refused.errors) from refused
        save = SaveProgramFile(draft_id=draft.id, path=file.path, content=content, version=file.version)
        saved = save.run(uow, by)
        uow.session.execute(_typed_by(draft.id, file.path, self.entry, by))
        mine = ProgramDraftEntry.person_id == by.user_id, ProgramDraftEntry.version == self.version
        others = update(ProgramDraftEntry).where(ProgramDraftEntry.draft_id == draft.id, ProgramDraftEntry.path == file.path, *mine)
        uow.session.execute(others.values(version=saved.version))
        return saved


@dataclass(frozen=True, slots=True)
class ProgramEntryKept:
    """Where what was typed is now. `kept`: `saved` in the file; `typed` beside it, for the `reasons`; `aside`, because somebody saved
    the file in between, for its author to compare. `version`, `by` and `at` are those of the file.
    """

    kept: str
    version: int
    by: str
    at: datetime
    reasons: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepProgramEntry(Command[ProgramEntryKept]):
    """暂存填写: keep what somebody is typing into the form of an entry. What is whole is written into the file at once; what is half
    typed, new or to be taken out stays beside it, a finding of the check, until it is finished, confirmed or dropped.

    `entry` is `section/key` (`section/+` a new one, `section/` the whole section), `typed` the fields exactly as they were filled in.

    Raises:
        NotFound: there is no such section or file.
        InvalidInput: too much was typed, or nobody is there to finish it.
    """

    draft_id: UUID
    section: str
    entry: str
    entries: tuple[Mapping[str, Any], ...]
    typed: Typed
    version: int

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramEntryKept:
        """The file is never written half."""
        draft = opened_draft(uow, by, self.draft_id)
        section, file = _section_file(uow, draft, self.section)
        self._must_fit(by)
        if file.version != self.version:
            return self._beside(uow, by, draft, file, "aside", (OUTRUN,))
        if waits := tuple(_waiting(section, self.entries, file.content)):
            return self._beside(uow, by, draft, file, "typed", waits)
        edit = EditProgramSection(draft_id=draft.id, section=self.section, entries=self.entries, version=self.version, entry=self.entry)
        try:
            saved = edit.run(uow, by)
        except InvalidInput as refused:
            return self._beside(uow, by, draft, file, "typed", tuple(fault_words(section, each) for each in refused.errors))
        return ProgramEntryKept("saved", saved.version, saved.by, saved.at)

    def _must_fit(self, by: Actor) -> None:
        size = sum(len(name) + len(value) for name, value in self.typed)
        known = self.entry.startswith(f"{self.section}/") and len(self.entry) <= LONGEST_NAME
        if by.user_id is None or not known or len(self.typed) > MOST_FIELDS or size > MOST_TYPED:
            raise InvalidInput([FieldError("typed", "填写的内容无法暂存。", "What was typed cannot be kept.", code="not_kept")])

    def _beside(
        self, uow: UnitOfWork, by: Actor, draft: ProgramDraft, file: ProgramDraftFile, kept: str, reasons: tuple[Text, ...]
    ) -> ProgramEntryKept:
        told = {
            "name": by.name,
            "version": self.version,
            "typed": [list(each) for each in self.typed],
            "faults": [{"zh": each.zh, "en": each.en} for each in reasons],
            "saved_at": uow.now,
        }
        row = insert(ProgramDraftEntry).values(draft_id=draft.id, path=file.path, entry=self.entry, person_id=by.user_id, **told)
        keys = ["draft_id", "path", "entry", "person_id"]
        uow.session.execute(row.on_conflict_do_update(index_elements=keys, set_=told))
        leave_trace(uow, by, draft, file.path, changed=True)
        return ProgramEntryKept(kept, file.version, file.changed_by, file.changed_at, reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class DropProgramEntry(Command[None]):
    """放弃填写: what the file says is right; forget what somebody had typed and not finished, oneself or a colleague."""

    draft_id: UUID
    path: str
    entry: str
    person_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A draft is everybody's among administrators: a half-typed entry of whoever is away keeps nobody from releasing it."""
        draft = opened_draft(uow, by, self.draft_id)
        uow.session.execute(
            delete(ProgramDraftEntry).where(
                ProgramDraftEntry.draft_id == draft.id,
                ProgramDraftEntry.path == self.path,
                ProgramDraftEntry.entry == self.entry,
                ProgramDraftEntry.person_id == self.person_id,
            )
        )
        leave_trace(uow, by, draft, self.path, changed=True)


OUTRUN = Text("填写期间有人保存了这个文件，请核对后保存。", "Somebody saved the file meanwhile: look at it, then save.")
NEW = Text("新增的内容按按钮后写入。", "What is new is written once its button is pressed.")
GONE = Text("要删除的内容按按钮后删除。", "What is to go goes once the button is pressed.")


def _waiting(section: Section, entries: tuple[Mapping[str, Any], ...], content: bytes) -> Iterator[Text]:
    """Why entries are not written by themselves: half a name would become an entry, and nothing goes without being confirmed."""
    known = {str(entry[section.key]) for entry in read_section(content, section)} if section.key else set()
    if any(entry.get(REMOVE) for entry in entries):
        yield GONE
    if section.key and any(str(entry.get(section.key, "")) not in known for entry in entries):
        yield NEW


def _section_file(uow: UnitOfWork, draft: ProgramDraft, name: str) -> tuple[Section, ProgramDraftFile]:
    """A section and the file it stands in; `NotFound` where either is missing."""
    section = SECTIONS.get(name)
    path = f"{draft.program}/{section.file}" if section else name
    file = uow.session.get(ProgramDraftFile, (draft.id, path))
    if section is None or file is None:
        raise NotFound("file_not_found", file=path)
    return section, file


def _typed_by(draft_id: UUID, path: str, entry: str, by: Actor) -> Any:
    return delete(ProgramDraftEntry).where(
        ProgramDraftEntry.draft_id == draft_id,
        ProgramDraftEntry.path == path,
        ProgramDraftEntry.entry == entry,
        ProgramDraftEntry.person_id == by.user_id,
    )
