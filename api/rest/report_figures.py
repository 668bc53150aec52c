"""REST: figures of reports 报送数字的来历."""

from uuid import UUID

from fastapi import APIRouter

from api.deps import Asking
from api.rest.kinds import READ, Word
from engine.queries import ReportFigures, ReportFiguresView

router = APIRouter(tags=["cases"])


@router.get("/cases/{case_id}/figures", responses=READ)
def figures(call: Asking, case_id: UUID, figure: Word = "") -> ReportFiguresView:
    """The figures a periodic report was filled in with, and the plans behind them (or behind one `figure`). For the office."""
    return call.ask(ReportFigures(case_id=case_id, figure=figure))
