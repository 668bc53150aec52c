"""参数取值: the parameters a case reads. A case that was moved to another release keeps the dated values it was filed under."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.model import Case
from engine.packages.parameters import DatedValue, Parameter, in_force
from engine.packages.program import Program
from engine.packages.retention import PARAMETER as ARCHIVE_YEARS
from engine.running.plain import plain

KEPT = "parameters"
"""The writer of what a moved case keeps; no step may be called so, for FEEL reads the parameters under this name."""


def parameters_of(case: Case, program: Program) -> Mapping[str, Parameter]:
    """The parameters of the case's release, with the dated values the case keeps in place of those of the release."""
    kept = case.facts.get(KEPT)
    if not kept:
        return program.parameters
    own = {key: replace(known, values=_read(kept[key])) for key, known in program.parameters.items() if key in kept}
    return {**program.parameters, **own}


def settings_of(case: Case, program: Program, today: date) -> Mapping[str, Any]:
    """The values in force on the filing day (before it, today), as FEEL sees them under `parameters`. Not to be changed by the caller."""
    day = case.filed_on or today
    kept = case.facts.get(KEPT)
    if not kept:
        return program.settings(day)
    own = parameters_of(case, program)
    return {**program.settings(day), **in_force({key: own[key] for key in kept if key in own}, day)}


def to_keep(case: Case, old: Program, new: Program) -> dict[str, Any]:
    """What a filed case has to keep so that a move changes no value of it: dated values by parameter, where the releases differ."""
    if case.filed_on is None:
        return {}
    before = parameters_of(case, old)
    return {
        key: [
            {"from": each.start.isoformat(), "value": plain(each.value), "document": each.document, "clause": each.clause} for each in was
        ]
        for key, known in new.parameters.items()
        if key in before and key != ARCHIVE_YEARS and (was := before[key].values) != known.values
    }


def settings_after(case: Case, old: Program, new: Program, today: date) -> Mapping[str, Any]:
    """What the case would read in the new release, with what it would keep."""
    day, before = case.filed_on or today, parameters_of(case, old)
    return {**new.settings(day), **in_force({key: before[key] for key in to_keep(case, old, new)}, day)}


def keep(case: Case, kept: Mapping[str, Any]) -> None:
    """The case reads these values from now on, and no others of another release."""
    rest = {name: said for name, said in case.facts.items() if name != KEPT}
    case.facts = {**rest, KEPT: dict(kept)} if kept else rest


def unlike(case: Case, old: Program, new: Program) -> tuple[Parameter, ...]:
    """Parameters that the new release reads as another type, or that facts cannot hold: their values cannot be kept."""
    before = parameters_of(case, old)
    return tuple(
        known
        for key, known in new.parameters.items()
        if key in to_keep(case, old, new)
        and (before[key].type != known.type or any(plain(each.value) != each.value for each in before[key].values))
    )


def differing(case: Case, old: Program, new: Program) -> tuple[tuple[Parameter, Any, Any], ...]:
    """Parameters whose value on the filing day is another one in the new release: with what the case has, and what the release says."""
    if case.filed_on is None:
        return ()
    day, before = case.filed_on, parameters_of(case, old)
    found = []
    for key in to_keep(case, old, new):
        was, now = before[key].on(day), new.parameters[key].on(day)
        if (was.value if was else None) != (now.value if now else None):
            found.append((new.parameters[key], was.value if was else None, now.value if now else None))
    return tuple(found)


def _read(kept: list[Mapping[str, Any]]) -> tuple[DatedValue, ...]:
    return tuple(DatedValue(date.fromisoformat(each["from"]), each["value"], each["document"], each["clause"]) for each in kept)
