"""Every expression of every diagram must compile, at deployment and not when somebody gets there."""

import re
from collections.abc import Callable, Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

FEEL_ATTRIBUTES = ("correlation", "since")
LIMIT = re.compile(r"\d+(wd|cd)|-?P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
CYCLE = re.compile(r"R\d*/.+")


def expression_findings(processes: Mapping[str, ProcessInfo], compiler: Callable[[str], object]) -> list[Finding]:
    """The expressions that do not compile."""
    found = []
    for process in processes.values():
        for element in process.elements.values():
            for text in _expressions(element):
                try:
                    compiler(text.removeprefix("=").strip())
                except Exception as error:  # noqa: BLE001  the compiler is the engine's; whatever it raises is the reason
                    found.append(finding(element.file, element.line, element.id, "expression", text=text, why=str(error)))
            if (bad := _bad_time(element)) is not None:
                found.append(finding(element.file, element.line, element.id, "expression", text=bad, why="neither a time nor '='"))
    return found


def _expressions(element: Element) -> Iterator[str]:
    yield from element.conditions.values()
    for name in FEEL_ATTRIBUTES:
        if text := element.attributes.get(name):
            yield text
    if (limit := element.attributes.get("limit", "")).startswith("="):
        yield limit
    if element.event is not None and element.event.expression:
        text = element.event.expression
        if element.event.kind == "conditional" or (text.startswith("=") and text != limit):
            yield text
    if element.loop is not None:
        loop = element.loop
        yield from (text for text in (loop.cardinality, loop.collection, loop.completion, loop.condition) if text)


def _bad_time(element: Element) -> str | None:
    """A timer or limit that is neither ISO 8601, nor working days, nor FEEL."""
    event = element.event
    times = [(element.attributes.get("limit"), LIMIT)]
    if event is not None and event.kind == "timer" and event.expression != element.attributes.get("limit"):
        shape = {"duration": LIMIT, "cycle": CYCLE}.get(event.timer or "")
        times.append((event.expression if shape else None, shape or LIMIT))
    return next((text for text, shape in times if text and not text.startswith("=") and not shape.fullmatch(text)), None)
