"""The oracle: the token game of BPMN 2.0, written from the standard and from nothing else.

Tokens wait on flows in front of joins and on nodes everywhere else. Tokens move in turn, one node at a time, in the order in which they
appeared; inclusive joins and conditions are looked at when nothing else can move, the oldest first. The facts do not change in a step.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.diagram import Diagram, Flow, Node, Scope

TASKS = {"userTask": "user", "manualTask": "manual", "serviceTask": "service", "sendTask": "service"}
PASSIVE = ("error", "escalation")


class Incident(Exception):
    """The case cannot move."""


@dataclass(eq=False)
class Place:
    """A running scope."""

    scope: Scope
    process: str
    parent: Token | None
    tokens: list[Token] = field(default_factory=list)
    marking: dict[str, list[int]] = field(default_factory=dict)
    """Flow in front of a join -> arrival numbers."""
    open: bool = True
    taken_over: bool = False


@dataclass(eq=False)
class Token:
    number: int
    place: Place
    node: Node
    doing: str = "moving"
    """moving, working, waiting, framing."""
    beside: Token | None = None
    whole: Token | None = None
    index: int = -1
    due: int | None = None
    left: int | None = None
    was_true: bool = False
    inner: Place | None = None
    total: int = 0
    finished: int = 0
    gone: int = 0
    queue: int = 0
    """Instances of a sequential activity still to come."""
    begin: Node | None = None
    listening: bool = False
    dead: bool = False
    over: bool = False


class Game:
    """One case."""

    def __init__(self, diagram: Diagram, facts: dict[str, Any], sync_services: set[str]) -> None:
        self.diagram, self.facts, self.sync = diagram, facts, sync_services
        self.clock = 0
        self.counter = 0
        self.moving: deque[Token] = deque()
        self.ended: list[tuple[str, str | None]] = []
        self.thrown: list[tuple[str, str | None]] = []
        self.joined: set[str] = set()
        """Parallel joins that have fired."""
        self.main = Place(diagram.processes[diagram.main], diagram.main, None)
        self.begin(self.main, None)
        self.settle()

    # --- what one can ask

    @property
    def finished(self) -> bool:
        return not self.main.open

    def tokens(self) -> list[Token]:
        found: list[Token] = []

        def walk(place: Place) -> None:
            for token in place.tokens:
                found.append(token)
                if token.inner is not None:
                    walk(token.inner)

        walk(self.main)
        return sorted(found, key=lambda t: t.number)

    def open_items(self) -> list[Token]:
        return [t for t in self.tokens() if t.doing in ("working", "waiting") and kind_of(t)]

    # --- what one can do

    def complete(self, token: Token) -> None:
        self.leave(token)
        self.settle()

    def fail(self, token: Token, code: str) -> None:
        """The activity fails with a code: its own boundary events come first."""
        host = token.whole or token
        boundary = best([n for n in host.place.scope.attached(host.node.id) if n.event[0] == "error"], code)
        if boundary is not None:
            place = host.place
            self.kill(host)
            self.put(place, boundary)
        elif not self.rise(token, "error", code):
            raise Incident("uncaught")
        self.settle()

    def happen(self, kind: str, name: str) -> int:
        caught = self.deliver(kind, name)
        self.settle()
        return caught

    def tick(self, now: int) -> int:
        self.clock = now
        ready = sorted((t for t in self.tokens() if t.due is not None and t.due <= now), key=lambda t: (t.due, t.number))
        fired = 0
        for token in ready:
            if not token.dead and token.due is not None and token.due <= now and token.doing == "waiting":
                self.fire(token)
                self.settle()
                fired += 1
        return fired

    def jump(self, moved: Token | None, place: Place, node: Node) -> None:
        """A token appears at a node; one is given up for it with all that belongs to it, or everything in the place.

        A place further in that it leaves is given up too, unless somebody else still moves there.
        """
        if moved is None:
            place.marking.clear()
            for token in list(place.tokens):
                self.kill(token)
        else:
            moved = moved.beside or moved
            given_up = moved.whole or moved
            self.kill(given_up)
            while given_up.place is not place and all(token.listening for token in given_up.place.tokens):
                frame = given_up.place.parent
                assert frame is not None, "the place of the node lies around the token"
                given_up = frame.whole or frame
                self.kill(given_up)
        if not (place.taken_over and any(token.node.by_event for token in place.tokens)):
            empty = not place.tokens and not any(place.marking.values())
            listening = {token.begin.id for token in place.tokens if token.listening}
            for handler in place.scope.nodes.values():
                if handler.by_event and handler.id not in listening and (empty or place.taken_over):
                    self.listen(place, handler)
            place.taken_over = False
        if node.kind == "startEvent":
            self.put(place, node)
        else:
            self.reach(self.new(place, node))
        self.settle()

    # --- places

    def begin(self, place: Place, at: Node | None) -> None:
        for node in place.scope.nodes.values():
            if node.by_event:
                self.listen(place, node)
        starts = [n for n in place.scope.nodes.values() if n.kind == "startEvent"]
        if at is not None:
            self.put(place, at)
        elif starts:
            self.put(place, starts[0])
        else:
            for node in place.scope.nodes.values():
                if not place.scope.incoming(node.id) and node.kind != "boundaryEvent" and not node.by_event:
                    self.arrive(place, node, None)

    def listen(self, place: Place, node: Node) -> None:
        start = next(n for n in node.inside.nodes.values() if n.kind == "startEvent")
        if start.event[0] in PASSIVE:
            return
        token = self.new(place, start)
        token.listening = True
        token.begin = node
        self.wait(token)

    def new(self, place: Place, node: Node) -> Token:
        self.counter += 1
        token = Token(self.counter, place, node)
        place.tokens.append(token)
        return token

    def put(self, place: Place, node: Node) -> Token:
        token = self.new(place, node)
        self.moving.append(token)
        return token

    def check(self, place: Place) -> None:
        """A place without tokens is complete."""
        if place.open and not any(place.marking.values()) and all(t.listening for t in place.tokens):
            self.shut(place)
            if place.parent is not None:
                place.parent.inner = None
                place.parent.over = True
                place.parent.doing = "moving"
                self.moving.append(place.parent)

    def shut(self, place: Place) -> None:
        place.open = False
        place.marking.clear()
        for token in list(place.tokens):
            self.kill(token)

    def kill(self, token: Token) -> None:
        if token.dead:
            return
        token.dead = True
        token.place.tokens.remove(token)
        if token.inner is not None:
            self.shut(token.inner)
            token.inner = None
        for other in list(token.place.tokens):
            if other.beside is token or other.whole is token:
                self.kill(other)

    # --- moving

    def settle(self) -> None:
        steps = 0
        while True:
            while self.moving:
                token = self.moving.popleft()
                steps += 1
                if steps > 5000:
                    raise Incident("endless")
                if not token.dead:
                    self.act(token)
            if not self.look():
                return

    def look(self) -> bool:
        """Inclusive joins and conditions, the oldest first."""
        waiting: list[tuple[int, Any]] = [(t.number, t) for t in self.tokens() if t.doing == "waiting" and t.node.event[0] == "conditional"]
        for place in self.places():
            for flow, numbers in place.marking.items():
                target = place.scope.nodes[next(f.target for f in place.scope.flows if f.id == flow)]
                if target.kind == "inclusiveGateway":
                    waiting += [(number, (place, target)) for number in numbers]
        for _, what in sorted(waiting, key=lambda pair: pair[0]):
            if isinstance(what, Token):
                holds = self.facts[what.node.event[1]]
                if not holds:
                    what.was_true = False
                elif not what.was_true:
                    what.was_true = True
                    self.fire(what)
                    return True
            elif self.try_inclusive(*what):
                return True
        return False

    def places(self) -> list[Place]:
        return [self.main, *(t.inner for t in self.tokens() if t.inner is not None)]

    def try_inclusive(self, place: Place, join: Node) -> bool:
        entrances = place.scope.incoming(join.id)
        filled = {f.id for f in entrances if place.marking.get(f.id)}
        for origin in self.origins(place, join):
            coming = self.entrances_from(place.scope, origin, join)
            if coming - filled and not coming & filled:
                return False
        for flow in filled:
            place.marking[flow].pop(0)
        self.joined.add(join.id)
        self.put(place, join)
        return True

    def origins(self, place: Place, join: Node) -> set[str]:
        at = {t.node.id for t in place.tokens if t.beside is None and not t.listening}
        for flow in place.scope.flows:
            if place.marking.get(flow.id) and flow.target != join.id:
                at.add(flow.target)
        return at

    @staticmethod
    def entrances_from(scope: Scope, origin: str, join: Node) -> set[str]:
        found, seen, todo = set(), set(), [origin]
        while todo:
            node = todo.pop()
            if node in seen:
                continue
            seen.add(node)
            todo += [n.id for n in scope.attached(node)]
            for flow in scope.outgoing(node):
                if flow.target == join.id:
                    found.add(flow.id)
                else:
                    todo.append(flow.target)
        return found

    def arrive(self, place: Place, node: Node, flow: Flow | None) -> None:
        entrances = place.scope.incoming(node.id)
        if flow is not None and len(entrances) > 1 and node.kind in ("parallelGateway", "inclusiveGateway"):
            self.counter += 1
            place.marking.setdefault(flow.id, []).append(self.counter)
            if node.kind == "parallelGateway" and all(place.marking.get(f.id) for f in entrances):
                for entrance in entrances:
                    place.marking[entrance.id].pop(0)
                self.joined.add(node.id)
                self.put(place, node)
            return
        self.reach(self.new(place, node))

    def reach(self, token: Token) -> None:
        """A token is at its node: arm what stands beside it, and wait or move."""
        node, place = token.node, token.place
        if token.whole is None and node.kind != "boundaryEvent":
            for boundary in place.scope.attached(node.id):
                if boundary.event[0] not in PASSIVE:
                    waiting = self.new(place, boundary)
                    waiting.beside = token
                    self.wait(waiting)
        if node.loop is not None and token.whole is None:
            self.repeat(token)
        elif node.kind in ("userTask", "manualTask"):
            token.doing = "working"
        elif node.kind == "receiveTask" or (node.kind == "intermediateCatchEvent" and node.event[0] != "link"):
            self.wait(token)
        else:
            self.moving.append(token)

    def wait(self, token: Token) -> None:
        token.doing = "waiting"
        kind, argument = token.node.event
        if kind == "timer":
            token.due = self.clock + int(argument)
            token.left = token.node.repeats

    def act(self, token: Token) -> None:
        node, place = token.node, token.place
        if token.over:
            self.leave(token)
        elif node.kind in ("serviceTask", "sendTask") and node.event is None and node.id not in self.sync:
            token.doing = "working"
        elif node.kind == "subProcess" or node.kind == "callActivity":
            token.doing = "framing"
            inside = node.inside if node.inside is not None else self.diagram.processes[node.calls]
            token.inner = Place(inside, node.calls or place.process, token)
            self.begin(token.inner, token.begin)
        elif node.kind == "eventBasedGateway":
            token.doing = "framing"
            for flow in place.scope.outgoing(node.id):
                waiting = self.new(place, place.scope.nodes[flow.target])
                waiting.beside = token
                self.wait(waiting)
        elif node.kind == "endEvent":
            self.end(token)
        elif node.kind in ("intermediateThrowEvent", "sendTask") and node.event is not None and node.event[0] not in ("none", "link"):
            self.say(token)
            if not token.dead:
                self.leave(token)
        else:
            self.leave(token)

    def leave(self, token: Token) -> None:
        place, whole = token.place, token.whole
        self.kill(token)
        if whole is not None:
            whole.finished += 1
            self.advance(whole)
        else:
            for flow in self.choose(place, token.node):
                self.arrive(place, place.scope.nodes[flow.target], flow)
        self.check(place)

    def choose(self, place: Place, node: Node) -> list[Flow]:
        flows = place.scope.outgoing(node.id)
        if not flows or node.kind == "parallelGateway":
            return flows
        true = [f for f in flows if not f.default and (f.condition is None or self.facts[f.condition])]
        if node.kind == "exclusiveGateway":
            true = true[:1]
        true = true or [f for f in flows if f.default]
        if not true:
            raise Incident("no flow")
        return true

    # --- instances

    def repeat(self, token: Token) -> None:
        loop = token.node.loop
        token.doing = "framing"
        if loop.kind == "standard":
            if loop.test_before and not self.again(token):
                self.close(token)
            else:
                self.instance(token)
            return
        token.total = loop.count if isinstance(loop.count, int) else len(self.facts[loop.count])
        if token.total == 0:
            self.close(token)
        elif loop.kind == "sequential":
            token.queue = token.total - 1
            self.instance(token)
        else:
            for _ in range(token.total):
                self.instance(token)

    def again(self, token: Token) -> bool:
        loop = token.node.loop
        if loop.maximum is not None and token.finished >= loop.maximum:
            return False
        return loop.condition is None or self.facts[loop.condition]

    def instance(self, whole: Token) -> None:
        token = self.new(whole.place, whole.node)
        token.whole = whole
        token.index = whole.finished if whole.node.loop.kind != "parallel" else sum(t.whole is whole for t in whole.place.tokens) - 1
        self.reach(token)

    def advance(self, whole: Token) -> None:
        loop = whole.node.loop
        if loop.kind == "standard":
            if self.again(whole):
                self.instance(whole)
            else:
                self.close(whole)
        elif whole.finished >= whole.total or self.decided(whole):
            self.close(whole)
        elif whole.queue:
            whole.queue -= 1
            self.instance(whole)

    def decided(self, whole: Token) -> bool:
        loop = whole.node.loop
        if loop.until is not None:
            return self.facts[loop.until]
        return loop.enough is not None and whole.finished >= loop.enough

    def close(self, whole: Token) -> None:
        for token in list(whole.place.tokens):
            if token.whole is whole:
                self.kill(token)
        whole.over = True
        whole.doing = "moving"
        self.moving.append(whole)

    # --- events

    def fire(self, token: Token) -> None:
        node, place = token.node, token.place
        if token.listening:
            if node.interrupting:
                self.take_over(place)
            elif not self.stays(token):
                self.kill(token)
            runner = self.put(place, token.begin)
            runner.begin = node
            return
        if node.kind == "boundaryEvent":
            if node.interrupting:
                host = token.beside
                token.beside = None
                self.kill(host)
            elif self.stays(token):
                self.put(place, node)
                return
        elif token.beside is not None:
            gateway = token.beside
            token.beside = None
            self.kill(gateway)
        token.beside, token.due, token.doing = None, None, "moving"
        self.moving.append(token)

    def stays(self, token: Token) -> bool:
        if token.node.event[0] != "timer":
            return True
        if token.left is None:
            return False
        token.left -= 1
        if token.left <= 0:
            return False
        token.due += int(token.node.event[1])
        return True

    def take_over(self, place: Place) -> None:
        place.marking.clear()
        for token in list(place.tokens):
            self.kill(token)
        place.taken_over = True

    def deliver(self, kind: str, name: str) -> int:
        caught = 0
        for token in self.tokens():
            if token.dead or token.doing != "waiting" or token.node.event != (kind, name):
                continue
            self.fire(token)
            caught += 1
            if kind == "message":
                break
        return caught

    def say(self, token: Token) -> None:
        kind, name = token.node.event
        if kind == "escalation":
            if not self.rise(token, kind, name):
                self.thrown.append((kind, name))
        elif not (self.deliver(kind, name) and kind == "message"):
            self.thrown.append((kind, name))

    def rise(self, token: Token, kind: str, code: str | None) -> bool:
        place = token.place
        while True:
            if not place.taken_over and (handler := self.handler(place, kind, code)) is not None:
                start = next(n for n in handler.inside.nodes.values() if n.kind == "startEvent")
                if start.interrupting:
                    self.take_over(place)
                runner = self.put(place, handler)
                runner.begin = start
                return True
            holder = place.parent
            if holder is None:
                return False
            host = holder.whole or holder
            boundaries = [n for n in host.place.scope.attached(host.node.id) if n.event[0] == kind]
            boundary = best(boundaries, code)
            if boundary is not None:
                around = host.place
                if boundary.interrupting:
                    self.kill(host)
                self.put(around, boundary)
                return True
            place = holder.place

    def handler(self, place: Place, kind: str, code: str | None) -> Node | None:
        by_start = {}
        for node in place.scope.nodes.values():
            if node.by_event:
                start = next(n for n in node.inside.nodes.values() if n.kind == "startEvent")
                if start.event[0] == kind:
                    by_start[start.id] = (start, node)
        start = best([pair[0] for pair in by_start.values()], code)
        return None if start is None else by_start[start.id][1]

    def own(self, place: Place) -> bool:
        while place.parent is not None and place.parent.node.by_event:
            place = place.parent.place
        return place is self.main

    def end(self, token: Token) -> None:
        place, (kind, code) = token.place, token.node.event
        self.kill(token)
        if self.own(place):
            self.ended.append((token.node.id, code if kind == "error" else None))
        if kind == "terminate":
            place.marking.clear()
            for other in list(place.tokens):
                self.kill(other)
        elif kind == "error":
            if not self.rise(token, kind, code):
                if not self.own(place):
                    raise Incident("uncaught")
                self.shut(self.main)
        elif kind != "none":
            self.say(token)
        self.check(place)


def best(candidates: list[Node], code: str | None) -> Node | None:
    exact = [n for n in candidates if n.event[1] == code]
    anything = [n for n in candidates if n.event[1] is None]
    return (exact or anything or [None])[0]


def kind_of(token: Token) -> str | None:
    """The kind of an open item, as the engine names it."""
    if token.doing == "waiting":
        return token.node.event[0]
    return TASKS.get(token.node.kind)
