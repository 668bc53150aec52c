"""Pages 计划全程: what belongs to a plan, drawn as one picture, and the start of linked cases."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import sheets
from api.downloads import WORKBOOK, bytes_answer
from api.life import pictures
from api.pages.page import Form, LinkingPage, Page, SignedPage
from engine.commands import StartLinked
from engine.queries import BenefitConflicts, LinkedCases, PlanLife, PublicList, SettlementSheet
from engine.queries.views import CaseHead

router = APIRouter(include_in_schema=False)
WIDE, COLUMN, NARROW = 1056, 560, 336


@router.post("/cases/{case_id}/linked/{process}")
def start(page: LinkingPage, form: Form, case_id: UUID, process: str) -> Response:
    """Begin a draft of a linked case and go on to its form."""
    opened = page.execute(StartLinked(parent_id=case_id, process=process), form.key)
    return page.go(f"/cases/{opened.case_id}/form")


@router.get("/cases/{case_id}/payments/{movement_id}/sheet.xlsx")
def sheet(page: SignedPage, case_id: UUID, movement_id: UUID) -> Response:
    """How an amount came about, person by person, as a workbook."""
    view = page.ask(SettlementSheet(case_id=case_id, movement_id=movement_id))
    return bytes_answer(sheets.settlement(view, page.language), f"{view.case_number} 计算表.xlsx", WORKBOOK)


@router.get("/cases/{case_id}/notices/{notice_id}.xlsx")
def public_list(page: SignedPage, case_id: UUID, notice_id: UUID) -> Response:
    """The people a notice shows, masked as it shows them, as a workbook."""
    view = page.ask(PublicList(case_id=case_id, notice_id=notice_id))
    return bytes_answer(sheets.public_list(view, page.language), f"{view.title.in_(page.language)} {view.number}.xlsx", WORKBOOK)


def home(page: Page, case_id: UUID) -> str:
    """The page of a case for whoever fills it: the applicant's, or the office's."""
    return f"/cases/{case_id}" if page.actor.kind == "enterprise" else f"/office/cases/{case_id}"


def plan_above(page: Page, case_id: UUID) -> CaseHead | None:
    """The case a linked case belongs to; None for other cases."""
    return next((each.head for each in page.ask(LinkedCases(case_id=case_id)) if each.is_parent), None)


def of_plan(page: Page, case_id: UUID, width: int) -> dict[str, Any]:
    """What a page that shows the picture is given: the plan (None where a program knows no linked cases) and what stands against it."""
    view = page.ask(PlanLife(case_id=case_id))
    if not view.linked and not view.cases and not view.ledger.movements:
        return {"plan": None, "conflicts": ()}
    return {
        "plan": view,
        "pictures": pictures(view, (width, NARROW), page.today()),
        "conflicts": page.ask(BenefitConflicts(case_id=case_id)),
    }
