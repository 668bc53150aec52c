"""请示与批复: what the law leaves to the head of the office is asked for by the holder of a task and granted or refused by the head."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from engine.model import Act, Case, Task
from engine.packages.program import Program
from engine.running.access import must_see, stand_in_post
from engine.running.duties import must_be_apart, must_not_be_recused
from engine.running.verbs import SUPERVISOR, must_allow
from engine.sdk.actor import Actor, Stand
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
        NotPermitted: another post, only the actor's own requests wait: nobody grants what they asked for; or all
            of them at steps that are kept apart from one the actor did.
        InvalidState: nothing waits, or the case is closed.
    """
    must_see(by, case)
    program = uow.program(case.release_id)
    roles = heads_of(program)
    stand = stand_as_head(uow, by, case)
    must_not_be_recused(by, case, stand)
    if stand is None and not any(by.holds(role, case.region) for role in roles):
        raise NotPermitted("role_needed", role=program.role_title(min(roles)).to_json(), region=case.region)
    must_allow(program.element(task.process, task.element), "answer_request")
    if case.status != "open":
        raise InvalidState("case_not_open", status=case.status)
    waiting = open_requests(uow, case.id)
    if not waiting:
        raise InvalidState("request_none")
    others = [act for act in waiting if not asked_by(uow, act, by, stand)]
    if not others:
        raise NotPermitted("request_own")
    return _apart(uow, by, case, others, stand)


def _apart(uow: UnitOfWork, by: Actor, case: Case, waiting: Sequence[Act], stand: Stand | None) -> Sequence[Act]:
    """Those whose step is not kept apart from one the actor did; `NotPermitted` with the reason where that is none of them."""
    found, barred = [], None
    for act in waiting:
        try:
            must_be_apart(uow, by, uow.session.get_one(Task, act.task_id), case, stand)
        except NotPermitted as refusal:
            barred = barred or refusal
        else:
            found.append(act)
    if barred is not None and not found:
        raise barred
    return found


def stand_as_head(uow: UnitOfWork, by: Actor, case: Case) -> Stand | None:
    """The head the actor acts for in a case; None where they head the office themselves, or act for no head."""
    program = uow.program(case.release_id)
    return stand_in_post(by, program.key, heads_of(program), case.region)


def asked_by(uow: UnitOfWork, act: Act, by: Actor, stand: Stand | None) -> bool:
    """Whether a request is one's own, or of whom one acts for: asked by either, or by somebody in the name of either."""
    people = {by.user_id, stand.person_id if stand else by.user_id}
    task = uow.session.get(Task, act.task_id)
    return act.by_id in people or (task is not None and task.assignee_id in people)
