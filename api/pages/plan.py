"""Pages 计划全程: what belongs to a plan, drawn as one picture, and the start of linked cases."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.life import pictures
from api.pages.page import Form, LinkingPage, Page
from engine.commands import StartLinked
from engine.queries import BenefitConflicts, PlanLife

router = APIRouter(include_in_schema=False)
WIDE, COLUMN, NARROW = 1056, 560, 336


@router.post("/cases/{case_id}/linked/{process}")
def start(page: LinkingPage, form: Form, case_id: UUID, process: str) -> Response:
    """Begin a draft of a linked case and go on to its form."""
    opened = page.execute(StartLinked(parent_id=case_id, process=process), form.key)
    return page.go(f"/cases/{opened.case_id}/form")


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
