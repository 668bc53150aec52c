"""An application 申报: the start form with its roster, files and rules, checked as a whole and turned into facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.model import Attachment, Case, Region
from engine.packages.program import Program
from engine.running.plain import plain
from engine.running.rosters import Judge, figures, roster_rows, summary_of
from engine.running.scope import at_path, case_scope, evaluate, working_day_functions
from engine.running.sealing import Sealer
from engine.running.step import Step
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class CheckedApplication:
    """What passed: cleaned values, the results of the program's rules, roster figures."""

    values: Mapping[str, Any]
    checks: tuple[Mapping[str, Any], ...]
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

    def check(self, data: Mapping[str, Any], form: Mapping[str, Any], only: frozenset[str] | None = None) -> CheckedApplication:
        """Check everything at once.

        Raises:
            InvalidInput: with every fault of the form, the materials, the roster and the blocking rules.
        """
        roster = self._judged_roster(data)
        scope = self._scope(data, roster)
        checked = self.uow.ports.forms.check(form, self._with_counts(form, data), scope, only)
        errors = [*checked.errors, *self._roster_errors(roster)]
        findings = self._rules({**scope, self.spec.form: checked.values})
        errors += [
            FieldError(str(found.get("field") or ""), str(found.get("zh", "")), str(found.get("en", "")), str(found.get("clause", "")), str(found.get("code", "")))
            for found in findings
            if found.get("blocks")
        ]
        if errors:
            raise InvalidInput(errors)
        warnings = tuple(Text(str(found.get("zh", "")), str(found.get("en", ""))) for found in findings if not found.get("blocks"))
        return CheckedApplication(checked.values, tuple(findings), warnings, roster)

    def _with_counts(self, form: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, Any]:
        """The form's view of files and rosters: material fields see the names of their files, roster fields their figures."""
        merged: dict[str, Any] = dict(data)
        files = self.uow.session.execute(
            select(Attachment.field, Attachment.item, Attachment.name).where(Attachment.case_id == self.case.id, Attachment.removed_at.is_(None))
        ).all()
        kinds = {info.path: info.kind for info in self.uow.ports.forms.fields(form)}
        for path, kind in kinds.items():
            if kind == "material":
                here: dict[str, list[str]] = {}
                for field, item, name in files:
                    if field == path:
                        here.setdefault(item, []).append(name)
                put(merged, path, here)
            elif kind == "filepicker":
                put(merged, path, [name for field, _, name in files if field == path])
        return merged

    def _scope(self, data: Mapping[str, Any], roster: Mapping[str, int]) -> dict[str, Any]:
        return {**case_scope(self.case, self.program, self.today, roster=roster), self.spec.form: data}

    def _judged_roster(self, data: Mapping[str, Any]) -> dict[str, int]:
        if self.spec.roster is None:
            return figures({})
        rows = roster_rows(self.uow, self.case.id, self.spec.roster.field)
        Judge(self.uow, self.case, self.program, self.spec, data, self.today).judge(rows)
        self.uow.session.flush()
        return figures(summary_of(self.uow, self.case.id)[self.spec.roster.field])

    def _roster_errors(self, roster: Mapping[str, int]) -> list[FieldError]:
        if self.spec.roster is None:
            return []
        field = self.spec.roster.field
        errors = []
        if not roster["count"]:
            errors.append(FieldError(field, "请导入花名册。", "Import the roster.", code="roster_missing"))
        if roster["faulty"]:
            errors.append(
                FieldError(
                    field,
                    f"花名册有 {roster['faulty']} 行有误，请更正或删除。",
                    f"{roster['faulty']} rows of the roster are faulty: correct or remove them.",
                    code="roster_faulty",
                )
            )
        if roster["ineligible"]:
            errors.append(
                FieldError(
                    field,
                    f"花名册有 {roster['ineligible']} 人不符合条件，请更正或删除。",
                    f"{roster['ineligible']} people on the roster do not meet the conditions: correct or remove them.",
                    code="roster_ineligible",
                )
            )
        return errors

    def _rules(self, scope: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        functions = working_day_functions(self.uow.calendar)
        for decision in self.spec.submit_checks:
            model = self.program.decisions.get(decision)
            if model is None:
                continue
            answer = model.decide(decision, {**scope, "plan": at_path(scope, f"{self.spec.form}.plan") or {}}, functions=functions).value
            rows = answer if isinstance(answer, list) else [answer] if answer else []
            found += [plain(row) for row in rows if isinstance(row, Mapping)]
        return found

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
        step.env.write("checks", {"items": list(checked.checks)})
        step.env.write(
            "district",
            {"code": self.case.region, "name": region.name_zh if region else self.case.region, "short": region.short if region else ""},
        )
        self.case.summary = self._summary(step.env.scope())

    def _summary(self, scope: Mapping[str, Any]) -> list[dict[str, Any]]:
        labels = {f"{self.spec.form}.{info.path}": info for info in self.uow.ports.forms.fields(self.program.forms[self.spec.form])}
        summary = []
        for path in self.spec.summary:
            info = labels.get(path)
            value = evaluate(path, scope)
            if value is not None and info is not None:
                option = _option(info.properties, value)
                summary.append({"label": {"zh": info.label, "en": info.label_en}, "value": str(option or value), "path": path})
        return summary


def _option(properties: Mapping[str, Any], value: Any) -> str:
    """The label of a choice, where the field offers choices."""
    for option in properties.get("values", ()) or ():
        if isinstance(option, Mapping) and option.get("value") == value:
            return str(option.get("label", ""))
    return ""


def put(values: dict[str, Any], path: str, value: Any) -> None:
    """Set a value under a dotted path, copying the mappings on the way."""
    *parents, last = path.split(".")
    here = values
    for part in parents:
        child = here.get(part)
        here[part] = dict(child) if isinstance(child, Mapping) else {}
        here = here[part]
    here[last] = value
