"""Loops: what the library does, and what happens instead.

Fault 1: there are no nrOf... values.
Fault 2: completion conditions see one instance only.
Fault 3: the results of instances are merged over each other.
Fault 4: instances hang when they are cancelled.

The activity's token stays as the body; each instance is a token that knows its body. Counters live with the body.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import LoopInfo
from engine.bpmn.refusals import LoopRefused

LARGEST = 10_000


def plain(item: Any, element: str) -> object:
    """An item as JSON keeps it: it is stored with its instance."""
    if item is None or isinstance(item, bool | str):
        return item
    if isinstance(item, int):
        return item if abs(item) < 2**53 else str(item)
    if isinstance(item, Decimal):
        return int(item) if item == item.to_integral_value() else str(item)
    if isinstance(item, date):
        return item.isoformat()
    if isinstance(item, Mapping):
        return {str(key): plain(value, element) for key, value in item.items()}
    if isinstance(item, Sequence):
        return [plain(value, element) for value in item]
    raise LoopRefused(element, f"an item of the collection is {type(item).__name__}")


class Repeated:
    """多实例/循环: how an activity runs several times."""

    def __init__(self, info: LoopInfo) -> None:
        self.info = info

    def begin(self, body: Token) -> None:
        """The activity is reached: open its instances, or pass when there are none."""
        raise NotImplementedError

    def instance_done(self, body: Token) -> None:
        """One instance is complete."""
        raise NotImplementedError

    @staticmethod
    def spawn(body: Token, index: int, item: object) -> None:
        """Open one instance."""
        scope = body.workflow
        token = Token(scope, body.task_spec, scope.top_workflow.number())
        token.body = body.id
        token.note = {"i": index, "v": item} if item is not None else {"i": index}
        token.reach()

    @staticmethod
    def evaluate(body: Token, expression: str) -> object:
        """An expression at the body: it sees the counters of all instances."""
        case = body.workflow.top_workflow
        return case.env.evaluate(expression, case.where(body))

    @staticmethod
    def close(body: Token) -> None:
        """The activity is complete; instances still open are cancelled."""
        body.workflow.top_workflow.end_instances(body)
        body.over()


def nodes_inside(spec: Any, known: frozenset[str] = frozenset()) -> int:
    """How many nodes the scopes of an activity hold, each once: what one instance may move without going round."""
    inside = getattr(spec, "inside", None)
    if inside is None or inside.key in known:
        return 0
    return sum(1 + nodes_inside(node, known | {inside.key}) for node in inside.nodes.values())


class Several(Repeated):
    """会签: one instance for each item of a collection, side by side or one after the other."""

    def begin(self, body: Token) -> None:
        """Open all instances (parallel) or the first (sequential)."""
        items = self._items(body)
        body.workflow.top_workflow.grant(len(items) * (2 + nodes_inside(body.task_spec)))
        body.hold()
        body.note = {"n": len(items), "c": 0, "t": 0}
        if not items:
            self.close(body)
            return
        if self.info.kind == "sequential":
            body.note["rest"] = items[1:]
            self.spawn(body, 0, items[0])
            return
        for index, item in enumerate(items):
            self.spawn(body, index, item)

    def instance_done(self, body: Token) -> None:
        """Count it; then the completion condition decides, or the last instance."""
        note = body.note
        note["c"] += 1
        self.advance(body)

    def advance(self, body: Token) -> None:
        """Close the activity when it is decided, or open the next instance."""
        note = body.note
        decided = self.info.completion is not None and note["c"] > 0 and self.evaluate(body, self.info.completion) is True
        if decided or note["c"] + note["t"] >= note["n"]:
            self.close(body)
        elif (rest := note.get("rest")) and note["n"] - len(rest) == note["c"] + note["t"]:  # nobody beside the one that ended
            note["rest"] = rest[1:]
            self.spawn(body, note["n"] - len(rest), rest[0])

    def _items(self, body: Token) -> list[object]:
        element = body.task_spec.element.id
        expression = self.info.collection if self.info.collection is not None else self.info.cardinality
        value: Any = self.evaluate(body, expression or "")
        if self.info.collection is not None:
            if not isinstance(value, Sequence) or isinstance(value, str | bytes):
                raise LoopRefused(element, f"the collection is {type(value).__name__}, not a list")
            items = [plain(item, element) for item in value]
        else:
            if isinstance(value, bool) or value is None or value != int(value) or value < 0:
                raise LoopRefused(element, f"the number of instances is {value!r}")
            items = [None] * int(value)
        if len(items) > LARGEST:
            raise LoopRefused(element, f"{len(items)} instances; at most {LARGEST}")
        return items


class Standard(Repeated):
    """循环任务: again while the condition holds, at most so many times."""

    def begin(self, body: Token) -> None:
        """Open the first round."""
        body.hold()
        body.note = {"n": 0, "c": 0, "t": 0}
        if self.info.test_before and not self._again(body):
            self.close(body)
        else:
            self._round(body)

    def instance_done(self, body: Token) -> None:
        """A round is over."""
        body.note["c"] += 1
        if self._again(body):
            self._round(body)
        else:
            self.close(body)

    def _round(self, body: Token) -> None:
        body.note["n"] += 1
        self.spawn(body, body.note["c"], None)

    def _again(self, body: Token) -> bool:
        if self.info.maximum is not None and body.note["c"] >= self.info.maximum:
            return False
        return self.info.condition is None or self.evaluate(body, self.info.condition) is True
