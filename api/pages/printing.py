"""Pages on paper 打印: the case sheet and the work list as PDF."""

from io import BytesIO
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.downloads import file_answer
from api.pages.page import OfficePage, OfficerPage
from api.pages.queue import asked
from api.papers import MOST_LISTED, PDF, sheet_paper, worklist_paper
from engine.queries import TaskQueue

router = APIRouter(include_in_schema=False)


@router.get("/tasks/worklist.pdf")
def worklist(request: Request, page: OfficerPage) -> Response:
    """What the queue shows under its filters, on paper, at most `MOST_LISTED` lines."""
    question = TaskQueue(**asked(request, page), size=MOST_LISTED)
    content, title = worklist_paper(page.engine, page.actor, question, page.language)
    return file_answer(BytesIO(content), f"{page.today().isoformat()} {title}.pdf", PDF)


@router.get("/office/cases/{case_id}/sheet.pdf")
def sheet(request: Request, page: OfficePage, case_id: UUID) -> Response:
    """审批表: a case with all opinions and signatures."""
    content, number = sheet_paper(request, page.engine, page.actor, case_id, page.language)
    return file_answer(BytesIO(content), f"{number}.pdf", PDF)
