"""REST: bulk work 批量办理."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Paragraph, Values, Word
from engine.commands import ConfirmBulk, OpenBulkItem, ProposeBulk, UndoBulk
from engine.queries import BulkDetail, BulkView

router = APIRouter(prefix="/bulk", tags=["bulk"], dependencies=[Depends(for_the_office)])

MOST = 200


class Chosen(BaseModel):
    """Which tasks, to be looked at and confirmed."""

    verb: Literal["claim", "transfer", "remind", "approve"]
    tasks: list[UUID] = Field(min_length=1, max_length=MOST)


class Confirmed(BaseModel):
    """What goes to every task alike: `outcome` and `data` when they are decided, `person_id` and `reason` when they are transferred,
    `reason` when somebody is reminded of them; nothing when they are claimed.
    """

    outcome: Word = ""
    data: Values = Field(default_factory=dict)
    person_id: UUID | None = None
    reason: Paragraph = ""


@router.post("", status_code=201, responses=WRITE)
def begin(call: Acting, body: Chosen) -> UUID:
    """选定批量 to be looked at: answers the id under which it is looked at, confirmed and undone."""
    return call.execute(ProposeBulk(verb=body.verb, task_ids=tuple(body.tasks)))


@router.get("/{bulk_id}", responses=READ)
def bulk(call: Asking, bulk_id: UUID) -> BulkView:
    """Groups of look-alikes, what stands out, the random sample, what was left out, and what became of each task."""
    return call.ask(BulkDetail(bulk_id=bulk_id))


@router.post("/{bulk_id}/openings/{task_id}", status_code=204, responses=WRITE)
def open_item(call: Acting, bulk_id: UUID, task_id: UUID) -> Response:
    """抽查: the task was looked at."""
    call.execute(OpenBulkItem(bulk_id=bulk_id, task_id=task_id))
    return Response(status_code=204)


@router.post("/{bulk_id}/confirmation", status_code=204, responses=WRITE)
def confirm(call: Acting, bulk_id: UUID, body: Confirmed) -> Response:
    """确认批量: it is done in 30 seconds, unless it is undone until then; 批量领取 is done at once, and can be undone for 30 seconds."""
    call.execute(ConfirmBulk(bulk_id=bulk_id, outcome=body.outcome, data=body.data, person_id=body.person_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/{bulk_id}/undo", responses=WRITE)
def undo(call: Acting, bulk_id: UUID) -> int:
    """撤销批量: answers how many tasks are as they were."""
    return call.execute(UndoBulk(bulk_id=bulk_id))
