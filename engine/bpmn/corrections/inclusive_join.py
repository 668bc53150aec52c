"""Inclusive join: what the library does, and what happens instead.

Fault 1: an inclusive join fires early in loops.
Fault 2: it fires early beside sub-processes.
Fault 3: it fires early beside multi-instance tasks.

BPMN's rule is applied to the tokens that exist: the join waits as long as some token can still reach an entrance that is empty and
none that is filled. It is looked at only when nothing else can move.
"""

from SpiffWorkflow.bpmn.specs.defaults import InclusiveGateway

from engine.bpmn.corrections.flows import Inclusive
from engine.bpmn.corrections.tokens import Token, TokenSpec


class InclusiveJoin(Inclusive, InclusiveGateway):  # type: ignore[misc]  # the library's own bases disagree
    """包容网关: waits for every token that may still come."""

    def arrive(self, token: Token) -> bool:
        """Wait until nothing else can move."""
        if token.flow < 0:
            return True
        token.wait()
        token.workflow.top_workflow.watch.add(token.id)
        return False

    @property
    def reach(self) -> dict[TokenSpec, int]:
        """For every node, the entrances of this join (as bits) that a token there can reach without passing the join."""
        known: dict[TokenSpec, int] | None = self.__dict__.get("_reach")
        if known is None:
            known = self.__dict__["_reach"] = self._explore()
        return known

    def _explore(self) -> dict[TokenSpec, int]:
        """Backwards from every entrance, never through the join itself."""
        before: dict[TokenSpec, list[TokenSpec]] = {spec: [] for spec in self._wf_spec.nodes.values()}
        entrances: list[tuple[TokenSpec, int]] = []
        for spec in before:
            for arc in spec.arcs:
                before[arc.target].append(spec)
                if arc.target is self:
                    entrances.append((spec, 1 << arc.entrance))
            for boundary in spec.boundaries:
                before[boundary].append(spec)
        reach = dict.fromkeys(before, 0)
        for source, bit in entrances:
            todo = [source]
            while todo:
                spec = todo.pop()
                if spec is not self and not reach[spec] & bit:
                    reach[spec] |= bit
                    todo += before[spec]
        return reach

    def try_fire(self, waiting: Token) -> bool:
        """Fire if no token may still come by an empty entrance; the oldest waiting token moves on."""
        scope, filled, mine = waiting.workflow, 0, dict[int, Token]()
        for token in scope.tasks.values():
            if token.task_spec is self:
                filled |= 1 << token.flow
                mine.setdefault(token.flow, token)
        for token in scope.tasks.values():
            if token.task_spec is self or token.host or token.task_spec.is_listener:
                continue
            coming = self.reach.get(token.task_spec, 0)
            if coming & ~filled and not coming & filled:
                return False
        case = scope.top_workflow
        for token in mine.values():
            if token is not waiting:
                case.discard(token)
        case.watch.discard(waiting.id)
        waiting.move()
        return True
