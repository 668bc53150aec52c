"""好差评：企业评价，差评回访、整改、答复."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.commands.command import Command
from engine.model import Case, Rating
from engine.model.rating import ANSWERED, CONTACTED, NEW
from engine.running.ratings import BAD, GRADES, called_back, must_be_outside
from engine.running.settings import settings_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LONGEST = 500
CONTACT, CLOSE = "rating_contact_limit", "rating_close_limit"
"""The parameters that say how soon a bad rating is called back and answered; a program without them has none called back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCase(Command[UUID]):
    """好差评: the enterprise grades how its closed case was handled, once; returns the rating.

    Raises:
        NotFound: no case of this enterprise.
        NotPermitted: nobody else rates, least of all officers.
        InvalidState: it is not closed (`rating_not_closed`), not one the enterprise began, or rated before (`rated_already`).
        InvalidInput: no grade, or too many words.
    """

    case_id: UUID
    grade: int
    words: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """A bad grade opens a call-back; the case itself is told nothing."""
        if by.kind != "enterprise":
            raise NotPermitted("rating_by_applicant")
        case = uow.session.get(Case, self.case_id)
        if case is None or case.organisation_id != by.organisation_id:
            raise NotFound("case_not_found", case=str(self.case_id))
        if case.status != "closed" or case.origin != "enterprise":
            raise InvalidState("rating_not_closed")
        words = self.words.strip()
        errors = []
        if self.grade not in GRADES:
            errors.append(FieldError("grade", "请选择评价等级。", "Choose a grade.", code="grade"))
        if len(words) > LONGEST:
            errors.append(FieldError("words", f"评价不超过 {LONGEST} 字。", f"At most {LONGEST} characters.", code="too_long"))
        if errors:
            raise InvalidInput(errors)
        values = {"id": uuid4(), "case_id": case.id, "program": case.program, "region": case.region, "grade": self.grade, "words": words}
        values |= {"rated_at": uow.now, "rated_by_id": by.user_id, **dict.fromkeys(("taken_by", "contact", "measures", "reply"), "")}
        made = insert(Rating).values(**values, **self._back(uow, case)).on_conflict_do_nothing(constraint="uq_rating_case_id")
        rating: UUID | None = uow.session.scalar(made.returning(Rating.id))
        if rating is None:
            raise InvalidState("rated_already")
        return rating

    def _back(self, uow: UnitOfWork, case: Case) -> dict[str, object]:
        """When a bad rating is called back and answered; those who do are told, without the case."""
        today = uow.now.astimezone(ZONE).date()
        limits = settings_of(case, uow.program(case.release_id), today)
        if self.grade not in BAD or not limits.get(CONTACT) or not limits.get(CLOSE):
            return {"state": ""}
        uow.send("rating.bad", {"role": "supervisor", "region": case.region})
        days = (due(Limit.parse(str(limits[each])), today, uow.calendar).date for each in (CONTACT, CLOSE))
        return {"state": NEW, **dict(zip(("contact_due", "close_due"), days, strict=True))}


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeCallback(Command[None]):
    """差评回访认领: a supervisor who had no hand in the case takes the call-back, and from now on knows who rated.

    Raises:
        NotFound: none, or none of the actor's regions.
        NotPermitted: no supervisor there; `callback_handler`, one who handled the case or its family; or one recused from it.
        InvalidState: somebody else has it, or it is answered.
    """

    rating_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Who learnt it, when, stands in the system's trail."""
        rating = called_back(uow, by, self.rating_id)
        must_be_outside(uow, by, rating)
        if rating.taken_by_id is not None or rating.state == ANSWERED:
            raise InvalidState("callback_taken", by=rating.taken_by)
        rating.taken_by_id, rating.taken_by = by.user_id, by.name
        uow.record_system(by, "callback_taken", rating=str(rating.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRater(Command[None]):
    """首次联系: whoever took the call-back spoke with the enterprise; `note` says what came out."""

    rating_id: UUID
    note: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Once; what follows is the answer."""
        rating = _mine(uow, by, self.rating_id, NEW)
        rating.contact, rating.contacted_at, rating.state = _said(self.note, "note"), uow.now, CONTACTED
        uow.record_system(by, "callback_contacted", rating=str(rating.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRating(Command[None]):
    """差评办结: what was put right, and the reply the enterprise reads; only now others see whose rating it was."""

    rating_id: UUID
    measures: str
    reply: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """After the first contact."""
        rating = _mine(uow, by, self.rating_id, CONTACTED)
        rating.measures, rating.reply = _said(self.measures, "measures"), _said(self.reply, "reply")
        rating.answered_at, rating.state = uow.now, ANSWERED
        uow.send("rating.answered", {"reply": rating.reply}, uow.session.get_one(Case, rating.case_id))
        uow.record_system(by, "callback_answered", rating=str(rating.id))


def _mine(uow: UnitOfWork, by: Actor, rating_id: UUID, state: str) -> Rating:
    """The rating whose call-back the actor took, at this state."""
    rating = called_back(uow, by, rating_id)
    if rating.taken_by_id is None or rating.taken_by_id != by.user_id:
        raise NotPermitted("callback_not_yours", by=rating.taken_by)
    if rating.state != state:
        raise InvalidState("callback_state")
    return rating


def _said(words: str, path: str) -> str:
    said = words.strip()
    if not said or len(said) > LONGEST:
        zh, en = f"请填写，不超过 {LONGEST} 字。", f"Say it in at most {LONGEST} characters."
        raise InvalidInput([FieldError(path, zh, en, code="required")])
    return said
