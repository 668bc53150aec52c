"""开始事件 of whole processes: which message or signal begins a case of which process, and what a manifest must say for it."""

from collections.abc import Iterator

from engine.bpmn import Element
from engine.packages.manifest import ProcessSpec
from engine.packages.program import Program
from engine.sdk.errors import Finding

BY_EVENT = {"message", "signal"}
THROWING = {"endEvent", "intermediateThrowEvent", "sendTask"}


def starts_of(program: Program, process: str) -> Iterator[Element]:
    """The start events of the process itself, with and without trigger."""
    info = program.definition.processes.get(process)
    for element in info.elements.values() if info is not None else ():
        if element.kind == "startEvent" and element.parent == process:
            yield element


def begins_with(program: Program, spec: ProcessSpec, kind: str, name: str) -> str | None:
    """The start event at which a message or signal of that name begins a case; None when it begins none."""
    if spec.by != "message":
        return None
    found = (each for each in starts_of(program, spec.id) if each.event is not None and (each.event.kind, each.event.name) == (kind, name))
    return next((each.id for each in found), None)


def timer_start(program: Program, process: str) -> str | None:
    """The start event at which the calendar begins a case; None when none is drawn, and the plain one does."""
    return next((each.id for each in starts_of(program, process) if each.event is not None and each.event.kind == "timer"), None)


def start_faults(program: Program) -> Iterator[Finding]:
    """Start events that nothing would ever fire, or that would begin a case of nobody."""
    called = {name for spec in program.manifest.processes.values() for name in program.reachable(spec.id)}
    for name in sorted(called):
        spec = program.manifest.processes.get(name)
        for element in starts_of(program, name):
            yield from _start(program, spec, element)
    for spec in program.manifest.processes.values():
        kinds = {each.event.kind if each.event is not None else "none" for each in starts_of(program, spec.id)}
        if spec.by == "message" and (not kinds or kinds - BY_EVENT or spec.parent is not None):
            yield Finding(
                f"{program.key}/manifest.toml",
                f'流程“{spec.id}”写了 by = "message"，应只由消息或信号开始，且没有主办件。',
                f'Process {spec.id} says by = "message": only messages or signals begin it, and it has no parent.',
                "start_by_message",
                element=f"process/{spec.id}",
            )


def _start(program: Program, spec: ProcessSpec | None, element: Element) -> Iterator[Finding]:
    kind = element.event.kind if element.event is not None else "none"
    if kind in BY_EVENT:
        if spec is None or spec.by != "message":
            yield _at(
                element,
                "start_of_nobody",
                '由消息或信号开始的流程，要在清单中写 by = "message"：办件归属发出它的单位；否则不知归谁。',
                'A process that a message or signal begins needs by = "message" in the manifest: its case belongs to whoever sent it.',
            )
        if "correlation" in element.attributes:
            yield _at(
                element,
                "start_with_key",
                "开始事件不看 tb:correlation：还没有办件可以对上。",
                "A start event has no tb:correlation: there is no case yet that could have the key.",
            )
        if any(_throws(element, each) for name in program.reachable(element.process) for each in _elements(program, name)):
            yield _at(
                element,
                "start_begins_itself",
                "流程自己发出的消息或信号又会发起它自己，没有尽头。",
                "The process sends what begins it: there would be no end of cases.",
            )
    elif kind == "timer" and (spec is None or spec.schedule is None):
        yield _at(
            element,
            "start_unscheduled",
            "由时间开始的流程，要在清单中写 schedule：哪天、由哪些地区办理。",
            "A process that a timer begins needs a schedule in the manifest: on which days, and for which regions.",
        )


def _throws(start: Element, other: Element) -> bool:
    if other.kind not in THROWING or other.event is None or start.event is None:
        return False
    return (other.event.kind, other.event.name) == (start.event.kind, start.event.name)


def _elements(program: Program, process: str) -> Iterator[Element]:
    yield from program.definition.processes[process].elements.values()


def _at(element: Element, code: str, zh: str, en: str) -> Finding:
    return Finding(element.file, zh, en, code, element.line, element.id)
