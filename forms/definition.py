"""A form as the engine of forms sees it: read once, immutable, without a trace of JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.text import Text
from forms.expressions import Expression
from forms.phrases import EMPTY, Phrase


@dataclass(frozen=True, slots=True)
class Layout:
    """版面: the line of the 16-column grid a component stands on, and its width (None shares the rest)."""

    row: str = ""
    columns: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """组件: one part of a form. `key` is relative to the form or to the row of the list around it; groups have their path already in it."""

    kind: str
    id: str
    key: str = ""
    label: Phrase = EMPTY
    description: Phrase = EMPTY
    layout: Layout = Layout()
    hide: Expression | None = None
    readonly: bool | Expression = False
    disabled: bool = False
    required: bool = False
    default: Any = None
    clause: str = ""
    basis: str = ""
    """the clause that demands it: its own, or that of the nearest part around it, or the form's"""
    format: str = ""
    sensitive: str = ""
    check: Expression | None = None
    check_text: Text | None = None
    settings: Any = None
    """what the kind itself read from the definition"""
    properties: Mapping[str, Any] = field(default_factory=dict)
    components: tuple["Component", ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The key taken apart at its dots."""
        return tuple(self.key.split(".")) if self.key else ()

    def walk(self) -> Iterator["Component"]:
        """The component and all below it, in reading order."""
        yield self
        for child in self.components:
            yield from child.walk()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """表单: everything one form asks, shows and demands."""

    id: str
    title: Text
    components: tuple[Component, ...]
    properties: Mapping[str, Any] = field(default_factory=dict)
    plan: Any = field(init=False, default=None, compare=False, repr=False)
    """what `forms.plan` has worked out about it"""

    def walk(self) -> Iterator[Component]:
        """All components in reading order."""
        for component in self.components:
            yield from component.walk()
