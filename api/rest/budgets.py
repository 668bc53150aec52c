"""REST: budget lines 预算指标, which payments draw on."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.kinds import READ, WRITE, Word
from engine.commands import ChangeBudget, OpenBudgetLine
from engine.queries import BudgetLines, BudgetView

router = APIRouter(tags=["payments"])


class NewLine(BaseModel):
    """A line of an area's budget of a year with its first grant, in fen."""

    region: Word = Field(examples=["440106"])
    year: int = Field(examples=[2026])
    fund_source: Word = Field(examples=["employment_fund"])
    item: Word = Field(examples=["职业培训补贴"])
    function_code: Word = Field(examples=["2080799"])
    granted: int = Field(description="In fen", examples=[500_000_000])
    document: Word = Field(examples=["穗财〔2026〕1 号"])


class Grant(BaseModel):
    """More of a line, or less, in fen."""

    granted: int = Field(description="In fen, negative to cut", examples=[100_000_000])
    document: Word


@router.get("/budgets", responses=READ)
def budgets(call: Asking, year: int = 0) -> tuple[BudgetView, ...]:
    """The lines of a year (this one when none is named) in your areas; an area without any has payments that are not checked."""
    return call.ask(BudgetLines(year=year))


@router.post("/budgets", status_code=201, responses=WRITE)
def open_line(call: Acting, body: NewLine) -> UUID:
    """Enter a line; from the first one on every payment of the area draws on its budget. Answers the line."""
    return call.execute(OpenBudgetLine(amount=body.granted, **body.model_dump(exclude={"granted"})))


@router.post("/budgets/{line_id}/entries", status_code=204, responses=WRITE)
def change(call: Acting, line_id: UUID, body: Grant) -> Response:
    """One more grant, negative to cut; payments that wait for the line go on as far as it goes."""
    call.execute(ChangeBudget(line_id=line_id, amount=body.granted, document=body.document))
    return Response(status_code=204)
