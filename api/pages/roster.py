"""Pages 花名册: the roster of a case, imported from a workbook, mended row by row. Officers may read it, masked."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import sheets, workbooks
from api.downloads import WORKBOOK, bytes_answer
from api.pages.filling import renderer
from api.pages.page import Form, LinkingPage, Page, SignedPage
from api.pages.values import number_of, one_of, parameter, uuid_of
from api.said import COOKIE
from api.uploads import Posted
from engine.commands import ImportRoster, RemoveRosterRows, SaveRosterRow
from engine.queries import RosterAll, RosterPage
from engine.queries.row_views import CellFault, RosterRowView
from engine.queries.views import RosterView
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from forms.coerce import from_post
from forms.rendering import FormState
from forms.roster import check_row
from forms.roster.pages import row_form

router = APIRouter(prefix="/cases/{case_id}/roster/{field}", include_in_schema=False)
SIZE = 50
ONLY = ("", "faulty", "ineligible", "asked")
NO_FILE = FieldError("file", "请先选择 Excel 文件（xlsx）。", "Choose an Excel file (xlsx) first.", code="no_file")


@router.get("")
def roster(request: Request, page: SignedPage, case_id: UUID, field: str) -> Response:
    """One page of the roster, all rows or only those with something wrong."""
    view = _view(request, page, case_id, field)
    imported = request.cookies.get(COOKIE, "").startswith("roster_")
    return _draw(page, view, imported=view.summary if imported else None)


@router.post("")
def upload(request: Request, page: LinkingPage, form: Form, case_id: UUID, field: str) -> Response:
    """Import a workbook: good rows and faulty rows are kept; a workbook that cannot be read changes nothing."""
    view = _view(request, page, case_id, field)
    file = next((upload for name, upload in form.files if name == "file"), None)
    if file is None:
        return _draw(page, view, 422, faults=_whole((NO_FILE,)))
    today = page.today()
    file.file.seek(0)
    sheet = workbooks.read(file.file, view, today, page.settings.max_file_bytes)
    if sheet.problems:
        return _draw(page, view, 422, faults=_whole(sheet.problems))
    how = form.text("replace")
    command = ImportRoster(case_id=case_id, field=field, rows=sheet.rows, replace=how == "1", mend=how == "mend", task_id=view.task_id)
    try:
        done = page.execute(command, form.key)
    except InvalidInput as refusal:
        return _draw(page, view, 422, faults=_whole(refusal.errors))
    wrong = "faulty" if done.faulty else ("ineligible" if done.ineligible else "")
    return page.go(_address(view, only=wrong), say="roster_faulty" if wrong else "roster_imported")


@router.get("/template.xlsx")
def template(request: Request, page: SignedPage, case_id: UUID, field: str) -> Response:
    """The workbook to fill in."""
    view = _view(request, page, case_id, field)
    name = f"{view.title.in_(page.language)}{'模板' if page.language == 'zh' else ' template'}.xlsx"
    return bytes_answer(workbooks.template(view, page.language), name, WORKBOOK)


@router.get("/workbook.xlsx")
def whole(request: Request, page: SignedPage, case_id: UUID, field: str) -> Response:
    """Every row with its state, masked for those who may not see what is sensitive."""
    view = _view(request, page, case_id, field)
    rows = page.ask(RosterAll(case_id=case_id, field=field))
    return bytes_answer(
        sheets.roster(view, rows, page.language), f"{view.title.in_(page.language)} {view.head.number or ''}.xlsx", WORKBOOK
    )


@router.get("/faulty.xlsx")
def faulty(request: Request, page: SignedPage, case_id: UUID, field: str) -> Response:
    """Only the rows with something wrong, and the reasons; corrected, it can be uploaded again."""
    view = _view(request, page, case_id, field)
    rows = [row for only in ("faulty", "ineligible") for row in page.ask(RosterAll(case_id=case_id, field=field, only=only))]
    name = f"{view.title.in_(page.language)}{'错误行' if page.language == 'zh' else ' faulty rows'}.xlsx"
    return bytes_answer(workbooks.faulty(view, sorted(rows, key=lambda row: row.no), page.language), name, WORKBOOK)


@router.get("/rows/new")
def new_row(request: Request, page: LinkingPage, case_id: UUID, field: str) -> Response:
    """An empty row."""
    return _draw_row(page, _view(request, page, case_id, field), None, {})


@router.post("/rows/new")
def add_row(request: Request, page: LinkingPage, form: Form, case_id: UUID, field: str) -> Response:
    """Add a row."""
    return _save_row(page, form, _view(request, page, case_id, field), None)


@router.get("/rows/{row_id}")
def row(request: Request, page: LinkingPage, case_id: UUID, field: str, row_id: UUID) -> Response:
    """One row with what is wrong with it."""
    view = _view(request, page, case_id, field)
    found = _row(page, view, row_id)
    return _draw_row(page, view, found, found.values)


@router.post("/rows/{row_id}")
def save_row(request: Request, page: LinkingPage, form: Form, case_id: UUID, field: str, row_id: UUID) -> Response:
    """Change a row."""
    view = _view(request, page, case_id, field)
    return _save_row(page, form, view, _row(page, view, row_id))


@router.post("/rows/{row_id}/remove")
def remove_row(request: Request, page: LinkingPage, form: Form, case_id: UUID, field: str, row_id: UUID) -> Response:
    """Take one row out."""
    return _remove(page, form, _view(request, page, case_id, field), (row_id,), "")


@router.post("/remove")
def remove_rows(request: Request, page: LinkingPage, form: Form, case_id: UUID, field: str) -> Response:
    """Take out the rows ticked, or all of a kind."""
    only = one_of(form.text("only"), ("faulty", "ineligible", "all"), "")
    ticked = tuple(each for value in form.fields.getlist("row") if (each := uuid_of(value)) is not None)
    return _remove(page, form, _view(request, page, case_id, field), ticked, only)


def _remove(page: Page, form: Posted, view: RosterView, rows: tuple[UUID, ...], only: str) -> Response:
    command = RemoveRosterRows(case_id=view.head.case_id, field=view.field, row_ids=rows, only=only, task_id=view.task_id)
    page.execute(command, form.key)
    return page.go(_address(view), say="rows_removed")


def _view(request: Request, page: Page, case_id: UUID, field: str) -> RosterView:
    query = request.query_params
    return page.ask(
        RosterPage(
            case_id=case_id,
            field=field,
            page=number_of(query.get("page"), 1, 1, 100_000),
            size=SIZE,
            only=one_of(parameter(request, "only"), ONLY, ""),
            task_id=uuid_of(query.get("task")),
        )
    )


def _row(page: Page, view: RosterView, row_id: UUID) -> RosterRowView:
    """The row, by itself: a link to it stays good on whatever page it stands now."""
    if not view.editable:
        raise HTTPException(404, "not_found")
    for each in page.ask(RosterAll(case_id=view.head.case_id, field=view.field, row_id=row_id)):
        if view.open_rows is None or each.no in view.open_rows:
            return each
    raise HTTPException(404, "not_found")


def _save_row(page: Page, form: Posted, view: RosterView, row: RosterRowView | None) -> Response:
    """Save a row when it is right; with faults it is shown again as typed, and kept as it was."""
    columns = workbooks.columns(view)
    values = from_post(row_form(columns), form.fields)
    today = page.today()
    _, faults = check_row(columns, values, today)
    if faults:
        errors = tuple(FieldError(fault.column, fault.zh, fault.en, code=fault.code) for fault in faults)
        return _draw_row(page, view, row, values, 422, errors)
    command = SaveRosterRow(
        case_id=view.head.case_id, field=view.field, row_id=row.row_id if row else None, values=values, task_id=view.task_id
    )
    done = page.execute(command, form.key)
    if done.status in {"faulty", "ineligible"}:
        return page.go(f"{_base(view)}/rows/{done.row_id}{_query(view)}", say="row_still_wrong")
    return page.go(_address(view, only="faulty" if view.summary.faulty > 1 else ""), say="row_saved")


def _base(view: RosterView) -> str:
    return f"/cases/{view.head.case_id}/roster/{view.field}"


def _query(view: RosterView) -> str:
    return f"?task={view.task_id}" if view.task_id else ""


def _address(view: RosterView, *, only: str = "") -> str:
    query = "&".join(part for part in (f"task={view.task_id}" if view.task_id else "", f"only={only}" if only else "") if part)
    return _base(view) + (f"?{query}" if query else "")


def _whole(errors: tuple[FieldError, ...]) -> tuple[CellFault, ...]:
    """What is wrong with a workbook as a whole, as the page lists it."""
    return tuple(CellFault(0, "", Text(""), error.text, error.clause) for error in errors)


def _draw(page: Page, view: RosterView, status: int = 200, **context: Any) -> Response:
    return page.html("applicant/roster.html", status, **{"view": view, "imported": None, "faults": (), **context})


def _draw_row(
    page: Page, view: RosterView, row: RosterRowView | None, values: Any, status: int = 200, errors: tuple[FieldError, ...] = ()
) -> Response:
    if not view.editable or (row is None and view.open_rows is not None):
        raise HTTPException(404, "not_found")
    known = errors or tuple(
        FieldError(fault.column, fault.reason.zh, fault.reason.in_("en"), fault.clause) for fault in (row.faults if row else ())
    )
    state = FormState(values=values, errors=known, language=page.language)
    markup: Markup = renderer(page).render(row_form(workbooks.columns(view)), state)
    return page.html("applicant/roster_row.html", status, view=view, row=row, form_html=markup, typed={}, errors=errors)
