"""What administrators see of drafts of programs 项目草稿."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from engine.model import (
    ProgramDraft,
    ProgramDraftAside,
    ProgramDraftCosign,
    ProgramDraftEditor,
    ProgramDraftFile,
    Release,
    ReleaseFile,
)  # fmt: skip
from engine.packages.program import digest_of
from engine.packages.rates import changed_rates
from engine.packages.sections import MANIFEST, SECTIONS
from engine.packages.toml_sections import read_section
from engine.queries.query import Query
from engine.running.access import must_be
from engine.running.draft_entries import draft_findings
from engine.running.rate_departments import departments_of, lacking_departments, region_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Finding, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

PRESENT = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Colleague:
    """在场 somebody in a draft, and the file they are at ("" = its overview)."""

    person_id: UUID
    name: str
    path: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Cosignature:
    """会签 of a department under the draft as it stands."""

    name: str
    organisation_id: UUID
    organisation: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class ProgramDraftView:
    """项目草稿. `changed_files` differ from the release it began from; `behind` = that release is no longer the current one;
    a program that was never released has neither.
    """

    draft_id: UUID
    program: str
    program_title: Text
    title: str
    author: str
    created_at: datetime
    changed_at: datetime
    changed_by: str
    state: str
    base_id: UUID | None
    base_number: int
    current_id: UUID | None
    current_number: int
    files: tuple[tuple[str, int], ...]
    changed_files: frozenset[str]
    removed_files: tuple[str, ...]
    present: tuple[Colleague, ...]
    editors: tuple[str, ...]
    may_release: bool
    digest: str
    rates: tuple[Text, ...] = ()
    """amounts, ratios and tables of money it changes, which two departments have to sign"""
    cosigned: tuple[Cosignature, ...] = ()
    lacking: tuple[Text, ...] = ()
    """the departments that nobody stands for, were the asking person to release it"""
    may_cosign: bool = False
    planned: tuple[int, date] | None = None
    """the release that waits for its day, and that day"""

    @property
    def behind(self) -> bool:
        """Whether another release came out since the draft began."""
        return self.base_id != self.current_id


@dataclass(frozen=True, slots=True)
class ProgramFileView:
    """One file of a draft. `aside` is the text the asking person wanted to save when a colleague had been faster."""

    path: str
    content: bytes
    version: int
    changed_at: datetime
    changed_by: str
    original: bytes | None
    aside: bytes | None


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """A program a draft can begin from."""

    key: str
    title: Text
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDrafts(Query[tuple[ProgramDraftView, ...]]):
    """项目草稿 that are open, the last changed first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ProgramDraftView, ...]:
        """Drafts are everybody's among administrators."""
        must_be(by, "administrator")
        drafts = uow.session.scalars(select(ProgramDraft).where(ProgramDraft.state == "open").order_by(ProgramDraft.changed_at.desc()))
        return tuple(_draft(uow, draft, by) for draft in drafts)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftablePrograms(Query[tuple[ProgramChoice, ...]]):
    """Programs a draft can begin from: all that were released."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ProgramChoice, ...]:
        """By key."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(Release).where(Release.current).order_by(Release.program))
        return tuple(ProgramChoice(row.program, Text.of(row.title), row.number) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDraftDetail(Query[ProgramDraftView]):
    """One draft."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> ProgramDraftView:
        """`NotFound` when there is none, or it was discarded or released."""
        return _draft(uow, known_draft(uow, by, self.draft_id), by)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFile(Query[ProgramFileView]):
    """One file of a draft, byte for byte, beside what the release had."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> ProgramFileView:
        """`NotFound` when there is none."""
        draft = known_draft(uow, by, self.draft_id)
        file = uow.session.get(ProgramDraftFile, (draft.id, self.path))
        if file is None:
            raise NotFound("file_not_found", file=self.path)
        aside = uow.session.get(ProgramDraftAside, (draft.id, self.path, by.user_id)) if by.user_id else None
        original = uow.session.get(ReleaseFile, (draft.base_id, self.path)) if draft.base_id else None
        return ProgramFileView(
            file.path,
            file.content,
            file.version,
            file.changed_at,
            file.changed_by,
            original.content if original else None,
            aside.content if aside else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDraftFiles(Query[Mapping[str, bytes]]):
    """Every file of a draft: to export it, or to draw its diagrams."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> Mapping[str, bytes]:
        """By path."""
        return files_of(uow, known_draft(uow, by, self.draft_id).id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFiles(Query[Mapping[str, bytes]]):
    """Every file of a release, to export it as a folder."""

    release_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> Mapping[str, bytes]:
        """`NotFound` when there is no such release."""
        must_be(by, "administrator")
        files = released_files(uow, self.release_id)
        if not files:
            raise NotFound("release_not_found", release=str(self.release_id))
        return files


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramDraftFindings(Query[tuple[Finding, ...]]):
    """检查: everything `tongban check` says of the draft, errors first, in the order of files."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[Finding, ...]:
        """An empty answer means it can be released."""
        draft = known_draft(uow, by, self.draft_id)
        findings = draft_findings(uow, draft.id, files_of(uow, draft.id))
        return tuple(sorted(findings, key=lambda each: (each.severity != "error", each.file, each.line or 0, each.element or "")))


def known_draft(uow: UnitOfWork, by: Actor, draft_id: UUID) -> ProgramDraft:
    """A draft somebody works on."""
    must_be(by, "administrator")
    draft = uow.session.get(ProgramDraft, draft_id)
    if draft is None or draft.state != "open":
        raise NotFound("program_draft_not_found", draft=str(draft_id))
    return draft


def files_of(uow: UnitOfWork, draft_id: UUID) -> dict[str, bytes]:
    """Every file of a draft by path."""
    rows = uow.session.execute(select(ProgramDraftFile.path, ProgramDraftFile.content).where(ProgramDraftFile.draft_id == draft_id))
    return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()


def released_files(uow: UnitOfWork, release_id: UUID | None) -> dict[str, bytes]:
    """Every file of a release by path; none when there is no such release."""
    if release_id is None:
        return {}
    rows = uow.session.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == release_id))
    return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()


