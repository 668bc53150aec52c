"""卡死: a case that has tokens, and nothing that could ever move them."""

from engine.bpmn.runtime.instance import Instance
from engine.bpmn.runtime.items import kind_of


def stuck(instance: Instance) -> str | None:
    """卡死: why the case can never move again, naming the nodes; None while something can happen.

    An event that waits can happen, whether it interrupts what it waits beside or not: its way may lead to the join others wait at.
    """
    case = instance.case
    if case.completed or any(kind_of(token) is not None for token in case.tokens.values()):
        return None
    nodes = sorted({token.task_spec.element.id for token in case.tokens.values() if token.inner is None})
    return "nothing can move: tokens wait at " + ", ".join(nodes)
