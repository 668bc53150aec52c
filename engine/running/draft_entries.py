"""填写中的条目: entries of manifests and parameters that somebody began to fill in and the draft's files do not hold yet."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from engine.model import ProgramDraftEntry
from engine.packages.check import check_package
from engine.sdk.errors import Finding
from engine.store.unit_of_work import UnitOfWork


def entries_being_filled_in(uow: UnitOfWork, draft_id: UUID) -> tuple[ProgramDraftEntry, ...]:
    """What everybody left of entries of a draft, the oldest first."""
    rows = select(ProgramDraftEntry).where(ProgramDraftEntry.draft_id == draft_id)
    return tuple(uow.session.scalars(rows.order_by(ProgramDraftEntry.saved_at, ProgramDraftEntry.entry)))


def draft_findings(uow: UnitOfWork, draft_id: UUID, files: Mapping[str, bytes]) -> list[Finding]:
    """检查: everything `tongban check` says of the files of a draft, and of what is still being filled in."""
    return [*check_package(files, uow.ports.forms), *map(_finding, entries_being_filled_in(uow, draft_id))]


def _finding(row: ProgramDraftEntry) -> Finding:
    zh = "".join(str(each["zh"]) for each in row.faults)
    en = " ".join(str(each["en"]) for each in row.faults)
    said = f"{row.name}在这里填写的内容还没有写入文件。{zh}", f"What {row.name} filled in here is not in the file yet. {en}".strip()
    return Finding(file=row.path, zh=said[0], en=said[1], code="entry_unfinished", element=row.entry)
