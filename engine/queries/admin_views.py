"""What administrators' queries answer with: frozen values, never rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class PersonView:
    """人员."""

    person_id: UUID
    username: str
    name: str
    kind: str
    organisation_id: UUID
    organisation: str
    region: str
    roles: tuple[tuple[str, str], ...]
    phone: str
    active: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """发布版本."""

    release_id: UUID
    program: str
    title: Text
    number: int
    version: str
    digest: str
    current: bool
    published_at: datetime
    published_by: str
    note: str
    files: tuple[tuple[str, int], ...]
    open_cases: int
    effective_on: date | None = None
    """The day from which new cases begin on it; it is `planned` before."""
    planned: bool = False


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the calendar page."""

    day: date
    workday: bool
    kind: str
    name: Text


@dataclass(frozen=True, slots=True)
class CalendarView:
    """工作日历 of one year."""

    year: int
    published: bool
    basis: str
    days: tuple[DayView, ...]
    years: tuple[int, ...]
    workdays: int
    provisional_clocks: int


@dataclass(frozen=True, slots=True)
class IncidentView:
    """异常."""

    incident_id: UUID
    case_id: UUID | None
    number: str | None
    job: str
    element: str
    cause: str
    detail: Mapping[str, Any]
    state: str
    attempts: int
    created_at: datetime
