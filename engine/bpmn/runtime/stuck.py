"""卡死: a case that has tokens, and nothing that could ever move them."""

from engine.bpmn.corrections.tokens import Token
from engine.bpmn.runtime.instance import Instance
from engine.bpmn.runtime.items import kind_of


def stuck(instance: Instance) -> str | None:
    """卡死: why the case can never move again, naming the nodes; None while something can happen."""
    case = instance.case
    if case.completed or any(_can_move(token) for token in case.tokens.values()):
        return None
    nodes = sorted({token.task_spec.element.id for token in case.tokens.values() if token.inner is None})
    return "nothing can move: tokens wait at " + ", ".join(nodes)


def _can_move(token: Token) -> bool:
    """Open work and waits on the way; events beside something else only when they would end it."""
    if kind_of(token) is None:
        return False
    spec = token.task_spec
    beside = spec.is_listener or spec.element.kind == "boundaryEvent"
    return bool(spec.element.interrupting) or not beside
