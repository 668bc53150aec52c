"""验全: whether what the audit trail must tell of is still there; a chain that went with all it is about proves nothing by itself."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine as Database
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from engine.calendar.calendar import Day
from engine.calendar.seed import seed
from engine.model import CalendarYear, Case, Chain, Destruction, Dossier, Event, Release, Serial
from engine.store.calendars import load_calendar
from engine.store.destruction import CHAIN as DESTRUCTIONS
from engine.store.dossiers import CHAIN as DOSSIERS

BATCH = 1000
NUMBERED = "case:"
"""Before the scope in which the numbers of cases run: pattern and region."""
SYSTEM, CALENDAR = "system", "calendar"
NEEDED = {
    SYSTEM: exists().where(Release.id.is_not(None)),
    DESTRUCTIONS: exists().where(Destruction.id.is_not(None)),
    DOSSIERS: exists().where(Dossier.case_id.is_not(None)),
}
"""Chains that cannot be missing where there is something that they tell of."""


def missing(database: Database) -> Iterator[tuple[str, str]]:
    """What is gone as a whole, and the kind of fault: named chains, cases whose number is given out, releases the trail knows or not.

    A draft that was never submitted has no number; numbers are given without gaps, in the transaction that submits.
    """
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection, Session(connection) as session:
        chains = set(session.scalars(select(Chain.name)))
        needed = [name for name, tells in NEEDED.items() if session.scalar(select(tells))]
        if load_calendar(session).days != _shipped(session):
            needed.append(CALENDAR)
        yield from ((f"{name} #1", "missing") for name in needed if name not in chains)
        yield from _cases(session)
        yield from _releases(session)


def _shipped(session: Session) -> dict[date, Day]:
    """The days of the calendar as it came, of the years it was filled with."""
    years = set(session.scalars(select(CalendarYear.year)))
    return {day: what for day, what in seed().days.items() if day.year in years}


def _cases(session: Session) -> Iterator[tuple[str, str]]:
    """Every number that was given out belongs to a case, and no case has a number that was not given out."""
    known = 0
    for scope, year, last in session.execute(select(Serial.scope, Serial.year, Serial.last).where(Serial.scope.startswith(NUMBERED))):
        pattern, _, region = scope.removeprefix(NUMBERED).rpartition(":")
        for first in range(1, last + 1, BATCH):
            serials = range(first, min(first + BATCH, last + 1))
            numbers = [pattern.format(region=region, year=year, serial=serial) for serial in serials]
            found = set(session.scalars(select(Case.number).where(Case.number.in_(numbers))))
            known += len(found)
            yield from ((number, "case_missing") for number in numbers if number not in found)
    if (session.scalar(select(func.count(Case.number))) or 0) > known:
        yield "serial", "serial_missing"


def _releases(session: Session) -> Iterator[tuple[str, str]]:
    """Every release is told of with its digest when it was published, and everything that was published is there."""
    rows = session.execute(select(Release.program, Release.number, Release.digest))
    there = {(program, number): digest for program, number, digest in rows}
    published = select(Event.data).where(Event.chain == SYSTEM, Event.case_id.is_(None), Event.kind == "release_published")
    told = {(data["program"], data["number"]): data["digest"] for data in session.scalars(published)}
    for program, number in sorted(there.keys() | told.keys()):
        if there.get((program, number)) != told.get((program, number)):
            yield f"{program} #{number}", "release_untold" if (program, number) in there else "release_missing"
