"""导入花名册."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select

from engine.commands.command import Command
from engine.model import RosterRow
from engine.running.roster_editing import RosterEditor
from engine.running.rosters import figures, roster_rows
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class RosterImported:
    """What became of the rows."""

    total: int
    good: int
    faulty: int
    ineligible: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRoster(Command[RosterImported]):
    """导入花名册: keep every row, the good ones and the faulty ones with their reasons, replacing or adding to what is there.

    `rows` are mappings `{"row": line in the sheet, "values": {column: typed}, "faults": [{column, zh, en}]}`.
    With `mend` they take the places of the rows that are faulty or not eligible; the others stay, whatever `replace` says.
    """

    case_id: UUID
    field: str
    rows: tuple[Mapping[str, Any], ...]
    replace: bool = True
    mend: bool = False
    task_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> RosterImported:
        """All rows are judged together, before the new ones are written: repeats inside the plan show only so."""
        editor = RosterEditor(uow, by, self.case_id, self.field, self.task_id)
        editor.must_open()
        places = self._make_room(uow)
        here = roster_rows(uow, self.case_id, self.field)
        if len(here) + len(self.rows) > editor.most:
            error = FieldError(
                self.field,
                f"花名册最多 {editor.most} 行，本次 {len(self.rows)} 行。",
                f"A roster holds at most {editor.most} rows; this file has {len(self.rows)}.",
            )
            raise InvalidInput([error])
        added = [_empty_row(self.case_id, self.field, no, row.get("row")) for no, row in zip(places, self.rows, strict=False)]
        for entry, row in zip(added, self.rows, strict=True):
            editor.fill(entry, row["values"], list(row.get("faults", ())))
        together = sorted([*here, *added], key=lambda entry: entry.no)
        for no, entry in enumerate(together, 1):
            entry.no = no
        editor.judge(together)
        uow.session.add_all(added)
        counts = figures(Counter(entry.status for entry in together))
        uow.record(editor.case, by, "roster_imported", field=self.field, replaced=self.replace, mended=self.mend, figures=counts)
        return RosterImported(counts["count"], counts["good"], counts["faulty"], counts["ineligible"])

    def _make_room(self, uow: UnitOfWork) -> Iterator[int]:
        """Take out the rows that give way; returns the numbers of the rows to come: first the places made free, then new ones."""
        mine = (RosterRow.case_id == self.case_id, RosterRow.field == self.field)
        last = uow.session.scalar(select(func.coalesce(func.max(RosterRow.no), 0)).where(*mine)) or 0
        gone: Sequence[int] = ()
        if self.mend:
            mended = delete(RosterRow).where(*mine, RosterRow.status.in_(("faulty", "ineligible")))
            gone = uow.session.scalars(mended.returning(RosterRow.no)).all()
        elif self.replace:
            uow.session.execute(delete(RosterRow).where(*mine))
            last = 0
        return chain(sorted(gone), count(last + 1))


@dataclass(frozen=True, slots=True)
class RowSaved:
    """The row is kept; `faults` says what is still wrong."""

    row_id: UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveRosterRow(Command[RowSaved]):
    """修改花名册行: change one row, or add one when `row_id` is None. A row that is still wrong is kept with its reasons."""

    case_id: UUID
    field: str
    row_id: UUID | None
    values: Mapping[str, Any]
    task_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> RowSaved:
        """Judged again are the row and those of the person it was and is about: a mended row may free another."""
        editor = RosterEditor(uow, by, self.case_id, self.field, self.task_id)
        if self.row_id is None:
            editor.must_open()
            last = uow.session.scalar(
                select(func.coalesce(func.max(RosterRow.no), 0)).where(RosterRow.case_id == self.case_id, RosterRow.field == self.field)
            )
            row = _empty_row(self.case_id, self.field, (last or 0) + 1)
            uow.session.add(row)
        else:
            found = uow.session.get(RosterRow, self.row_id)
            if found is None or found.case_id != self.case_id or found.field != self.field:
                raise NotFound("row_not_found", row=str(self.row_id))
            row = found
            editor.must_open(row.no)
        before = row.person
        editor.fill(row, self.values, [])
        editor.judge_touched(row, (before, row.person))
        uow.record(editor.case, by, "roster_row_saved", field=self.field, row=row.no, status=row.status)
        return RowSaved(row.id, row.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRosterRows(Command[int]):
    """删除花名册行: by id, or all that are `faulty` or `ineligible`, or `all`. Returns how many went."""

    case_id: UUID
    field: str
    row_ids: tuple[UUID, ...] = ()
    only: str = ""
    task_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """The rest is numbered anew; judged again are the rows that a removed one touched."""
        editor = RosterEditor(uow, by, self.case_id, self.field, self.task_id)
        remove = delete(RosterRow).where(RosterRow.case_id == self.case_id, RosterRow.field == self.field)
        if self.row_ids:
            mine = RosterRow.id.in_(self.row_ids)
            editor.must_open(*uow.session.scalars(select(RosterRow.no).where(RosterRow.case_id == self.case_id, mine)))
            remove = remove.where(mine)
        elif self.only and editor.open_rows is not None:
            editor.must_open()
        elif self.only in {"faulty", "ineligible"}:
            remove = remove.where(RosterRow.status == self.only)
        elif self.only != "all":
            return 0
        gone = uow.session.scalars(remove.returning(RosterRow.person)).all()
        editor.renumber()
        editor.judge_touched(None, gone, renumbered=True)
        uow.record(editor.case, by, "roster_rows_removed", field=self.field, count=len(gone))
        return len(gone)


def _empty_row(case_id: UUID, field: str, no: int, sheet_row: object = None) -> RosterRow:
    """A row before anything is filled in."""
    return RosterRow(
        id=uuid4(),
        case_id=case_id,
        field=field,
        no=no,
        sheet_row=sheet_row if isinstance(sheet_row, int) else None,
        values={},
        person=None,
        status="good",
        faults=[],
        reasons=[],
    )
