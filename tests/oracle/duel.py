"""Engine and oracle play the same case and must agree after every step."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn import (
    CannotMove,
    Definition,
    DiagramRefused,
    Event,
    Instance,
    Item,
    NoSuchTarget,
    NotOpen,
    complete,
    decode,
    due,
    encode,
    fire_due,
    jump,
    read,
    start,
    stuck,
    throw,
)
from tests.oracle.diagram import Diagram, Node, Scope
from tests.oracle.from_xml import minutes
from tests.oracle.game import Game, Incident, Token, kind_of
from tests.oracle.generate import CONDITIONS, LISTS
from tests.oracle.xml import to_xml

ZERO = datetime(2026, 1, 1, tzinfo=UTC)
LARGEST = 120
SIZES = (0, 1, 2, 6)
"""How long a list is: with six, instances sleep between the steps."""
RUSHING = {
    "startEvent", "endEvent", "boundaryEvent", "intermediateThrowEvent", "exclusiveGateway", "inclusiveGateway", "parallelGateway",
    "task", "businessRuleTask",
}  # fmt: skip
"""Kinds that no token ever waits at."""


Items = tuple[Item, ...]


class Disagreement(AssertionError):
    """The two do not agree."""


@dataclass
class World:
    """The environment of the engine: facts as the oracle knows them."""

    facts: dict[str, Any]
    sync: set[str]
    minute: int = 0
    said: list[tuple[str, str | None]] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return ZERO + timedelta(minutes=self.minute)

    def evaluate(self, expression: str, where: Any) -> object:
        if expression.isdecimal():
            return int(expression)
        if expression in self.facts:
            return self.facts[expression]
        if expression.startswith("nrOf"):
            name, _, number = expression.partition(">=")
            return where.variables[name.strip()] >= int(number)
        return self.facts[expression]

    def timer(self, expression: str, kind: str, where: Any) -> datetime:
        return (where.since or self.now) + timedelta(minutes=minutes(expression))

    def serve(self, element: Any, where: Any) -> bool:
        return element.id in self.sync

    def decide(self, element: Any, where: Any) -> None:
        """Decisions change nothing here: the facts are shuffled between the steps."""

    def thrown(self, event: Event, element: Any, where: Any) -> None:
        self.said.append((event.kind, event.name if event.kind != "escalation" else event.code))


Names = tuple[Iterable[str], Iterable[str]]


def shuffle_facts(dice: random.Random, names: Names = (CONDITIONS, LISTS)) -> dict[str, Any]:
    conditions, lists = names
    facts: dict[str, Any] = {name: dice.random() < 0.5 for name in sorted(conditions)}
    return facts | {name: list(range(SIZES[dice.randint(0, 3)])) for name in sorted(lists)}


def duel(diagram: Diagram, seed: int, steps: int = 40, definition: Definition | None = None, names: Names = (CONDITIONS, LISTS)) -> int:
    """Play; the number of steps played. Raises Disagreement, with what each side sees."""
    dice = random.Random(seed)
    try:
        definition = definition or read({"oracle.bpmn": to_xml(diagram)})
    except DiagramRefused as refusal:
        starving = [finding for finding in refusal.findings if finding.severity == "error"]
        if any(finding.code not in ("deadlock", "endless") for finding in starving):
            raise
        endless = [finding.element for finding in starving if finding.code == "endless"]
        if not all(goes_round(diagram, element) for element in endless):
            raise
        if endless:  # nobody can play what never waits
            return 1
        return never_join(diagram, dice, {finding.element for finding in starving}, steps)
    services = [n.id for scope in diagram.processes.values() for n in scope.everything() if n.kind in ("serviceTask", "sendTask")]
    sync = {name for name in services if dice.random() < 0.5}
    facts = shuffle_facts(dice, names)
    world = World(facts, sync)
    engine, game = both(lambda: start(definition, diagram.main, world), lambda: Game(diagram, dict(facts), sync))
    if engine is None or game is None:
        return 1
    for played in range(steps):
        engine, items = stored(engine, definition)
        compare(engine, items, game, world)
        if game.finished or len(items) > LARGEST:
            return played + 1
        facts = shuffle_facts(dice, names)
        world.facts, game.facts = facts, dict(facts)
        if not step(dice, engine, items, game, world):
            return played + 1
    return steps


def goes_round(diagram: Diagram, element: str) -> bool:
    """The lint has refused a loop without a wait: there must be a way from the node back to itself that passes nothing that waits."""
    scope = next(each for each in scopes_of(diagram) if element in each.nodes)
    if scope.nodes[element].by_event:
        return begins_itself(scope, element)
    return element in rushed(scope, element)


def begins_itself(scope: Scope, handler: str) -> bool:
    """Whether an event sub-process says, alone or through others of its scope and before anything waits, what it is begun by."""
    begins = {
        node.id: next(inner for inner in node.inside.nodes.values() if inner.kind == "startEvent")
        for node in scope.nodes.values()
        if node.by_event and node.inside is not None
    }
    seen: set[str] = set()
    waiting = [handler]
    while waiting:
        current = waiting.pop()
        said = {event for node in spoken(scope.nodes[current].inside, begins[current].id) if (event := node.event) is not None}
        for other, begin in begins.items():
            heard = any(begin.event in ((kind, name), ("escalation", None) if kind == "escalation" else None) for kind, name in said)
            if heard and not begin.interrupting and other not in seen:
                seen.add(other)
                waiting.append(other)
    return handler in seen


def spoken(inside: Scope, begin: str) -> list[Node]:
    """The nodes that say something, of those a token may come to without a wait."""
    met = [inside.nodes[name] for name in rushed(inside, begin)]
    met += [inner for node in met if node.inside is not None for inner in node.inside.everything()]
    return [node for node in met if node.kind in ("intermediateThrowEvent", "endEvent")]


def rushed(scope: Scope, begin: str) -> set[str]:
    """The nodes that a token leaving `begin` may come to without a wait."""
    seen: set[str] = set()
    waiting = [begin]
    while waiting:
        node = waiting.pop()
        for other in [flow.target for flow in scope.outgoing(node)] + [event.id for event in scope.attached(node)]:
            if other not in seen and rushes(scope.nodes[other]):
                seen.add(other)
                waiting.append(other)
    return seen


def scopes_of(diagram: Diagram) -> list[Scope]:
    """Every process and every inside of a sub-process."""
    insides = [node.inside for process in diagram.processes.values() for node in process.everything() if node.inside is not None]
    return [*diagram.processes.values(), *insides]


def rushes(node: Node) -> bool:
    """Whether a token may pass without anything from outside; through a sub-process on one way at least."""
    inside = node.inside
    if inside is None:
        return node.kind in RUSHING
    starts = [each for each in inside.nodes if not inside.incoming(each)]
    return not node.by_event and any(not inside.outgoing(end) for start in starts for end in {start, *rushed(inside, start)})


def never_join(diagram: Diagram, dice: random.Random, starving: set[str], steps: int) -> int:
    """The lint has refused joins that can never fire: the oracle must never fire them."""
    game = None
    for played in range(steps):
        try:
            if game is None or game.finished or not any(kind_of(t) in ("user", "manual", "service") for t in game.open_items()):
                game = Game(diagram, shuffle_facts(dice), set())
            else:
                game.facts = shuffle_facts(dice)
                game.complete(dice.choice([t for t in game.open_items() if kind_of(t) in ("user", "manual", "service")]))
        except Incident:
            game = None
            continue
        if game.joined & starving:
            raise Disagreement(f"refused as deadlocked, yet it fires: {game.joined & starving}")
        if len(game.open_items()) > LARGEST:
            return played
    return steps


def stored(engine: Instance, definition: Definition) -> tuple[Instance, Items]:
    """Through the codec, as between any two steps of a real case; and what is open. Who looks at it wakes nobody of the one that goes on."""
    data = encode(engine)
    looked_at, again = decode(data, definition), decode(data, definition)
    if encode(again) != data:
        raise Disagreement("encode(decode(x)) differs from x")
    if looked_at.items != engine.items:
        raise Disagreement("items differ after decoding")
    if encode(looked_at) != data or encode(engine) != data:
        raise Disagreement("whoever is woken is stored in another way")
    return again, looked_at.items


def both(engine: Any, game: Any) -> tuple[Any, Any]:
    """Run both sides; an incident must be one on both."""
    left: Any = None
    right: Any = None
    wrong: Exception | None = None
    try:
        left = engine()
    except CannotMove as error:
        wrong = error
    try:
        right = game()
    except Incident as error:
        if wrong is None:
            raise Disagreement(f"the oracle stops ({error}), the engine goes on") from error
        return None, None
    if wrong is not None:
        raise Disagreement(f"the engine stops ({wrong}), the oracle goes on") from wrong
    return left if left is not None else 0, right if right is not None else 0


def step(dice: random.Random, engine: Instance, items: Items, game: Game, world: World) -> bool:
    """One random thing happens on both sides; False when nothing can, or the case became an incident."""
    choices = actions(items)
    if not choices:
        waits = any(item.kind == "conditional" for item in items)
        if stuck(engine) is None and not waits:
            raise Disagreement("nothing can happen, and the stuck detector is silent")
        return waits
    if stuck(engine) is not None and any(kind == "complete" for kind, _ in choices):
        raise Disagreement("the stuck detector cries, and there is work")
    kind, what = dice.choice(choices)
    if kind == "complete":
        twin = partner(items, game, what)
        left, _ = both(lambda: complete(engine, what.id, world), lambda: game.complete(twin))
        return left is not None
    if kind == "fail":
        twin, code = partner(items, game, what), dice.choice(("E1", "E2"))
        left, _ = both(lambda: complete(engine, what.id, world, code), lambda: game.fail(twin, code))
        return left is not None
    if kind == "jump":
        return jumped(dice, engine, items, game, world, what)
    if kind == "tick":
        moment = due(engine)
        assert moment is not None
        minute = int((moment - ZERO) / timedelta(minutes=1))
        world.minute = minute
        left, right = both(lambda: len(fire_due(engine, moment, world)), lambda: game.tick(minute))
    else:
        left, right = both(lambda: throw(engine, Event(kind, what), world), lambda: game.happen(kind, what))
    if left != right:
        raise Disagreement(f"{kind} {what}: the engine reports {left}, the oracle {right}")
    return left is not None


def jumped(dice: random.Random, engine: Instance, items: Items, game: Game, world: World, item: Item) -> bool:
    """An officer's correction: the token of an item, or everything in the process, goes back (or on) to another node, also out of a scope."""
    everything = dice.random() < 0.3
    twin = partner(items, game, item)
    place = game.main if everything else twin.place
    while not everything and place.parent is not None and dice.random() < 0.4:
        place = place.parent.place
    targets = [node.id for node in place.scope.nodes.values() if node.kind != "boundaryEvent" and not node.by_event]
    target = dice.choice(targets)
    moved = None if everything else [item.id]
    try:
        jump(decode(encode(engine), engine.definition), moved, target, replace(world, said=[]))
    except (NoSuchTarget, NotOpen):
        return True  # refused: the case stays as it is
    except CannotMove:
        pass  # then the oracle must not be able to move either
    left, _ = both(
        lambda: jump(engine, moved, target, world), lambda: game.jump(None if everything else twin, place, place.scope.nodes[target])
    )
    return left is not None


