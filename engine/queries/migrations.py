"""迁移 as administrators see it: how far it is, what goes where, and every case with its verdict."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, Migration, MigrationCase, Organisation, Release
from engine.packages.mapping import Proposal, proposals
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.views import Page
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

AT_WORK = ("queued", "undoing")


@dataclass(frozen=True, slots=True)
class MigrationView:
    """迁移. `verdicts` counts all its cases by verdict ("" = not judged yet), `states` by where they are."""

    migration_id: UUID
    program: str
    title: Text
    from_id: UUID
    from_number: int
    to_id: UUID
    to_number: int
    note: str
    created_at: datetime
    created_by: str
    judging: bool
    paused: bool
    mapping: Mapping[str, str]
    proposals: tuple[Proposal, ...]
    verdicts: Mapping[str, int]
    states: Mapping[str, int]
    ready: int
    """Cases that wait and could move."""
    judged: int
    """Cases that have a verdict, or need none any more."""

    @property
    def total(self) -> int:
        """All cases it is about."""
        return sum(self.states.values())

    @property
    def at_work(self) -> int:
        """Cases whose turn is still to come."""
        return sum(self.states.get(each, 0) for each in AT_WORK)


@dataclass(frozen=True, slots=True)
class MigrationCaseView:
    """One case of a migration; `reasons` as `code`, `element`, `title` and, where a token has no place, `target`."""

    case_id: UUID
    number: str
    organisation: str
    stage: Text
    verdict: str
    state: str
    reasons: tuple[Mapping[str, Any], ...]
    moved_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations(Query[tuple[MigrationView, ...]]):
    """迁移, the newest first; the latest fifty."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[MigrationView, ...]:
        """Without their mappings' proposals."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(Migration).order_by(Migration.created_at.desc()).limit(50)).all()
        return tuple(_view(uow, row, ()) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationDetail(Query[MigrationView]):
    """One migration."""

    migration_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> MigrationView:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        row = uow.session.get(Migration, self.migration_id)
        if row is None:
            raise NotFound("migration_not_found", migration=str(self.migration_id))
        return _view(uow, row, proposals(uow.program(row.from_id), uow.program(row.to_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationCases(Query[Page]):
    """办件迁移, by case; `verdict` and `state` choose."""

    migration_id: UUID
    verdict: str | None = None
    state: str = ""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `MigrationCaseView`."""
        must_be(by, "administrator")
        chosen = (
            select(MigrationCase, Case.number, Case.stage, Case.release_id, Organisation.name)
            .join(Case, Case.id == MigrationCase.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(MigrationCase.migration_id == self.migration_id)
        )
        if self.verdict is not None:
            chosen = chosen.where(MigrationCase.verdict == self.verdict)
        if self.state:
            chosen = chosen.where(MigrationCase.state == self.state)
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        if self.after:
            chosen = chosen.where(MigrationCase.case_id > read_cursor(self.after, UUID, str)[0])
        rows: list[Any] = list(uow.session.execute(chosen.order_by(MigrationCase.case_id).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        views = tuple(
            MigrationCaseView(
                row.case_id,
                number or "",
                organisation,
                uow.program(release).stage_title(stage),
                row.verdict,
                row.state,
                tuple(row.reasons),
                row.moved_at,
            )
            for row, number, stage, release, organisation in rows
        )
        return Page(views, total, write_cursor(str(rows[-1][0].case_id), "") if more else None)


def _view(uow: UnitOfWork, row: Migration, found: tuple[Proposal, ...]) -> MigrationView:
    releases = {each.id: each for each in uow.session.scalars(select(Release).where(Release.id.in_((row.from_id, row.to_id))))}
    counted = uow.session.execute(
        select(MigrationCase.verdict, MigrationCase.state, func.count())
        .where(MigrationCase.migration_id == row.id)
        .group_by(MigrationCase.verdict, MigrationCase.state)
    ).all()
    verdicts: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for verdict, state, count in counted:
        verdicts[verdict] += count
        states[state] += count
    ready = sum(count for verdict, state, count in counted if (verdict, state) == ("moves", "waiting"))
    judged = sum(count for verdict, state, count in counted if verdict or state == "kept")
    return MigrationView(
        row.id,
        row.program,
        Text.of(releases[row.to_id].title),
        row.from_id,
        releases[row.from_id].number,
        row.to_id,
        releases[row.to_id].number,
        row.note,
        row.created_at,
        row.created_by,
        row.judging,
        row.paused,
        row.mapping,
        found,
        verdicts,
        states,
        ready,
        judged,
    )
