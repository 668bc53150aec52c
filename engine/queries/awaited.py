"""等待申报单位 what a case waits for from its applicant under a limit, when no task of theirs is open: the start of a linked case."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, CaseClock, Task
from engine.packages.program import Program
from engine.queries.clock_views import ClockView
from engine.queries.heads import Heads
from engine.queries.links import StartableLinked, StartableView
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

SENDING = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})


@dataclass(frozen=True, slots=True)
class Awaited:
    """待发起: the linked case whose message the case waits for, and the limit of the wait."""

    start: StartableView
    clock: ClockView


def awaited_of(uow: UnitOfWork, by: Actor, case: Case, heads: Heads) -> Awaited | None:
    """What the applicant has to start now, the most urgent first; None where nothing they may start is waited for under a limit."""
    program = uow.program(case.release_id)
    rows = [row for row in heads.rows_of(case) if row.kind == "case" and row.finished_at is None]
    waits = {row.id: messages for row in rows if (messages := _awaited_messages(program, case.process, row.element))}
    if case.status != "open" or not waits:
        return None
    startable = [each for each in StartableLinked(case_id=case.id).answer(uow, by) if each.may or each.draft_id]
    for row in sorted(rows, key=lambda row: (row.due_on is None, row.due_on or heads.today)):
        for each in startable:
            if waits.get(row.id, frozenset()) & _sent_messages(program, each.process):
                return Awaited(each, heads.clock(row))
    return None


def of_the_applicant(uow: UnitOfWork, case: Case, rows: Sequence[CaseClock]) -> frozenset[UUID | None]:
    """The clocks an applicant is shown: the limits of the case, and those of steps that are the applicant's own."""
    own = set(uow.session.scalars(select(Task.item).where(Task.case_id == case.id, Task.organisation_id.is_not(None))))
    return frozenset(row.id for row in rows if row.kind == "case" or row.token in own)


def _awaited_messages(program: Program, process: str, element: str) -> frozenset[str]:
    found = (program.definition.processes[name].elements.get(element) for name in program.reachable(process))
    return frozenset(
        node.event.name or "" for node in found if node is not None and node.event is not None and node.event.kind == "message"
    )


def _sent_messages(program: Program, process: str) -> frozenset[str]:
    """What the diagrams of a process send: the messages of its throwing events and send tasks."""
    return frozenset(
        node.event.name or ""
        for name in program.reachable(process)
        for node in program.definition.processes[name].elements.values()
        if node.event is not None and node.event.kind == "message" and node.kind in SENDING
    )
