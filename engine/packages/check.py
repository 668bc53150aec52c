"""Checking a package 检查: every fault at once — each part by itself, and everything one part says of another."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from engine.bpmn import Element
from engine.calendar.limits import Limit, LimitRefused
from engine.feel import FeelError, compile_expression
from engine.packages.check_expressions import expression_faults
from engine.packages.check_links import linked_faults
from engine.packages.check_prechecks import precheck_faults
from engine.packages.check_registers import register_faults
from engine.packages.choices import BUILT_IN, CLOCKS, SIGNINGS, VERBS
from engine.packages.examples import example_faults
from engine.packages.functions import HOST_NAMES
from engine.packages.manifest import ProcessSpec
from engine.packages.program import NAMED, Program, survey_program
from engine.packages.rates import money_files
from engine.packages.shares import share_of
from engine.packages.starts import start_faults
from engine.sdk.errors import Finding
from engine.sdk.ports import FormsPort

NUMBER_FIELDS = {"region", "district", "year", "serial"}


def check_package(files: Mapping[str, bytes], forms: FormsPort) -> list[Finding]:
    """Every fault of a package; an empty list means it can be released. `forms` judges form definitions
    and says what their fields are.
    """
    findings: list[Finding] = []
    for path, content in files.items():
        if path.endswith(".form"):
            findings += forms.findings(content, path)
    program, faults = survey_program(files)
    findings += faults
    if program is None:
        return findings
    findings += _diagrams(program)
    findings += _manifest(program)
    findings += _notices(program)
    findings += _decisions(program)
    findings += _parameters(program)
    if not any(finding.severity == "error" for finding in findings):
        findings += expression_faults(program, forms.fields)
        findings += example_faults(program)
    findings += linked_faults(program)
    findings += start_faults(program)
    findings += precheck_faults(program)
    findings += register_faults(program)
    return findings


def _parameters(program: Program) -> Iterator[Finding]:
    for parameter in program.parameters.values():
        for value in parameter.values:
            if parameter.type != "limit":
                continue
            try:
                Limit.parse(str(value.value))
            except LimitRefused as error:
                zh, en = f"参数“{parameter.key}”：{error.zh}", f"Parameter {parameter.key}: {error.en}"
                yield Finding(f"{program.key}/parameters.toml", zh, en, "parameter_limit", element=f"parameter/{parameter.key}")


def _fault(file: str, code: str, zh: str, en: str, element: Element | None = None) -> Finding:
    return Finding(file, zh, en, code, element.line if element else None, element.id if element else None)


# ---- diagrams ---------------------------------------------------------------------------------------------------------------


def _diagrams(program: Program) -> Iterator[Finding]:
    used = {name for process in program.manifest.processes for name in program.reachable(process)}
    for name, process in program.definition.processes.items():
        if name not in used and not process.file.startswith(f"{program.key}/"):
            continue  # a shared diagram that this program does not call
        for element in process.elements.values():
            yield from _element(program, element)
    for spec in program.manifest.processes.values():
        yield from _unique_writers(program, spec.id)


def _unique_writers(program: Program, process: str) -> Iterator[Finding]:
    """Facts are written under the id of their element: over all diagrams of a process an id must be written once only."""
    writers: dict[str, Element] = {}
    for name in program.reachable(process):
        for element in program.definition.processes[name].elements.values():
            if element.kind not in {"userTask", "serviceTask", "businessRuleTask", "manualTask"}:
                continue
            known = writers.setdefault(element.id, element)
            if known is not element:
                zh = f"“{element.id}”在 {known.file} 中已用过，两处会写同一组事实。"
                yield _fault(
                    element.file,
                    "writer_twice",
                    zh,
                    f'"{element.id}" is used in {known.file} as well: both would write the same facts.',
                    element,
                )
    form = program.manifest.processes[process].form
    if form in writers:
        yield _fault(
            writers[form].file,
            "writer_is_form",
            f"“{form}”是申请表的名字，不能再作环节编号。",
            f'"{form}" names the start form and cannot be a step.',
            writers[form],
        )


def _element(program: Program, element: Element) -> Iterator[Finding]:
    said = element.attributes
    checks: tuple[tuple[str, bool, str, str, str], ...] = (
        ("form", said.get("form", "") not in {"", *program.forms}, "form_missing", "没有表单“{}”。", 'There is no form "{}".'),
        ("role", said.get("role", "") not in {"", *program.roles}, "role_missing", "没有岗位“{}”。", 'There is no role "{}".'),
        ("notice", said.get("notice", "") not in {"", *program.notices}, "notice_missing", "没有文书“{}”。", 'There is no notice "{}".'),
        (
            "stage",
            said.get("stage", "") not in {"", *program.manifest.stages},
            "stage_missing",
            "没有阶段“{}”。",
            'There is no stage "{}".',
        ),
        (
            "decision",
            said.get("decision", "") not in {"", *program.decisions},
            "decision_missing",
            "没有决策“{}”。",
            'There is no decision "{}".',
        ),
        ("clock", said.get("clock", "runs") not in CLOCKS, "clock_unknown", "计时方式“{}”不认识。", 'Unknown clock "{}".'),
        ("signing", said.get("signing", "one") not in SIGNINGS, "signing_unknown", "签署方式“{}”不认识。", 'Unknown signing "{}".'),
    )
    for attribute, wrong, code, zh, en in checks:
        if wrong:
            value = said.get(attribute, "")
            yield _fault(element.file, code, zh.format(value), en.format(value), element)
    for outcome in said.get("outcomes", "").split():
        if outcome not in program.outcomes:
            yield _fault(element.file, "outcome_missing", f"没有结论“{outcome}”。", f'There is no outcome "{outcome}".', element)
    for outcome in said.get("bulk", "").split():
        if outcome not in said.get("outcomes", "").split():
            zh, en = (
                f"批量结论“{outcome}”不是这个环节的结论。",
                f'"{outcome}" is no outcome of this step, so it cannot be one of many at once.',
            )
            yield _fault(element.file, "bulk_outcome", zh, en, element)
    for verb in said.get("verbs", "").split():
        if verb not in VERBS:
            yield _fault(element.file, "verb_unknown", f"操作“{verb}”不认识。", f'Unknown verb "{verb}".', element)
    if program.basis(said).startswith(NAMED):
        zh, en = f"清单的 [clauses] 没有“{said['basis']}”。", f'[clauses] of the manifest lacks "{said["basis"]}".'
        yield _fault(element.file, "clause_missing", zh, en, element)
    yield from _duties(program, element)
    yield from _signing(element)
    yield from _service(program, element)
    yield from _limit(element)


def _duties(program: Program, element: Element) -> Iterator[Finding]:
    said = element.attributes
    if element.kind == "userTask" and not said.get("role") and said.get("actor") != "applicant":
        yield _fault(
            element.file,
            "nobody",
            "这个环节没有岗位，也不由申报单位办理。",
            "Nobody does this step: it has neither a role nor the applicant.",
            element,
        )
    known = {each for process in program.definition.processes.values() for each in process.elements}
    for other in said.get("separateFrom", "").split():
        if other.removeprefix("parent.") not in known:
            yield _fault(element.file, "separate_missing", f"没有环节“{other}”。", f'There is no step "{other}".', element)


def _signing(element: Element) -> Iterator[Finding]:
    ratio, signers = element.attributes.get("ratio", ""), element.attributes.get("signers", "")
    try:
        share_of(ratio or "1/2")
    except ValueError:
        zh, en = f"比例“{ratio}”应写作 2/3、60%、0.5 或 >1/2。", f'Write the ratio "{ratio}" as 2/3, 60%, 0.5 or >1/2.'
        yield _fault(element.file, "ratio_unknown", zh, en, element)
    if (ratio and element.attributes.get("signing") != "ratio") or (signers and not element.attributes.get("signing")):
        zh, en = "tb:ratio 只用于票签，tb:signers 只用于多人签署。", "tb:ratio belongs to ratio signing, tb:signers to a signed step."
        yield _fault(element.file, "signing_stray", zh, en, element)


def _service(program: Program, element: Element) -> Iterator[Finding]:
    if element.kind != "serviceTask":
        return
    name = element.attributes.get("service", "")
    if not name:
        yield _fault(element.file, "service_none", "服务环节没有写明 tb:service。", "The service task names no tb:service.", element)
    elif name == "notice" and not element.attributes.get("notice"):
        yield _fault(element.file, "notice_none", "没有写明出具哪份文书。", "It does not say which notice to issue.", element)
    elif name.startswith("port."):
        if not element.attributes.get("role"):
            yield _fault(
                element.file,
                "port_nobody",
                "外部核验要写明由哪个岗位录入结果。",
                "A port needs a role that enters the result by hand.",
                element,
            )
    elif name not in BUILT_IN and name not in program.services:
        yield _fault(element.file, "service_missing", f"没有服务“{name}”。", f'There is no service "{name}".', element)


def _limit(element: Element) -> Iterator[Finding]:
    for attribute in ("limit", "since", "extension"):
        text = element.attributes.get(attribute, "")
        try:
            if (attribute == "since" and text) or (attribute == "limit" and text.startswith("=")):
                compile_expression(text.removeprefix("="), HOST_NAMES)
            elif text:
                Limit.parse(text)
        except LimitRefused as error:
            yield _fault(element.file, "limit_refused", error.zh, error.en, element)
        except FeelError as error:
            yield _fault(element.file, "feel_refused", f"{attribute}：{error.message_zh}", f"{attribute}: {error.message_en}", element)


# ---- manifest and decisions -------------------------------------------------------------------------------------------------


def _asked(program: Program, spec: ProcessSpec, told: Callable[[str, str, str], Finding]) -> Iterator[Finding]:
    """The decisions a process asks, and the steps and outcomes at which it does."""
    at_outcomes = (decision for decisions in spec.outcome_checks.values() for decision in decisions)
    of_rows = (spec.roster.check,) if spec.roster and spec.roster.check else ()
    for decision in (*spec.submit_checks, *spec.payment_checks, *at_outcomes, *of_rows):
        if decision not in program.decisions:
            yield told("decision_missing", f"没有决策“{decision}”。", f'There is no decision "{decision}".')
    for step in spec.outcome_checks:
        if spec.id in program.definition.processes and step not in program.choices_of(spec.id):
            yield told("outcome_missing", f"没有环节和办理结论“{step}”。", f'There is no step with the outcome "{step}".')


def _manifest(program: Program) -> Iterator[Finding]:
    for spec in program.manifest.processes.values():
        told = partial(_said, program, f"process/{spec.id}")
        if spec.id not in program.definition.processes:
            yield told("process_missing", f"没有流程“{spec.id}”。", f'There is no process "{spec.id}".')
        if not {f"{program.key}/{spec.file}", f"common/{spec.file}"} & set(program.files):
            yield told("file_missing", f"没有文件 {spec.file}。", f"There is no file {spec.file}.")
        yield from _lead(program, spec, told)
        if spec.form not in program.forms:
            yield told("form_missing", f"没有表单“{spec.form}”。", f'There is no form "{spec.form}".')
        yield from _asked(program, spec, told)
        for guide in spec.guide.values():
            if f"{program.key}/{guide}" not in program.files:
                yield told("file_missing", f"没有文件 {guide}。", f"There is no file {guide}.")
        for path in spec.summary:
            try:
                compile_expression(path, HOST_NAMES)
            except FeelError as error:
                zh, en = f"流程“{spec.id}”的 summary：{error.message_zh}", f"summary of process {spec.id}: {error.message_en}"
                yield told("feel_refused", zh, en)
        yield from _pattern(told, spec.number)


def _lead(program: Program, spec: ProcessSpec, told: Callable[[str, str, str], Finding]) -> Iterator[Finding]:
    """How far ahead a scheduled process begins: a parameter must be a limit in working days, set at all times."""
    key = spec.schedule.ahead if spec.schedule else 0
    if not isinstance(key, str):
        return
    parameter = program.parameters.get(key)
    if parameter is None or not parameter.values or any(not str(value.value).endswith("wd") for value in parameter.values):
        zh, en = f"流程“{spec.id}”的 schedule：参数“{key}”应有以 wd 为单位的值。", f'schedule of {spec.id}: "{key}" must be in wd.'
        yield told("manifest_schedule", zh, en)


def _notices(program: Program) -> Iterator[Finding]:
    for notice in program.notices.values():
        told = partial(_said, program, f"notice/{notice.key}")
        if not {f"{program.key}/{notice.template}", f"common/{notice.template}"} & set(program.files):
            yield told("template_missing", f"没有文书模板 {notice.template}。", f"There is no template {notice.template}.")
        yield from _pattern(told, notice.number)
        for name, text in notice.facts.items():
            try:
                compile_expression(text.removeprefix("="), HOST_NAMES)
            except FeelError as error:
                zh, en = f"文书“{notice.key}”的 {name}：{error.message_zh}", f"{name} of notice {notice.key}: {error.message_en}"
                yield told("feel_refused", zh, en)


def _said(program: Program, entry: str, code: str, zh: str, en: str) -> Finding:
    """A fault of an entry of the manifest."""
    return Finding(f"{program.key}/manifest.toml", zh, en, code, element=entry)


def _pattern(told: Callable[[str, str, str], Finding], pattern: str) -> Iterator[Finding]:
    try:
        pattern.format(region="440106", district="天", year=2026, serial=1)
    except (KeyError, IndexError, ValueError) as error:
        zh = f"编号规则“{pattern}”有误：{error}；可用 {{region}} {{district}} {{year}} {{serial:05d}}。"
        yield told("number_pattern", zh, f'The number pattern "{pattern}" is wrong: {error}; it may use {sorted(NUMBER_FIELDS)}.')
    else:
        if "{serial" not in pattern:
            yield told("number_serial", f"编号规则“{pattern}”缺少 {{serial}}。", f'The number pattern "{pattern}" lacks {{serial}}.')


def _decisions(program: Program) -> Iterator[Finding]:
    models = {id(model): (program.decision_files[name], model) for name, model in program.decisions.items()}
    money = money_files(program.files)
    for file, model in models.values():
        if money.get(file) is False:
            zh = "本文件的决策表核算金额，但没有写明：请把金额一列（或结果）的类型写为 money。"
            en = "The tables of this file reckon money and do not say so: give the amount (or the result) the type money."
            yield Finding(file, zh, en, "money_undeclared", severity="warning")
        for finding in model.lint():
            severity = "error" if finding.error else "warning"
            yield Finding(file, finding.said_zh, finding.said_en, finding.code, None, finding.spot, severity)
