"""REST: the desk 协同 of an officer."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import ArrangeAbsence, EndAbsence, HandedOver, HandOverAll, ReadCopy
from engine.queries import Desk
from engine.queries.desk import DeskView

router = APIRouter(tags=["verbs"], dependencies=[Depends(for_the_office)])


class Away(BaseModel):
    """Who is away (nobody named: the caller), who acts for them, from the first day to the last, in which programs (none named: all)."""

    person_id: UUID | None = None
    substitute_id: UUID
    starts_on: date
    ends_on: date
    programs: Sequence[Word] = Field(default=(), max_length=50)
    reason: Paragraph


class Everything(BaseModel):
    """Whose tasks (nobody named: the caller's), to whom, and why."""

    person_id: UUID | None = None
    to_id: UUID
    reason: Paragraph


@router.get("/desk", responses=READ)
def desk(call: Asking) -> DeskView:
    """协同: copies, requests, what others entrusted, absences, cases begun."""
    return call.ask(Desk())


@router.post("/copies/{copy_id}/receipt", status_code=204, responses=WRITE)
def read(call: Acting, copy_id: UUID) -> Response:
    """阅知: the receipt of a copy."""
    call.execute(ReadCopy(copy_id=copy_id))
    return Response(status_code=204)


@router.post("/absences", status_code=201, responses=WRITE)
def arrange(call: Acting, body: Away) -> UUID:
    """外出代理: answers the absence's id."""
    return call.execute(
        ArrangeAbsence(
            person_id=body.person_id,
            substitute_id=body.substitute_id,
            starts_on=body.starts_on,
            ends_on=body.ends_on,
            programs=tuple(body.programs),
            reason=body.reason,
        )
    )


@router.post("/absences/{absence_id}/end", status_code=204, responses=WRITE)
def end(call: Acting, absence_id: UUID) -> Response:
    """销假: the person is back."""
    call.execute(EndAbsence(absence_id=absence_id))
    return Response(status_code=204)


@router.post("/handovers", status_code=201, responses=WRITE)
def hand_over(call: Acting, body: Everything) -> HandedOver:
    """转交全部: answers how many went, and what could not go, with the reason."""
    return call.execute(HandOverAll(person_id=body.person_id, to_id=body.to_id, reason=body.reason))
