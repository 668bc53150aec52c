"""Sequence flows: what the library does, and what happens instead.

Fault 1: conditions of flows that leave a task are ignored or refused.
Fault 2: two flows to one target are one.

Every node chooses among its outgoing flows by the same two rules: exclusive (the first that holds) or inclusive (all that hold);
the default is taken when nothing else is.
"""

from engine.bpmn.corrections.tokens import Arc, Token, TokenSpec
from engine.bpmn.refusals import NoFlowTaken


def holds(arc: Arc, token: Token) -> bool:
    """Whether the condition of a flow holds now; a flow without one always holds."""
    condition = arc.flow.condition
    if condition is None:
        return True
    case = token.workflow.top_workflow
    return case.env.evaluate(condition, case.where(token)) is True


class Inclusive(TokenSpec):
    """Tasks, events and inclusive gateways: every flow whose condition holds."""

    conditional = False

    def choose(self, token: Token) -> tuple[Arc, ...]:
        """The flows to take."""
        if not self.conditional:
            return self.arcs
        taken = tuple(arc for arc in self.arcs if not arc.flow.default and holds(arc, token))
        return taken or _default(self)


class Exclusive(TokenSpec):
    """Exclusive gateways: the first flow, in document order, whose condition holds."""

    def choose(self, token: Token) -> tuple[Arc, ...]:
        """The flow to take."""
        for arc in self.arcs:
            if not arc.flow.default and holds(arc, token):
                return (arc,)
        return _default(self) if self.arcs else ()


def _default(spec: TokenSpec) -> tuple[Arc, ...]:
    taken = tuple(arc for arc in spec.arcs if arc.flow.default)
    if not taken:
        raise NoFlowTaken(spec.element.id, "no condition holds and there is no default flow")
    return taken
