"""分组 group and 列表 dynamiclist: what holds other components."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.definition import Component
from forms.fields.base import Context, Kind, Role
from forms.limits import MAX_ROWS, ROWS_CEILING
from forms.source import Source


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """Looks of a group."""

    outline: bool = True


@dataclass(frozen=True, slots=True)
class ListSettings:
    """Rows of a list: how many to begin with, how few and how many, whether the person may change that."""

    repeating: bool = True
    changeable: bool = True
    initial: int = 1
    least: int = 0
    most: int = MAX_ROWS
    outline: bool = True


class Group(Kind):
    """Components under one heading and one path."""

    name = "group"
    role: ClassVar[Role] = "group"

    def settings(self, source: Source) -> GroupSettings:
        """Its outline."""
        return GroupSettings(source.flag("showOutline"))


class DynamicList(Kind):
    """Rows of the same components. `properties.min_rows` and `max_rows` bound them."""

    name = "dynamiclist"
    role: ClassVar[Role] = "list"

    def settings(self, source: Source) -> ListSettings:
        """Its rows."""
        own = source.section("properties")
        repeating = source.raw.get("isRepeating") is not False
        most = own.whole("max_rows", MAX_ROWS, 1, ROWS_CEILING) or MAX_ROWS
        least = own.whole("min_rows", 0, 0, most) or int(source.section("validate").flag("required"))
        initial = source.whole("defaultRepetitions", 1, 0, ROWS_CEILING)
        return ListSettings(
            repeating,
            repeating and source.raw.get("allowAddRemove") is not False,
            min(max(least, 1 if initial is None else initial), most) if repeating else 1,
            least,
            most if repeating else 1,
            source.flag("showOutline"),
        )

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Whether rows may be added and removed now."""
        del context, language
        rules: ListSettings = component.settings
        size = len(value) if isinstance(value, list) else 0
        return {"can_add": rules.changeable and size < rules.most, "can_remove": rules.changeable and size > rules.least}
