"""Page 报送数字的来历: the plans behind each figure that a report was filled in with."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.page import OfficePage
from engine.queries import ReportFigures

router = APIRouter(prefix="/office/cases", include_in_schema=False)


@router.get("/{case_id}/figures")
def figures(page: OfficePage, case_id: UUID, figure: str = "") -> Response:
    """Every plan that was counted, or those behind one figure."""
    return page.html("officer/figures.html", view=page.ask(ReportFigures(case_id=case_id, figure=figure[:50])))
