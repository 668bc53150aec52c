"""Mapping proposed 建议的对应: which element of an old release became which element of a new one."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.bpmn import Element
from engine.packages.program import Program, element_name
from engine.sdk.text import Text

ENOUGH = 3
"""How alike two elements must be to be proposed: the same name, or several smaller signs."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """对应: one element that is not where it was. `new` is "" where nothing resembles it; `candidates` may take its place."""

    process: str
    old: str
    title: Text
    new: str
    candidates: tuple[tuple[str, Text], ...]


def proposals(old: Program, new: Program) -> tuple[Proposal, ...]:
    """Every element a case can stand at that the new release does not have under its id, in the order of the diagrams."""
    found: list[Proposal] = []
    for process in old.definition.processes.values():
        now = new.definition.processes.get(process.id)
        there = now.elements if now else {}
        fresh = [element for element in there.values() if element.id not in process.elements]
        taken: set[str] = set()
        for element in process.elements.values():
            if element.id in there or not _holds_tokens(element):
                continue
            fit = [each for each in there.values() if _same_nature(element, each)]
            best = max(
                (each for each in fresh if each in fit and each.id not in taken), key=lambda each: _likeness(element, each), default=None
            )
            chosen = best.id if best is not None and _likeness(element, best) >= ENOUGH else ""
            taken.add(chosen)
            found.append(Proposal(process.id, element.id, element_name(element), chosen, _titled(fit)))
    return tuple(found)


def proposed(old: Program, new: Program) -> dict[str, str]:
    """The mapping that `proposals` come to: only what is called something else."""
    return {each.old: each.new for each in proposals(old, new) if each.new}


def _holds_tokens(element: Element) -> bool:
    """Whether a token can rest there between two steps."""
    return element.kind not in {"startEvent", "endEvent", "exclusiveGateway", "intermediateThrowEvent", "businessRuleTask"}


def _same_nature(old: Element, new: Element) -> bool:
    loops = [each.loop.kind if each.loop else None for each in (old, new)]
    events = [each.event.kind if each.event else None for each in (old, new)]
    return old.kind == new.kind and loops[0] == loops[1] and events[0] == events[1] and old.parent == new.parent


def _likeness(old: Element, new: Element) -> int:
    points = 3 * (bool(old.name) and old.name == new.name)
    points += sum(
        bool(old.attributes.get(name)) and old.attributes.get(name) == new.attributes.get(name) for name in ("form", "role", "service")
    )
    points += 2 * bool({*old.incoming} & {*new.incoming}) + 2 * bool({*old.outgoing} & {*new.outgoing})
    return points + (old.called is not None and old.called == new.called)


def _titled(elements: Iterable[Element]) -> tuple[tuple[str, Text], ...]:
    return tuple((each.id, element_name(each)) for each in elements)
