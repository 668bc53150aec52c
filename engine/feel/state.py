"""One running evaluation: its facts, local variables, limits and reported causes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import get_close_matches
from time import monotonic
from typing import Any

from engine.feel.errors import Cause, LimitExceeded, cause
from engine.feel.exchange import inward
from engine.feel.limits import Limits
from engine.feel.values import Value

_MAX_WARNINGS = 50
_MAX_KNOWN = 1000
_CLOCK_EVERY = 500
_NESTED = (list, dict)


class Scope(dict[str, Value]):
    """Facts that are values of FEEL already."""

    __slots__ = ()


class State:
    """What the compiled pieces of an expression share while it is evaluated."""

    __slots__ = (
        "deadline",
        "depth",
        "facts",
        "functions",
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
        self.next_look = 0
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
        """The reported causes, with sentences."""
        return tuple(_finished(*warning) for warning in self.warnings or ())

    def charge(self, steps: int, at: int = 0) -> None:
        """Count work; ends the evaluation when it costs more than it may."""
        self.steps += steps
        if self.steps < self.next_look:
            return
        if self.steps > self.limits.steps:
            raise LimitExceeded("limit_steps", self.text, at, limit=self.limits.steps)
        if self.next_look == 0:
            self.deadline = monotonic() + self.limits.seconds
        elif monotonic() > self.deadline:
            raise LimitExceeded("limit_time", self.text, at, limit=self.limits.seconds)
        self.next_look = self.steps + _CLOCK_EVERY

    def items(self, size: int, at: int = 0) -> None:
        """Count the making of a list of that size."""
        if size > self.limits.items:
            raise LimitExceeded("limit_items", self.text, at, size=size, limit=self.limits.items)
        self.charge(size, at)

    def string(self, size: int, at: int = 0) -> None:
        """Count the making of a text of that size."""
        if size > self.limits.string:
            raise LimitExceeded("limit_string", self.text, at, size=size, limit=self.limits.string)
        self.charge(size >> 6, at)

    def weigh(self, value: Value, at: int = 0) -> None:
        """Count all that is inside a value; what is shared inside counts wherever it occurs."""
        stack = [value]
        while stack:
            found = stack.pop()
            if type(found) is list:
                self.charge(len(found) + 1, at)
                stack += [item for item in found if type(item) in _NESTED]
            elif type(found) is dict:
                self.charge(len(found) + 1, at)
                stack += [item for item in found.values() if type(item) in _NESTED]

    def enter(self, at: int) -> None:
        """Count one function call deeper."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitExceeded("limit_depth", self.text, at, limit=self.limits.depth)

    def converted(self, key: object, value: object) -> Value:
        """A fact as a value of FEEL, converted once in an evaluation."""
        if type(self.facts) is Scope:
            return value
        if self.memo is None:
            self.memo = {}
        if key not in self.memo:
            self.memo[key] = inward(value)
        return self.memo[key]


def _finished(code: str, text: str, at: int, facts: dict[str, object]) -> Cause:
    known = facts.get("known")
    if isinstance(known, Mapping):
        near = get_close_matches(str(facts.get("name")), [str(name) for name in list(known)[:_MAX_KNOWN]], 1)
        if near:
            return cause(f"{code}_near", text, at, {**facts, "near": near[0]})
    return cause(code, text, at, facts)
