"""Pages of officers 经办: a case, its diagram and its paper; administrators may look at cases, too."""

from uuid import UUID

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import Response

from api.pages.filling import definition_of, lent, renderer
from api.pages.page import OfficePage, Page
from api.pages.plan import COLUMN, of_plan
from api.pages.values import parameter
from engine.queries import CaseDetail, CaseDiagram
from engine.queries.views import CaseView
from forms.rendering import FileView, FormState, RosterView

router = APIRouter(include_in_schema=False)


@router.get("/office/cases/{case_id}")
def case(page: OfficePage, case_id: UUID) -> Response:
    """A case without a task of one's own."""
    view = page.ask(CaseDetail(case_id=case_id))
    return page.html("officer/case.html", view=view, submission_html=submission(page, view), **of_plan(page, case_id, COLUMN))


@router.get("/office/cases/{case_id}/print")
def paper(page: OfficePage, case_id: UUID) -> Response:
    """A case on paper."""
    view = page.ask(CaseDetail(case_id=case_id))
    return page.html("officer/print.html", view=view, submission_html=submission(page, view, paper=True))


@router.get("/office/cases/{case_id}/diagram")
def diagram(request: Request, page: OfficePage, case_id: UUID) -> Response:
    """The diagram of a case with its current place."""
    view = page.ask(CaseDiagram(case_id=case_id, file=parameter(request, "file") or None))
    return page.html("officer/diagram.html", view=view, head=page.ask(CaseDetail(case_id=case_id)).head)


def submission(page: Page, case_view: CaseView, *, paper: bool = False) -> Markup:
    """What was submitted, to be read, with what changed since the submission before."""
    sent = case_view.submission
    if sent is None:
        return Markup("")
    base = f"/cases/{case_view.head.case_id}"
    files: dict[str, list[FileView]] = {}
    for each in case_view.materials:
        path = f"{each.field}.{each.item}" if each.item else each.field
        shown = FileView(
            str(each.attachment_id), each.name, each.size, f"{base}/files/{each.attachment_id}", each.mark, each.mark_note, removable=False
        )
        files.setdefault(path, []).append(shown)
    rosters = {each.field: RosterView(f"{base}/roster/{each.field}", "", each.total, each.good, each.faulty) for each in case_view.rosters}
    state = FormState(
        sent.values, (), sent.facts, page.language, changed=sent.changed, readonly=True, print=paper, functions=lent(page),
        amounts=f"/{sent.explanation}",
    )  # fmt: skip
    return renderer(page).render(definition_of(page, sent.form), state, files, rosters)
