"""Editing a roster 编辑花名册: shared by import, single rows and removal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from engine.model import Case, RosterRow, Task
from engine.packages.prechecks import REPEATED
from engine.packages.program import Program
from engine.running.access import must_do, must_own
from engine.running.corrections import is_open, open_rows
from engine.running.drafts import draft_of, step_of
from engine.running.duties import must_be_fit
from engine.running.forms import editable_fields, start_form, step_form
from engine.running.plain import plain
from engine.running.rosters import MOST_ROWS, Judge, figures, roster_rows, summary_of
from engine.running.sealing import Sealer
from engine.running.sought import named
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotFound
from engine.sdk.ports import FieldInfo
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

PERSON_COLUMN = "id_no"
MOST_TYPED = 500


class RosterEditor:
    """Checks that the roster may be edited now (`reading`: only judged again), then fills and judges rows."""

    def __init__(self, uow: UnitOfWork, by: Actor, case_id: UUID, field: str, task_id: UUID | None, *, reading: bool = False) -> None:
        self.uow = uow
        self.field = field
        self.task: Task | None
        self.case: Case
        if task_id is not None:
            self.task, self.case = uow.locked_task(task_id)
            must_do(by, self.task, self.case)
            must_be_fit(uow, by, self.task, self.case)
        else:
            self.task, self.case = None, uow.locked_case(case_id)
            must_own(by, self.case)
            if self.case.status != "draft":
                raise InvalidState("case_submitted", number=self.case.number)
        if self.case.id != case_id:
            raise NotFound("case_not_found", case=str(case_id))
        self.program: Program = uow.program(self.case.release_id)
        self.form = step_form(self.program, self.case, self.task)
        self.columns: list[FieldInfo] = [info for info in uow.ports.forms.fields(self.form) if info.path.startswith(f"{field}.")]
        if not self.columns:
            raise NotFound("roster_not_found", field=field)
        own = next((info for info in uow.ports.forms.fields(self.form) if info.path == field), None)
        bound = own.properties.get("max_rows") if own else None
        self.clauses = {info.path.removeprefix(f"{field}."): str(info.properties.get("basis") or "") for info in self.columns}
        self.clauses[""] = next(iter(self.clauses.values()))
        self.sensitive = [
            FieldInfo(info.path.removeprefix(f"{field}."), info.kind, info.label, sensitive=info.sensitive)
            for info in self.columns
            if info.sensitive
        ]
        self.most = min(bound, MOST_ROWS) if isinstance(bound, int) else MOST_ROWS
        editable = editable_fields(self.program, self.case, self.task)
        if not reading and editable is not None and not is_open(field, editable):
            raise InvalidState("field_not_reopened", field=field)
        self.open_rows = open_rows(field, editable)
        """The rows that a correction opens, by number; None where all may be changed."""
        self.today = uow.now.astimezone(ZONE).date()
        self.sealer = Sealer(uow.keyring)
        self.clear: dict[UUID, Mapping[str, Any]] = {}
        """what was just filled in, so that it need not be opened again to be judged"""

    def must_open(self, *rows: int) -> None:
        """`InvalidState` where a correction opens other rows alone; without a row: where it opens rows one by one."""
        if self.open_rows is not None and not (rows and self.open_rows.issuperset(rows)):
            raise InvalidState("row_not_reopened", rows="、".join(map(str, sorted(self.open_rows))))

    def fill(self, row: RosterRow, values: Mapping[str, Any], faults: list[Mapping[str, Any]]) -> None:
        """Clean and check one row through the form, and seal what is sensitive; what was typed is kept even when wrong."""
        cleaned, errors = self.uow.ports.forms.check_row(self.form, self.field, values, self.today)
        known = {(fault.get("column"), fault.get("zh")) for fault in faults}
        found: list[dict[str, Any]] = [
            *(
                {
                    "column": f.get("column", ""),
                    "code": f.get("code", "cell"),
                    "zh": f.get("zh", ""),
                    "en": f.get("en", ""),
                    "clause": self.clauses.get(str(f.get("column", "")), self.clauses[""]),
                }
                for f in faults
            ),
            *(
                {"column": e.path.rsplit(".", 1)[-1], "code": e.code or "cell", "zh": e.zh, "en": e.en, "clause": e.clause}
                for e in errors
                if (e.path.rsplit(".", 1)[-1], e.zh) not in known
            ),
        ]
        row.person = self._person(cleaned)
        row.named = named(self.sealer, cleaned)
        row.occupation = str(cleaned.get("occupation") or "")
        row.level = str(cleaned.get("target_level") or "")
        clear = plain({**cleaned, **_as_typed(values, {fault["column"] for fault in found})})
        self.clear[row.id] = clear
        row.values = self.sealer.seal(clear, self.sensitive)
        row.faults = plain(found)
        row.status = "faulty" if found else "good"
        row.reasons = []

    def _person(self, values: Mapping[str, Any]) -> bytes | None:
        number = values.get(PERSON_COLUMN)
        return self.sealer.index("id", number) if isinstance(number, str) and number else None

    def judge_all(self) -> dict[str, int]:
        """Judge every row of the roster together; returns its figures."""
        self.uow.session.flush()
        self.judge(roster_rows(self.uow, self.case.id, self.field))
        return figures(summary_of(self.uow, self.case.id)[self.field])

    def judge_touched(self, row: RosterRow | None, people: Iterable[bytes | None], *, renumbered: bool = False) -> None:
        """Judge only what a change can touch: the row itself and every row of these people.

        With `renumbered` also the rows that name others by number.
        """
        self.uow.session.flush()
        mine = (RosterRow.case_id == self.case.id, RosterRow.field == self.field)
        wanted = {person for person in people if person}
        if renumbered:
            naming = select(RosterRow.person).where(*mine, RosterRow.person.is_not(None), RosterRow.faults.contains([{"code": REPEATED}]))
            wanted |= {person for person in self.uow.session.scalars(naming) if person}
        touched = {each.id: each for each in self.uow.session.scalars(select(RosterRow).where(*mine, RosterRow.person.in_(wanted)))}
        if row is not None:
            touched[row.id] = row
        self.judge(sorted(touched.values(), key=lambda each: each.no))

    def judge(self, rows: Sequence[RosterRow]) -> None:
        """Judge rows together, those that are not written yet among them."""
        draft = draft_of(self.uow, self.case.id, step_of(self.task.id if self.task else None))
        data = draft.data if draft else self.case.facts.get(start_form(self.program, self.case), {})
        spec = self.program.process(self.case.process)
        Judge(self.uow, self.case, self.program, spec, data, self.today, self.clear).judge(rows)
        self.uow.session.flush()

    def renumber(self) -> None:
        """Number the rows from one on, in their order; where a correction names rows by number they keep it."""
        if self.open_rows is not None:
            return
        self.uow.session.flush()
        place = func.row_number().over(order_by=RosterRow.no).label("place")
        order = select(RosterRow.id, place).where(RosterRow.case_id == self.case.id, RosterRow.field == self.field).subquery()
        change = update(RosterRow).where(RosterRow.id == order.c.id, RosterRow.no != order.c.place).values(no=order.c.place)
        self.uow.session.execute(change.execution_options(synchronize_session=False))
        self.uow.session.expire_all()


def _as_typed(values: Mapping[str, Any], wrong: Iterable[str]) -> dict[str, str]:
    """What stood in the wrong cells, as text, so that it can be mended instead of typed anew."""
    return {column: str(values[column])[:MOST_TYPED] for column in wrong if values.get(column) not in (None, "")}
