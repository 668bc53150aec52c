"""Who may call back a bad rating 差评回访: supervisors of the region who had no hand in the case or its family."""

from uuid import UUID

from sqlalchemy import or_, select

from engine.model import Case, Rating
from engine.running.duties import must_not_be_recused
from engine.running.links import plan_of
from engine.running.verbs import SUPERVISOR
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted
from engine.store.unit_of_work import UnitOfWork

GRADES = (5, 4, 3, 2, 1)
"""非常满意, 满意, 基本满意, 不满意, 非常不满意."""
BAD = frozenset({1, 2})
"""Grades that are called back."""


def called_back(uow: UnitOfWork, by: Actor, rating_id: UUID) -> Rating:
    """A rating that is called back, locked, for a supervisor of its region; `NotFound` or `NotPermitted` otherwise."""
    rating = uow.session.get(Rating, rating_id, with_for_update=True)
    if rating is None or not rating.state or not by.sees(rating.region):
        raise NotFound("rating_not_found", rating=str(rating_id))
    if not by.holds(SUPERVISOR, rating.region):
        raise NotPermitted("role_needed", role=SUPERVISOR, region=rating.region)
    return rating


def must_be_outside(uow: UnitOfWork, by: Actor, rating: Rating) -> None:
    """`NotPermitted` for whoever did a step of the case, of its plan or of another linked case, or is recused from it."""
    case = uow.session.get_one(Case, rating.case_id)
    must_not_be_recused(by, case)
    plan = plan_of(case)
    for hands in uow.session.scalars(select(Case.hands).where(or_(Case.id == plan, Case.parent_id == plan))):
        if str(by.user_id) in hands:
            raise NotPermitted("callback_handler")
