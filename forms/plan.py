"""The plan 处理顺序 of a form: what of every component is the same whatever is entered, worked out when the form is read.

A form is looked through several times for one entry: what is hidden, what is computed, what is judged. Each time only the parts matter
that have something to do with it, and most forms have few of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from forms.definition import Component, FormDefinition
from forms.fields.base import Kind
from forms.kinds import kind_of

Pass: TypeAlias = Literal["all", "take", "hide", "compute", "settle", "judge"]
WITH_VALUE = ("input", "computed", "list", "apart")
"""Roles whose key names something of its own in the data; a group's path is only a prefix."""


@dataclass(slots=True, eq=False)
class Part:
    """A component on its level; `place` follows the prefix of its row, `around` is the group it stands in, `inside` the rows of a list."""

    component: Component
    kind: Kind
    keys: tuple[str, ...]
    place: str
    around: "Part | None"
    inside: "Level | None" = None
    hides: bool = False

    def has_part_in(self, each: Pass) -> bool:
        """Whether it matters to a pass itself."""
        role, disabled = self.kind.role, self.component.disabled
        if each == "take":
            return role == "list" or (role == "input" and not disabled)
        if each == "hide":
            return self.hides
        if each == "compute":
            return role == "computed" and self.component.settings is not None
        if each == "settle":
            return self.kind.settles and role == "input" and not disabled
        return each == "all" or (not disabled and role in ("input", "list", "apart"))


@dataclass(slots=True, eq=False)
class Level:
    """The parts of a form, or of a row of a list, in reading order; those of groups stand among them, behind their group."""

    parts: tuple[Part, ...]
    passes: Mapping[Pass, tuple[Part, ...]] = field(init=False)

    def __post_init__(self) -> None:
        self.passes = {
            each: tuple(part for part in self.parts if part.has_part_in(each) or (part.inside is not None and part.inside.passes[each]))
            for each in ("all", "take", "hide", "compute", "settle", "judge")
        }


def place_of(component: Component) -> str:
    """A name for a component in its row: its path, or `#id` where it has none."""
    return component.key if component.key and kind_of(component.kind).role in WITH_VALUE else f"#{component.id}"


def plan_of(definition: FormDefinition) -> Level:
    """The plan of a form, worked out once as long as somebody holds the form."""
    if definition.plan is None:
        object.__setattr__(definition, "plan", _level(definition.components))
    found: Level = definition.plan
    return found


def _level(components: Sequence[Component]) -> Level:
    parts: list[Part] = []
    _flatten(components, None, parts)
    return Level(tuple(parts))


def _flatten(components: Sequence[Component], around: Part | None, parts: list[Part]) -> None:
    for component in components:
        kind = kind_of(component.kind)
        part = Part(component, kind, component.keys, place_of(component), around)
        part.hides = component.hide is not None or (around is not None and around.hides)
        parts.append(part)
        if kind.role == "group":
            _flatten(component.components, part, parts)
        elif kind.role == "list":
            part.inside = _level(component.components)
