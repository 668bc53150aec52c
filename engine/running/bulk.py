"""批量办理的条件: what may be done to many tasks at once, and what stands against one of them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from engine import bpmn
from engine.bpmn import Element
from engine.model import Attachment, Bulk, BulkItem, Case, IncidentRow, Task
from engine.packages.functions import host_functions
from engine.packages.program import Program
from engine.running.access import must_do
from engine.running.benefits import hits_of, refusal
from engine.running.delegation import must_be_ones_own
from engine.running.duties import must_be_fit
from engine.running.flags import must_be_in_turn
from engine.running.going_back import lies_ahead
from engine.running.materials import missed
from engine.running.people import name_of
from engine.running.prechecks import ASKED, FAILED, answered
from engine.running.suspension import must_run
from engine.running.verbs import must_be_remindable, must_hold
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

CLAIM, TRANSFER, REMIND, APPROVE = "claim", "transfer", "remind", "approve"
TITLES = {
    CLAIM: Text("批量领取", "Claim together"),
    TRANSFER: Text("批量转办", "Transfer together"),
    REMIND: Text("批量催办", "Remind together"),
    APPROVE: Text("批量办理", "Decide together"),
}
EVERY = frozenset(TITLES)
DECIDING = frozenset({APPROVE})
"""What decides something: a sample of it is opened first. Claiming, giving and reminding decide nothing: no case moves on by them."""
MOST = 200
UNDO = timedelta(seconds=30)
"""How long a person may take it back; nothing leaves before."""
YOURS = Text("已由您领取。", "You hold it already.")
MARKED_WRONG = ("fail", "missing")


def outcomes_in_bulk(element: Element) -> tuple[str, ...]:
    """The outcomes that `tb:bulk` lets people choose for many tasks at once."""
    return tuple(element.attributes.get("bulk", "").split())


def refusal_of(uow: UnitOfWork, by: Actor, verb: str, task: Task, case: Case) -> Text | None:
    """Why this verb cannot be used on this task together with others; None where it can."""
    try:
        if verb == CLAIM and task.assignee_id == by.user_id:
            return YOURS
        if verb == REMIND:
            must_be_remindable(uow, by, task, case)
        elif verb == TRANSFER:
            must_hold(uow, by, task, case, "transfer")
        else:
            must_do(by, task, case, name_of(uow, task.assignee_id), uow.now)
            must_be_fit(uow, by, task, case)
        if verb == APPROVE:
            must_be_ones_own(task)
            must_run(case)
            must_be_in_turn(task, lambda: uow.open_tasks(case))
    except Rejection as refusal:
        return said(refusal)
    return _not_green(uow, task, case) if verb == APPROVE else None


def said(refusal: Rejection) -> Text:
    """A refusal as one sentence; of many faults the first."""
    return refusal.errors[0].text if isinstance(refusal, InvalidInput) and refusal.errors else sentence_of(refusal)


def _not_green(uow: UnitOfWork, task: Task, case: Case) -> Text | None:
    """Whether the diagram allows it, the limit of the step runs, and every check is green: what a machine doubts, a person looks at."""
    program = uow.program(case.release_id)
    element = program.element(task.process, task.element)
    if not outcomes_in_bulk(element):
        return Text(f"流程图不允许批量办理“{element.name}”。", f'The diagram does not let "{element.name}" be decided together.')
    if task.due_on is not None and not task.stopped and task.due_on < uow.now.astimezone(ZONE).date():
        return Text(f"已超期（{task.due_on} 到期），须逐件办理。", f"Overdue since {task.due_on}: to be decided by itself.")
    return doubt_of(uow, task, case, open_too=True)


def doubt_of(uow: UnitOfWork, task: Task, case: Case, *, open_too: bool = False) -> Text | None:
    """What is wrong in a case, or with `open_too` what nobody has answered yet, as one sentence; None where everything is green.

    Looked at are the checks of the submission, the marks of the materials, benefits that exclude each other, and whether the case is
    parked.
    """
    doubtful = [title for title, result in _doubtful(uow, uow.program(case.release_id), task, case) if open_too or result == FAILED]
    if doubtful:
        zh, en = "、".join(each.zh for each in doubtful), ", ".join(each.in_("en") for each in doubtful)
        return Text(f"预审未全部通过：{zh}。", f"Not every check is green: {en}.")
    wrong = select(Attachment.name).where(Attachment.case_id == case.id, Attachment.removed_at.is_(None), Attachment.mark.in_(MARKED_WRONG))
    name = uow.session.scalar(wrong.limit(1))
    if name is None and (missing := missed(uow, case)) is not None:
        name = missing.zh
    if name:
        return Text(f"材料“{name}”核验不合格或缺件。", f'"{name}" is marked wrong or missing.')
    if hits := hits_of(uow, case):
        return sentence_of(refusal(hits))
    parked = select(IncidentRow.id).where(IncidentRow.case_id == case.id, IncidentRow.state == "open").limit(1)
    if uow.session.scalar(parked) is not None:
        return Text("办件异常挂起，须先由管理员处理。", "The case is parked: an administrator has to see to it first.")
    return None


def _doubtful(uow: UnitOfWork, program: Program, task: Task, case: Case) -> list[tuple[Text, str]]:
    """What is not green, and how: failed, or not answered, unless nothing was found and a step still to come answers it."""
    specs = {spec.key: spec for spec in program.manifest.checks_of(case.process)}
    found = []
    for record in case.facts.get("checks", {}).get("results", ()):
        result, spec = record["result"], specs.get(record["key"])
        if result == ASKED and spec is not None and spec.asked:
            result, _ = answered(spec, case.facts, host_functions(uow.calendar))
            if result == ASKED and not record["said"] and _answers_later(program, task, case, spec.asked):
                continue
        if result in (ASKED, FAILED):
            found.append((Text.of(record["title"]), result))
    return found


def _answers_later(program: Program, task: Task, case: Case, element: str) -> bool:
    item = bpmn.decode(case.state or b"", program.definition).item(task.item)
    return item is not None and lies_ahead(program, item, element)


def own_bulk(uow: UnitOfWork, by: Actor, bulk_id: UUID) -> Bulk:
    """Somebody's own bulk work, locked; `NotFound` where it is nobody's or somebody else's."""
    row = uow.session.get(Bulk, bulk_id, with_for_update=True)
    if row is None or row.person_id != by.user_id:
        raise NotFound("bulk_not_found", bulk=str(bulk_id))
    return row


def items_of(uow: UnitOfWork, bulk: Bulk, state: str) -> list[BulkItem]:
    """The items of a bulk in a state."""
    chosen = select(BulkItem).where(BulkItem.bulk_id == bulk.id, BulkItem.state == state)
    return list(uow.session.scalars(chosen.order_by(BulkItem.group, BulkItem.task_id)))


def must_be_proposed(bulk: Bulk) -> None:
    """`InvalidState` where it was confirmed or taken back before."""
    if bulk.state != "proposed":
        raise InvalidState("bulk_confirmed")


def must_have_some(tasks: tuple[UUID, ...]) -> None:
    """`InvalidInput` where nothing was chosen, or too much."""
    if not tasks:
        raise InvalidInput([FieldError("task", "请先勾选任务。", "Choose some tasks first.", code="required")])
    if len(tasks) > MOST:
        raise InvalidInput([FieldError("task", f"一次最多 {MOST} 件。", f"At most {MOST} at a time.", code="too_many")])
