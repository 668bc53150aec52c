"""预演 as administrators see it: how far it is, how many cases would go another way, and which."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, DryRun, DryRunCase, Organisation
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.studio import known_draft
from engine.queries.views import Page
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

KINDS = ("other_way", "stuck", "unreadable", "same")
SIGNS = ("amount", "later")


@dataclass(frozen=True, slots=True)
class DryRunView:
    """预演. `counts` by kind ("" = not replayed yet) and by sign."""

    run_id: UUID
    state: str
    created_at: datetime
    created_by: str
    counts: Mapping[str, int]
    total: int

    @property
    def done(self) -> int:
        """How many were replayed."""
        return self.total - self.counts.get("", 0)


@dataclass(frozen=True, slots=True)
class DryRunCaseView:
    """One case of a dry run and what differs."""

    case_id: UUID
    number: str
    organisation: str
    stage: Text
    kind: str
    signs: tuple[str, ...]
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDryRun(Query[DryRunView | None]):
    """The last dry run of a draft; None when there was none."""

    draft_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> DryRunView | None:
        """Counted anew every time."""
        draft = known_draft(uow, by, self.draft_id)
        run = uow.session.scalar(select(DryRun).where(DryRun.draft_id == draft.id).order_by(DryRun.created_at.desc()).limit(1))
        if run is None:
            return None
        counts: Counter[str] = Counter()
        total = 0
        chosen = select(DryRunCase.kind, DryRunCase.signs, func.count()).where(DryRunCase.run_id == run.id)
        for kind, signs, count in uow.session.execute(chosen.group_by(DryRunCase.kind, DryRunCase.signs)):
            counts[kind] += count
            total += count
            for sign in signs:
                counts[sign] += count
        return DryRunView(run.id, run.state, run.created_at, run.created_by, counts, total)


@dataclass(frozen=True, slots=True, kw_only=True)
class DryRunCases(Query[Page]):
    """办件预演, by case; `show` is a kind or a sign."""

    run_id: UUID
    show: str = ""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `DryRunCaseView`."""
        must_be(by, "administrator")
        chosen = (
            select(DryRunCase, Case, Organisation.name)
            .join(Case, Case.id == DryRunCase.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(DryRunCase.run_id == self.run_id, DryRunCase.kind != "")
        )
        if self.show in SIGNS:
            chosen = chosen.where(DryRunCase.signs.contains([self.show]))
        elif self.show:
            chosen = chosen.where(DryRunCase.kind == self.show)
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        if self.after:
            chosen = chosen.where(DryRunCase.case_id > read_cursor(self.after, UUID, str)[0])
        rows: list[Any] = list(uow.session.execute(chosen.order_by(DryRunCase.case_id).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        views = tuple(
            DryRunCaseView(
                row.case_id,
                case.number or "",
                organisation,
                uow.program(case.release_id).stage_title(case.stage),
                row.kind,
                tuple(row.signs),
                row.told,
            )
            for row, case, organisation in rows
        )
        return Page(views, total, write_cursor(str(rows[-1][0].case_id), "") if more else None)
