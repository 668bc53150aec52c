"""预审: every check a program makes at submission with its result, kept with the application; officers' answers complete it later."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.feel import HostFunction
from engine.model import RosterRow
from engine.packages.prechecks import CheckSpec
from engine.packages.program import Program
from engine.running.scope import evaluate

PASSED, FAILED, ASKED, NOT_APPLICABLE = "passed", "failed", "asked", "not_applicable"
"""the results of a check; `asked` = an officer must judge"""


@dataclass(slots=True)
class Found:
    """What decisions and cells said under one code: whether it blocks, the sentences, the rows concerned."""

    blocks: bool = False
    said: list[dict[str, str]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    clause: str = ""

    def add(self, finding: Mapping[str, Any], row: int | None = None) -> None:
        """Take in one finding; the same sentence is said once."""
        sentence = {"zh": str(finding.get("zh", "")), "en": str(finding.get("en", ""))}
        if sentence not in self.said:
            self.said.append(sentence)
        if row is not None and row not in self.rows:
            self.rows.append(row)
        self.blocks |= bool(finding.get("blocks", True))
        self.clause = self.clause or str(finding.get("clause") or "")


@dataclass(frozen=True, slots=True)
class Prechecks:
    """Judges the checks of an application: from what the decisions found and from its roster."""

    program: Program
    process: str
    scope: Mapping[str, Any]
    functions: Sequence[HostFunction]
    now: datetime

    def results(self, findings: Iterable[Mapping[str, Any]], rows: Sequence[RosterRow]) -> list[dict[str, Any]]:
        """One record a check, in the manifest's order; a finding that belongs to none gets a record of its own."""
        specs = self.program.manifest.checks_of(self.process)
        claimed = {code for spec in specs for code in spec.faults}
        by_code: dict[str, Found] = defaultdict(Found)
        by_column: dict[str, Found] = defaultdict(Found)
        for finding in findings:
            by_code[str(finding.get("code", ""))].add(finding)
        for row in rows:
            for fault in row.faults:
                code, column = str(fault.get("code", "")), str(fault.get("column", ""))
                (by_code[code] if code in claimed else by_column[column]).add(fault, row.no)
            for reason in row.reasons:
                by_code[str(reason.get("code", ""))].add(reason, row.no)
        records = [self._record(spec, by_code, by_column, len(rows)) for spec in specs]
        known = {code for spec in specs for code in (*spec.rules, *spec.faults)}
        return records + [_unnamed(code, found) for code, found in by_code.items() if code not in known]

    def _record(self, spec: CheckSpec, by_code: Mapping[str, Found], by_column: Mapping[str, Found], people: int) -> dict[str, Any]:
        found = [by_code[code] for code in (*spec.rules, *spec.faults) if code in by_code]
        found += [by_column[column] for column in spec.columns if column in by_column]
        rows = sorted({row for each in found for row in each.rows})
        if spec.when and evaluate(spec.when, self.scope, self.functions, self.now) is not True:
            result = NOT_APPLICABLE
        elif any(each.blocks for each in found):
            result = FAILED
        else:
            result = ASKED if found or spec.asked else PASSED
        return {
            "key": spec.key,
            "title": spec.title.to_json(),
            "result": result,
            "clause": spec.clause,
            "rows": rows,
            "people": people if is_about_people(self.program, spec) else None,
            "said": [sentence for each in found for sentence in each.said],
            "asked": spec.asked,
        }


def _unnamed(code: str, found: Found) -> dict[str, Any]:
    """A finding that the manifest names no check for: its first sentence is its title."""
    return {
        "key": code,
        "title": found.said[0],
        "result": FAILED if found.blocks else ASKED,
        "clause": found.clause,
        "rows": sorted(found.rows),
        "people": None,
        "said": found.said[1:],
        "asked": "",
    }


def is_about_people(program: Program, spec: CheckSpec) -> bool:
    """Whether a check looks at every row of the roster."""
    roster = program.process(spec.process).roster
    if roster is None:
        return False
    return bool(spec.columns or spec.faults) or bool(set(spec.rules) & program.codes_of(roster.check))


def answered(spec: CheckSpec, facts: Mapping[str, Any], functions: Sequence[HostFunction] = ()) -> tuple[str, tuple[int, ...]]:
    """The result of a check that was asked of an officer, and the rows it went wrong for, as the facts say now."""
    passed = evaluate(spec.passed, facts, functions)
    if not isinstance(passed, bool) or spec.asked not in facts:
        return ASKED, ()
    wrong = evaluate(spec.rows, facts, functions) if spec.rows and not passed else None
    rows = tuple(int(row) for row in wrong if row is not None) if isinstance(wrong, list | tuple) else ()
    return (PASSED if passed else FAILED), rows
