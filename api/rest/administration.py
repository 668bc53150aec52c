"""REST: people, releases, the working-day calendar, the audit log and incidents, for administrators."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, File, Path, Query, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.arrangement_files import MOST_BYTES, read_arrangement, template
from api.deps import Acting, Asking, BearerActor
from api.downloads import WORKBOOK, bytes_answer
from api.rest.kinds import READ, WRITE, Cursor, Paged, Paragraph, Word
from engine.calendar.arrangement import ListedDay
from engine.commands import (
    AddPerson,
    CalendarChanged,
    ChangePerson,
    ImportCalendarYear,
    PersonAdded,
    RetryIncident,
    RetryIncidents,
    SendMessage,
    SetCalendarDays,
    SetPassword,
)
from engine.queries import (
    AuditLog,
    CalendarEffect,
    CalendarOf,
    Incidents,
    Organisations,
    People,
    PersonDetail,
    PreviewDays,
    PreviewYear,
    Regions,
    ReleaseDetail,
    ReleaseFileContent,
    Releases,
    RoleNames,
    SubstitutesOf,
    SubstitutesView,
    VerifyChain,
    VerifyTrail,
)
from engine.queries.admin_views import CalendarView, IncidentView, PersonView, ReleaseView
from engine.queries.views import EventView
from engine.sdk.errors import NotPermitted
from engine.sdk.text import Text


def administrator(actor: BearerActor) -> None:
    """Everything here is for administrators, also what the engine would tell others."""
    if actor.kind != "administrator":
        raise NotPermitted("not_for_you", needed="administrator")


router = APIRouter(prefix="/admin", tags=["administration"], dependencies=[Depends(administrator)])

Kind = Literal["enterprise", "officer", "administrator"]


class NewPerson(BaseModel):
    """A person who may sign in. Without a password one is made up and answered once."""

    username: Word = Field(min_length=1, examples=["zhoumin"])
    name: Word = Field(min_length=1, examples=["周敏"])
    kind: Kind
    organisation_id: UUID
    roles: tuple[tuple[Word, Word], ...] = Field(default=(), description="Pairs of role and region", examples=[[["acceptance", "440106"]]])
    phone: Word = ""
    password: Word | None = None


class PersonChange(BaseModel):
    """What a person is from now on."""

    name: Word = Field(min_length=1)
    roles: tuple[tuple[Word, Word], ...] = ()
    phone: Word | None = Field(default=None, description="None leaves it, empty takes it away")
    active: bool = True


class NewPassword(BaseModel):
    """A password set by an administrator; without one, one is made up."""

    password: Word | None = None


class PasswordSet(BaseModel):
    """The password, shown this once."""

    password: str


class Day(BaseModel):
    """What one day is."""

    kind: Literal["make_up", "holiday", ""] = Field(description="Empty: what its weekday says")
    note: Word = ""


class CalendarDays(BaseModel):
    """Days that differ from the ordinary week, and the document that says so."""

    days: dict[date, Day]
    basis: Paragraph = Field(min_length=1, examples=["国办发明电〔2026〕7号"])
    publish: int | None = Field(default=None, ge=2008, le=2100, description="The year whose official notice is out")
    sure: bool = Field(default=False, description="Keep it although something about a published year is unusual")


class Named(BaseModel):
    """A key and what it is called."""

    key: str
    title: Text


class Place(BaseModel):
    """A region by GB/T 2260."""

    code: str
    name: Text
    parent: str | None


class Office(BaseModel):
    """An organisation."""

    organisation_id: UUID
    name: str


class AuditQuestion(BaseModel):
    """Which events; days are inclusive."""

    text: Word = ""
    by: Word = ""
    kind: Word = ""
    since: date | None = None
    until: date | None = None
    after: Cursor = None
    size: int = Field(default=100, ge=1, le=500)


class Chain(BaseModel):
    """Result of checking hash chains: `broken` is the number of the first event that does not fit, `chain` what it is of, outside cases.

    `destroyed_under` is the list under which the content of the case was lawfully destroyed.
    """

    checked: int
    broken: int | None
    chain: str = ""
    chains: int = 1
    destroyed_under: str = ""


@router.get("/people", responses=READ)
def people(
    call: Asking,
    text: Word = "",
    kind: Kind | Literal[""] = "",
    after: Cursor = None,
    size: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Paged[PersonView]:
    """Everybody who may sign in."""
    return Paged[PersonView].model_validate(call.ask(People(text=text, kind=kind, after=after, size=size)))


@router.post("/people", status_code=201, responses=WRITE)
def add_person(call: Asking, body: NewPerson) -> PersonAdded:
    """Add a person; the password is shown this once. Takes no idempotency key: the username is one, and passwords are kept nowhere."""
    return call.execute(AddPerson(**body.model_dump()))


@router.get("/people/{person_id}", responses=READ)
def person(call: Asking, person_id: UUID) -> PersonView:
    """One person."""
    return call.ask(PersonDetail(person_id=person_id))


@router.get("/people/{person_id}/substitutes", responses=READ)
def substitutes(call: Asking, person_id: UUID) -> SubstitutesView:
    """Who stands in for an officer, for whom the officer stands in, and who could; absences are arranged by `POST /absences`."""
    return call.ask(SubstitutesOf(person_id=person_id))


@router.put("/people/{person_id}", status_code=204, responses=WRITE)
def change_person(call: Acting, person_id: UUID, body: PersonChange) -> Response:
    """Change name, roles, phone, or whether they may sign in."""
    call.execute(ChangePerson(person_id=person_id, **body.model_dump()))
    return Response(status_code=204)


@router.put("/people/{person_id}/password", responses=WRITE)
def set_password(call: Asking, person_id: UUID, body: NewPassword) -> PasswordSet:
    """Set a person's password, unlock the account and end its sessions. Takes no idempotency key: passwords are kept nowhere."""
    return PasswordSet(password=call.execute(SetPassword(person_id=person_id, password=body.password)))


