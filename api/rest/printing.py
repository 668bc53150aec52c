"""REST: what pages give as a file, for programs: the work list and the queue, the case sheet, the board."""

from io import BytesIO
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from api.deps import Asking, for_the_office, language_of
from api.downloads import WORKBOOK, bytes_answer, file_answer
from api.oversight_workbook import oversight_workbook
from api.papers import MOST_LISTED, PDF, sheet_paper, worklist_paper
from api.queue_workbook import MOST_EXPORTED, queue_workbook
from api.rest.kinds import READ
from api.rest.tasks import QueueFilter
from engine.queries import Oversight, QueueChoices, TaskQueue

router = APIRouter(dependencies=[Depends(for_the_office)])
PAPER: dict[int | str, dict[str, Any]] = {**READ, 200: {"description": "A PDF", "content": {PDF: {}}}}
SPREADSHEET: dict[int | str, dict[str, Any]] = {**READ, 200: {"description": "An .xlsx workbook", "content": {WORKBOOK: {}}}}


@router.get("/tasks/worklist.pdf", tags=["tasks"], response_class=Response, responses=PAPER)
def worklist(request: Request, call: Asking, query: Annotated[QueueFilter, Query()]) -> Response:
    """工作清单: the first five hundred lines of a list, on paper, in the language of `Accept-Language`."""
    question = TaskQueue(**query.model_dump(), size=MOST_LISTED)
    content, title = worklist_paper(call.engine, call.actor, question, language_of(request))
    return file_answer(BytesIO(content), f"{call.today().isoformat()} {title}.pdf", PDF)


@router.get("/tasks/workbook.xlsx", tags=["tasks"], response_class=Response, responses=SPREADSHEET)
def workbook(request: Request, call: Asking, query: Annotated[QueueFilter, Query()]) -> Response:
    """The first five thousand lines of a list with one's own columns, as a workbook, in the language of `Accept-Language`.

    A list with more lines says so in the first line of the workbook.
    """
    view = call.ask(TaskQueue(**query.model_dump(), size=MOST_EXPORTED))
    content = queue_workbook(view, language_of(request), call.ask(QueueChoices()).columns)
    return bytes_answer(content, f"{call.today().isoformat()} {query.tab}.xlsx", WORKBOOK)


@router.get("/cases/{case_id}/sheet.pdf", tags=["cases"], response_class=Response, responses=PAPER)
def sheet(request: Request, call: Asking, case_id: UUID) -> Response:
    """审批表: a case with all opinions and signatures, masked for its reader, in the language of `Accept-Language`."""
    content, number = sheet_paper(request, call.engine, call.actor, case_id, language_of(request))
    return file_answer(BytesIO(content), f"{number}.pdf", PDF)


@router.get("/oversight/workbook.xlsx", tags=["oversight"], response_class=Response, responses=SPREADSHEET)
def board_workbook(
    request: Request, call: Asking, light: Literal["red", "yellow", "next"] = "red", person_id: UUID | None = None
) -> Response:
    """红黄牌: the cards of one light and the figures, as a workbook, in the language of `Accept-Language`."""
    view = call.ask(Oversight(light=light, person_id=person_id, size=MOST_EXPORTED))
    return bytes_answer(oversight_workbook(view, language_of(request)), f"{call.today().isoformat()} {view.light}.xlsx", WORKBOOK)
