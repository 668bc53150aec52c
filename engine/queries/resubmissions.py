"""What a resubmission changed 补正前后: entries, materials and rows of rosters, whatever a mask shows of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from engine.model import Attachment, Case, Event, Submission
from engine.running.publicity import OBJECTED
from engine.running.sealing import ENVELOPE, Sealer, masked
from engine.running.since import ONE_ROW, WHOLE_ROSTER
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Changed:
    """Old values by dotted path, masked; names of the files that went, by material; numbers of changed rows, by roster (none: all)."""

    values: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rosters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def between(cls, uow: UnitOfWork, case: Case, before: Submission, after: Submission) -> "Changed":
        """What differs between two submissions, one after the other; values are compared in clear and told masked."""
        span = (before.submitted_at, after.submitted_at)
        return cls(_values(Sealer(uow.keyring), before.data, after.data), _files(uow, case, *span), _rosters(uow, case, *span))


def _values(sealer: Sealer, old: Any, new: Any, path: str = "") -> dict[str, Any]:
    if sealer.alike(old, new):
        return {}
    old_parts, new_parts = _parts(old), _parts(new)
    if old_parts is None or new_parts is None:
        return {path: masked(old)}
    found: dict[str, Any] = {}
    for key in {**old_parts, **new_parts}:
        found |= _values(sealer, old_parts.get(key), new_parts.get(key), f"{path}.{key}" if path else str(key))
    return found


def _parts(value: Any) -> Mapping[str, Any] | None:
    """What lies in a group or in the rows of a list; None for what is one value."""
    if isinstance(value, Mapping) and ENVELOPE not in value:
        return value
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        return {str(at): each for at, each in enumerate(value)}
    return None


def _files(uow: UnitOfWork, case: Case, since: datetime, until: datetime) -> dict[str, tuple[str, ...]]:
    came = and_(
        Attachment.added_at > since, Attachment.added_at <= until, or_(Attachment.removed_at.is_(None), Attachment.removed_at > until)
    )
    gone = and_(Attachment.added_at <= since, Attachment.removed_at > since, Attachment.removed_at <= until)
    own = Attachment.case_id == case.id, Attachment.field != OBJECTED
    chosen = select(Attachment).where(*own, or_(came, gone)).order_by(Attachment.added_at, Attachment.name)
    found: dict[str, tuple[str, ...]] = {}
    for row in uow.session.scalars(chosen):
        path = f"{row.field}.{row.item}" if row.item else row.field
        before = found.setdefault(path, ())
        if row.added_at <= since:
            found[path] = (*before, row.name)
    return found


def _rosters(uow: UnitOfWork, case: Case, since: datetime, until: datetime) -> dict[str, tuple[int, ...]]:
    of_rosters = Event.kind.in_((*WHOLE_ROSTER, ONE_ROW))
    chosen = select(Event).where(Event.case_id == case.id, of_rosters, Event.at > since, Event.at <= until)
    rows: dict[str, set[int]] = {}
    whole = set()
    for event in uow.session.scalars(chosen):
        roster = str(event.data["field"])
        rows.setdefault(roster, set())
        if event.kind == ONE_ROW:
            rows[roster].add(int(event.data["row"]))
        else:
            whole.add(roster)
    return {roster: () if roster in whole else tuple(sorted(found)) for roster, found in sorted(rows.items())}
