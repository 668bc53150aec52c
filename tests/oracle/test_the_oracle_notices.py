"""A judge that never finds anything proves nothing: each correction is taken away, and the oracle must notice."""

from typing import Any

import pytest

from engine.bpmn.corrections import scoped_throw
from engine.bpmn.corrections.boundaries import Boundary
from engine.bpmn.corrections.ends import End
from engine.bpmn.corrections.event_subprocesses import Listener
from engine.bpmn.corrections.events import Catch
from engine.bpmn.corrections.flows import Exclusive, Inclusive
from engine.bpmn.corrections.inclusive_join import InclusiveJoin
from engine.bpmn.corrections.loops import Several
from engine.bpmn.corrections.parallel_join import ParallelJoin
from engine.bpmn.corrections.scopes import Scope
from engine.bpmn.corrections.waiting import Waiting
from engine.bpmn.runtime import jumping
from engine.bpmn.runtime.case import Case
from tests.oracle.duel import duel
from tests.oracle.seeds import of_seed
from tests.oracle.shrink import diagram_of

PROCESSES = 600


def _join_counts_tokens_not_flows(self: Any, token: Any) -> bool:
    needed = len(self.element.incoming)
    mine = [t for t in token.workflow.tasks.values() if t.task_spec is self]
    if needed < 2 or len(mine) >= needed:
        for other in mine:
            if other is not token:
                token.workflow.top_workflow.discard(other)
        return True
    token.wait()
    return False


def _inclusive_fires_at_once(self: Any, waiting: Any) -> bool:
    waiting.workflow.top_workflow.watch.discard(waiting.id)
    waiting.move()
    return True


def _inclusive_never_fires(self: Any, waiting: Any) -> bool:
    return False


def _any_catcher(candidates: Any, kind: str, code: str | None) -> Any:
    return next((spec for spec in candidates if spec.element.event.kind == kind), None)


def _skips_scopes(self: Any, token: Any) -> None:
    if token.inner is None:
        self.discard(token)


def _keeps_the_gateway(self: Any, token: Any) -> None:
    token.host, token.due = 0, None
    token.move()


def _ignores_completion(self: Any, body: Any) -> None:
    note = body.note
    if note["c"] + note["t"] >= note["n"]:
        self.close(body)
    elif rest := note.get("rest"):
        note["rest"] = rest[1:]
        self.spawn(body, note["n"] - len(rest), rest[0])


def _never_takes_over(self: Any, scope: Any) -> None:
    scope.interrupted = True


TAKES_OVER, STARTS, CHOOSES, ENDS = Listener.take_over, Listener.start, Inclusive.choose, End.done
ACTIVITIES = {"serviceTask", "receiveTask", "manualTask", "subProcess", "callActivity", "intermediateThrowEvent"}


def _takes_over_but_not_the_process(self: Any, scope: Any) -> None:
    if scope.holder is None:
        scope.interrupted = True
    else:
        TAKES_OVER(self, scope)


def _starts_in_sub_processes_only(self: Any, scope: Any) -> None:
    if scope.holder is not None and scope.holder.task_spec.element.kind != "callActivity":
        STARTS(self, scope)


def _starts_everywhere_but_in_called_processes(self: Any, scope: Any) -> None:
    if scope.holder is None or scope.holder.task_spec.element.kind != "callActivity":
        STARTS(self, scope)


def _conditions_of_user_tasks_only(self: Any, token: Any) -> Any:
    return self.arcs if self.element.kind in ACTIVITIES else CHOOSES(self, token)


def _errors_stay_in_called_processes(self: Any, token: Any) -> None:
    event, holder = self.element.event, token.workflow.holder
    if event is not None and event.kind == "error" and holder is not None and holder.task_spec.element.kind == "callActivity":
        token.workflow.top_workflow.discard(token)
        token.workflow.settle()
    else:
        ENDS(self, token)


MUTANTS: dict[str, tuple[Any, str, Any]] = {
    "a parallel join that counts tokens, whichever way they came": (ParallelJoin, "arrive", _join_counts_tokens_not_flows),
    "an inclusive join that fires at once": (InclusiveJoin, "try_fire", _inclusive_fires_at_once),
    "an inclusive join that never fires": (InclusiveJoin, "try_fire", _inclusive_never_fires),
    "an exclusive gateway that takes every flow": (Exclusive, "choose", Inclusive.choose),
    "an inclusive split that takes one flow": (Inclusive, "choose", lambda self, token: self.arcs[:1]),
    "an error caught by whatever code stands first": (scoped_throw, "catcher", _any_catcher),
    "a non-interrupting event that fires once": (Waiting, "rearm", lambda self, token: False),
    "a timer that never stops repeating": (Waiting, "rearm", lambda self, token: True),
    "sub-processes that survive their cancellation": (Case, "withdraw", _skips_scopes),
    "an event gateway that keeps its other events": (Catch, "fire", _keeps_the_gateway),
    "a completion condition that is ignored": (Several, "advance", _ignores_completion),
    "an event sub-process that does not interrupt": (Listener, "take_over", _never_takes_over),
    "boundary events nobody arms": (Boundary, "arm", lambda self, host: None),
    "a scope that never closes": (Scope, "settle", lambda self: None),
    "an event sub-process of the process itself that does not interrupt": (Listener, "take_over", _takes_over_but_not_the_process),
    "event sub-processes that start in sub-processes only": (Listener, "start", _starts_in_sub_processes_only),
    "event sub-processes that never start in called processes": (Listener, "start", _starts_everywhere_but_in_called_processes),
    "conditions that count behind user tasks only": (Inclusive, "choose", _conditions_of_user_tasks_only),
    "errors that stay in the called process": (End, "done", _errors_stay_in_called_processes),
    "jumps that leave listeners deaf": (jumping, "_revive", lambda scope: None),
    "jumps that leave behind what waits at the joins of a scope": (jumping, "_only_waits", lambda token: token.task_spec.is_listener),
    "jumps that leave a token behind": (jumping, "_withdraw", lambda token, stay: None),
    "errors that are caught nowhere": (scoped_throw, "_at_activity", lambda host, kind, code: False),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_the_oracle_notices(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    owner, name, broken = MUTANTS[mutant]
    monkeypatch.setattr(owner, name, broken)
    for seed in range(PROCESSES):
        try:
            duel(diagram_of(of_seed(seed)), seed)
        except Exception:  # noqa: BLE001
            return
    pytest.fail(f"{PROCESSES} processes and nobody noticed {mutant}")
