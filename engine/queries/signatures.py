"""Signatures 签署 of the steps that several people sign, round by round, and what they come to."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from engine.bpmn import Element, decode, queued
from engine.model import Act, Case, Person, Task
from engine.packages.program import Program
from engine.packages.shares import share_of
from engine.queries.views import SignatureView, SigningView
from engine.running.adding import KIND
from engine.running.signing import MAJORITY
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Signing:
    """签署 in a case: how each step counts, and every signature asked for, given or not, in the order in which they were asked for."""

    steps: tuple[SigningView, ...] = ()
    signatures: tuple[SignatureView, ...] = ()


def signing_of(uow: UnitOfWork, program: Program, case: Case) -> Signing:
    """What is signed in a case; empty where nobody signs together."""
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
    signatures = tuple(
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
    tasks = [task for task, _, _ in rows]
    return Signing(tuple(_counted(program, case, tasks, element, body) for element, body in rounds.items()), signatures)


def _counted(program: Program, case: Case, tasks: list[Task], element: str, body: int) -> SigningView:
    """The newest round of one step: how it counts, who of it has signed, who is waited for, and the outcome once there is one."""
    there = [task for task in tasks if task.element == element and task.round == body]
    step = program.element(there[0].process, element)
    facts = case.facts.get(element)
    told: Mapping[str, object] = facts if isinstance(facts, Mapping) and facts.get("round") == body else {}
    outcome = str(told.get("outcome") or "")
    share, more_than = share_of(step.attributes.get("ratio", "") or MAJORITY)
    return SigningView(
        step=Text.of(there[0].name),
        kind=step.attributes.get("signing", "one"),
        share=f"{share.numerator}/{share.denominator}",
        more_than=more_than,
        agreement=program.outcome((step.attributes.get("outcomes", "").split() or [""])[0], case.process).title,
        signed=sum(task.state == "done" for task in there),
        agreed=int(str(told.get("agreed") or 0)),
        waiting=sum(task.state == "open" for task in there) + _turns(program, case, step, there, body),
        outcome=program.outcome(outcome, case.process).title if outcome else None,
    )


def _turns(program: Program, case: Case, step: Element, there: list[Task], body: int) -> int:
    """Of a step that is signed in turn: how many turns are still to come."""
    if step.loop is None or step.loop.kind != "sequential" or case.state is None or all(task.state != "open" for task in there):
        return 0
    return len(queued(decode(case.state, program.definition), body))
