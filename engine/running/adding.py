"""加签与减签: who may change the signers of a step while it is being signed."""

from dataclasses import dataclass

from engine.model import Act, Case, Task
from engine.packages.program import element_name
from engine.running.access import must_see
from engine.running.acts import acts_of
from engine.running.duties import must_be_apart, must_not_be_recused
from engine.running.signers import Queued, is_signed, queued_at
from engine.running.verbs import leads, must_allow, must_hold, stand_as_supervisor
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork

KIND = "signer"
PLACES = ("before", "parallel", "after")


def must_be_addable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor holds a signature of a step that several people can sign (`tb:signing`)."""
    element = must_hold(uow, by, task, case, "add_signer")
    if task.round is None or not is_signed(element):
        raise InvalidState("not_signed", step=element_name(element).to_json())


@dataclass(frozen=True, slots=True)
class Removable:
    """可减签: what somebody may take off at a task: the signature that is waited for (`own`), and turns that are still to come."""

    own: bool
    later: tuple[Queued, ...]


def must_be_removable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> Removable:
    """Check that a signature is still waited for or queued behind it, and that the actor asked for it or supervises the region.

    Raises:
        NotPermitted: neither; nobody takes themselves off. Or the actor did a step this one is kept apart from: a signature less may
            decide it.
        InvalidState: the step is not signed by several people, or the signature was given.
    """
    must_see(by, case)
    stand = stand_as_supervisor(by, task)
    must_not_be_recused(by, case, stand)
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    element = uow.program(case.release_id).element(task.process, task.element)
    must_allow(element, "remove_signer")
    if task.round is None or not is_signed(element):
        raise InvalidState("not_signed", step=element_name(element).to_json())
    must_be_apart(uow, by, task, case, stand)
    later = queued_at(uow, case, task)
    if leads(by, task):
        return Removable(True, later)
    added = acts_of(uow, case.id, KIND)
    asked = next((act for act in added if _asked_for(act, task)), None)
    mine = {act.to_id for act in added if act.data.get("queued") == task.round and act.by_id == by.user_id}
    found = Removable(asked is not None and asked.by_id == by.user_id, tuple(each for each in later if each.person_id in mine))
    if not found.own and not found.later:
        raise NotPermitted("signer_not_yours", by=asked.by if asked else "")
    return found


def _asked_for(act: Act, task: Task) -> bool:
    """Whether this 加签 is why the signature is asked for: at once, or because the turn of whoever was queued has come."""
    round_queued = act.data.get("queued")
    return act.task_id == task.id if round_queued is None else round_queued == task.round and act.to_id == task.assignee_id
