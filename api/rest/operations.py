"""REST: where running cases stand, statistics, any case, background jobs, programs that take no new cases; for administrators."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Cursor, Paged, Paragraph, Word
from engine.commands import HoldProgram, LiftHold
from engine.queries import (
    Background,
    BackgroundView,
    FindCases,
    FoundCase,
    Holds,
    LoadView,
    ProgramHoldView,
    RunningLoad,
    Statistics,
    StatisticsView,
)

router = APIRouter(prefix="/admin/operations", tags=["operations"], dependencies=[Depends(administrator)])


class Reason(BaseModel):
    """Why no new cases begin; applicants read it."""

    reason: Paragraph = Field(min_length=1, max_length=500)


@router.get("/programs", responses=READ)
def programs(call: Asking) -> tuple[ProgramHoldView, ...]:
    """Every program: how many cases run, how many are late, whether it takes new ones."""
    return call.ask(Holds())


@router.put("/programs/{program}/hold", status_code=204, responses=WRITE)
def hold(call: Acting, program: Word, body: Reason) -> Response:
    """Take no new cases for the time being."""
    call.execute(HoldProgram(program=program, reason=body.reason))
    return Response(status_code=204)


@router.delete("/programs/{program}/hold", status_code=204, responses=WRITE)
def lift(call: Acting, program: Word) -> Response:
    """Take new cases again."""
    call.execute(LiftHold(program=program))
    return Response(status_code=204)


@router.get("/load/{release_id}", responses=READ)
def load(call: Asking, release_id: UUID) -> LoadView:
    """Where the cases of a release stand, by step, and how long steps took in ninety days."""
    return call.ask(RunningLoad(release_id=release_id))


@router.get("/statistics", responses=READ)
def statistics(call: Asking, program: Word, weeks: Literal[4, 12, 26, 52] = 12) -> StatisticsView:
    """Working days by step, cases begun and finished by week, late tasks by office, for one program in the last weeks."""
    return call.ask(Statistics(program=program, weeks=weeks))


@router.get("/cases", responses=READ)
def cases(
    call: Asking,
    text: Word = "",
    status: Literal["", "open", "closed", "withdrawn", "terminated"] = "",
    program: Word = "",
    release_id: UUID | None = None,
    element: Word = "",
    after: Cursor = None,
) -> Paged[FoundCase]:
    """Any case by its number, its enterprise or the enterprise's credit code."""
    found = FindCases(text=text, status=status, program=program, release_id=release_id, element=element, after=after)
    return Paged[FoundCase].model_validate(call.ask(found))


@router.get("/background", responses=READ)
def background(call: Asking) -> BackgroundView:
    """What the workers have to do, who they are, and what has not left yet."""
    return call.ask(Background())
