"""The public list 公示名单 of a plan's roster: what may be published, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.model import RosterRow
from engine.packages.manifest import NoticeRows
from engine.queries.cases import seen_case
from engine.queries.query import Query
from engine.running.links import roster_field
from engine.running.masked_rows import masked_rows
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a public list: its number, its status, and its values with names and sensitive ones masked."""

    no: int
    status: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicList(Query[tuple[ListedRow, ...]]):
    """遮盖名单 of a plan's roster, for the public list and the sheets beside it: the rows in these statuses (none named: all)."""

    case_id: UUID
    columns: tuple[str, ...] = ("name", "id_no", "occupation", "target_level", "cert_no")
    statuses: tuple[str, ...] = ()

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ListedRow, ...]:
        """Masked for everybody: what may be published is all that is ever said here."""
        case = seen_case(uow, by, self.case_id)
        plan = case if case.parent_id is None else seen_case(uow, by, case.parent_id)
        found = uow.session.execute(
            select(RosterRow.no, RosterRow.status).where(RosterRow.case_id == plan.id, RosterRow.field == roster_field(uow, plan))
        )
        statuses = {no: status for no, status in found}  # noqa: C416 - rows are not tuples to dict()
        rows = masked_rows(uow, plan, NoticeRows("own", self.statuses, self.columns))
        return tuple(ListedRow(row["no"], statuses[row["no"]], {key: row[key] for key in self.columns}) for row in rows)
