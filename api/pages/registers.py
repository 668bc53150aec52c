"""Pages of registers 台账: a year and an area at a time, with sums; as a page, on paper, as a workbook."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api import registers
from api.downloads import WORKBOOK, bytes_answer
from api.pages.page import OfficePage, Page
from api.pages.values import number_of, parameter
from engine.queries import RegisterPage, Registers
from engine.queries.registers import RegisterView

router = APIRouter(prefix="/registers", include_in_schema=False)
SIZE = 50


@router.get("")
def index(page: OfficePage) -> Response:
    """The first register; the others are linked from it."""
    known = page.ask(Registers())
    if not known:
        return page.html("officer/registers.html", view=None, known=())
    return page.go(f"/registers/{known[0].program}/{known[0].key}")


@router.get("/{program}/{register}")
def register(request: Request, page: OfficePage, program: str, register: str) -> Response:
    """The lines of a year; the filters stand in the address."""
    view = _view(request, page, program, register, SIZE)
    return page.html("officer/registers.html", view=view, known=page.ask(Registers()))


@router.get("/{program}/{register}/print")
def paper(request: Request, page: OfficePage, program: str, register: str) -> Response:
    """All lines on paper."""
    return page.html("officer/register_print.html", view=_view(request, page, program, register, 0))


@router.get("/{program}/{register}/workbook.xlsx")
def workbook(request: Request, page: OfficePage, program: str, register: str) -> Response:
    """All lines as a workbook."""
    view = _view(request, page, program, register, 0)
    return bytes_answer(registers.workbook(view, page.language), f"{view.head.title.in_(page.language)} {view.year}.xlsx", WORKBOOK)


def _view(request: Request, page: Page, program: str, register: str, size: int) -> RegisterView:
    query: dict[str, Any] = {
        "year": number_of(request.query_params.get("year"), 0, 0, 9999),
        "region": parameter(request, "region", 6),
        "page": number_of(request.query_params.get("page"), 1, 1, 100_000),
    }
    return page.ask(RegisterPage(program=program, register=register, size=size, **query))
