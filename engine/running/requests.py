"""请示与批复: what the law leaves to the head of the office is asked for by the holder of a task and granted or refused by the head."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from engine.model import Act, Case, Task
from engine.packages.program import Program
from engine.running.access import must_see
from engine.running.duties import must_not_be_recused
from engine.running.verbs import SUPERVISOR, must_allow
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotPermitted
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

EXTENSION = "extension"
SECOND_NOTICE = "second_notice"
TITLES: Mapping[str, Text] = {
    EXTENSION: Text("延期", "Extension"),
    SECOND_NOTICE: Text("再次补正", "Second correction"),
}
"""The kinds of acts that wait for the head."""


def heads_of(program: Program) -> frozenset[str]:
    """The roles that head the office: those the program marks, the supervisor's where it marks none."""
    return program.heads or frozenset({SUPERVISOR})


def open_requests(uow: UnitOfWork, case_id: UUID) -> Sequence[Act]:
    """What waits for the head in a case, the oldest first."""
    chosen = select(Act).where(Act.case_id == case_id, Act.kind.in_(tuple(TITLES)), Act.state == "open").order_by(Act.at)
    return uow.session.scalars(chosen).all()


def must_be_head(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> Sequence[Act]:
    """Check that the actor heads the office of the case and something waits for the head; returns what does.

    Raises:
        NotPermitted: another post, or only the actor's own requests wait: nobody grants what they asked for.
        InvalidState: nothing waits, or the case is closed.
    """
    must_see(by, case)
    must_not_be_recused(by, case)
    program = uow.program(case.release_id)
    roles = heads_of(program)
    if not any(by.holds(role, case.region) for role in roles):
        raise NotPermitted("role_needed", role=program.role_title(min(roles)).to_json(), region=case.region)
    must_allow(program.element(task.process, task.element), "answer_request")
    if case.status != "open":
        raise InvalidState("case_not_open", status=case.status)
    waiting = open_requests(uow, case.id)
    if not waiting:
        raise InvalidState("request_none")
    others = [act for act in waiting if act.by_id != by.user_id]
    if not others:
        raise NotPermitted("request_own")
    return others
