"""A diagram as the oracle knows it: nodes, flows and scopes, with no idea of XML or of the engine."""

from dataclasses import dataclass, field


@dataclass
class Loop:
    """Several instances: kind parallel, sequential or standard."""

    kind: str
    count: int | str = 0
    """A number, or the name of a list in the facts."""
    enough: int | None = None
    """Completion condition: so many instances completed."""
    until: str | None = None
    """Completion condition: the name of a fact."""
    condition: str | None = None
    test_before: bool = False
    maximum: int | None = None


@dataclass
class Node:
    """One node; `event` is (kind, argument): message name, timer minutes, error code, condition ..."""

    id: str
    kind: str
    event: tuple[str, str | None] | None = None
    interrupting: bool = True
    attached_to: str | None = None
    loop: Loop | None = None
    inside: "Scope | None" = None
    calls: str | None = None
    by_event: bool = False
    repeats: int | None = None
    """For a cycle timer: how many ticks."""


@dataclass
class Flow:
    """One arrow."""

    id: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False


@dataclass
class Scope:
    """A process or the inside of a sub-process."""

    id: str
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)

    def outgoing(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.source == node]

    def incoming(self, node: str) -> list[Flow]:
        return [flow for flow in self.flows if flow.target == node]

    def attached(self, node: str) -> list[Node]:
        return [other for other in self.nodes.values() if other.attached_to == node]

    def everything(self):
        """All nodes, those inside sub-processes included."""
        for node in self.nodes.values():
            yield node
            if node.inside is not None:
                yield from node.inside.everything()


@dataclass
class Diagram:
    """Processes by id; the first one is started."""

    processes: dict[str, Scope]
    main: str