@router.get("/organisations", responses=READ)
def organisations(call: Asking, kind: Word = "") -> list[Office]:
    """Organisations people belong to."""
    return [Office(organisation_id=key, name=name) for key, name in call.ask(Organisations(kind=kind))]


@router.get("/regions", responses=READ)
def regions(call: Asking) -> list[Place]:
    """The region tree."""
    return [Place(code=code, name=name, parent=parent) for code, name, parent in call.ask(Regions())]


@router.get("/roles", responses=READ)
def roles(call: Asking) -> list[Named]:
    """The roles manifests name."""
    return [Named(key=key, title=title) for key, title in call.ask(RoleNames())]


@router.get("/releases", responses=READ)
def releases(call: Asking) -> tuple[ReleaseView, ...]:
    """Every release of every program."""
    return call.ask(Releases())


@router.get("/releases/{release_id}", responses=READ)
def release(call: Asking, release_id: UUID) -> ReleaseView:
    """One release with its files."""
    return call.ask(ReleaseDetail(release_id=release_id))


@router.get("/releases/{release_id}/files/{path:path}", response_class=Response, responses=READ)
def release_file(call: Asking, release_id: UUID, path: Word) -> Response:
    """A file of a release, byte for byte."""
    return bytes_answer(call.ask(ReleaseFileContent(release_id=release_id, path=path)), path, "application/octet-stream")


@router.get("/calendar/{year}", responses=READ)
def calendar(call: Asking, year: Annotated[int, Path(ge=2000, le=2100)]) -> CalendarView:
    """The working-day calendar of a year."""
    return call.ask(CalendarOf(year=year))


@router.put("/calendar", responses=WRITE)
def set_days(call: Acting, body: CalendarDays) -> CalendarChanged:
    """Set days. Every open deadline is recomputed; dates already past never move."""
    days = {day: (what.kind, what.note) for day, what in body.days.items()}
    return call.execute(SetCalendarDays(days=days, basis=body.basis, publish=body.publish, sure=body.sure))


@router.post("/calendar/effects", responses=READ)
def calendar_effects(call: Asking, body: CalendarDays) -> CalendarEffect:
    """What setting these days would do to every open deadline; nothing changes."""
    return call.ask(PreviewDays(days={day: (what.kind, what.note) for day, what in body.days.items()}, publish=body.publish))


class Arrangement(BaseModel):
    """A year's holiday arrangement as a file: .xlsx, .csv or .ics, judged by content."""

    file: Annotated[UploadFile, Field(description="Days off and make-up workdays")]


class NewArrangement(Arrangement):
    """The same with the document it follows."""

    basis: Paragraph = Field(min_length=1, examples=["国办发明电〔2026〕7号"])
    sure: bool = Field(default=False, description="Keep it although something about it is unusual")


