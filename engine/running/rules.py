"""Rules 规则: what the decisions that a process names find in an application, and in a case whose money is about to leave."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.model import Case, Organisation
from engine.packages.functions import host_functions
from engine.packages.program import Program
from engine.running.form_facts import form_facts
from engine.running.kept_tables import table_of
from engine.running.links import under_way
from engine.running.plain import plain
from engine.running.registers import looked_up
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def answers(uow: UnitOfWork, case: Case, program: Program, decisions: Iterable[str], facts: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Every finding of these decisions, in their order."""
    found: list[Mapping[str, Any]] = []
    functions, now = host_functions(uow.calendar), uow.now.astimezone(ZONE)
    for decision in decisions:
        table = table_of(uow, case, program, decision)
        if table is None:
            continue
        answer = table.decide(case, facts, functions, now, now.date()).value
        rows = answer if isinstance(answer, list) else [answer] if answer else []
        found += [plain(row) for row in rows if isinstance(row, Mapping)]
    return found


def must_be_decidable(uow: UnitOfWork, case: Case, step: str, facts: Mapping[str, Any]) -> None:
    """作出结论前核对: `InvalidInput` with every finding that blocks when a step is decided so (`sign_off.approve`) today."""
    program = uow.program(case.release_id)
    spec = program.process(case.process)
    decisions = spec.outcome_checks.get(step, ())
    if not decisions:
        return
    scope = {**facts, "registers": looked_up(uow, program, spec, facts), "under_way": under_way(uow, case)}
    errors = [as_error(found, "outcome") for found in answers(uow, case, program, decisions, scope) if found.get("blocks")]
    if errors:
        raise InvalidInput(errors)


def as_error(found: Mapping[str, Any], field: str = "") -> FieldError:
    """A finding as the fault of a field: the one it names, or else this one."""
    said = (str(found.get(key) or "") for key in ("zh", "en", "clause", "code"))
    return FieldError(field or str(found.get("field") or ""), *said)


def must_be_payable(uow: UnitOfWork, case: Case) -> None:
    """拨付前核对: `InvalidState("payment_barred")` with sentence and clause when a decision of `payment_checks` blocks now."""
    program = uow.program(case.release_id)
    spec = program.process(case.process)
    if not spec.payment_checks:
        return
    facts = form_facts(uow, case, program, uow.session.get(Organisation, case.organisation_id))
    for finding in answers(uow, case, program, spec.payment_checks, facts):
        if finding.get("blocks"):
            said = {"zh": str(finding.get("zh", "")), "en": str(finding.get("en", ""))}
            raise InvalidState("payment_barred", said=said, clause=str(finding.get("clause", "")))
