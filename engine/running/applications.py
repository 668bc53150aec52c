"""An application 申报: the start form with its roster, files and rules, checked as a whole and turned into facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import JSONB

from engine.model import Case, Organisation, Region, RosterRow
from engine.packages.functions import host_functions
from engine.packages.program import Program
from engine.running.benefits import claim_of, lock_claims
from engine.running.finding import make_findable
from engine.running.form_facts import form_facts
from engine.running.links import under_way
from engine.running.plain import plain
from engine.running.prechecks import Prechecks
from engine.running.registers import looked_up
from engine.running.rosters import Judge, figures, roster_rows, summary_of
from engine.running.rules import answers, as_error
from engine.running.scope import at_path, evaluate
from engine.running.sealing import Sealer
from engine.running.step import Step
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class CheckedApplication:
    """What passed: cleaned values, the results of the program's rules, roster figures."""

    values: Mapping[str, Any]
    checks: tuple[Mapping[str, Any], ...]
    results: tuple[Mapping[str, Any], ...]
    warnings: tuple[Text, ...]
    roster: Mapping[str, int]


class Application:
    """申报: checks an application and adopts it into the case's facts."""

    def __init__(self, uow: UnitOfWork, case: Case, program: Program, today: date) -> None:
        self.uow = uow
        self.case = case
        self.program = program
        self.spec = program.process(case.process)
        self.today = today
        self.sealer = Sealer(uow.keyring)
        self.organisation = uow.session.get(Organisation, case.organisation_id)

    def check(self, data: Mapping[str, Any], form: Mapping[str, Any], only: frozenset[str] | None = None) -> CheckedApplication:
        """Check everything at once.

        Raises:
            InvalidInput: with every fault of the form, the materials, the roster and the blocking rules.
        """
        roster = self._judged_roster(data)
        scope = {**form_facts(self.uow, self.case, self.program, self.organisation), self.spec.form: data}
        checked = self.uow.ports.forms.check(form, data, scope, only, functions=host_functions(self.uow.calendar))
        errors = [*checked.errors, *self._roster_errors(roster)]
        scope = {**scope, self.spec.form: checked.values}
        findings = self._rules(scope)
        errors += [as_error(found) for found in findings if found.get("blocks")]
        if errors:
            raise InvalidInput(errors)
        warnings = tuple(Text(str(found.get("zh", "")), str(found.get("en", ""))) for found in findings if not found.get("blocks"))
        return CheckedApplication(checked.values, tuple(findings), self._results(scope, findings), warnings, roster)

    def _results(self, scope: Mapping[str, Any], findings: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
        rows = roster_rows(self.uow, self.case.id, self.spec.roster.field) if self.spec.roster else []
        functions = host_functions(self.uow.calendar)
        prechecks = Prechecks(self.program, self.spec.id, scope, functions, self.uow.now.astimezone(ZONE))
        return tuple(plain(prechecks.results(findings, rows)))

    def _judged_roster(self, data: Mapping[str, Any]) -> dict[str, int]:
        if self.spec.roster is None:
            return figures({})
        rows = roster_rows(self.uow, self.case.id, self.spec.roster.field)
        if self.spec.benefit:  # of two plans that name one person at one moment the second looks when the first is in
            uscc = (self.organisation.uscc or "") if self.organisation else ""
            lock_claims(self.uow, [claim_of(row, self.spec.benefit, uscc, self.today.year) for row in rows])
        Judge(self.uow, self.case, self.program, self.spec, data, self.today).judge(rows)
        self.uow.session.flush()
        return figures(summary_of(self.uow, self.case.id)[self.spec.roster.field])

    def _roster_errors(self, roster: Mapping[str, int]) -> list[FieldError]:
        if self.spec.roster is None or not roster["ineligible"]:
            return []
        reasons = select(func.jsonb_array_elements(RosterRow.reasons, type_=JSONB)["clause"].astext).where(
            RosterRow.case_id == self.case.id, RosterRow.field == self.spec.roster.field, RosterRow.status == "ineligible"
        )
        clauses = sorted({clause for clause in self.uow.session.scalars(reasons) if clause})
        return [
            FieldError(
                self.spec.roster.field,
                f"花名册有 {roster['ineligible']} 人不符合条件，请更正或删除。",
                f"{roster['ineligible']} people on the roster do not meet the conditions: correct or remove them.",
                "；".join(clauses),
                code="roster_ineligible",
            )
        ]

    def _rules(self, scope: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        registers = looked_up(self.uow, self.program, self.spec, scope)
        around = {"registers": registers, "under_way": under_way(self.uow, self.case)}
        facts = {**scope, **around, "plan": at_path(scope, f"{self.spec.form}.plan") or {}}
        return answers(self.uow, self.case, self.program, self.spec.submit_checks, facts)

    def region(self, values: Mapping[str, Any]) -> str:
        """The region that decides the office, from the field the manifest names."""
        path = self.spec.region_from.removeprefix(f"{self.spec.form}.")
        return str(at_path(values, path) or "") if path else ""

    def adopt(self, step: Step, checked: CheckedApplication, task: Any = None) -> None:
        """Let the application become facts: sealed values, roster figures, the district, the results of the rules, the summary."""
        fields = self.uow.ports.forms.fields(self.program.forms[self.spec.form])
        step.submit(self.spec.form, self.sealer.seal(checked.values, fields), task)
        region = self.uow.session.get(Region, self.case.region)
        step.env.write("roster", checked.roster)
        step.env.write("checks", {"items": list(checked.checks), "results": list(checked.results)})
        step.env.write(
            "district",
            {"code": self.case.region, "name": region.name_zh if region else self.case.region, "short": region.short if region else ""},
        )
        self.case.summary = self._summary(step.env.scope())
        make_findable(self.uow, self.case, step.env.organisation, step.env.uscc)

    def _summary(self, scope: Mapping[str, Any]) -> list[dict[str, Any]]:
        labels = {f"{self.spec.form}.{info.path}": info for info in self.uow.ports.forms.fields(self.program.forms[self.spec.form])}
        summary = []
        for path in self.spec.summary:
            info = labels.get(path)
            value = evaluate(path, scope)
            if value is not None and info is not None:
                shown, english = (options.get(str(value), str(value)) for options in (info.options, info.options_en))
                summary.append({"label": {"zh": info.label, "en": info.label_en}, "value": shown, "value_en": english, "path": path})
        return summary
