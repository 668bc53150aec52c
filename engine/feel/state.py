"""One running evaluation: its facts, local variables, limits and reported causes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import chain
from time import thread_time
from typing import Any

from engine.feel.errors import Cause, LimitExceeded, cause
from engine.feel.exchange import inward
from engine.feel.limits import Limits
from engine.feel.suggest import Advice, close, of_name
from engine.feel.values import DateTime, Range, Time, Value

_MAX_WARNINGS = 50
_MAX_SUGGESTIONS = 5
_CLOCK_EVERY = 500
_NESTED = (list, dict)
_COSTLY = frozenset((DateTime, Time, Range))
_COMPARED = 16
"""units of comparing two moments of named zones, or the ends of a range with one"""
_UNIT = 3e-7
"""seconds that a unit of work stands for where time is what can be measured"""
_MOST_MEASURED = 100_000
_MANY = (dict, list, tuple)


class Scope(dict[str, Value]):
    """Facts that are values of FEEL already."""

    __slots__ = ()


class State:
    """What the compiled pieces of an expression share while it is evaluated."""

    __slots__ = (
        "allowed",
        "deadline",
        "depth",
        "facts",
        "functions",
        "given",
        "limits",
        "locals",
        "memo",
        "next_look",
        "now",
        "steps",
        "text",
        "trace",
        "warnings",
    )

    def __init__(self, facts: Mapping[str, object], functions: Sequence[Any], limits: Limits, text: str, size: int) -> None:
        self.facts = facts
        self.functions = functions
        self.limits = limits
        self.text = text
        self.locals: list[Value] = [None] * size
        self.warnings: list[tuple[str, str, int, dict[str, object]]] | None = None
        self.memo: dict[object, Value] | None = None
        self.steps = 0
        self.next_look = _CLOCK_EVERY
        self.depth = 0
        self.now: datetime | None = None
        self.trace: list[Any] | None = None
        """what decision tables did, for explanations"""

    def warn(self, code: str, at: int, **facts: object) -> None:
        """Report why a value becomes null."""
        if self.warnings is None:
            self.warnings = []
        if len(self.warnings) < _MAX_WARNINGS:
            self.warnings.append((code, self.text, at, facts))

    def causes(self) -> tuple[Cause, ...]:
        """The reported causes, with sentences; the same at the same place is said once."""
        found: dict[Cause, None] = {}
        looked = 0
        for code, text, at, facts in self.warnings or ():
            known = facts.get("known")
            advice = Advice()
            if isinstance(known, tuple) and looked < _MAX_SUGGESTIONS:
                looked += 1
                names, name = chain.from_iterable(known), str(facts.get("name"))
                advice = of_name(name, names) if code == "unknown_name" else close(name, names)
            said = {key: value for key, value in facts.items() if key != "known"}
            found[cause(f"{code}{advice.ending}", text, at, {**said, **dict(advice.facts)})] = None
        return tuple(found)

    def charge(self, steps: int, at: int = 0) -> None:
        """Count work; ends the evaluation when it costs more than it may."""
        self.steps += steps
        if self.steps >= self.next_look:
            self._look(at)

    def _look(self, at: int) -> None:
        if self.next_look == _CLOCK_EVERY:
            self.given, self.allowed = self.facts, self.limits.steps
            self.deadline = thread_time() + self.limits.seconds
        elif thread_time() > self.deadline:
            raise LimitExceeded("limit_time", self.text, at, limit=self.limits.seconds)
        if self.steps > self.allowed:
            self.allowed += self.limits.steps_per_fact * _size(self.given)
            self.given = _NOTHING
            if self.steps > self.allowed:
                raise LimitExceeded("limit_steps", self.text, at, limit=self.allowed)
        self.next_look = self.steps + _CLOCK_EVERY

    def spent(self, since: float, at: int = 0) -> None:
        """Count work that only its processor time tells, since a reading of `thread_time`."""
        self.charge(int((thread_time() - since) / _UNIT), at)

    def items(self, size: int, at: int = 0) -> None:
        """Count the making of a list of that size."""
        if size > self.limits.items:
            raise LimitExceeded("limit_items", self.text, at, size=size, limit=self.limits.items)
        self.charge((size >> 2) + 1, at)

    def string(self, size: int, at: int = 0) -> None:
        """Count the making of a text of that size."""
        if size > self.limits.string:
            raise LimitExceeded("limit_string", self.text, at, size=size, limit=self.limits.string)
        self.charge((size >> 6) + 1, at)

    def weigh(self, value: Value, at: int = 0, each: int = 1) -> None:
        """Count all that is inside a value, `each` for an item; what is shared inside counts wherever it occurs."""
        stack = [value]
        while stack:
            found = stack.pop()
            if type(found) in _NESTED:
                inside = found if type(found) is list else list(found.values())
                texts = sum([len(item) for item in inside if type(item) is str]) + (0 if inside is found else sum(map(len, found)))
                self.charge(len(inside) * each + 2 + _COMPARED * sum(type(item) in _COSTLY for item in inside) + (texts >> 8), at)
                stack += [item for item in inside if type(item) in _NESTED]

    def enter(self, at: int) -> None:
        """Count one function call deeper."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitExceeded("limit_calls", self.text, at, limit=self.limits.depth)

    def converted(self, key: str | tuple[str, ...], value: object, at: int) -> Value:
        """A fact as a value of FEEL, converted once in an evaluation."""
        if type(self.facts) is Scope:
            return value
        if self.memo is None:
            self.memo = {}
        if key not in self.memo:
            self.memo[key] = inward(value)
            if self.memo[key] is None and value is not None:
                self.warn("fact", at, name=key if isinstance(key, str) else ".".join(key), kind=type(value).__name__)
        return self.memo[key]


_NOTHING: dict[str, object] = {}


def _size(facts: Mapping[str, object]) -> int:
    """How many items there are among the facts, counted so far as it matters."""
    size, stack = 0, list(facts.values())
    while stack and size < _MOST_MEASURED:
        inside = stack.pop()
        if isinstance(inside, _MANY):
            size += len(inside)
            stack += inside.values() if isinstance(inside, dict) else inside
    return size