def actions(items: Items) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for item in items:
        if item.kind in ("user", "manual", "service"):
            found += [("complete", item)] * 4
            if item.kind == "service":
                found.append(("fail", item))
        if item.kind in ("user", "message", "timer"):
            found.append(("jump", item))
        if item.kind in ("message", "signal"):
            found += [(item.kind, item.event)] * 2
        elif item.kind == "timer":
            found += [("tick", None)] * 2
    return found


def partner(items: Items, game: Game, item: Item) -> Token:
    """The oracle's token for an item: the same place, and the same position among those of that place."""
    mine = [other.id for other in items if sign(other) == sign(item)]
    theirs = [token for token in game.open_items() if sign_of(token) == sign(item)]
    return theirs[mine.index(item.id)]


def sign(item: Item) -> tuple[Any, ...]:
    minute = None if item.due is None else int((item.due - ZERO) / timedelta(minutes=1))
    index = item.loop.index if item.loop is not None else -1
    return (item.kind, item.element, tuple(scope.element for scope in item.scopes), index, minute)


def sign_of(token: Token) -> tuple[Any, ...]:
    path, index, current = [], token.index, token.place.parent
    while current is not None:
        path.insert(0, current.node.id)
        if index < 0:
            index = current.index
        current = current.place.parent
    if token.whole is None and token.node.loop is not None:
        index = -1
    return (kind_of(token), token.node.id, tuple(path), index, token.due)


def compare(engine: Instance, items: Items, game: Game, world: World) -> None:
    """Everything the outside can see."""
    pairs: Mapping[str, tuple[Any, Any]] = {
        "items": (sorted(map(sign, items), key=str), sorted(map(sign_of, game.open_items()), key=str)),
        "finished": (engine.finished, game.finished),
        "ended": (list(engine.ended_by), game.ended),
        "thrown": (world.said, game.thrown),
    }
    for name, (left, right) in pairs.items():
        if left != right:
            raise Disagreement(f"{name}\n engine {left}\n oracle {right}")
