"""REST: rosters 花名册, row by row or as a whole workbook."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api import sheets, workbooks
from api.deps import Acting, Asking, SettingsOf, language_of
from api.downloads import WORKBOOK, bytes_answer
from api.rest.kinds import READ, WRITE, Values, Word
from engine.commands import ImportRoster, RemoveRosterRows, RosterImported, RowSaved, SaveRosterRow
from engine.queries import RosterAll, RosterPage
from engine.queries.views import RosterView
from engine.sdk.errors import InvalidInput

router = APIRouter(prefix="/cases/{case_id}/rosters/{field}", tags=["rosters"])

Only = Literal["", "faulty", "ineligible", "asked"]
SPREADSHEET: dict[int | str, dict[str, Any]] = {200: {"description": "An .xlsx workbook", "content": {WORKBOOK: {}}}}


class ImportedRow(BaseModel):
    """One row: its line in the source and its values by column key."""

    row: int = Field(ge=1, examples=[4])
    values: Values = Field(examples=[{"name": "李小明", "id_no": "440106199503074511"}])


class Import(BaseModel):
    """Rows to keep, the good ones and the faulty ones."""

    rows: list[ImportedRow] = Field(max_length=20_000)
    replace: bool = Field(default=True, description="Whether they replace what is there or are added to it")
    mend: bool = Field(default=False, description="Whether they take the places of the faulty and ineligible rows alone")
    task_id: UUID | None = None


class RowValues(BaseModel):
    """The values of one row."""

    values: Values
    task_id: UUID | None = None


class Removed(BaseModel):
    """How many rows went."""

    removed: int


@router.get("", responses=READ)
def roster(
    call: Asking,
    case_id: UUID,
    field: Word,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 50,
    only: Only = "",
    task_id: UUID | None = None,
) -> RosterView:
    """One page of a roster with what is wrong with each row."""
    return call.ask(RosterPage(case_id=case_id, field=field, page=page, size=size, only=only, task_id=task_id))


@router.put("", responses=WRITE)
def import_rows(call: Acting, case_id: UUID, field: Word, body: Import) -> RosterImported:
    """Import rows. Every row is kept; the faulty ones with their reasons."""
    rows: tuple[dict[str, Any], ...] = tuple(row.model_dump() for row in body.rows)
    command = ImportRoster(case_id=case_id, field=field, rows=rows, replace=body.replace, mend=body.mend, task_id=body.task_id)
    return call.execute(command)


@router.post("/workbook", responses=WRITE)
def import_workbook(
    call: Acting,
    settings: SettingsOf,
    case_id: UUID,
    field: Word,
    file: Annotated[UploadFile, File(description="An .xlsx workbook made from the template")],
    replace: Annotated[bool, Form()] = True,
    task_id: UUID | None = None,
) -> RosterImported:
    """Import a workbook. What is wrong with the workbook as a whole is refused with 422; wrong cells are kept with their rows."""
    view = call.ask(RosterPage(case_id=case_id, field=field, size=1, task_id=task_id))
    today = call.today()
    sheet = workbooks.read(file.file, view, today, settings.max_file_bytes)
    if sheet.problems:
        raise InvalidInput(sheet.problems)
    return call.execute(ImportRoster(case_id=case_id, field=field, rows=sheet.rows, replace=replace, task_id=task_id))


@router.get("/workbook.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def workbook(request: Request, call: Asking, case_id: UUID, field: Word) -> Response:
    """Every row with its state as a workbook, masked for those who may not see what is sensitive."""
    view = call.ask(RosterPage(case_id=case_id, field=field, size=1))
    rows = call.ask(RosterAll(case_id=case_id, field=field))
    return bytes_answer(sheets.roster(view, rows, language_of(request)), f"{field}.xlsx", WORKBOOK)


@router.get("/template.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def template(request: Request, call: Asking, case_id: UUID, field: Word) -> Response:
    """The workbook to fill in, in the language of `Accept-Language`."""
    view = call.ask(RosterPage(case_id=case_id, field=field, size=1))
    return bytes_answer(workbooks.template(view, language_of(request)), f"{field}.xlsx", WORKBOOK)


@router.get("/faulty.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def faulty(request: Request, call: Asking, case_id: UUID, field: Word) -> Response:
    """Only the rows with something wrong, with the reasons."""
    view = call.ask(RosterPage(case_id=case_id, field=field, size=1))
    rows = call.ask(RosterAll(case_id=case_id, field=field, only="faulty"))
    return bytes_answer(workbooks.faulty(view, rows, language_of(request)), f"{field}-faulty.xlsx", WORKBOOK)


@router.post("/rows", status_code=201, responses=WRITE)
def add_row(call: Acting, case_id: UUID, field: Word, body: RowValues) -> RowSaved:
    """Add a row; one that is wrong is kept with its reasons."""
    return call.execute(SaveRosterRow(case_id=case_id, field=field, row_id=None, values=body.values, task_id=body.task_id))


@router.put("/rows/{row_id}", responses=WRITE)
def save_row(call: Acting, case_id: UUID, field: Word, row_id: UUID, body: RowValues) -> RowSaved:
    """Replace a row."""
    command = SaveRosterRow(case_id=case_id, field=field, row_id=row_id, values=body.values, task_id=body.task_id)
    return call.execute(command)


@router.delete("/rows", responses=WRITE)
def remove_rows(
    call: Acting,
    case_id: UUID,
    field: Word,
    only: Literal["", "faulty", "ineligible", "all"] = "",
    row_id: Annotated[list[UUID] | None, Query(max_length=1000)] = None,
    task_id: UUID | None = None,
) -> Removed:
    """Remove rows by id, or all of a kind."""
    command = RemoveRosterRows(case_id=case_id, field=field, row_ids=tuple(row_id or ()), only=only, task_id=task_id)
    return Removed(removed=call.execute(command))
