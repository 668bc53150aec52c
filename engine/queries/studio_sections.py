"""What the editors of manifests and parameters show 清单与参数."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.packages.toml_sections import SECTIONS, Section, read_section
from engine.queries.query import Query
from engine.queries.studio import files_of, known_draft
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section with its entries as they stand."""

    section: Section
    entries: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramSections(Query[tuple[SectionView, ...]]):
    """清单与参数: every section of a file of the draft; none when it is no file that has sections."""

    draft_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[SectionView, ...]:
        """In the order in which people think of them."""
        draft = known_draft(uow, by, self.draft_id)
        content = files_of(uow, draft.id).get(self.path, b"")
        return tuple(
            SectionView(section, read_section(content, section))
            for section in SECTIONS.values()
            if self.path == f"{draft.program}/{section.file}"
        )
