"""加签与减签: who may change the signers of a step while it is being signed."""

from sqlalchemy import select

from engine.model import Act, Case, Task
from engine.running.access import must_see
from engine.running.duties import must_not_be_recused
from engine.running.signers import is_signed
from engine.running.verbs import SUPERVISOR, must_allow, must_hold
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork

KIND = "signer"
PLACES = ("before", "parallel", "after")


def must_be_addable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that the actor holds a signature of a step that several people can sign (`tb:signing`)."""
    element = must_hold(uow, by, task, case, "add_signer")
    if task.round is None or not is_signed(element):
        raise InvalidState("not_signed", step=element.name)


def must_be_removable(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """Check that a signature is still waited for, and that the actor asked for it or supervises the region.

    Raises:
        NotPermitted: neither; nobody takes themselves off.
        InvalidState: the step is not signed by several people, or the signature was given.
    """
    must_see(by, case)
    must_not_be_recused(by, case)
    if task.state != "open":
        raise InvalidState(f"task_{task.state}", by=task.done_by, at=task.done_at, task=str(task.id))
    element = uow.program(case.release_id).element(task.process, task.element)
    must_allow(element, "remove_signer")
    if task.round is None or not is_signed(element):
        raise InvalidState("not_signed", step=element.name)
    if by.is_system or by.kind == "administrator" or by.holds(SUPERVISOR, task.region):
        return
    added = uow.session.scalar(select(Act).where(Act.case_id == case.id, Act.kind == KIND, Act.task_id == task.id))
    if added is None or added.by_id != by.user_id:
        raise NotPermitted("signer_not_yours", by=added.by if added else "")
