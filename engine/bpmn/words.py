"""What the door hands out and takes in: items, scopes, events, and the port the engine implements."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from engine.bpmn.model import EMPTY, Element


class ScopeRef(NamedTuple):
    """范围: an open sub-process or call activity."""

    id: int
    element: str
    process: str
    """Process in which the element is drawn."""
    kind: str
    name: str
    attributes: Mapping[str, str]
    called: str | None = None
    """Process running inside, for a call activity."""


@dataclass(frozen=True, slots=True)
class Loop:
    """会签: which instance this is, and how far the whole activity has come."""

    index: int
    item: object
    total: int
    body: int
    """Id of the activity around all instances; boundary events are attached to it."""
    active: int = 0
    completed: int = 0
    terminated: int = 0


class Where(NamedTuple):
    """The place an expression is evaluated at."""

    process: str
    element: Element
    scopes: tuple[ScopeRef, ...] = ()
    loop: Loop | None = None
    variables: Mapping[str, object] = EMPTY
    """Names BPMN itself defines here: loopCounter, nrOf(Active/Completed/Terminated)Instances, and the item under its name."""
    since: datetime | None = None
    """For a cycle timer: the tick before this one."""


class Item(NamedTuple):
    """待办/等待: one thing that is open."""

    id: int
    kind: str
    """user, manual, service, timer, message, signal or conditional."""
    element: str
    process: str
    name: str
    attributes: Mapping[str, str]
    lane: str | None
    due: datetime | None
    event: str | None
    correlation: str | None
    attached_to: str | None
    host: int | None
    scopes: tuple[ScopeRef, ...]
    loop: Loop | None


class Event(NamedTuple):
    """消息/信号: something that happened, looking for whoever waits for it."""

    kind: str
    """message, signal or escalation."""
    name: str | None
    correlation: str | None = None
    """None is caught by whoever waits for the name."""
    code: str | None = None


class Environment(Protocol):
    """What the engine lends to a step: the clock, the facts, the services. Nothing of it is ever stored in a state."""

    @property
    def now(self) -> datetime:
        """The time of this step, aware."""

    def evaluate(self, expression: str, where: Where) -> object:
        """The value of a FEEL expression over the facts of the case."""

    def timer(self, expression: str, kind: str, where: Where) -> datetime | None:
        """The moment a date, duration or cycle timer is due; None ends a cycle."""

    def serve(self, element: Element, where: Where) -> bool:
        """Do a service task: True when done inside the step, False to leave it open as an item."""

    def decide(self, element: Element, where: Where) -> None:
        """Do a business rule task, inside the step."""

    def thrown(self, event: Event, element: Element, where: Where) -> None:
        """A message, signal or escalation leaves the case."""
