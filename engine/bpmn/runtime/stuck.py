"""卡死: a case that has tokens, and nothing that could ever move them."""

from collections.abc import Callable, Iterator

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.model import Element, ProcessInfo
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.runtime.items import kind_of

FAILING = frozenset({"serviceTask", "sendTask", "businessRuleTask", "callActivity"})
"""Nodes whose failure may be caught further out."""
HEARD = frozenset({"error", "escalation", "signal", "message"})


def stuck(instance: Instance, changes: Callable[[str], bool] = lambda _: True) -> str | None:
    """卡死: why the case can never move again, naming the nodes; None while something can happen.

    An event that waits can happen, whether it interrupts what it waits beside or not: its way may lead to the join others wait at. Only
    an event sub-process that ends nothing and says nothing frees nobody, however often it is begun. A condition, or a key that is null,
    can come to hold where somebody beside the case `changes` what its expression reads: else nothing is left that would.
    """
    case = instance.case
    if case.completed or case.asleep:
        return None
    idle, conditions = set[int](), list[Token]()
    for token in reversed(case.tokens.values()):  # the youngest are the likeliest to wait for somebody
        if kind_of(token) is None:
            continue
        if not (token.task_spec.is_listener and _frees_nobody(instance, token)):
            text = question_of(token) if token.id in case.watch else None
            if text is None or changes(text):
                return None
            if not token.task_spec.is_listener and not token.host:
                conditions.append(token)
        idle.add(token.id)
    held = {token.task_spec.element.id for token in case.tokens.values() if token.inner is None and token.id not in idle}
    if held:
        return "nothing can move: tokens wait at " + ", ".join(sorted(held))
    asked = sorted({token.task_spec.element.id for token in conditions})
    return "nobody changes what is waited for at " + ", ".join(asked) if asked else None


def questions(instance: Instance) -> Iterator[str]:
    """再问: the expressions that are asked again whenever the case moves: conditions that are waited for, and keys that are null."""
    case = instance.case
    for number in case.watch:
        token = case.tokens.get(number)
        if token is not None and (text := question_of(token)) is not None:
            yield text


def question_of(token: Token) -> str | None:
    """What one token asks again; None for an inclusive join."""
    element: Element = token.task_spec.element
    if element.event is None:
        return None
    return element.event.expression if element.event.kind == "conditional" else element.attributes.get("correlation")


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
