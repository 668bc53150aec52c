"""What administrators look at 系统管理."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, tuple_

from engine.calendar.calendar import ONE_DAY
from engine.model import (
    CalendarYear,
    Case,
    CaseClock,
    Event,
    Organisation,
    Person,
    PersonRole,
    Region,
    Release,
    ReleaseFile,
    SignedSession,
)  # fmt: skip
from engine.packages.program import diagram_titles
from engine.packages.rates import DEPARTMENTS
from engine.queries.admin_views import CalendarView, DayView, PersonView, ReleaseView
from engine.queries.cursors import like, read_cursor, write_cursor
from engine.queries.query import Query
from engine.queries.timeline import event_view
from engine.queries.views import Page
from engine.running.absences import stands_of
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.masking import mask_phone
from engine.sdk.text import Text
from engine.security.tokens import token_digest
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class SessionView:
    """A signed-in session: who, the CSRF token, and how the person likes pages."""

    actor: Actor
    csrf: str
    language: str
    theme: str
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionActor(Query[SessionView | None]):
    """Who a session token belongs to; None when it is unknown, expired, or the account disabled."""

    token: str

    def answer(self, uow: UnitOfWork, by: Actor) -> SessionView | None:
        """One statement for the person, one for the posts, one for whom they act for."""
        row = uow.session.execute(
            select(SignedSession.csrf, Person, Organisation)
            .join(Person, Person.id == SignedSession.person_id)
            .join(Organisation, Organisation.id == Person.organisation_id)
            .where(SignedSession.token_hash == token_digest(self.token), SignedSession.expires_at > uow.now, Person.active)
        ).one_or_none()
        if row is None:
            return None
        csrf, person, organisation = row
        posts = uow.session.execute(select(PersonRole.role, PersonRole.region).where(PersonRole.person_id == person.id))
        actor = Actor(
            person.id,
            person.name,
            person.kind,  # type: ignore[arg-type]  # written by AddPerson, which checks it
            organisation.id,
            organisation.name,
            frozenset((role, region) for role, region in posts),
            person.language,
            stands_of(uow, person.id),
        )
        return SessionView(actor, csrf, person.language, person.theme, person.username)


def _people(uow: UnitOfWork, people: Sequence[Person]) -> tuple[PersonView, ...]:
    ids = [person.id for person in people]
    posts: dict[UUID, list[tuple[str, str]]] = {}
    for row in uow.session.scalars(select(PersonRole).where(PersonRole.person_id.in_(ids)).order_by(PersonRole.role, PersonRole.region)):
        posts.setdefault(row.person_id, []).append((row.role, row.region))
    organisations = {
        each.id: each
        for each in uow.session.scalars(select(Organisation).where(Organisation.id.in_({person.organisation_id for person in people})))
    }
    return tuple(
        PersonView(
            person_id=person.id,
            username=person.username,
            name=person.name,
            kind=person.kind,
            organisation_id=person.organisation_id,
            organisation=organisations[person.organisation_id].name,
            region=organisations[person.organisation_id].region,
            roles=tuple(posts.get(person.id, ())),
            phone=mask_phone(uow.keyring.unseal(person.phone_sealed, "person", "phone", str(person.id))) if person.phone_sealed else "",
            active=person.active,
            locked=bool(person.locked_until and person.locked_until > uow.now),
        )
        for person in people
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class People(Query[Page]):
    """人员, by user name; `text` searches names and organisations; a whole phone number finds its owner by the blind index."""

    text: str = ""
    kind: str = ""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `PersonView`; phones are masked."""
        must_be(by, "administrator")
        chosen = select(Person).join(Organisation, Organisation.id == Person.organisation_id)
        if self.kind:
            chosen = chosen.where(Person.kind == self.kind)
        if self.text.strip():
            pattern = like(self.text)
            chosen = chosen.where(
                or_(
                    Person.username.ilike(pattern),
                    Person.name.ilike(pattern),
                    Organisation.name.ilike(pattern),
                    Person.phone_index == uow.keyring.blind_index("phone", self.text.strip()),
                )
            )
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        if self.after:
            chosen = chosen.where(Person.username > read_cursor(self.after, str, str)[0])
        people = list(uow.session.scalars(chosen.order_by(Person.username).limit(self.size + 1)))
        following = write_cursor(people[self.size - 1].username, str(people[self.size - 1].id)) if len(people) > self.size else None
        return Page(_people(uow, people[: self.size]), total, following)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail(Query[PersonView]):
    """One person."""

    person_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> PersonView:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        person = uow.session.get(Person, self.person_id)
        if person is None:
            raise NotFound("person_not_found", person=str(self.person_id))
        return _people(uow, [person])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisations(Query[tuple[tuple[UUID, str], ...]]):
    """单位 by name."""

    kind: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[UUID, str], ...]:
        """Id and name."""
        must_be(by, "administrator")
        chosen = select(Organisation.id, Organisation.name).order_by(Organisation.name)
        if self.kind:
            chosen = chosen.where(Organisation.kind == self.kind)
        return tuple((organisation_id, name) for organisation_id, name in uow.session.execute(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Regions(Query[tuple[tuple[str, Text, str | None], ...]]):
    """行政区划: code, name and parent, in the order of codes."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[str, Text, str | None], ...]:
        """Public knowledge."""
        rows = uow.session.execute(select(Region.code, Region.name_zh, Region.name_en, Region.parent).order_by(Region.code))
        return tuple((code, Text(zh, en or ""), parent) for code, zh, en, parent in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleNames(Query[tuple[tuple[str, Text], ...]]):
    """岗位 of all current releases, and those that stand for a department when rates change."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[tuple[str, Text], ...]:
        """Key and title, each once."""
        roles: dict[str, Text] = {}
        for release in uow.session.scalars(select(Release).where(Release.current).order_by(Release.program)):
            for key, title in uow.program(release.id).roles.items():
                roles.setdefault(key, title)
        return (*roles.items(), *DEPARTMENTS.items())


def _release(uow: UnitOfWork, release: Release) -> ReleaseView:
    files = uow.session.execute(
        select(ReleaseFile.path, func.length(ReleaseFile.content)).where(ReleaseFile.release_id == release.id).order_by(ReleaseFile.path)
    )
    open_cases = uow.session.scalar(select(func.count()).select_from(Case).where(Case.release_id == release.id, Case.status == "open"))
    return ReleaseView(
        release.id,
        release.program,
        Text.of(release.title),
        release.number,
        release.version,
        release.digest,
        release.current,
        release.published_at,
        release.published_by,
        release.note,
        tuple((path, size) for path, size in files),
        open_cases or 0,
        release.effective_on,
        release.planned,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases(Query[tuple[ReleaseView, ...]]):
    """发布版本, the newest of each program first."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[ReleaseView, ...]:
        """All of them."""
        must_be(by, "administrator")
        rows = uow.session.scalars(select(Release).order_by(Release.program, Release.number.desc())).all()
        return tuple(_release(uow, row) for row in rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseDetail(Query[ReleaseView]):
    """One release."""

    release_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> ReleaseView:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        row = uow.session.get(Release, self.release_id)
        if row is None:
            raise NotFound("release_not_found", release=str(self.release_id))
        return _release(uow, row)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseFileContent(Query[bytes]):
    """A file of a release, byte for byte."""

    release_id: UUID
    path: str

    def answer(self, uow: UnitOfWork, by: Actor) -> bytes:
        """`NotFound` when there is none."""
        must_be(by, "administrator")
        content = uow.session.scalar(
            select(ReleaseFile.content).where(ReleaseFile.release_id == self.release_id, ReleaseFile.path == self.path)
        )
        if content is None:
            raise NotFound("file_not_found", file=self.path)
        return content


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagramTitles(Query[Mapping[str, Text]]):
    """流程图名称 of a release, by file."""

    release_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> Mapping[str, Text]:
        """`NotFound` when there is no such release."""
        must_be(by, "administrator")
        if uow.session.get(Release, self.release_id) is None:
            raise NotFound("release_not_found", release=str(self.release_id))
        return diagram_titles(uow.program(self.release_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOf(Query[CalendarView]):
    """工作日历 of a year."""

    year: int

    def answer(self, uow: UnitOfWork, by: Actor) -> CalendarView:
        """Every day with what it is, and how many open clocks lean on unpublished years."""
        calendar = uow.calendar
        published = {row.year: row for row in uow.session.scalars(select(CalendarYear))}
        days = []
        day = date(self.year, 1, 1)
        while day.year == self.year:
            special = calendar.day(day)
            days.append(
                DayView(day, calendar.is_workday(day), special.kind.value if special else "", special.name if special else Text(""))
            )
            day += ONE_DAY
        provisional = uow.session.scalar(
            select(func.count()).select_from(CaseClock).where(CaseClock.finished_at.is_(None), CaseClock.provisional)
        )
        this_year = uow.now.astimezone(ZONE).year
        return CalendarView(
            self.year,
            self.year in published,
            published[self.year].basis if self.year in published else "",
            tuple(days),
            tuple(sorted({*published, this_year, this_year + 1, self.year})),
            sum(each.workday for each in days),
            provisional or 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLog(Query[Page]):
    """审计日志, the newest first; `text` searches actors and case numbers; days are inclusive."""

    text: str = ""
    actor: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    after: str | None = None
    size: int = 100

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `EventView` with the case's number; `total` is -1: a log is not counted."""
        must_be(by, "administrator")
        chosen = select(Event, Case.number).outerjoin(Case, Case.id == Event.case_id)
        if self.kind:
            chosen = chosen.where(Event.kind == self.kind)
        if self.actor:
            chosen = chosen.where(Event.actor.ilike(like(self.actor)))
        if self.text.strip():
            chosen = chosen.where(
                or_(Event.actor.ilike(like(self.text)), Case.number.ilike(like(self.text)), Event.organisation.ilike(like(self.text)))
            )
        if self.since:
            chosen = chosen.where(Event.at >= datetime.combine(self.since, datetime.min.time(), ZONE))
        if self.until:
            chosen = chosen.where(Event.at < datetime.combine(self.until + timedelta(days=1), datetime.min.time(), ZONE))
        if self.after:
            at, event_id = read_cursor(self.after, datetime.fromisoformat, int)
            chosen = chosen.where(tuple_(Event.at, Event.id) < (at, event_id))
        rows: list[Any] = list(uow.session.execute(chosen.order_by(Event.at.desc(), Event.id.desc()).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        following = write_cursor(rows[-1][0].at.isoformat(), rows[-1][0].id) if more else None
        return Page(tuple(event_view(event, number) for event, number in rows), -1, following)
