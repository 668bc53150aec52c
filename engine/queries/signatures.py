"""Signatures 签署 of the steps that several people sign, round by round."""

from sqlalchemy import select

from engine.model import Act, Case, Person, Task
from engine.packages.program import Program
from engine.queries.views import SignatureView
from engine.running.adding import KIND
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def signatures_of(uow: UnitOfWork, program: Program, case: Case) -> tuple[SignatureView, ...]:
    """Every signature asked for in a case, given or not, in the order in which they were asked for; none where nobody signs together."""
    rows = list(
        uow.session.execute(
            select(Task, Person.name, Act.by)
            .outerjoin(Person, Person.id == Task.assignee_id)
            .outerjoin(Act, (Act.task_id == Task.id) & (Act.kind == KIND) & Act.data["queued"].astext.is_(None))
            .where(Task.case_id == case.id, Task.round.is_not(None))
            .order_by(Task.item)
        )
    )
    rounds: dict[str, int] = {}
    for task, _, _ in rows:
        rounds[task.element] = max(rounds.get(task.element, 0), task.round or 0)
    return tuple(
        SignatureView(
            step=Text.of(task.name),
            person=task.done_by if task.state == "done" else holder or "",
            role_title=program.role_title(task.role),
            state=task.state,  # type: ignore[arg-type]  # what the engine writes
            outcome=program.outcome(task.outcome, case.process).title if task.outcome else None,
            opinion=task.opinion if task.state == "done" else "",
            at=task.done_at if task.state == "done" else None,
            added_by=added or "",
            current=task.round == rounds[task.element],
        )
        for task, holder, added in rows
    )
