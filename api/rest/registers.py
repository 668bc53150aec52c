"""REST: registers 台账 of a year and an area, as JSON or as a workbook."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api import registers
from api.deps import Asking, language_of
from api.downloads import WORKBOOK, bytes_answer
from api.rest.kinds import READ, Word
from engine.queries import RegisterPage, Registers
from engine.queries.registers import RegisterHead, RegisterView

router = APIRouter(prefix="/registers", tags=["registers"])

Year = Annotated[int, Query(ge=0, le=9999, description="0: the latest year that has lines")]
Area = Annotated[str, Query(max_length=6, pattern=r"^[0-9]*$", description="A GB/T 2260 code: lines of this area and below; empty: all")]
SPREADSHEET: dict[int | str, dict[str, Any]] = {200: {"description": "An .xlsx workbook", "content": {WORKBOOK: {}}}}


@router.get("", responses=READ)
def list_registers(call: Asking) -> tuple[RegisterHead, ...]:
    """Every register of the programs in force."""
    return call.ask(Registers())


@router.get("/{program}/{register}", responses=READ)
def register(
    call: Asking,
    program: Word,
    register: Word,
    year: Year = 0,
    region: Area = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
    size: Annotated[int, Query(ge=1, le=500)] = 50,
) -> RegisterView:
    """One page of a register with the counts and sums of all lines chosen; money is in fen."""
    return call.ask(RegisterPage(program=program, register=register, year=year, region=region, page=page, size=size))


@router.get("/{program}/{register}/workbook.xlsx", response_class=Response, responses={**READ, **SPREADSHEET})
def workbook(request: Request, call: Asking, program: Word, register: Word, year: Year = 0, region: Area = "") -> Response:
    """All lines of a register as a workbook, in the language of `Accept-Language`."""
    view = call.ask(RegisterPage(program=program, register=register, year=year, region=region, size=0))
    return bytes_answer(registers.workbook(view, language_of(request)), f"{register}-{view.year}.xlsx", WORKBOOK)
