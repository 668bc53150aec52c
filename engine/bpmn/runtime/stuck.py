"""卡死: a case that has tokens, and nothing that could ever move them."""

from collections.abc import Iterator

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Element, ProcessInfo
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.runtime.items import kind_of

FAILING = frozenset({"serviceTask", "sendTask", "businessRuleTask", "callActivity"})
"""Nodes whose failure may be caught further out."""
HEARD = frozenset({"error", "escalation", "signal", "message"})


def stuck(instance: Instance) -> str | None:
    """卡死: why the case can never move again, naming the nodes; None while something can happen.

    An event that waits can happen, whether it interrupts what it waits beside or not: its way may lead to the join others wait at. Only
    an event sub-process that ends nothing and says nothing frees nobody, however often it is begun.
    """
    case = instance.case
    if case.completed or case.asleep:
        return None
    waiting = []
    for token in reversed(case.tokens.values()):  # the youngest are the likeliest to wait for somebody
        if kind_of(token) is not None:
            if not (token.task_spec.is_listener and _frees_nobody(instance, token)):
                return None
            waiting.append(token)
    nodes = sorted({token.task_spec.element.id for token in case.tokens.values() if token.inner is None and token not in waiting})
    return "nothing can move: tokens wait at " + ", ".join(nodes) if nodes else None


def _frees_nobody(instance: Instance, token: Token) -> bool:
    element = token.task_spec.element
    process = instance.definition.processes[element.process]
    owner = process.elements.get(element.parent)
    if element.kind != "startEvent" or element.interrupting or owner is None or not owner.by_event:
        return False
    return not any(_is_heard_outside(inner) for inner in _everything(process, owner.id))


def _is_heard_outside(element: Element) -> bool:
    speaks = element.kind in ("endEvent", "intermediateThrowEvent") and element.event is not None and element.event.kind in HEARD
    return speaks or element.kind in FAILING


def _everything(process: ProcessInfo, scope: str) -> Iterator[Element]:
    for element in process.inside(scope):
        yield element
        yield from _everything(process, element.id)
