"""花名册 roster: hundreds or thousands of rows that live in a table of their own; the form shows where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from forms.data import MISSING
from forms.definition import Component
from forms.fields.base import Context, Fault, Kind, Role
from forms.posted import Posted
from forms.roster.columns import Column, read_columns
from forms.source import Source


@dataclass(frozen=True, slots=True)
class RosterSettings:
    """The columns of a roster and how many rows it needs and takes."""

    columns: tuple[Column, ...] = ()
    least: int = 1
    most: int = 20_000


class Roster(Kind):
    """A roster; `facts.roster` says `{count, faulty}` of it, or `facts.rosters[path]` where a form has several."""

    name = "roster"
    role: ClassVar[Role] = "apart"

    def settings(self, source: Source) -> RosterSettings:
        """Its columns; `properties.min_rows` and `max_rows` bound the rows."""
        own = source.section("properties")
        return RosterSettings(read_columns(source), own.whole("min_rows", 1, 0) or 0, own.whole("max_rows", 20_000, 1, 100_000) or 20_000)

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """Rows come by another way."""
        del posted, name, stored
        return MISSING

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Enough rows, not too many, none faulty."""
        del value
        count, faulty = counts(context)
        rules: RosterSettings = component.settings
        if count == 0:
            if component.required:
                yield Fault("roster_empty")
            return
        if count < rules.least:
            yield Fault("roster_min", {"limit": rules.least, "size": count})
        if count > rules.most:
            yield Fault("roster_max", {"limit": rules.most, "size": count})
        if faulty:
            yield Fault("roster_faulty", {"size": faulty})


def counts(context: Context) -> tuple[int, int]:
    """How many rows there are, and how many of them are faulty."""
    several = context.facts.get("rosters")
    summary = several.get(context.path) if isinstance(several, Mapping) else context.facts.get("roster")
    if not isinstance(summary, Mapping):
        return 0, 0
    return tuple(int(n) if isinstance(n := summary.get(key), int) else 0 for key in ("count", "faulty"))  # type: ignore[return-value]
