"""Ratings 好差评 as people see them: the enterprise its own, supervisors what is to be called back, statistics the counts."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, Organisation, Rating, Region
from engine.model.rating import ANSWERED, CONTACTED, NEW
from engine.queries.cases import seen_case
from engine.queries.query import Query
from engine.running.access import visible_regions
from engine.running.ratings import GRADES, must_be_outside
from engine.running.verbs import SUPERVISOR
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class OwnRating:
    """好差评 of a case for its enterprise: whether it may rate, what it said, and the reply."""

    may: bool
    grade: int | None
    words: str
    rated_at: datetime | None
    state: str
    """"" (nothing follows), new, contacted or answered."""
    reply: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class CallbackView:
    """差评回访: a bad rating. Whose it is (`case_id`, `number`, `enterprise`, `phone`) stands here only for whoever took it, and for
    all once it is answered.
    """

    rating_id: UUID
    matter: Text
    region: str
    office: str
    grade: int
    words: str
    rated_on: date
    state: str
    due: date
    """By when the next thing is done: the first contact, then the answer."""
    light: str
    """green, yellow on its last day, red when it is late; "" when it is answered."""
    taken_by: str
    mine: bool
    barred: Text | None
    """Why the viewer may not take it."""
    contact: str
    measures: str
    reply: str
    case_id: UUID | None
    number: str
    enterprise: str
    phone: str


@dataclass(frozen=True, slots=True)
class RatingFigures:
    """好差评统计 of an office: how many of each grade (5 to 1), and how many in a hundred were 基本满意 or better."""

    region: str
    office: str
    counts: tuple[int, int, int, int, int]
    rated: int
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingOf(Query[OwnRating]):
    """好差评 of a case: for its enterprise alone, officers are told nothing of it."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> OwnRating:
        """A case that is not closed, or that an office began, is not rated."""
        case = seen_case(uow, by, self.case_id)
        if by.kind != "enterprise":
            raise NotPermitted("rating_by_applicant")
        row = uow.session.scalar(select(Rating).where(Rating.case_id == case.id))
        if row is None:
            return OwnRating(case.status == "closed" and case.origin == "enterprise", None, "", None, "", "", None)
        return OwnRating(False, row.grade, row.words, row.rated_at, row.state, row.reply, row.answered_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Callbacks(Query[tuple[CallbackView, ...]]):
    """差评回访: bad ratings of the supervisor's regions, those still to be answered with the next due first, or those answered."""

    answered: bool = False

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[CallbackView, ...]:
        """Who rated is told to nobody but who calls back."""
        if SUPERVISOR not in by.roles:
            raise NotPermitted("role_needed", role=SUPERVISOR, region="")
        states = (ANSWERED,) if self.answered else (NEW, CONTACTED)
        rows = uow.session.execute(
            select(Rating, Case, Organisation)
            .join(Case, Case.id == Rating.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(Rating.state.in_(states), visible_regions(by, Rating.region, SUPERVISOR))
            .order_by(Rating.close_due.desc() if self.answered else Rating.close_due, Rating.id)
            .limit(MOST_ROWS)
        ).all()
        offices = offices_of(uow, {rating.region for rating, _, _ in rows})
        today = uow.now.astimezone(ZONE).date()
        return tuple(_view(uow, by, *row, offices, today) for row in rows)


def _view(
    uow: UnitOfWork, by: Actor, rating: Rating, case: Case, enterprise: Organisation, offices: Mapping[str, str], today: date
) -> CallbackView:
    mine = rating.taken_by_id is not None and rating.taken_by_id == by.user_id
    told = mine or rating.state == ANSWERED
    due = (rating.contact_due if rating.state == NEW else rating.close_due) or today
    light = "" if rating.state == ANSWERED else "red" if due < today else "yellow" if due == today else "green"
    return CallbackView(
        rating_id=rating.id,
        matter=uow.program(case.release_id).process(case.process).title,
        region=rating.region,
        office=offices.get(rating.region, rating.region),
        grade=rating.grade,
        words=rating.words,
        rated_on=rating.rated_at.astimezone(ZONE).date(),
        state=rating.state,
        due=due,
        light=light,
        taken_by=rating.taken_by,
        mine=mine,
        barred=_barred(uow, by, rating) if rating.taken_by_id is None else None,
        contact=rating.contact if told else "",
        measures=rating.measures,
        reply=rating.reply,
        case_id=case.id if told else None,
        number=(case.number or "") if told else "",
        enterprise=enterprise.name if told else "",
        phone=enterprise.phone if told else "",
    )


def _barred(uow: UnitOfWork, by: Actor, rating: Rating) -> Text | None:
    try:
        must_be_outside(uow, by, rating)
    except Rejection as refusal:
        return sentence_of(refusal)
    return None


def offices_of(uow: UnitOfWork, regions: set[str]) -> Mapping[str, str]:
    """What areas are called."""
    rows = uow.session.execute(select(Region.code, Region.name_zh).where(Region.code.in_(regions)))
    return {code: name for code, name in rows}  # noqa: C416 - rows are not tuples to dict()


def rating_figures(uow: UnitOfWork, program: str, since: datetime) -> tuple[RatingFigures, ...]:
    """The ratings of a program since a moment, office by office, the least content first."""
    rows = uow.session.execute(
        select(Rating.region, Rating.grade, func.count())
        .where(Rating.program == program, Rating.rated_at >= since)
        .group_by(Rating.region, Rating.grade)
    )
    counted: dict[str, Counter[int]] = defaultdict(Counter)
    for region, grade, count in rows:
        counted[region][grade] = count
    names = offices_of(uow, set(counted))
    found = []
    for region, counts in counted.items():
        very, well, fairly, badly, worst = (counts[grade] for grade in GRADES)
        rated = counts.total()
        share = (very + well + fairly) * 100 // rated
        found.append(RatingFigures(region, names.get(region, region), (very, well, fairly, badly, worst), rated, share))
    return tuple(sorted(found, key=lambda each: (each.share, -each.rated, each.region)))
