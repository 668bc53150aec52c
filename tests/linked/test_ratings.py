"""好差评: a closed case is rated once by its enterprise; a bad rating is called back by somebody else, who alone learns whose it is."""

import threading
from datetime import date, timedelta
from uuid import UUID

import pytest

from engine.commands import AnswerRating, ContactRater, DeliverMessage, RateCase, TakeCallback
from engine.queries import (
    Alerts,
    Callbacks,
    CallbackView,
    CaseDetail,
    CaseProgress,
    RatingOf,
    Statistics,
    Timeline,
)
from engine.scenarios.cast import EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from tests.build import actor
from tests.linked.conftest import REGION, Town, people

WORDS = "等了两个月才到账"


def closed(town: Town, company: Actor, person: int = 1) -> UUID:
    """An advance that was paid, and is closed."""
    advance = town.advance(town.plan(company, person), company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    town.player.deliver()
    assert town.facts(advance).status == "closed"
    return advance


def the_callback(town: Town, by: Actor, *, answered: bool = False) -> CallbackView:
    (view,) = town.engine.ask(Callbacks(answered=answered), by=by)
    return view


def test_a_closed_case_is_rated_once_by_its_enterprise_and_by_nobody_else(town: Town, company: Actor):
    open_one = town.advance(town.plan(company, 1), company)
    with pytest.raises(InvalidState, match="rating_not_closed"):
        town.engine.execute(RateCase(case_id=open_one, grade=5), by=company)
    case = closed(town, company, 2)
    assert town.engine.ask(RatingOf(case_id=case), by=company).may
    with pytest.raises(NotPermitted, match="rating_by_applicant"):
        town.engine.execute(RateCase(case_id=case, grade=5), by=town.officer("review"))
    with pytest.raises(NotFound):
        town.engine.execute(RateCase(case_id=case, grade=5), by=town.enterprise("乙公司", "91440101MA5XA0004X"))
    for grade, words, path in ((0, "", "grade"), (6, "", "grade"), (5, "很" * 501, "words")):
        with pytest.raises(InvalidInput) as refused:
            town.engine.execute(RateCase(case_id=case, grade=grade, words=words), by=company)
        assert [error.path for error in refused.value.errors] == [path]
    town.engine.execute(RateCase(case_id=case, grade=5, words="很快"), by=company)
    with pytest.raises(InvalidState, match="rated_already"):
        town.engine.execute(RateCase(case_id=case, grade=1), by=company)
    own = town.engine.ask(RatingOf(case_id=case), by=company)
    assert (own.may, own.grade, own.words, own.state) == (False, 5, "很快", "")
    assert town.engine.ask(Callbacks(), by=town.officer("supervisor")) == (), "a good one is not called back"


def test_the_enterprise_is_asked_once_when_its_case_is_closed(town: Town, company: Actor):
    closed(town, company)
    tell(town)
    asked = [each for each in town.engine.ask(Alerts(), by=company).rows if "请您评价" in each.words.zh]
    assert len(asked) == 1


def test_a_bad_rating_is_called_back_in_one_day_and_answered_in_fifteen_by_the_working_calendar(town: Town, company: Actor):
    case = closed(town, company)
    town.engine.execute(RateCase(case_id=case, grade=2, words=WORDS), by=company)
    supervisor = town.officer("supervisor")
    told = the_callback(town, supervisor)
    assert (told.grade, told.words, told.state, told.due, told.light) == (2, WORDS, "new", date(2026, 9, 2), "green")
    assert (told.case_id, told.number, told.enterprise, told.phone) == (None, "", "", "")
    town.engine.execute(TakeCallback(rating_id=told.rating_id), by=supervisor)
    told = the_callback(town, supervisor)
    assert (told.case_id, told.enterprise, told.mine) == (case, "甲公司", True)
    town.clock.move_to(town.clock.now() + timedelta(days=2))
    assert the_callback(town, supervisor).light == "red"
    with pytest.raises(InvalidState, match="callback_state"):
        town.engine.execute(AnswerRating(rating_id=told.rating_id, measures="x", reply="y"), by=supervisor)
    with pytest.raises(InvalidInput):
        town.engine.execute(ContactRater(rating_id=told.rating_id, note=" "), by=supervisor)
    town.engine.execute(ContactRater(rating_id=told.rating_id, note="已电话致歉"), by=supervisor)
    told = the_callback(town, supervisor)
    assert (told.state, told.due, told.light) == ("contacted", date(2026, 9, 21), "green")
    town.engine.execute(AnswerRating(rating_id=told.rating_id, measures="已督促提前编制", reply="今后五日内编制"), by=supervisor)
    own = town.engine.ask(RatingOf(case_id=case), by=company)
    assert (own.state, own.reply) == ("answered", "今后五日内编制")
    tell(town)
    assert any("今后五日内编制" in each.words.zh for each in town.engine.ask(Alerts(), by=company).rows)
    assert town.engine.ask(Callbacks(), by=supervisor) == ()


def test_nobody_who_handled_the_case_or_its_plan_calls_back_or_learns_whose_rating_it_is(town: Town, company: Actor):
    case = closed(town, company)
    town.engine.execute(RateCase(case_id=case, grade=1, words=WORDS), by=company)
    handler = with_the_post(town, "handler", ("review", REGION), ("supervisor", REGION))
    other = closed_by(town, company, handler)
    town.engine.execute(RateCase(case_id=other, grade=1), by=company)
    barred = [each for each in town.engine.ask(Callbacks(), by=handler) if each.barred is not None]
    assert [each.barred.zh for each in barred] == ["您办理过这个办件，差评须由其他人员回访。"]
    with pytest.raises(NotPermitted, match="callback_handler"):
        town.engine.execute(TakeCallback(rating_id=barred[0].rating_id), by=handler)
    first, second = town.officer("supervisor"), town.officer("supervisor2")
    town.engine.execute(TakeCallback(rating_id=barred[0].rating_id), by=first)
    with pytest.raises(InvalidState, match="callback_taken"):
        town.engine.execute(TakeCallback(rating_id=barred[0].rating_id), by=second)
    with pytest.raises(NotPermitted, match="callback_not_yours"):
        town.engine.execute(ContactRater(rating_id=barred[0].rating_id, note="x"), by=second)
    for by in (handler, second):
        assert all(each.enterprise == "" and each.case_id is None for each in town.engine.ask(Callbacks(), by=by))
    for by in (town.officer("review"), town.officer("supervisor", "440111")):
        with pytest.raises((NotPermitted, NotFound)):
            town.engine.execute(TakeCallback(rating_id=barred[0].rating_id), by=by)
    with pytest.raises(NotPermitted):
        town.engine.ask(Callbacks(), by=town.officer("review"))


def test_the_case_tells_nothing_of_its_rating_and_nothing_depends_on_it(town: Town, company: Actor):
    case = closed(town, company)
    reviewer = town.officer("review")
    before = town.facts(case)
    events = [event.kind for event in town.engine.ask(Timeline(case_id=case), by=reviewer)]
    town.engine.execute(RateCase(case_id=case, grade=1, words=WORDS), by=company)
    after = town.facts(case)
    assert after.facts == before.facts
    assert [event.kind for event in town.engine.ask(Timeline(case_id=case), by=reviewer)] == events
    for query in (CaseDetail(case_id=case), CaseProgress(case_id=case)):
        assert WORDS not in str(town.engine.ask(query, by=reviewer))
    with pytest.raises(NotPermitted):
        town.engine.ask(RatingOf(case_id=case), by=reviewer)
    tell(town)
    told = [each for each in town.engine.ask(Alerts(), by=town.officer("supervisor")).rows if each.kind == "rating"]
    assert all(each.case_id is None and WORDS not in each.words.zh for each in told)


def test_two_ratings_at_once_are_one(town: Town, company: Actor):
    case = closed(town, company)
    outcomes: list[object] = []

    def rate() -> None:
        try:
            outcomes.append(town.engine.execute(RateCase(case_id=case, grade=4), by=company))
        except InvalidState as refusal:
            outcomes.append(refusal.code)

    threads = [threading.Thread(target=rate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("rated_already") == 2


def test_statistics_count_the_grades_and_the_share_of_every_office(town: Town, company: Actor):
    for person, grade in enumerate((5, 4, 2), 1):
        town.engine.execute(RateCase(case_id=closed(town, company, person), grade=grade), by=company)
    view = town.engine.ask(Statistics(program="training_plan"), by=Actor.system())
    (figures,) = view.ratings
    assert (figures.region, figures.counts, figures.rated, figures.share) == (REGION, (1, 1, 0, 1, 0), 3, 66)


def tell(town: Town) -> None:
    """What the worker does with the outbox."""
    with town.engine.runtime.database.connect() as connection:
        waiting = [row[0] for row in connection.exec_driver_sql("SELECT id FROM outbox WHERE delivered_at IS NULL")]
    for message in waiting:
        town.engine.execute(DeliverMessage(message_id=message), by=Actor.system())


def with_the_post(town: Town, username: str, *posts: tuple[str, str]) -> Actor:
    office = town.officer("review").organisation_id
    assert office is not None
    told = EnsurePerson(username=username, name="兼任", kind="officer", organisation_id=office, posts=posts)
    town.engine.execute(told, by=Actor.system())
    return actor(town.engine, username)


def closed_by(town: Town, company: Actor, handler: Actor) -> UUID:
    """As `closed`, the plan itself reviewed by this officer."""
    plan = town.file(company, people(7))
    town.decide(plan, "review_plan", by=handler)
    advance = town.advance(plan, company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    town.player.deliver()
    return advance
