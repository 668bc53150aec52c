"""What the editors of manifests and parameters show 清单与参数."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.packages.choices import Choice, choices_of
from engine.packages.sections import MANIFEST, SECTIONS, Section
from engine.packages.surveys import surveys
from engine.packages.toml_sections import read_section
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft
from engine.running.draft_entries import entries_being_filled_in
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

ABOUT = {"README.md", "CHANGELOG.md"}


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its entries as they stand; `offers` says of fields that name a part of the program which there are."""

    section: Section
    entries: tuple[Mapping[str, Any], ...]
    offers: Mapping[str, tuple[Choice, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSections(Query[tuple[SectionView, ...]]):
    """清单与参数: every section of a file of the draft; none when it is no file that has sections."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[SectionView, ...]:
        """In the order in which people think of them."""
        draft = known_draft(uow, by, self.draft_id)
        files = files_of(uow, draft.id)
        content, parts = files.get(self.path, b""), parts_of(draft.program, files)
        return tuple(
            SectionView(section, read_section(content, section), {each.name: parts[each.of] for each in section.fields if each.of})
            for section in SECTIONS.values()
            if self.path == f"{draft.program}/{section.file}"
        )


@dataclass(frozen=True, slots=True)
class EntryBeingFilledIn:
    """填写中的条目: what somebody typed into the form of an entry (`section/key`) and the file does not hold, with the reasons; made from
    `version` of the file.
    """

    entry: str
    person_id: UUID
    name: str
    own: bool
    version: int
    typed: tuple[tuple[str, str], ...]
    reasons: tuple[Text, ...]
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesBeingFilledIn(Query[tuple[EntryBeingFilledIn, ...]]):
    """填写中的条目 of a file of a draft, one's own and those of colleagues."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[EntryBeingFilledIn, ...]:
        """The oldest first."""
        draft = known_draft(uow, by, self.draft_id)
        return tuple(
            EntryBeingFilledIn(
                row.entry,
                row.person_id,
                row.name,
                row.person_id == by.user_id,
                row.version,
                tuple((str(name), str(value)) for name, value in row.typed),
                tuple(Text(each["zh"], each["en"]) for each in row.faults),
                row.saved_at,
            )
            for row in entries_being_filled_in(uow, draft.id)
            if row.path == self.path
        )


def parts_of(program: str, files: Mapping[str, bytes]) -> Mapping[str, tuple[Choice, ...]]:
    """The parts of a program that an entry may name, by kind; files are there also while the program cannot be read."""
    own = [path.removeprefix(f"{program}/") for path in sorted(files) if path.startswith(f"{program}/")]
    known = choices_of(surveys.of(files)[0])
    entries = read_section(files.get(f"{program}/{MANIFEST}", b""), SECTIONS["process"])
    return {
        "diagrams": tuple(Choice(path, Text.typed(path)) for path in own if path.endswith(".bpmn")),
        "templates": tuple(Choice(path, Text.typed(path)) for path in own if path.endswith(".typ")),
        "guides": tuple(Choice(path, Text.typed(path)) for path in own if path.endswith(".md") and path not in ABOUT),
        "processes": tuple(Choice(str(entry["id"]), Text.of(entry["title"])) for entry in entries),
        "forms": known.get("form", ()),
        "roles": known.get("role", ()),
        "decisions": known.get("decision", ()),
        "steps": known.get("separateFrom", ()),
        "stages": known.get("stage", ()),
        "codes": known.get("code", ()),
    }
