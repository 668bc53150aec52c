"""Carrying over 花名册对应: what a linked case's own roster says of people reaches the parent's rows of the same people."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select

from engine.model import RosterRow
from engine.running.links import change_rows, parent_of, roster_field
from engine.sdk.effects import RosterCarry, RosterChange
from engine.sdk.errors import ServiceFailed
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment


def carry_rows(env: "CaseEnvironment", element: str, carry: RosterCarry) -> dict[str, Any]:
    """Set the parent's rows as the own roster says; returns how many rows reached which status, and which own rows met nobody.

    Raises:
        InvalidState: a parent's row is in another status than the service counted on.
        ServiceFailed: the case has no parent, or the column says something `statuses` does not know.
    """
    parent = parent_of(env.uow, env.case)
    if parent is None:
        raise ServiceFailed("parent_missing", element=element, process=env.case.process)
    theirs = rows_by_person(env.uow, parent.id, roster_field(env.uow, parent))
    changes: list[RosterChange] = []
    unmatched: list[int] = []
    counts: dict[str, int] = {}
    own = env.uow.session.scalars(
        select(RosterRow).where(RosterRow.case_id == env.case.id, RosterRow.field == roster_field(env.uow, env.case)).order_by(RosterRow.no)
    )
    for row in own:
        said = str(row.values.get(carry.by, ""))
        if said not in carry.statuses:
            raise ServiceFailed("carry_unknown", element=element, row=row.no, value=said)
        target = theirs.get(row.person or b"")
        if target is None:
            unmatched.append(row.no)
            continue
        status = carry.statuses[said]
        counts[status] = counts.get(status, 0) + 1
        values = {column: row.values[column] for column in carry.columns if row.values.get(column) not in (None, "")}
        changes.append(RosterChange(target[0], status, values, only=carry.only))
    if changes:
        change_rows(env, element, changes, of_parent=True)
    return {**counts, "rows": [change.row for change in changes], "unmatched": unmatched}


def rows_by_person(uow: UnitOfWork, case_id: UUID, field: str) -> dict[bytes, tuple[int, str]]:
    """Number and status of every row of a roster, by the blind index of its person."""
    found = uow.session.execute(
        select(RosterRow.person, RosterRow.no, RosterRow.status).where(
            RosterRow.case_id == case_id, RosterRow.field == field, RosterRow.person.is_not(None)
        )
    )
    return {person: (no, status) for person, no, status in found if person is not None}
