"""The diagram as plain facts: what a definition says, without a trace of the library that runs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class EventInfo:
    """事件: what an event waits for or says."""

    kind: str
    """none, message, signal, timer, conditional, error, escalation, terminate, link, compensation, cancel."""
    name: str | None = None
    """Name of the message, signal or link."""
    code: str | None = None
    """Code of the error or escalation; None catches every code."""
    timer: str | None = None
    """date, duration or cycle."""
    expression: str | None = None
    """Text of the timer or of the condition."""


@dataclass(frozen=True, slots=True)
class LoopInfo:
    """会签/循环: how often an activity runs."""

    kind: str
    """parallel, sequential or standard."""
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    completion: str | None = None
    test_before: bool = False
    maximum: int | None = None
    condition: str | None = None
    behavior: str = "All"


@dataclass(frozen=True, slots=True)
class Flow:
    """顺序流: one arrow; link events and their pairs are arrows too."""

    id: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """节点: one node of a diagram."""

    id: str
    kind: str
    name: str
    process: str
    parent: str
    """Id of the sub-process around it, or of the process."""
    file: str
    line: int
    attributes: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    lane: str | None = None
    documentation: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    conditions: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Flow id -> condition, for the outgoing flows that carry one."""
    attached_to: str | None = None
    interrupting: bool = True
    event: EventInfo | None = None
    loop: LoopInfo | None = None
    called: str | None = None
    by_event: bool = False
    """True for an event sub-process."""


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """流程: one process with everything inside it, sub-processes included."""

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    """Lane id -> name."""
    attributes: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    documentation: str = ""
    scopes: Mapping[str, tuple[Element, ...]] = field(default_factory=lambda: EMPTY)
    """Scope id -> its direct children, in document order."""
    line: int = 1
    """Where it begins in its file."""

    @property
    def called(self) -> set[str]:
        """Ids of the processes this one calls."""
        return {element.called for element in self.elements.values() if element.called}

    @property
    def starts(self) -> tuple[Element, ...]:
        """Start events of the process itself, in document order."""
        return tuple(e for e in self.inside(self.id) if e.kind == "startEvent")

    def inside(self, scope: str) -> tuple[Element, ...]:
        """The direct children of a scope (process or sub-process), in document order."""
        return self.scopes.get(scope, ())


@dataclass(frozen=True, slots=True)
class Definition:
    """定义: a set of files that belong together, read and found sound; shared by all its instances."""

    files: Mapping[str, bytes]
    """The uploaded bytes, untouched."""
    processes: Mapping[str, ProcessInfo]
    findings: tuple[Any, ...] = ()
    """Warnings; errors never get this far."""
    plans: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """Private: what the library needs to run it, by scope."""

    def element(self, process: str, element: str) -> Element:
        """The node of a process by its id."""
        return self.processes[process].elements[element]
