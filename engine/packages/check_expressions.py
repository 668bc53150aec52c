"""Checking expressions 检查表达式: every FEEL text of a program, held against the types of the facts it will see."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.bpmn import Element
from engine.packages.check_forms import form_facts, form_texts
from engine.packages.check_links import RESERVED
from engine.packages.check_texts import BOOLEAN, DAYS, LIST, NUMBER, SCALARS, SPANS, Said
from engine.packages.facts import DECIDED, Fields, facts_schema
from engine.packages.manifest import NoticeSpec
from engine.packages.program import Program
from engine.sdk.errors import Finding

_LOOP = ("nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances", "nrOfTerminatedInstances", "loopCounter")
_TIMES = {"date": DAYS, "duration": SPANS, "cycle": ("string",)}


def expression_faults(program: Program, fields: Fields) -> Iterator[Finding]:
    """Unknown names, kinds that never compare and results of the wrong kind in diagrams, manifest and forms, each once.

    A form that several processes use is at fault only where it is so for all of them.
    """
    told: set[tuple[object, ...]] = set()
    of_forms: dict[tuple[object, ...], list[Finding]] = {}
    uses: dict[tuple[object, ...], int] = {}
    for process in program.manifest.processes:
        schema = known_facts(program, process, fields)
        for said in (*_diagrams(program, process), *_manifest(program, process)):
            for fault in said.faults(schema):
                key: tuple[object, ...] = (*said.place, fault.code)
                if key not in told:
                    told.add(key)
                    yield fault
        for said in _forms(program, process, fields):
            uses[said.place] = uses.get(said.place, 0) + 1
            for fault in said.faults(schema):
                of_forms.setdefault((*said.place, fault.en), []).append(fault)
    for key, found in of_forms.items():
        if len(found) >= uses[key[:-1]]:
            yield found[0]


def known_facts(program: Program, process: str, fields: Fields) -> dict[str, Any]:
    """The facts of a case of a process, choices with the kind of their values, and what a repeated step sees."""
    schema = {**dict.fromkeys(RESERVED, "Any"), **facts_schema(program, process, fields)}
    start = program.manifest.processes[process].form
    if start in program.forms:
        schema[start] = form_facts(program.forms[start], fields)
    for element in _elements(program, process):
        form = program.form_name(process, element.attributes.get("form", ""))
        if isinstance(known := schema.get(element.id), dict) and form in program.forms and form != start:
            schema[element.id] = {**known, **form_facts(program.forms[form], fields)}
        if element.loop is not None:
            names = (*_LOOP, *filter(None, (element.loop.item,)))
            schema = {**{name: "number" if name in _LOOP else "Any" for name in names}, **schema}
    return schema


def _elements(program: Program, process: str) -> Iterator[Element]:
    for name in program.reachable(process):
        yield from program.definition.processes[name].elements.values()


def _diagrams(program: Program, process: str) -> Iterator[Said]:
    for name in program.reachable(process):
        info = program.definition.processes[name]
        for flow in info.flows.values():
            if flow.condition:
                yield Said(info.file, flow.condition, BOOLEAN, info.elements.get(flow.source))
        for element in info.elements.values():
            for text, expected in _of_element(element):
                yield Said(info.file, text, expected, element)


def _of_element(element: Element) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts of a node with the kinds that they may give."""
    said = element.attributes
    if said.get("limit", "").startswith("="):
        yield said["limit"], SPANS
    if said.get("since"):
        yield said["since"], DAYS
    if said.get("correlation"):
        yield said["correlation"], SCALARS
    event, loop = element.event, element.loop
    if event is not None and event.expression and event.expression != said.get("limit"):
        if event.kind == "conditional":
            yield event.expression, BOOLEAN
        elif event.expression.startswith("="):
            yield event.expression, _TIMES.get(event.timer or "", ())
    if loop is not None:
        parts = ((loop.collection, LIST), (loop.cardinality, NUMBER), (loop.completion, BOOLEAN), (loop.condition, BOOLEAN))
        yield from ((text, expected) for text, expected in parts if text)


def _manifest(program: Program, process: str) -> Iterator[Said]:
    file = f"{program.key}/manifest.toml"
    for notice in _notices_of(program, process):
        if f"{program.key}/{notice.template}" in program.files:
            for name, text in notice.facts.items():
                yield Said(
                    file, text, component=f"notice/{notice.key}", zh=f"文书“{notice.key}”的 {name}：", en=f"{name} of notice {notice.key}: "
                )
    for path in program.manifest.processes[process].summary:
        yield Said(file, path, component=f"process/{process}")
    for each in program.manifest.processes[process].looks_up:
        yield Said(
            file, each.key, component=f"process/{process}", zh=f"流程“{process}”的 looks_up：", en=f"looks_up of process {process}: "
        )
    for spec in program.manifest.checks_of(process):
        for name, text, expected in (("when", spec.when, BOOLEAN), ("passed", spec.passed, BOOLEAN), ("rows", spec.rows, LIST)):
            if text:
                yield Said(
                    file,
                    text,
                    expected,
                    component=f"check/{spec.key}",
                    zh=f"预审项“{spec.key}”的 {name}：",
                    en=f"{name} of check {spec.key}: ",
                )


def _notices_of(program: Program, process: str) -> list[NoticeSpec]:
    """The notices that the diagrams of a process issue."""
    issued = {element.attributes["notice"] for element in _elements(program, process) if element.attributes.get("notice")}
    return [spec for key in sorted(issued) if (spec := program.notice(key, process)) is not None]


def _forms(program: Program, process: str, fields: Fields) -> Iterator[Said]:
    """The texts of the forms of a process; those of a step see its outcome too. A form that nothing uses could be one of any."""
    start = program.manifest.processes[process].form
    steps = _steps(program, process)
    for name in sorted({start, *steps, *_unused(program)} & set(program.forms)):
        beside: Mapping[str, Any] = {} if name == start and name not in steps else DECIDED
        yield from form_texts(program, name, form_facts(program.forms[name], fields), beside)


def _steps(program: Program, process: str) -> set[str]:
    return {program.form_name(process, element.attributes.get("form", "")) for element in _elements(program, process)}


def _unused(program: Program) -> set[str]:
    """The forms of the program itself, not those that it shares, that are neither the form of a process nor of a step."""
    own = {name for name in program.forms if f"{program.key}/forms/{name}.form" in program.files}
    return own - {name for process, spec in program.manifest.processes.items() for name in (spec.form, *_steps(program, process))}
