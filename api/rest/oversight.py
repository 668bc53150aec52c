"""REST: oversight 督办: the board, a card, remarks and explanations."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Cursor, Paragraph
from engine.commands import ExplainDelay, RemarkTask
from engine.queries import CardView, Oversight, OversightCard, OversightView, Rotations, RotationView

router = APIRouter(tags=["oversight"], dependencies=[Depends(for_the_office)])


class Words(BaseModel):
    """What is said of the task."""

    words: Paragraph


@router.get("/oversight", responses=READ)
def board(
    call: Asking, light: Literal["red", "yellow", "next"] = "red", person_id: UUID | None = None, after: Cursor = None
) -> OversightView:
    """红黄牌 by office and by person, and the cards of one light, most late first; for supervisors and administrators."""
    return call.ask(Oversight(light=light, person_id=person_id, after=after))


@router.get("/oversight/rotation", responses=READ)
def rotation(call: Asking) -> tuple[RotationView, ...]:
    """轮岗提醒: posts held too long, and much handled of one enterprise; for supervisors and administrators. Nothing hangs on it."""
    return call.ask(Rotations())


@router.get("/tasks/{task_id}/card", responses=READ)
def card(call: Asking, task_id: UUID) -> CardView:
    """督办卡 of a task, for supervisors and for whoever holds it."""
    return call.ask(OversightCard(task_id=task_id))


@router.post("/tasks/{task_id}/remarks", status_code=204, responses=WRITE)
def remark(call: Acting, task_id: UUID, body: Words) -> Response:
    """督办意见: whoever holds the task is told."""
    call.execute(RemarkTask(task_id=task_id, words=body.words))
    return Response(status_code=204)


@router.post("/tasks/{task_id}/explanations", status_code=204, responses=WRITE)
def explain(call: Acting, task_id: UUID, body: Words) -> Response:
    """超期说明 of whoever holds a yellow or red task."""
    call.execute(ExplainDelay(task_id=task_id, words=body.words))
    return Response(status_code=204)
