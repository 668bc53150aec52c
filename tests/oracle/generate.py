"""Random processes: a tree of blocks, drawn as a diagram; flows that break the structure are added on top."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.diagram import Diagram, Flow, Loop, Node, Scope

CONDITIONS = [f"c{i}" for i in range(6)]
LISTS = [f"items{i}" for i in range(3)]
NAMES = ("m1", "m2", "s1", "s2")


@dataclass
class Block:
    """A piece of a process; shrinking a process is replacing blocks by smaller ones."""

    kind: str
    parts: list[Block] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def size(self) -> int:
        return 1 + sum(part.size() for part in self.parts)


@dataclass
class Recipe:
    """Everything a random process is made of."""

    main: Block
    called: dict[str, Block]
    wild: list[tuple[int, int]] = field(default_factory=list)
    """Corrections across the structure: positions among the tasks of the main process."""


LEAVES = (
    "user",
    "user",
    "user",
    "manual",
    "service",
    "timer",
    "message",
    "signal",
    "conditional",
    "throw",
    "receive",
    "several",
    "standard",
)
TREES = ("seq", "seq", "xor", "and", "and", "or", "loop", "events", "sub", "guarded", "split", "call", "link", "early")


def recipe(seed: int, size: int = 22) -> Recipe:
    """The random process of a seed."""
    dice = random.Random(seed)
    called = {name: block(dice, 4, 2, calls=(), called=True) for name in ("callee1", "callee2")}
    main = block(dice, dice.randint(3, size), 5, calls=tuple(called))
    wild = [(dice.randint(0, 30), dice.randint(0, 30)) for _ in range(dice.choice((0, 0, 0, 1, 2)))]
    return Recipe(main, called, wild)


def block(dice: random.Random, budget: int, depth: int, calls: tuple[str, ...], called: bool = False) -> Block:
    """A random block of about that many leaves."""
    if budget <= 1 or depth == 0:
        return leaf(dice)
    kind = dice.choice([t for t in TREES if calls or t != "call"])
    if kind == "call":
        return Block("call", facts={"calls": dice.choice(calls), "boundaries": boundaries(dice, calls), "loop": loop(dice, 0.15)},
                     parts=[block(dice, 2, depth - 1, calls) for _ in range(3)])  # fmt: skip
    count = dice.randint(2, 3)
    parts = [block(dice, max(1, budget // count), depth - 1, calls) for _ in range(count)]
    facts: dict[str, Any] = {}
    if kind in ("xor", "or", "split"):
        facts = {"conditions": [dice.choice(CONDITIONS) for _ in parts], "default": dice.random() < 0.9, "join": dice.random() < 0.8}
    elif kind == "loop":
        facts = {"condition": dice.choice(CONDITIONS), "implicit": dice.random() < 0.5}
    elif kind == "events":
        facts = {"events": [event(dice) for _ in parts]}
    elif kind == "sub":
        facts = {"boundaries": boundaries(dice, calls), "loop": loop(dice, 0.2), "handlers": handlers(dice), "end": dice.choice(ENDS)}
        parts = parts[:1] + [block(dice, 2, depth - 1, calls) for _ in range(5)]
    elif kind == "guarded":
        kind_of_task = dice.choice(("userTask", "userTask", "manualTask", "serviceTask", "receiveTask"))
        facts = {"boundaries": boundaries(dice, calls), "loop": loop(dice, 0.25), "task": kind_of_task}
    elif kind == "early":
        facts = {"condition": dice.choice(CONDITIONS), "end": dice.choice(ENDS)}
    elif kind == "and":
        facts = {"join": dice.random() < 0.9, "implicit": dice.random() < 0.3}
    return Block(kind, parts, facts)


ENDS = (("none", None), ("terminate", None), ("escalation", "E1"), ("error", "E1"), ("error", "E2"), ("message", "m1"), ("signal", "s1"))


def leaf(dice: random.Random) -> Block:
    kind = dice.choice(LEAVES)
    facts: dict[str, Any] = {}
    if kind == "timer":
        facts["minutes"] = dice.randint(1, 20)
    elif kind in ("message", "receive"):
        facts["name"] = dice.choice(("m1", "m2"))
    elif kind == "signal":
        facts["name"] = dice.choice(("s1", "s2"))
    elif kind == "conditional":
        facts["condition"] = dice.choice(CONDITIONS)
    elif kind == "throw":
        facts["event"] = dice.choice(
            (("message", "m1"), ("message", "m2"), ("signal", "s1"), ("escalation", "E1"), ("escalation", "E2"), ("none", None))
        )
    elif kind == "several":
        facts["loop"] = loop(dice, 1.0)
        facts["task"] = dice.choice(("userTask", "userTask", "serviceTask", "receiveTask"))
    elif kind == "standard":
        facts["loop"] = Loop("standard", condition=dice.choice(CONDITIONS), maximum=dice.choice((None, 2)), test_before=dice.random() < 0.5)
    return Block(kind, [], facts)


def loop(dice: random.Random, chance: float) -> Loop | None:
    if dice.random() >= chance:
        return None
    return Loop(
        dice.choice(("parallel", "parallel", "sequential")),
        count=dice.choice([*LISTS, dice.randint(0, 3)]),
        enough=dice.choice((None, None, 1, 2)),
    )


def event(dice: random.Random) -> tuple[str, str]:
    kind = dice.choice(("timer", "message", "signal", "conditional"))
    if kind == "timer":
        return kind, str(dice.randint(1, 20))
    return kind, dice.choice(CONDITIONS if kind == "conditional" else [n for n in NAMES if n[0] == kind[0]])


def boundaries(dice: random.Random, calls: tuple[str, ...]) -> list[dict[str, Any]]:
    found = []
    for _ in range(dice.choice((0, 1, 1, 2))):
        what = dice.choice(("event", "event", "cycle", "error", "escalation"))
        if what == "cycle":
            found.append({"event": ("timer", str(dice.randint(1, 20))), "interrupting": False, "repeats": dice.randint(1, 3)})
        elif what in ("error", "escalation"):
            found.append({"event": (what, dice.choice(("E1", "E2", None))), "interrupting": what == "error" or dice.random() < 0.5})
        else:
            found.append({"event": event(dice), "interrupting": dice.random() < 0.5})
        found[-1]["ends"] = dice.random() < 0.4
    return found


def handlers(dice: random.Random) -> list[dict[str, Any]]:
    found = []
    for _ in range(dice.choice((0, 0, 1, 2))):
        what = dice.choice(("event", "event", "error", "escalation", "cycle"))
        if what == "cycle":
            found.append({"event": ("timer", str(dice.randint(1, 20))), "interrupting": False, "repeats": dice.randint(1, 3)})
        elif what == "event":
            found.append({"event": event(dice), "interrupting": dice.random() < 0.5})
        else:
            found.append({"event": (what, dice.choice(("E1", "E2", None))), "interrupting": what == "error" or dice.random() < 0.5})
    return found


def draw(recipe: Recipe) -> Diagram:
    """The diagram of a recipe; ids are given in the order of drawing."""
    pen = Pen()
    processes = {"main": pen.process("main", recipe.main)}
    pen.wild(processes["main"], recipe.wild)
    for name, inner in recipe.called.items():
        if any(node.calls == name for scope in processes.values() for node in scope.everything()):
            processes[name] = pen.process(name, inner)
    return Diagram(processes, "main")


class Pen:
    """Draws blocks into scopes."""

    def __init__(self) -> None:
        self.count = 0

    def name(self, prefix: str) -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    def process(self, name: str, inner: Block) -> Scope:
        scope = Scope(name)
        start = self.node(scope, "startEvent", event=("none", None))
        last = self.draw(scope, inner, start)
        if last is not None and inner.size() % 7:  # now and then the end event is left out
            self.flow(scope, last, self.node(scope, "endEvent", event=("none", None)))
        return scope

    def wild(self, scope: Scope, wild: list[tuple[int, int]]) -> None:
        """Corrections: from some user task back to any other one, whatever lies between."""
        tasks = [n.id for n in scope.nodes.values() if n.kind == "userTask" and n.loop is None]
        for origin, target in wild:
            if len(tasks) < 2:
                return
            source, back = tasks[origin % len(tasks)], tasks[target % len(tasks)]
            flows = scope.outgoing(source)
            if len(flows) != 1 or flows[0].condition is not None:
                continue
            choice = self.node(scope, "exclusiveGateway")
            flows[0].source, flows[0].default = choice, True
            self.flow(scope, source, choice)
            self.flow(scope, choice, back, condition=CONDITIONS[(origin + target) % len(CONDITIONS)])

    def node(self, scope: Scope, kind: str, **facts: Any) -> str:
        name = self.name(kind[:3])
        scope.nodes[name] = Node(name, kind, **facts)
        return name

    def flow(self, scope: Scope, source: str, target: str, condition: str | None = None, default: bool = False) -> None:
        name = self.name("~" if self.count % 5 == 0 else "f")
        scope.flows.append(Flow(name, source, target, condition, default))

    def draw(self, scope: Scope, what: Block, after: str) -> str | None:
        """Draw a block behind a node; the node the next block goes behind, or None when it has ended."""
        return getattr(self, f"_{what.kind}")(scope, what, after)

    def _place(self, scope: Scope, after: str, kind: str, **facts: Any) -> str:
        name = self.node(scope, kind, **facts)
        self.flow(scope, after, name)
        return name

    def _user(self, scope, what, after):
        return self._place(scope, after, "userTask")

    def _manual(self, scope, what, after):
        return self._place(scope, after, "manualTask")

    def _service(self, scope, what, after):
        return self._place(scope, after, "serviceTask")

    def _timer(self, scope, what, after):
        return self._place(scope, after, "intermediateCatchEvent", event=("timer", str(what.facts["minutes"])))

    def _message(self, scope, what, after):
        return self._place(scope, after, "intermediateCatchEvent", event=("message", what.facts["name"]))

    def _signal(self, scope, what, after):
        return self._place(scope, after, "intermediateCatchEvent", event=("signal", what.facts["name"]))

    def _conditional(self, scope, what, after):
        return self._place(scope, after, "intermediateCatchEvent", event=("conditional", what.facts["condition"]))

    def _receive(self, scope, what, after):
        return self._place(scope, after, "receiveTask", event=("message", what.facts["name"]))

    def _throw(self, scope, what, after):
        return self._place(scope, after, "intermediateThrowEvent", event=what.facts["event"])

    def _several(self, scope, what, after):
        event = ("message", "m1") if what.facts["task"] == "receiveTask" else None
        return self._place(scope, after, what.facts["task"], loop=what.facts["loop"], event=event)

    def _standard(self, scope, what, after):
        return self._place(scope, after, "userTask", loop=what.facts["loop"])

    def _seq(self, scope, what, after):
        for part in what.parts:
            after = self.draw(scope, part, after)
            if after is None:
                return None
        return after

    def _branches(self, scope, parts, splits, join, conditions=None, default=False):
        """Draw parts behind a node and bring them together again at `join` (a kind, or None for an implicit merge)."""
        lasts = []
        for position, part in enumerate(parts):
            condition = conditions[position] if conditions else None
            is_default = default and position == len(parts) - 1
            before = len(scope.flows)
            last = self.draw(scope, part, splits)
            first = next(f for f in scope.flows[before:] if f.source == splits)
            if is_default:
                first.default = True
            elif condition is not None:
                first.condition = condition
            if last is not None:
                lasts.append(last)
        if not lasts:
            return None
        meeting = self.node(scope, join or "userTask")
        for last in lasts:
            self.flow(scope, last, meeting)
        return meeting

    def _xor(self, scope, what, after):
        split = self._place(scope, after, "exclusiveGateway")
        join = "exclusiveGateway" if what.facts["join"] else None
        return self._branches(scope, what.parts, split, join, what.facts["conditions"], what.facts["default"])

    def _or(self, scope, what, after):
        split = self._place(scope, after, "inclusiveGateway")
        join = "inclusiveGateway" if what.facts["join"] else None
        return self._branches(scope, what.parts, split, join, what.facts["conditions"], what.facts["default"])

    def _and(self, scope, what, after):
        split = after if what.facts["implicit"] and scope.nodes[after].kind == "userTask" else self._place(scope, after, "parallelGateway")
        if split == after and scope.outgoing(after):
            split = self._place(scope, after, "parallelGateway")
        return self._branches(scope, what.parts, split, "parallelGateway" if what.facts["join"] else None)

    def _split(self, scope, what, after):
        task = self._place(scope, after, "userTask")
        join = "inclusiveGateway" if what.facts["join"] else None
        return self._branches(scope, what.parts, task, join, what.facts["conditions"], what.facts["default"])

    def _loop(self, scope, what, after):
        entry = self._place(scope, after, "userTask" if what.facts["implicit"] else "exclusiveGateway")
        last = self.draw(scope, what.parts[0], entry)
        if last is None:
            return None
        task = self._place(scope, last, "userTask")
        split = self._place(scope, task, "exclusiveGateway")
        self.flow(scope, split, entry, condition=what.facts["condition"])
        going = self._place(scope, split, "userTask")
        scope.flows[-1].default = True
        return going

    def _events(self, scope, what, after):
        gateway = self._place(scope, after, "eventBasedGateway")
        lasts = []
        for part, event in zip(what.parts, what.facts["events"], strict=True):
            catch = self._place(scope, gateway, "intermediateCatchEvent", event=event)
            last = self.draw(scope, part, catch)
            if last is not None:
                lasts.append(last)
        if not lasts:
            return None
        meeting = self.node(scope, "exclusiveGateway")
        for last in lasts:
            self.flow(scope, last, meeting)
        return meeting

    def _boundaries(self, scope, host, found, parts):
        """Draw boundary events; their paths end, or come together with the main one."""
        lasts, seen = [], set()
        for boundary, part in zip(found, parts, strict=False):
            kind, argument = boundary["event"]
            if kind in ("error", "escalation"):
                if (kind, argument) in seen:
                    continue
                seen.add((kind, argument))
            name = self.node(scope, "boundaryEvent", event=boundary["event"], interrupting=boundary["interrupting"],
                             attached_to=host, repeats=boundary.get("repeats"))  # fmt: skip
            last = self.draw(scope, part, name)
            if last is not None and boundary["ends"]:
                self.flow(scope, last, self.node(scope, "endEvent", event=("none", None)))
            elif last is not None:
                lasts.append(last)
        return lasts

    def _merge(self, scope, lasts):
        if len(lasts) == 1:
            return lasts[0]
        meeting = self.node(scope, "exclusiveGateway")
        for last in lasts:
            self.flow(scope, last, meeting)
        return meeting

    def _guarded(self, scope, what, after):
        event = ("message", "m2") if what.facts["task"] == "receiveTask" else None
        task = self._place(scope, after, what.facts["task"], loop=what.facts["loop"], event=event)
        return self._merge(scope, [task, *self._boundaries(scope, task, what.facts["boundaries"], what.parts)])

    def _call(self, scope, what, after):
        call = self._place(scope, after, "callActivity", calls=what.facts["calls"], loop=what.facts["loop"])
        return self._merge(scope, [call, *self._boundaries(scope, call, what.facts["boundaries"], what.parts)])

    def _sub(self, scope, what, after):
        name = self.node(scope, "subProcess", loop=what.facts["loop"])
        self.flow(scope, after, name)
        inside = Scope(name)
        scope.nodes[name].inside = inside
        start = self.node(inside, "startEvent", event=("none", None))
        caught = any(b["event"][0] == "error" and b["event"][1] in (None, what.facts["end"][1]) for b in what.facts["boundaries"][:2])
        last = self.draw(inside, what.parts[0], start)
        if last is not None:
            kind, code = what.facts["end"]
            end = ("none", None) if kind == "error" and not caught else (kind, code)
            self.flow(inside, last, self.node(inside, "endEvent", event=end))
        seen = set()
        for handler, part in zip(what.facts["handlers"], what.parts[1:3], strict=False):
            if handler["event"][0] in ("error", "escalation") and handler["event"] in seen:
                continue
            seen.add(handler["event"])
            self._handler(inside, handler, part)
        return self._merge(scope, [name, *self._boundaries(scope, name, what.facts["boundaries"], what.parts[3:])])

    def _handler(self, scope, handler, part):
        name = self.node(scope, "subProcess", by_event=True)
        inside = Scope(name)
        scope.nodes[name].inside = inside
        start = self.node(inside, "startEvent", event=handler["event"], interrupting=handler["interrupting"],
                          repeats=handler.get("repeats"))  # fmt: skip
        last = self.draw(inside, part, start)
        if last is not None:
            self.flow(inside, last, self.node(inside, "endEvent", event=("none", None)))

    def _link(self, scope, what, after):
        after = self._seq(scope, Block("seq", what.parts[:1]), after)
        if after is None:
            return None
        name = self.name("L")
        throw = self._place(scope, after, "intermediateThrowEvent", event=("link", name))
        catch = self.node(scope, "intermediateCatchEvent", event=("link", name))
        scope.flows.append(Flow(f"link:{throw}:{catch}", throw, catch))
        return catch

    def _early(self, scope, what, after):
        """A branch that ends early, beside the rest."""
        kind, code = what.facts["end"]
        if kind == "error" and scope.id != "main":
            kind, code = "none", None
        split = self._place(scope, after, "exclusiveGateway")
        task = self.node(scope, "userTask")
        self.flow(scope, split, task, condition=what.facts["condition"])
        self.flow(scope, task, self.node(scope, "endEvent", event=(kind, code)))
        before = len(scope.flows)
        last = self._seq(scope, Block("seq", what.parts), split)
        first = next(f for f in scope.flows[before:] if f.source == split)
        first.default = True
        return last
