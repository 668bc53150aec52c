"""Pages 工作日历: which days people work, year by year, and the document that says so."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.arrangement_files import MOST_BYTES, read_arrangement, template
from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import AdministratorPage, Form, Page
from api.pages.values import day_of, one_of
from api.uploads import Posted
from engine.calendar.arrangement import ListedDay
from engine.commands import ImportCalendarYear, SetCalendarDays
from engine.queries import CalendarEffect, CalendarOf, PreviewDays, PreviewYear
from engine.sdk.errors import FieldError, InvalidInput

router = APIRouter(prefix="/admin/calendar", include_in_schema=False)
WORKING = {"makeup": True, "workday": True, "holiday": False, "rest": False}
SATURDAY = 5
YEARS = range(2000, 2101)
MOST_LINES = 1_000
NO_BASIS = FieldError("basis", "请填写依据文号。", "Give the notice this follows.", code="required")
NO_FILE = FieldError("file", "请先选择文件（xlsx、csv 或 ics）。", "Choose a file first (xlsx, csv or ics).", code="no_file")
NO_DAYS = FieldError("day", "请先勾选日期。", "Choose days first.", code="required")


@router.get("")
def this_year(page: AdministratorPage) -> Response:
    """The year we are in."""
    return page.go(f"/admin/calendar/{page.today().year}")


@router.get("/template.xlsx")
def blank(page: AdministratorPage) -> Response:
    """The workbook to fill in."""
    return bytes_answer(template(page.language), "arrangement.xlsx", WORKBOOK)


@router.get("/{year}")
def year_page(page: AdministratorPage, year: int) -> Response:
    """One year."""
    return _draw(page, year)


@router.post("/{year}")
def set_days(page: AdministratorPage, form: Form, year: int) -> Response:
    """Set the days ticked; every open deadline is recomputed, dates already past never move."""
    chosen = Chosen(form, year)
    if chosen.empty:
        return _draw(page, year, 422, errors=(NO_DAYS,), typed=chosen.typed)
    try:
        sure = form.text("sure") == "1"
        page.execute(SetCalendarDays(days=chosen.days, basis=chosen.basis, publish=chosen.publish, sure=sure), form.key)
    except InvalidInput as refusal:
        return _draw(page, year, 422, errors=refusal.errors, typed=chosen.typed)
    return page.go(f"/admin/calendar/{year}", say="calendar_saved")


@router.post("/{year}/preview")
def preview_days(page: AdministratorPage, form: Form, year: int) -> Response:
    """What the days ticked would move, to be confirmed."""
    chosen = Chosen(form, year)
    if chosen.empty or not chosen.basis:
        errors = (NO_DAYS,) if chosen.empty else (NO_BASIS,)
        return _draw(page, year, 422, errors=errors, typed=chosen.typed)
    effect = page.ask(PreviewDays(days=chosen.days, publish=chosen.publish))
    if effect.faults:
        return _draw(page, year, 422, errors=effect.faults, typed=chosen.typed)
    sent = [*chosen.typed.items(), *(("day", day.isoformat()) for day in chosen.days), *([("publish", "1")] if chosen.publish else [])]
    return _preview(page, year, effect, chosen.basis, sent, f"/admin/calendar/{year}")


@router.post("/{year}/file")
def preview_file(page: AdministratorPage, form: Form, year: int) -> Response:
    """What a year's arrangement out of a file would move, to be confirmed; nothing is kept of a file with faults."""
    basis = form.text("basis", 200)
    file = next((upload for name, upload in form.files if name == "file"), None)
    if file is None or not basis:
        return _draw(page, year, 422, errors=(NO_FILE,) if file is None else (NO_BASIS,), typed={"basis": basis})
    file.file.seek(0)
    try:
        listed = read_arrangement(file.file.read(MOST_BYTES + 1))
    except InvalidInput as refusal:
        return _draw(page, year, 422, errors=refusal.errors, typed={"basis": basis})
    return _arranged(page, year, basis, listed)


@router.post("/{year}/arrangement")
def keep_arrangement(page: AdministratorPage, form: Form, year: int) -> Response:
    """Keep the arrangement that was looked at."""
    basis, listed = form.text("basis", 200), tuple(_listed(form.fields.getlist("listed")))
    try:
        page.execute(ImportCalendarYear(year=year, listed=listed, basis=basis, sure=form.text("sure") == "1"), form.key)
    except InvalidInput as refusal:
        return _arranged(page, year, basis, listed, refusal.errors)
    return page.go(f"/admin/calendar/{year}", say="calendar_saved")


class Chosen:
    """What the page's form says: days, what they become, and by which document."""

    def __init__(self, form: Posted, year: int) -> None:
        kind = one_of(form.text("kind"), WORKING, "holiday")
        note, self.basis = form.text("note", 60), form.text("basis", 200)
        self.publish = year if form.text("publish") else None
        ticked = [day for value in form.fields.getlist("day")[:366] if (day := day_of(value)) is not None]
        self.days = {day: (as_stored(day, kind), note) for day in ticked}
        self.typed = {"kind": kind, "note": note, "basis": self.basis}

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.days and self.publish is None


def _listed(lines: list[str]) -> Iterator[ListedDay]:
    """The lines of an arrangement as the preview carries them; whatever is no day there is left for the engine to miss."""
    for line in lines[:MOST_LINES]:
        day, kind, name, place = [*line.split("|"), "", "", "", ""][:4]
        known = day_of(day)
        if known is not None:
            yield ListedDay(known, kind, name[:60], place[:20])


def _arranged(page: Page, year: int, basis: str, listed: tuple[ListedDay, ...], errors: tuple[FieldError, ...] = ()) -> Response:
    effect = page.ask(PreviewYear(year=year, listed=listed))
    if effect.faults:
        return _draw(page, year, 422, errors=effect.faults, typed={"basis": basis})
    sent = [("basis", basis), *(("listed", f"{each.day}|{each.kind}|{each.name}|{each.place}") for each in listed)]
    return _preview(page, year, effect, basis, sent, f"/admin/calendar/{year}/arrangement", errors)


def _preview(
    page: Page,
    year: int,
    effect: CalendarEffect,
    basis: str,
    sent: list[tuple[str, str]],
    action: str,
    errors: tuple[FieldError, ...] = (),
) -> Response:
    status = 422 if errors else 200
    template = "administrator/calendar_preview.html"
    return page.html(template, status, year=year, view=effect, basis=basis, sent=sent, action=action, errors=errors)


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
