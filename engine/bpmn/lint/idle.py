"""Our own attributes where the engine never looks at them."""

from collections.abc import Callable, Iterator

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Element, ProcessInfo

SIGNED = frozenset({"userTask", "manualTask"})
ADDRESSED = frozenset({"message", "signal"})
"""Events that are for those alone who wait for their key."""
PASSIVE = frozenset({"none", "error", "escalation", "link"})
"""Events that never wait for anything: no clock runs beside them."""


def _is_signed(_process: ProcessInfo, element: Element) -> bool:
    return element.kind in SIGNED


def _is_addressed(_process: ProcessInfo, element: Element) -> bool:
    return element.event is None or element.event.kind in ADDRESSED


def _is_timed(process: ProcessInfo, element: Element) -> bool:
    """Whether it is open for a while; the start of a process is open to nobody, its timer alone has a time."""
    event = element.event
    if event is None or event.kind == "timer":
        return True
    return event.kind not in PASSIVE and not (element.kind == "startEvent" and element.parent == process.id)


LOOKED_AT: dict[str, Callable[[ProcessInfo, Element], bool]] = {
    **dict.fromkeys(("signing", "signers", "ratio"), _is_signed),
    "correlation": _is_addressed,
    **dict.fromkeys(("limit", "since", "clock", "basis", "extension"), _is_timed),
}
"""Attribute -> whether it does anything on this node; the others do wherever the descriptor allows them."""


def idle_findings(process: ProcessInfo, element: Element) -> Iterator[Finding]:
    """The attributes of a node that do nothing there."""
    for name in element.attributes:
        looked_at = LOOKED_AT.get(name)
        if looked_at is not None and not looked_at(process, element):
            yield finding(element.file, element.line, element.id, "attribute-idle", name=name)
