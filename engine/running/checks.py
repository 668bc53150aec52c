"""审批动作的条件: whether a verb is open to somebody at a task, one check a verb: what a page offers is what the command allows."""

from collections.abc import Callable, Mapping

from engine import bpmn
from engine.model import Case, Task
from engine.running.acts import acts_of
from engine.running.adding import must_be_addable, must_be_removable
from engine.running.asking_again import must_be_askable
from engine.running.copies import must_be_copyable
from engine.running.delegation import must_be_answerable
from engine.running.extension import must_be_extendable
from engine.running.going_back import done_in, earlier
from engine.running.recall import must_be_recallable
from engine.running.recusal import must_be_recusable
from engine.running.requests import must_be_head
from engine.running.verbs import must_be_remindable, must_hold, must_lead
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork

Check = Callable[[UnitOfWork, Actor, Task, Case], object]


def _held(verb: str) -> Check:
    return lambda uow, by, task, case: must_hold(uow, by, task, case, verb)


def _stoppable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    must_hold(uow, by, task, case, "stop")
    for standing in acts_of(uow, case.id, "stop", "open"):
        raise InvalidState("case_stopped_by", by=standing.by, at=standing.at)


def _returnable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    must_hold(uow, by, task, case, "send_back")
    program = uow.program(case.release_id)
    item = bpmn.decode(case.state or b"", program.definition).item(task.item)
    if item is None or not earlier(program, item, done_in(uow, case.id)):
        raise InvalidState("send_back_first")


def _resumable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    must_hold(uow, by, task, case, "resume")
    if not acts_of(uow, case.id, "stop", "open"):
        raise InvalidState("case_not_stopped")


CHECKS: Mapping[str, Check] = {
    "transfer": _held("transfer"),
    "delegate": _held("delegate"),
    "answer": must_be_answerable,
    "assign": lambda uow, by, task, case: must_lead(uow, by, task, case, "assign"),
    "add_signer": must_be_addable,
    "remove_signer": must_be_removable,
    "send_back": _returnable,
    "copy": must_be_copyable,
    "remind": must_be_remindable,
    "recall": must_be_recallable,
    "stop": _stoppable,
    "resume": _resumable,
    "extend": must_be_extendable,
    "answer_request": must_be_head,
    "second_notice": must_be_askable,
    "recuse": must_be_recusable,
    "terminate": _held("terminate"),
}
"""Each refuses with its reason unless the actor may use the verb on the task now; what the verb asks for is checked by the verb."""
