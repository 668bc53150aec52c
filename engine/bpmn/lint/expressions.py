"""Every expression of every diagram must compile, at deployment and not when somebody gets there."""

from collections.abc import Callable, Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo
from engine.sdk.timing import LimitRefused, TimeRefused, days_of, timer_of

FEEL_ATTRIBUTES = ("correlation", "since")


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
            found += _bad_times(element)
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


def _bad_times(element: Element) -> Iterator[Finding]:
    """The timer or limit of a node that the engine cannot count with; FEEL is asked when it is due."""
    event, limit = element.event, element.attributes.get("limit")
    times = [(limit, "duration")] if limit and (event is None or event.kind != "timer") else []
    if event is not None and event.kind == "timer" and event.expression:
        times.append((event.expression, event.timer or "duration"))
    for text, kind in times:
        if text.startswith("="):
            continue
        try:
            timer_of(text, kind) if event is not None and event.kind == "timer" else days_of(text)
        except (LimitRefused, TimeRefused) as error:
            yield finding(element.file, element.line, element.id, "time", why_zh=error.zh, why_en=error.en)
