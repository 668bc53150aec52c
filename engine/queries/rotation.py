"""Rotation 岗位轮换: who has held a post for longer than the parameter allows, or handled too much of one enterprise."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select, true

from engine.model import Case, Organisation, Person, PersonRole, Release, Task
from engine.packages.program import Program
from engine.queries.query import Query
from engine.running.access import visible_regions
from engine.running.verbs import SUPERVISOR
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

YEARS, CASES = "rotation_years", "rotation_cases"
"""The parameters: years in one post, and cases of one enterprise in twelve months; a program without them warns of nothing."""


@dataclass(frozen=True, slots=True)
class RotationView:
    """轮岗提醒: either a post held since a day (`enterprise` is ""), or `count` cases of one enterprise in twelve months (`since` is None).

    `most` is the parameter it is over: years, or cases.
    """

    person_id: UUID
    person: str
    office: str
    program: Text
    post: Text
    region: str
    since: date | None
    enterprise: str
    count: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotations(Query[tuple[RotationView, ...]]):
    """轮岗提醒, for administrators and, of their regions, supervisors; with `posts` only what the posts themselves say."""

    posts: bool = False

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[RotationView, ...]:
        """A warning and no more: nobody is kept from working by it."""
        if by.kind not in {"administrator", "system"} and SUPERVISOR not in by.roles:
            raise NotPermitted("role_needed", role=SUPERVISOR, region="")
        today = uow.now.astimezone(ZONE).date()
        current = select(Release.id).where(Release.current).order_by(Release.program)
        programs = [uow.program(each) for each in uow.session.scalars(current).all()]
        found = list(_held_long(uow, by, programs, today))
        if not self.posts:
            found += [each for program in programs for each in _much_of_one(uow, by, program, today)]
        return tuple(found)


def _held_long(uow: UnitOfWork, by: Actor, programs: list[Program], today: date) -> Iterator[RotationView]:
    """Posts held for longer than the first program that knows them allows; each post once."""
    limits: dict[str, tuple[int, Program]] = {}
    for program in programs:
        years = program.settings(today).get(YEARS)
        if years:
            limits |= {role: (int(years), program) for role in program.roles if role not in limits}
    mine = true() if by.kind != "officer" else visible_regions(by, PersonRole.region, SUPERVISOR)
    rows = uow.session.execute(
        select(PersonRole, Person, Organisation.name)
        .join(Person, Person.id == PersonRole.person_id)
        .join(Organisation, Organisation.id == Person.organisation_id)
        .where(PersonRole.role.in_(limits), Person.active, Person.kind == "officer", mine)
        .order_by(func.coalesce(PersonRole.since, func.date(Person.created_at)), Person.username, PersonRole.role)
    )
    for post, person, office in rows:
        years, program = limits[post.role]
        since = post.since or person.created_at.astimezone(ZONE).date()
        if _years_on(since, years) < today:
            told = program.role_title(post.role)
            yield RotationView(person.id, person.name, office, program.manifest.title, told, post.region, since, "", 0, years)


def _much_of_one(uow: UnitOfWork, by: Actor, program: Program, today: date) -> Iterator[RotationView]:
    """Who finished steps of more cases of one enterprise in twelve months than the parameter allows."""
    most = program.settings(today).get(CASES)
    if not most:
        return
    since = datetime.combine(_years_on(today, -1), time(), ZONE)
    cases: Any = func.count(Task.case_id.distinct())
    mine = true() if by.kind != "officer" else visible_regions(by, Task.region, SUPERVISOR)
    done = and_(Task.state == "done", Task.program == program.key, Task.done_at >= since, Task.organisation_id.is_(None))
    rows = uow.session.execute(
        select(Task.done_by_id, Case.organisation_id, cases, func.min(Task.region))
        .join(Case, Case.id == Task.case_id)
        .where(done, Task.done_by_id.is_not(None), Case.origin == "enterprise", mine)
        .group_by(Task.done_by_id, Case.organisation_id)
        .having(cases > int(most))
        .order_by(cases.desc(), Task.done_by_id, Case.organisation_id)
    ).all()
    for person_id, organisation_id, count, region in rows:
        person, enterprise = uow.session.get(Person, person_id), uow.session.get(Organisation, organisation_id)
        office = uow.session.get(Organisation, person.organisation_id) if person is not None else None
        if person is not None and enterprise is not None and person.active:
            named = office.name if office else ""
            yield RotationView(
                person.id, person.name, named, program.manifest.title, Text(""), region, None, enterprise.name, count, int(most)
            )


def _years_on(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
