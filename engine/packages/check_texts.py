"""FEEL texts of a package 表达式: where each stands, what it sees and which kinds of result it may give."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.bpmn import Element
from engine.feel import FeelError, Type, compile_expression
from engine.feel.errors import Cause, cause
from engine.feel.types import ANY
from engine.packages.functions import HOST_NAMES, HOSTS
from engine.sdk.errors import Finding

BOOLEAN = ("boolean",)
LIST = ("list",)
NUMBER = ("number",)
DAYS = ("date", "date and time", "string")
SPANS = ("string", "days and time duration", "years and months duration")
SCALARS = ("string", "number", "boolean", "date", "time", "date and time", "days and time duration", "years and months duration")
"""what one word is made of: everything but lists and contexts"""
_OPEN = ("Any", "Null")


@dataclass(frozen=True, slots=True)
class Said:
    """A FEEL text with its place: the file, the element or component, in words which part of it; `expected` empty takes any kind."""

    file: str
    text: str
    expected: tuple[str, ...] = ()
    element: Element | None = None
    component: str = ""
    zh: str = ""
    en: str = ""
    names: Mapping[str, Any] = field(default_factory=dict)
    """what it sees beside the facts"""
    loops: tuple[str, ...] = ()
    """the lists of the loops around it, whose items it sees too, the outermost first"""

    @property
    def place(self) -> tuple[str, str, str, str]:
        """What tells it from every other text."""
        return self.file, self.element.id if self.element else self.component, self.en, " ".join((*self.loops, self.text))

    def faults(self, schema: Mapping[str, Any]) -> Iterator[Finding]:
        """What does not fit these facts: unknown names, kinds that never compare, a result of another kind than the place takes.

        A text that is no FEEL is a fault of the part that it stands in, which says so.
        """
        try:
            found = compile_expression(self.text.removeprefix("="), HOST_NAMES)
        except FeelError:
            return
        known, complete = _inside({**schema, **self.names}, self.loops)
        causes = [one for one in found.check(known, HOSTS) if complete or not one.code.startswith("unknown_name")]
        for each in causes or self._misfit(found.type(known, HOSTS).kind):
            yield Finding(
                self.file,
                f"{self.zh}“{self.text}”：{each.message_zh}",
                f'{self.en}"{self.text}": {each.message_en}',
                f"feel_{each.code}",
                self.element.line if self.element else None,
                self.element.id if self.element else self.component or None,
            )

    def _misfit(self, kind: str) -> list[Cause]:
        if not self.expected or kind in self.expected or kind in _OPEN:
            return []
        return [cause("result_type", self.text, 0, {"expected": self.expected, "kind": kind})]


def _inside(known: Mapping[str, Any], loops: tuple[str, ...]) -> tuple[Mapping[str, Any], bool]:
    """What is known inside of loops, `this` and the members of the items among it; and whether that is all."""
    complete = True
    for text in loops:
        item = type_of(text, known).item or ANY
        if item.kind not in ("context", *SCALARS) or (item.kind == "context" and item.open):
            complete = False
        known = {**known, "this": item, "_this_": item, **dict(item.fields)}
    return known, complete


def type_of(text: str, known: Mapping[str, Any]) -> Type:
    """The type of a text over such facts; Any where it is no FEEL."""
    try:
        return compile_expression(text.removeprefix("="), HOST_NAMES).type(known, HOSTS)
    except FeelError:
        return ANY
