"""Masked rows 遮盖名单: roster rows as the public may see them, for notices and public lists."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.model import Case, RosterRow
from engine.packages.manifest import NoticeRows
from engine.running.links import parent_of, roster_field
from engine.running.sealing import masked
from engine.sdk.errors import ServiceFailed
from engine.sdk.masking import mask_name
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

NAME = "name"


def whose(env: "CaseEnvironment", rows: NoticeRows) -> Case:
    """The case whose roster is meant: the own one, or the parent's."""
    parent = parent_of(env.uow, env.case) if rows.of == "parent" else env.case
    if parent is None:
        raise ServiceFailed("parent_missing", element="notice", process=env.case.process)
    return parent


def masked_rows(uow: UnitOfWork, case: Case, rows: NoticeRows) -> list[dict[str, Any]]:
    """遮盖名单: number and the named columns of the chosen rows; the column `name` and every sensitive one are masked."""
    chosen = select(RosterRow).where(RosterRow.case_id == case.id, RosterRow.field == roster_field(uow, case)).order_by(RosterRow.no)
    if rows.statuses:
        chosen = chosen.where(RosterRow.status.in_(rows.statuses))
    return [
        {"no": row.no, **{column: _shown(column, row.values.get(column)) for column in rows.columns}} for row in uow.session.scalars(chosen)
    ]


def _shown(column: str, value: Any) -> Any:
    return mask_name(value) if column == NAME and isinstance(value, str) else masked(value)
