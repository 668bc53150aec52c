"""REST: people, organisations and regions as whole lists; for administrators."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, File, UploadFile
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.directories import MOST_BYTES, read_directory, template
from api.downloads import WORKBOOK, bytes_answer
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE
from engine.commands import DirectoryImported, ImportDirectory
from engine.queries import DirectoryLine, DirectoryRows, PreviewDirectory

Kind = Literal["people", "organisations", "regions"]
router = APIRouter(prefix="/admin/directory/{kind}", tags=["administration"], dependencies=[Depends(administrator)])


class List(BaseModel):
    """A list as a workbook or comma-separated text."""

    file: Annotated[UploadFile, Field(description=".xlsx or .csv, at most 500 lines")]


@router.get("", responses=READ)
def rows(call: Asking, kind: Kind) -> list[dict[str, str]]:
    """What is there, by the columns of the template."""
    return [dict(row) for row in call.ask(DirectoryRows(kind=kind))]


@router.get("/template", response_class=Response, responses=READ)
def blank(kind: Kind, language: Literal["zh", "en"] = "zh") -> Response:
    """The workbook to fill in."""
    return bytes_answer(template(kind, language), f"{kind}.xlsx", WORKBOOK)


@router.post("/preview", responses=READ)
def preview(call: Asking, kind: Kind, form: Annotated[List, File()]) -> tuple[DirectoryLine, ...]:
    """What a file would do, line by line; nothing changes."""
    return call.ask(PreviewDirectory(kind=kind, rows=_read(kind, form)))


@router.put("", responses=WRITE)
def bring_in(call: Acting, kind: Kind, form: Annotated[List, File()]) -> DirectoryImported:
    """Add what is new and change what is known: all lines or none. Passwords of new people are answered this once."""
    return call.execute(ImportDirectory(kind=kind, rows=_read(kind, form)))


def _read(kind: Kind, form: List) -> tuple[dict[str, Any], ...]:
    return read_directory(kind, form.file.file.read(MOST_BYTES + 1))
