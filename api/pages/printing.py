"""Pages on paper 打印: the case sheet and the work list as PDF."""

from io import BytesIO
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.catalogue import Catalogue
from api.downloads import file_answer
from api.pages.filling import definition_of, lent, renderer
from api.pages.page import OfficePage, OfficerPage, Page
from api.pages.queue import asked
from api.paper_sheets import case_sheet, work_list
from engine.queries import CaseDetail, CaseOpinions, TaskQueue
from engine.queries.views import CaseView
from forms.paper import PaperSection
from forms.rendering import FormState

router = APIRouter(include_in_schema=False)
MOST_LISTED = 500
PDF = "application/pdf"


@router.get("/tasks/worklist.pdf")
def worklist(request: Request, page: OfficerPage) -> Response:
    """What the queue shows under its filters, on paper, at most `MOST_LISTED` lines."""
    query = asked(request, page)
    view = page.ask(TaskQueue(**query, size=MOST_LISTED))
    ports = page.engine.runtime.ports
    title = Catalogue.load(page.language).text(f"tabs.{query['tab']}")
    content = work_list(ports.documents, view, title, page.actor, ports.clock.now(), page.language)
    return file_answer(BytesIO(content), f"{page.today().isoformat()} {title}.pdf", PDF)


@router.get("/office/cases/{case_id}/sheet.pdf")
def sheet(page: OfficePage, case_id: UUID) -> Response:
    """审批表: a case with all opinions and signatures."""
    view = page.ask(CaseDetail(case_id=case_id))
    opinions = page.ask(CaseOpinions(case_id=case_id))
    ports = page.engine.runtime.ports
    content = case_sheet(ports.documents, view, filled_in(page, view), opinions, page.actor, ports.clock.now(), page.language)
    return file_answer(BytesIO(content), f"{view.head.number or case_id}.pdf", PDF)


def filled_in(page: Page, view: CaseView) -> tuple[PaperSection, ...]:
    """The application as it stands, masked as its viewer sees it."""
    sent = view.submission
    if sent is None:
        return ()
    state = FormState(sent.values, (), sent.facts, page.language, readonly=True, print=True, functions=lent(page))
    return renderer(page).on_paper(definition_of(page, sent.form), state)
