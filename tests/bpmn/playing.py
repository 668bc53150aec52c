"""A case in a few words: play(file, "open a; do a; finished")."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.bpmn import (
    BpmnError,
    CannotMove,
    Definition,
    Event,
    Instance,
    Item,
    complete,
    decode,
    due,
    encode,
    fire_due,
    read,
    start,
    throw,
)

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class Lent:
    """An environment whose facts are a dictionary; expressions are names, comparisons and numbers."""

    facts: dict[str, Any] = field(default_factory=dict)
    now: datetime = BEGIN
    said: list[Event] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    places: list[Any] = field(default_factory=list)
    sync: bool = True
    failing: dict[str, str] = field(default_factory=dict)
    """Service id -> error code it raises."""

    def evaluate(self, expression: str, where: Any) -> object:
        self.places.append(where)
        return _value(expression.removeprefix("=").strip(), {**self.facts, **where.variables})

    def timer(self, expression: str, kind: str, where: Any) -> datetime | None:
        self.places.append(where)
        if expression.startswith("="):
            value = self.evaluate(expression, where)
            return value if isinstance(value, datetime) else None
        if kind == "date":
            return datetime.fromisoformat(expression)
        number = "".join(c for c in expression.rpartition("P")[2] if c.isdigit())
        return (where.since or self.now) + timedelta(minutes=int(number))

    def serve(self, element: Any, where: Any) -> bool:
        if element.id in self.failing:
            raise BpmnError(self.failing[element.id])
        self.done.append(element.id)
        return self.sync

    def decide(self, element: Any, where: Any) -> None:
        self.done.append(element.attributes["decision"])

    def thrown(self, event: Event, element: Any, where: Any) -> None:
        self.said.append(event)


def _value(text: str, names: Mapping[str, Any]) -> Any:
    for sign, compare in ((">=", lambda a, b: a >= b), (" = ", lambda a, b: a == b)):
        if sign in text:
            left, _, right = text.partition(sign)
            return compare(_value(left.strip(), names), _value(right.strip(), names))
    if text.lstrip("-").isdigit():
        return int(text)
    if text.startswith('"'):
        return text.strip('"')
    return names.get(text)


class Case:
    """A case under test; it goes through the codec after every step."""

    def __init__(self, definition: Definition, process: str = "p", env: Lent | None = None, at: str | None = None) -> None:
        self.definition = definition
        self.env = env or Lent()
        self.instance = self._stored(start(definition, process, self.env, at=at))

    def _stored(self, instance: Instance) -> Instance:
        data = encode(instance)
        again = decode(data, self.definition)
        assert encode(again) == data
        assert again.items == instance.items
        return again

    def again(self) -> None:
        """Through the codec."""
        self.instance = self._stored(self.instance)

    @property
    def open(self) -> list[str]:
        return sorted(item.element for item in self.instance.items)

    def item(self, element: str, position: int = 0) -> Item:
        return [item for item in self.instance.items if item.element == element][position]

    def do(self, element: str, position: int = 0, error: str | None = None) -> None:
        complete(self.instance, self.item(element, position).id, self.env, error)
        self.again()

    def throw(self, kind: str, name: str, correlation: str | None = None) -> int:
        caught = throw(self.instance, Event(kind, name, correlation), self.env)
        self.again()
        return caught

    def tick(self) -> int:
        """To the moment the next timer is due."""
        moment = due(self.instance)
        assert moment is not None, "no timer"
        self.env.now = moment
        fired = len(fire_due(self.instance, moment, self.env))
        self.again()
        return fired


def case(*files: bytes, env: Lent | None = None, at: str | None = None) -> Case:
    """Start process p of some files."""
    return Case(read({f"{number}.bpmn": data for number, data in enumerate(files)}), env=env, at=at)


def play(file: bytes, script: str, env: Lent | None = None) -> Case:
    """Start process p and follow the script.

    open a b | do a | fail a CODE | message m [KEY] | signal s [KEY] | tick | fact name value | finished | end e | thrown kind name | done name |
    incident do a
    """
    env = env or Lent()
    steps = [step.strip() for step in script.split(";") if step.strip()]
    while steps and steps[0].startswith("fact "):
        _fact(env, steps.pop(0))
    played = case(file, env=env)
    for step in steps:
        _step(played, step)
    return played


def _fact(env: Lent, step: str) -> None:
    _, name, value = step.split(" ", 2)
    words: dict[str, Any] = {"true": True, "false": False}
    env.facts[name] = words[value] if value in words else value.split(",") if "," in value else value


def _opens(played: Case, rest: str) -> None:
    assert played.open == sorted(rest.split()), f"open is {played.open}"


def _finished(played: Case, _rest: str) -> None:
    assert played.instance.finished, f"open is {played.open}"


def _ended(played: Case, rest: str) -> None:
    assert rest in [name for name, _ in played.instance.ended_by], played.instance.ended_by


def _thrown(played: Case, rest: str) -> None:
    assert tuple(rest.split()) in [(e.kind, e.name or e.code) for e in played.env.said], played.env.said


def _done(played: Case, rest: str) -> None:
    assert rest in played.env.done, played.env.done


def _incident(played: Case, rest: str) -> None:
    try:
        _step(played, rest)
    except CannotMove:
        return
    raise AssertionError(f"{rest}: no incident")


STEPS: dict[str, Any] = {
    "open": _opens,
    "finished": _finished,
    "end": _ended,
    "thrown": _thrown,
    "done": _done,
    "incident": _incident,
    "do": lambda played, rest: played.do(rest),
    "fail": lambda played, rest: played.do(rest.split()[0], error=rest.split()[1]),
    "message": lambda played, rest: played.throw("message", *rest.split()),
    "signal": lambda played, rest: played.throw("signal", *rest.split()),
    "tick": lambda played, _rest: played.tick(),
    "fact": lambda played, rest: _fact(played.env, f"fact {rest}"),
}


def _step(played: Case, step: str) -> None:
    verb, _, rest = step.partition(" ")
    STEPS[verb](played, rest)
