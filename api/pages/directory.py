"""Pages 批量导入: people, organisations and regions by workbook; looked at line by line, then kept whole."""

from typing import Any, Literal

import orjson
from fastapi import APIRouter
from starlette.responses import Response

from api.directories import COLUMNS, MOST_BYTES, filled, read_directory, template
from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import AdministratorPage, Form, Page
from engine.commands import ImportDirectory
from engine.queries import DirectoryRows, PreviewDirectory
from engine.sdk.errors import FieldError, InvalidInput

Kind = Literal["people", "organisations", "regions"]
router = APIRouter(prefix="/admin/directory/{kind}", include_in_schema=False)
NO_FILE = FieldError("file", "请先选择文件（xlsx 或 csv）。", "Choose a file first (xlsx or csv).", code="no_file")
DAMAGED = FieldError("file", "预览已失效，请重新上传文件。", "The preview is no longer good: upload the file again.", code="stale")


@router.get("")
def directory(page: AdministratorPage, kind: Kind) -> Response:
    """What is there, the template, and where a file is chosen."""
    return _draw(page, kind)


@router.get("/template.xlsx")
def blank(page: AdministratorPage, kind: Kind) -> Response:
    """The workbook to fill in."""
    return bytes_answer(template(kind, page.language), f"{kind}.xlsx", WORKBOOK)


@router.get("/all.xlsx")
def whole(page: AdministratorPage, kind: Kind) -> Response:
    """What is there, as a workbook."""
    there = page.ask(DirectoryRows(kind=kind))
    return bytes_answer(filled(kind, there, page.language), f"{kind}.xlsx", WORKBOOK)


@router.post("")
def preview(page: AdministratorPage, form: Form, kind: Kind) -> Response:
    """What a file would do, line by line; with a fault in it nothing can be confirmed."""
    file = next((upload for name, upload in form.files if name == "file"), None)
    if file is None:
        return _draw(page, kind, 422, errors=(NO_FILE,))
    file.file.seek(0)
    try:
        rows = read_directory(kind, file.file.read(MOST_BYTES + 1))
    except InvalidInput as refusal:
        return _draw(page, kind, 422, errors=refusal.errors)
    return _preview(page, kind, rows)


@router.post("/confirm")
def confirm(page: AdministratorPage, form: Form, kind: Kind) -> Response:
    """Keep what was looked at; the passwords of new people are shown this once."""
    rows = _carried(form.fields.get("rows", ""))
    if rows is None:
        return _draw(page, kind, 422, errors=(DAMAGED,))
    try:
        done = page.execute(ImportDirectory(kind=kind, rows=rows), form.key)
    except InvalidInput as refusal:
        return _draw(page, kind, 422, errors=refusal.errors)
    return page.html("administrator/directory_done.html", kind=kind, done=done)


def _carried(sent: str) -> tuple[dict[str, Any], ...] | None:
    """The rows as the preview sent them along."""
    try:
        rows = orjson.loads(sent)
        return tuple({"row": int(row["row"]), "values": {str(key): value for key, value in row["values"].items()}} for row in rows)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _preview(page: Page, kind: Kind, rows: tuple[dict[str, Any], ...]) -> Response:
    lines = page.ask(PreviewDirectory(kind=kind, rows=rows))
    context = {"kind": kind, "view": lines, "rows": orjson.dumps(rows).decode()}
    return page.html("administrator/directory_preview.html", 422 if any(line.faults for line in lines) else 200, **context)


def _draw(page: Page, kind: Kind, status: int = 200, errors: tuple[FieldError, ...] = ()) -> Response:
    view = page.ask(DirectoryRows(kind=kind))
    return page.html("administrator/directory.html", status, kind=kind, columns=COLUMNS[kind], view=view, errors=errors)