def _own_title(files: Mapping[str, bytes], draft: ProgramDraft) -> Text:
    """What a program calls itself that was never released; its key while that cannot be read."""
    told = read_section(files.get(f"{draft.program}/{MANIFEST}", b""), SECTIONS["general"])
    title = told[0]["title"] if told else {}
    return Text(title.get("zh") or draft.program, title.get("en") or draft.program)


def _draft(uow: UnitOfWork, draft: ProgramDraft, by: Actor) -> ProgramDraftView:
    files = files_of(uow, draft.id)
    digest = digest_of(files)
    base = released_files(uow, draft.base_id)
    releases = uow.session.scalars(select(Release).where(Release.program == draft.program)).all()
    numbers = {release.id: release.number for release in releases}
    planned = next(((each.number, each.effective_on) for each in releases if each.planned and each.effective_on), None)
    current = uow.current_release(draft.program) if draft.base_id else None
    people = uow.session.scalars(
        select(ProgramDraftEditor).where(ProgramDraftEditor.draft_id == draft.id).order_by(func.lower(ProgramDraftEditor.name))
    ).all()
    present = tuple(
        Colleague(person.person_id, person.name, person.path, person.seen_at)
        for person in people
        if person.person_id != by.user_id and person.seen_at > uow.now - PRESENT
    )
    released = released_files(uow, current.id if current else None)
    region = region_of(draft.program, released, files)
    return ProgramDraftView(
        draft_id=draft.id,
        program=draft.program,
        program_title=Text.of(current.title) if current else _own_title(files, draft),
        title=draft.title,
        author=draft.author,
        created_at=draft.created_at,
        changed_at=draft.changed_at,
        changed_by=draft.changed_by,
        state=draft.state,
        base_id=draft.base_id,
        base_number=numbers[draft.base_id] if draft.base_id else 0,
        current_id=current.id if current else None,
        current_number=current.number if current else 0,
        planned=planned,
        files=tuple((path, len(files[path])) for path in sorted(files)),
        changed_files=frozenset(path for path, content in files.items() if base.get(path) != content),
        removed_files=tuple(sorted(set(base) - set(files))),
        present=present,
        editors=tuple(person.name for person in people if person.changed),
        may_release=all(person.person_id != by.user_id for person in people if person.changed),
        digest=digest,
        rates=changed_rates(released, files),
        lacking=lacking_departments(uow, by, draft.id, digest, region),
        may_cosign=bool(departments_of(by, region)),
        cosigned=tuple(
            Cosignature(each.name, each.organisation_id, each.organisation, each.signed_at)
            for each in uow.session.scalars(
                select(ProgramDraftCosign).where(ProgramDraftCosign.draft_id == draft.id, ProgramDraftCosign.digest == digest)
            )
        ),
    )
