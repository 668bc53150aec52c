"""Pages 工作日历: which days people work, year by year, and the document that says so."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import day_of, one_of
from engine.commands import SetCalendarDays
from engine.queries import CalendarOf
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/calendar", include_in_schema=False)
WORKING = {"makeup": True, "workday": True, "holiday": False, "rest": False}
SATURDAY = 5
YEARS = range(2000, 2101)
NO_DAYS = FieldError("day", "请先勾选日期。", "Choose days first.", code="required")


@router.get("")
def this_year(page: AdministratorPage) -> Response:
    """The year we are in."""
    return page.go(f"/admin/calendar/{page.today().year}")


@router.get("/{year}")
def year_page(page: AdministratorPage, year: int) -> Response:
    """One year."""
    return _draw(page, year)


@router.post("/{year}")
def set_days(page: AdministratorPage, form: Form, year: int) -> Response:
    """Set the days ticked; every open deadline is recomputed, dates already past never move."""
    kind = one_of(form.text("kind"), WORKING, "holiday")
    note, basis = form.text("note", 60), form.text("basis", 200)
    publish = year if form.text("publish") else None
    ticked = [day for value in form.fields.getlist("day")[:366] if (day := day_of(value)) is not None]
    days = {day: (as_stored(day, kind), note) for day in ticked}
    typed = {"kind": kind, "note": note, "basis": basis}
    if not days and publish is None:
        return _draw(page, year, 422, errors=(NO_DAYS,), typed=typed)
    try:
        page.execute(SetCalendarDays(days=days, basis=basis, publish=publish), form.key)
    except InvalidInput as refusal:
        return _draw(page, year, 422, errors=refusal.errors, typed=typed)
    return page.go(f"/admin/calendar/{year}", say="calendar_saved")


def as_stored(day: date, kind: str) -> str:
    """The stored kind of a day: only what differs from its weekday is kept."""
    working = day.weekday() < SATURDAY
    if WORKING[kind] == working:
        return "holiday" if kind == "holiday" and not working else ""
    return "make_up" if WORKING[kind] else "holiday"


def _draw(page: Page, year: int, status: int = 200, **context: Any) -> Response:
    if year not in YEARS:
        raise HTTPException(404, "not_found")
    return page.html("administrator/calendar.html", status, view=page.ask(CalendarOf(year=year)), **{"errors": (), "typed": {}, **context})
