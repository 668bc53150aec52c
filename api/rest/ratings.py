"""REST: ratings 好差评 of closed cases, and the call-backs of bad ones."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking
from api.rest.kinds import READ, WRITE, Paragraph
from engine.commands import AnswerRating, ContactRater, RateCase, TakeCallback
from engine.queries import Callbacks, CallbackView, OwnRating, RatingOf

router = APIRouter(tags=["ratings"])


class Grade(BaseModel):
    """5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意, with words."""

    grade: int = Field(ge=1, le=5, examples=[5])
    words: Paragraph = ""


class Contact(BaseModel):
    """What came out of the first contact."""

    note: Paragraph


class Answer(BaseModel):
    """What was put right, and what the enterprise is told."""

    measures: Paragraph
    reply: Paragraph


@router.get("/cases/{case_id}/rating", responses=READ)
def rating(call: Asking, case_id: UUID) -> OwnRating:
    """Whether your closed case may be rated, what you said of it, and the reply; for its enterprise alone."""
    return call.ask(RatingOf(case_id=case_id))


@router.post("/cases/{case_id}/rating", status_code=201, responses=WRITE)
def rate(call: Acting, case_id: UUID, body: Grade) -> UUID:
    """Rate how your closed case was handled; once."""
    return call.execute(RateCase(case_id=case_id, grade=body.grade, words=body.words))


@router.get("/callbacks", responses=READ)
def callbacks(call: Asking, show: Literal["open", "answered"] = "open") -> tuple[CallbackView, ...]:
    """Bad ratings of your regions; whose they are is told to whoever took the call-back, and once they are answered."""
    return call.ask(Callbacks(answered=show == "answered"))


@router.post("/callbacks/{rating_id}/take", status_code=204, responses=WRITE)
def take(call: Acting, rating_id: UUID) -> Response:
    """Take a call-back; not for whoever handled the case."""
    call.execute(TakeCallback(rating_id=rating_id))
    return Response(status_code=204)


@router.post("/callbacks/{rating_id}/contact", status_code=204, responses=WRITE)
def contact(call: Acting, rating_id: UUID, body: Contact) -> Response:
    """The enterprise was spoken with."""
    call.execute(ContactRater(rating_id=rating_id, note=body.note))
    return Response(status_code=204)


@router.post("/callbacks/{rating_id}/answer", status_code=204, responses=WRITE)
def answer(call: Acting, rating_id: UUID, body: Answer) -> Response:
    """It is put right and answered."""
    call.execute(AnswerRating(rating_id=rating_id, measures=body.measures, reply=body.reply))
    return Response(status_code=204)
