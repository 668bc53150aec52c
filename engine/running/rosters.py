"""Rosters 花名册: rows are cleaned by the form, judged by the program's decision, and compared with every other plan."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, RosterRow
from engine.packages.functions import host_functions
from engine.packages.manifest import ProcessSpec
from engine.packages.prechecks import REPEATED
from engine.packages.program import Program
from engine.running.benefits import EntryCheck, benefit_year, check_entry
from engine.running.carrying import rows_by_person
from engine.running.kept_tables import table_of
from engine.running.links import of_other_plans, parent_of, roster_field, with_parent
from engine.running.plain import plain
from engine.running.scope import case_scope
from engine.running.sealing import Sealer
from engine.sdk.text import Text
from engine.store.opening import roster_counts
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

ACTIVE = ("good", "eligible", "enrolled")
SETTLED = ("passed",)
MOST_ROWS = 20_000
MOST_NAMED = 5
NOTHING: Mapping[UUID, Mapping[str, Any]] = {}


def roster_rows(uow: UnitOfWork, case_id: UUID, field: str) -> list[RosterRow]:
    """The rows of a roster in their order."""
    return list(uow.session.scalars(select(RosterRow).where(RosterRow.case_id == case_id, RosterRow.field == field).order_by(RosterRow.no)))


def summary_of(uow: UnitOfWork, case_id: UUID) -> dict[str, Counter[str]]:
    """Rows by status, for every roster of a case."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for field, status, count in roster_counts(uow.together, case_id):
        counts[field][status] = count
    return counts


def figures(counts: Mapping[str, int]) -> dict[str, int]:
    """The figures of a roster that facts and pages show."""
    total = sum(counts.values())
    faulty = counts.get("faulty", 0)
    ineligible = counts.get("ineligible", 0)
    return {
        "count": total,
        "good": total - faulty - ineligible,
        "eligible": total - faulty - ineligible,
        "ineligible": ineligible,
        "faulty": faulty,
    }


class Judge:
    """审查花名册: judge rows by the program's own decision, with what the whole system knows of each person.

    `clear` are the values of rows, by id, that the caller has unsealed at hand.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        case: Case,
        program: Program,
        spec: ProcessSpec,
        draft: Mapping[str, Any],
        today: date,
        clear: Mapping[UUID, Mapping[str, Any]] = NOTHING,
    ) -> None:
        self.clear = clear
        self.uow = uow
        self.case = case
        self.spec = spec
        self.check = spec.roster.check if spec.roster else ""
        self.table = table_of(uow, case, program, self.check)
        self.program = program
        self.year = today.year
        self.scope = with_parent(uow, case, case_scope(case, program, today))
        self.scope[spec.form] = draft
        self.scope["plan"] = draft.get("plan", {})
        self.sealer = Sealer(uow.keyring)
        self.repeat_clause = next((known.clause for known in program.manifest.checks_of(spec.id) if REPEATED in known.faults), "")
        self.functions = host_functions(uow.calendar)
        self.now = uow.now.astimezone(ZONE)
        self.of_parent: dict[bytes, tuple[int, str]] = {}

    def judge(self, rows: Sequence[RosterRow]) -> None:
        """Set `status` and `reasons` of every row that is not faulty; the same person twice in this plan makes both faulty.

        `rows` are the whole roster, or some of it together with every other row of their people.
        """
        self._repeats(rows)
        sound = [row for row in rows if row.status != "faulty"]
        history = self._history(sound)
        known = check_entry(self.uow, self.case, self.program, sound, benefit_year(self.spec, self.scope, self.year))
        parent = parent_of(self.uow, self.case)
        self.of_parent = rows_by_person(self.uow, parent.id, roster_field(self.uow, parent)) if parent is not None else {}
        for row in sound:
            reasons = [*self._decide(row, history.get(row.person or b"", []), known), *known.reasons.get(row.no, [])]
            row.reasons = reasons
            row.status = "ineligible" if any(reason.get("blocks") for reason in reasons) else "eligible"

    def _repeats(self, rows: Sequence[RosterRow]) -> None:
        by_person: dict[bytes, list[RosterRow]] = defaultdict(list)
        for row in rows:
            if any(fault.get("code") == REPEATED for fault in row.faults):
                row.faults = [fault for fault in row.faults if fault.get("code") != REPEATED]
            if row.status == "faulty" and not row.faults:
                row.status = "good"
            if row.person:
                by_person[row.person].append(row)
        for same in by_person.values():
            if len(same) > 1:
                for row in same:
                    named = _others(row, same)
                    fault = {
                        "column": "id_no",
                        "code": REPEATED,
                        "zh": f"与第 {named.zh}是同一人",
                        "en": f"The same person as in row {named.en}",
                        "clause": self.repeat_clause,
                    }
                    row.faults = [*row.faults, fault]
                    row.status = "faulty"

    def _decide(self, row: RosterRow, others: Iterable[tuple[RosterRow, Case]], registry: EntryCheck) -> list[dict[str, Any]]:
        if self.table is None:
            return []
        known = [(other, case) for other, case in others if other.occupation == row.occupation and other.level == row.level]
        scope = {
            **self.scope,
            "row": self.clear[row.id] if row.id in self.clear else self.sealer.reveal(row.values),
            "history": {
                "passed_same": any(other.status in SETTLED for other, _ in known),
                "subsidised_same": row.no in registry.subsidised_same,
                "active_elsewhere": [
                    {
                        "number": case.number or "",
                        "organisation_masked": "其他单位" if case.organisation_id != self.case.organisation_id else "本单位",
                    }
                    for other, case in others
                    if other.status in ACTIVE and case.status == "open"
                ],
                "parent_row": self.of_parent.get(row.person or b"", (None, ""))[0],
                "parent_status": self.of_parent.get(row.person or b"", (None, ""))[1],
            },
        }
        answer = self.table.decide(self.case, scope, self.functions, self.now, self.now.date()).value
        found = answer if isinstance(answer, list) else [answer] if answer else []
        return [plain(reason) for reason in found if isinstance(reason, Mapping)]

    def _history(self, rows: Sequence[RosterRow]) -> dict[bytes, list[tuple[RosterRow, Case]]]:
        persons = {row.person for row in rows if row.person}
        found: dict[bytes, list[tuple[RosterRow, Case]]] = defaultdict(list)
        if not persons:
            return found
        known = self.uow.session.execute(
            select(RosterRow, Case)
            .join(Case, Case.id == RosterRow.case_id)
            .where(RosterRow.person.in_(persons), of_other_plans(self.case), Case.status.in_(("open", "closed")))
            .where(RosterRow.status.in_((*ACTIVE, *SETTLED)))
        )
        for other, case in known:
            found[other.person or b""].append((other, case))
        return found


def _others(own: RosterRow, same: Sequence[RosterRow]) -> Text:
    """The other rows of the same person: the first few by number and by their row in the workbook, the rest counted."""
    others = [row for row in same if row is not own]
    named = others[:MOST_NAMED]
    zh = "、".join(f"{row.no} 行（Excel 第 {row.sheet_row} 行）" if row.sheet_row else f"{row.no} 行" for row in named)
    en = ", ".join(f"{row.no} (workbook row {row.sheet_row})" if row.sheet_row else str(row.no) for row in named)
    more = len(others) - len(named)
    return Text(f"{zh}等 {len(others)} 行", f"{en} and {more} more") if more else Text(zh, en)


def fault_text(fault: Mapping[str, Any]) -> Text:
    """The sentence of a stored fault."""
    return Text(str(fault.get("zh", "")), str(fault.get("en", "")))
