"""What belongs to which list of the queue, as conditions that one stretch of one index answers each."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, false, or_, select

from engine.model import Act, Task
from engine.running.access import prefix_of
from engine.running.delegation import KIND as DELEGATION
from engine.sdk.actor import Actor, within

LONGEST_WARNING = timedelta(days=31)
"""Five working days before a due date lie within this, whatever holidays are between."""
WHOSE_TURN: Mapping[str, ColumnElement[bool]] = {
    "free": and_(Task.organisation_id.is_(None), Task.assignee_id.is_(None)),
    "applicant": Task.organisation_id.is_not(None),
}


def pools_of(by: Actor) -> list[ColumnElement[bool]]:
    """Open tasks that nobody holds, one condition for each of the actor's posts."""
    return [
        and_(Task.state == "open", Task.role == role, _in(area), Task.organisation_id.is_(None), Task.assignee_id.is_(None))
        for role, area in _widest(by)
    ]


def pool_of(by: Actor) -> ColumnElement[bool]:
    """Open tasks for one of the actor's posts that nobody holds."""
    return or_(false(), *pools_of(by))


def held_by(by: Actor) -> ColumnElement[bool]:
    """Open tasks the actor holds."""
    return and_(Task.state == "open", Task.assignee_id == by.user_id) if by.user_id is not None else false()


def entrusted_to(by: Actor) -> list[ColumnElement[bool]]:
    """委托给我: open tasks on which somebody asked for the actor's opinion, and those of whom they act for today."""
    lent = select(Act.task_id).where(Act.kind == DELEGATION, Act.to_id == by.user_id, Act.state == "open")
    parts: list[ColumnElement[bool]] = [and_(held_by(by), Task.id.in_(lent))]
    for stand in by.stands_for:
        theirs = and_(Task.state == "open", Task.assignee_id == stand.person_id)
        parts.append(theirs & Task.program.in_(stand.programs) if stand.programs else theirs)
    return parts


def in_office_of(by: Actor) -> list[ColumnElement[bool]]:
    """辖区: every open task of the areas of the actor's posts, one condition for each area that lies in no other."""
    return [and_(Task.state == "open", _in(area)) for area in areas_of(by)]


def areas_of(by: Actor) -> list[str]:
    """The areas of the actor's posts, without those that lie in another."""
    areas = {area for _, area in by.posts}
    return sorted(area for area in areas if not any(area != wider and within(area, wider) for wider in areas))


def lit(light: str, today: date) -> tuple[ColumnElement[bool], ...]:
    """The SQL conditions of a light: what the projection of the clock would say today. Each is one stretch of an index in the order of
    the due dates, and no task fits two of them.
    """
    if light == "grey":
        return (and_(Task.stopped),)
    if light == "red":
        return (and_(Task.due_on.is_not(None), Task.due_on < today),)
    if light == "yellow":
        return (and_(Task.due_on >= today, Task.yellow_on <= today),)
    not_yet = or_(Task.yellow_on.is_(None), Task.yellow_on > today)
    return and_(~Task.stopped, Task.due_on >= today, not_yet), and_(~Task.stopped, Task.due_on.is_(None))


def _widest(by: Actor) -> list[tuple[str, str]]:
    """The posts without those that lie in another post of the same role."""
    posts = sorted(by.posts)
    return [
        (role, area) for role, area in posts if not any(role == other and area != wider and within(area, wider) for other, wider in posts)
    ]


def _in(area: str) -> ColumnElement[bool]:
    """A district by its code, so that the index keeps the order of what follows; a city or province by its prefix."""
    prefix = prefix_of(area)
    return Task.region == area if len(prefix) == len(area) else Task.region.like(prefix + "%")
