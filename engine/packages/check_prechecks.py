"""Checking the prechecks of a package 检查预审项: everything they name exists, every code has its check, every result its clause."""

from collections.abc import Iterator

from engine.feel import FeelError, compile_expression
from engine.packages.functions import HOST_NAMES
from engine.packages.prechecks import CheckSpec
from engine.packages.program import Program
from engine.packages.table_results import results_of
from engine.sdk.errors import Finding


def precheck_faults(program: Program) -> Iterator[Finding]:
    """Every fault of the `[[check]]` entries, and every result of a decision that has an empty clause."""
    file = f"{program.key}/manifest.toml"
    for spec in program.manifest.checks:
        if spec.process not in program.manifest.processes:
            zh, en = f"预审项“{spec.key}”：没有流程“{spec.process}”。", f'Check {spec.key}: no process "{spec.process}".'
            yield Finding(file, zh, en, "check_process", element=f"check/{spec.key}")
            continue
        yield from _names(program, spec, file)
    for process in program.manifest.processes:
        if program.manifest.checks_of(process):
            yield from _uncovered(program, process, file)
    for decision, model in program.decisions.items():
        if '""' in results_of(model, decision, "clause"):
            zh, en = f"决策“{decision}”有一行结果没有依据的条款。", f'A rule of the decision "{decision}" has an empty clause.'
            yield Finding(program.decision_files[decision], zh, en, "clause_empty", element=decision)


def codes_at_submission(program: Program, process: str) -> frozenset[str]:
    """Every code the decisions made at submission can answer with."""
    spec = program.manifest.processes[process]
    decisions = (*spec.submit_checks, *((spec.roster.check,) if spec.roster and spec.roster.check else ()))
    return frozenset().union(*(program.codes_of(decision) for decision in decisions))


def _names(program: Program, spec: CheckSpec, file: str) -> Iterator[Finding]:
    reachable = [program.definition.processes[name] for name in program.reachable(spec.process)]
    elements = {element.id: element for process in reachable for element in process.elements.values()}
    later = (element.attributes.get("decision", "") for element in elements.values() if element.kind == "businessRuleTask")
    known = codes_at_submission(program, spec.process).union(*(program.codes_of(decision) for decision in later))
    for code in spec.rules:
        if code not in known:
            zh = f"预审项“{spec.key}”：没有决策会给出“{code}”。"
            yield Finding(file, zh, f'Check {spec.key}: no decision answers "{code}".', "check_code", element=f"check/{spec.key}")
    if spec.asked and spec.asked not in elements:
        zh, en = f"预审项“{spec.key}”：没有环节“{spec.asked}”。", f'Check {spec.key}: there is no step "{spec.asked}".'
        yield Finding(file, zh, en, "check_step", element=f"check/{spec.key}")
    for text in filter(None, (spec.when, spec.passed, spec.rows)):
        try:
            compile_expression(text, HOST_NAMES)
        except FeelError as error:
            zh, en = f"预审项“{spec.key}”：{error.message_zh}", f"Check {spec.key}: {error.message_en}"
            yield Finding(file, zh, en, "feel_refused", element=f"check/{spec.key}")


def _uncovered(program: Program, process: str, file: str) -> Iterator[Finding]:
    covered = {code for spec in program.manifest.checks_of(process) for code in spec.rules}
    for code in sorted(codes_at_submission(program, process) - covered):
        zh = f"流程“{process}”提交时会给出“{code}”，但没有预审项列出它。"
        en = f'"{code}" can come up when {process} is submitted, but no check lists it.'
        yield Finding(file, zh, en, "check_missing", element=f"process/{process}")