Year = Annotated[int, Path(ge=2000, le=2100)]


@router.post("/calendar/{year}/effects", responses=READ)
def arrangement_effects(call: Asking, year: Year, form: Annotated[Arrangement, File()]) -> CalendarEffect:
    """What a year's arrangement would do; its faults with their places."""
    return call.ask(PreviewYear(year=year, listed=_arrangement(form)))


@router.put("/calendar/{year}", responses=WRITE)
def keep_arrangement(call: Acting, year: Year, form: Annotated[NewArrangement, File()]) -> CalendarChanged:
    """Keep a year's arrangement and publish the year; with faults nothing is kept and all of them are named."""
    return call.execute(ImportCalendarYear(year=year, listed=_arrangement(form), basis=form.basis, sure=form.sure))


@router.get("/calendar-template", response_class=Response, responses=READ)
def arrangement_template(language: Literal["zh", "en"] = "zh") -> Response:
    """The workbook of a year's arrangement to fill in."""
    return bytes_answer(template(language), "arrangement.xlsx", WORKBOOK)


def _arrangement(form: Arrangement) -> tuple[ListedDay, ...]:
    return read_arrangement(form.file.file.read(MOST_BYTES + 1))


@router.get("/audit", responses=READ)
def audit(call: Asking, query: Annotated[AuditQuestion, Query()]) -> Paged[EventView]:
    """Everything anybody did, newest first. `total` is -1: a log is not counted."""
    question = AuditLog(
        text=query.text, actor=query.by, kind=query.kind, since=query.since, until=query.until, after=query.after, size=query.size
    )
    return Paged[EventView].model_validate(call.ask(question))


@router.get("/audit/verification", responses=READ)
def verification(call: Asking, case_id: UUID | None = None) -> Chain:
    """Recompute the hash chain of a case, or without one every chain of acts outside cases."""
    if case_id is not None:
        verdict = call.ask(VerifyChain(case_id=case_id))
        return Chain(checked=verdict.checked, broken=verdict.broken, destroyed_under=verdict.destroyed_under)
    trail = call.ask(VerifyTrail())
    name, _, seq = trail.broken[0] if trail.broken else ("", None, None)
    return Chain(checked=trail.events, broken=seq, chain=name, chains=trail.chains)


@router.get("/incidents", responses=READ)
def incidents(call: Asking, state: Word = "open", job: Word = "", after: Cursor = None) -> Paged[IncidentView]:
    """Cases and jobs that could not move on."""
    return Paged[IncidentView].model_validate(call.ask(Incidents(state=state, job=job, after=after)))


class Retried(BaseModel):
    """How many were tried again."""

    count: int


class Retry(BaseModel):
    """Which incidents to try again: those named, or every open one (of a job)."""

    incident_ids: tuple[UUID, ...] = Field(default=(), max_length=1000)
    job: str = Field(default="", max_length=100)


@router.post("/incidents/retry", responses=WRITE)
def retry_many(call: Acting, body: Retry) -> Retried:
    """Try many again at once; what is dealt with already is passed over."""
    return Retried(count=call.execute(RetryIncidents(incident_ids=body.incident_ids, job=body.job)))


@router.post("/incidents/{incident_id}/retry", status_code=204, responses=WRITE)
def retry(call: Acting, incident_id: UUID) -> Response:
    """Try again."""
    call.execute(RetryIncident(incident_id=incident_id))
    return Response(status_code=204)


class Message(BaseModel):
    """A BPMN message for the one case that waits for its key, or a signal for every case that listens."""

    name: Word = Field(min_length=1, examples=["payment_confirmed"])
    correlation: Word | None = Field(default=None, description="The key; a message needs it, a signal has none")
    kind: Literal["message", "signal"] = "message"
    organisation_id: UUID | None = Field(default=None, description="Whose case begins, where a process begins with it")


class Sent(BaseModel):
    """The id it travels under."""

    message_id: UUID


@router.post("/messages", status_code=202, responses=WRITE)
def send_message(call: Acting, body: Message) -> Sent:
    """Send a message or signal from outside; it is carried in the background."""
    command = SendMessage(name=body.name, correlation=body.correlation, kind=body.kind, organisation_id=body.organisation_id)
    return Sent(message_id=call.execute(command))
