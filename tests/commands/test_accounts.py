"""Signing in, locking, people."""

import statistics
import time
from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.commands import AddPerson, ChangeOwnPassword, ChangePerson, SetPassword, SignedIn, SignIn, SignInRefused, SignOut
from engine.model import Event, UnknownName
from engine.queries import Organisations, People, SessionActor
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidInput
from engine.store.unit_of_work import UnitOfWork
from tests.commands.conftest import World

SYSTEM = Actor.system()
SECRET = "Wenhua-Lu-88"


@pytest.fixture
def clerk(world: World) -> Actor:
    world.officer("acceptance")
    office = world.engine.ask(Organisations(kind="office"), by=SYSTEM)[0][0]
    person = AddPerson(
        username="Li.Na",
        name="李娜",
        kind="officer",
        organisation_id=office,
        roles=(("review", "440106"),),
        phone="138 0013 8000",
        password=SECRET,
    )
    world.engine.execute(person, by=SYSTEM)
    return world.engine.execute(SignIn(username="li.na", password=SECRET), by=SYSTEM).actor


def test_a_session_carries_the_person_and_the_posts(world: World, clerk: Actor) -> None:
    signed = world.engine.execute(SignIn(username=" LI.NA ", password=SECRET), by=SYSTEM)
    assert isinstance(signed, SignedIn)
    session = world.engine.ask(SessionActor(token=signed.token), by=SYSTEM)
    assert session is not None
    assert session.actor.holds("review", "440106")
    world.engine.execute(SignOut(token=signed.token), by=session.actor)
    assert world.engine.ask(SessionActor(token=signed.token), by=SYSTEM) is None
    assert clerk.name == "李娜"


def test_five_wrong_passwords_lock_the_account_for_a_quarter_of_an_hour(world: World, clerk: Actor) -> None:
    answers = [world.engine.execute(SignIn(username="li.na", password="falsch"), by=SYSTEM) for _ in range(5)]
    assert [answer.code for answer in answers if isinstance(answer, SignInRefused)] == ["wrong"] * 4 + ["locked"]
    locked = world.engine.execute(SignIn(username="li.na", password=SECRET), by=SYSTEM)
    assert isinstance(locked, SignInRefused)
    world.clock.move_to(world.clock.now() + timedelta(minutes=16))
    assert isinstance(world.engine.execute(SignIn(username="li.na", password=SECRET), by=SYSTEM), SignedIn)
    assert clerk.kind == "officer"


def test_an_unknown_name_and_a_wrong_password_get_the_same_answer(world: World, clerk: Actor) -> None:
    unknown = world.engine.execute(SignIn(username="nobody", password="x"), by=SYSTEM)
    wrong = world.engine.execute(SignIn(username="li.na", password="x"), by=SYSTEM)
    assert unknown == wrong == SignInRefused("wrong")
    assert clerk.user_id


def test_an_unknown_name_is_locked_like_a_known_one_so_that_nobody_learns_which_accounts_exist(world: World, clerk: Actor) -> None:
    def tried(username: str, times: int = 1) -> list[SignInRefused]:
        return [world.engine.execute(SignIn(username=username, password="falsch"), by=SYSTEM) for _ in range(times)]

    assert tried("li.na", 6) == tried(" Nobody ", 5) + tried("nobody")
    world.clock.move_to(world.clock.now() + timedelta(minutes=7))
    (known,), (unknown,) = tried("li.na"), tried("nobody")
    assert known.code == unknown.code == "locked"
    assert 7 <= known.minutes <= unknown.minutes <= 9
    world.clock.move_to(world.clock.now() + timedelta(minutes=9))
    assert tried("li.na", 4) == tried("nobody", 4) == [SignInRefused("wrong")] * 4
    world.clock.move_to(world.clock.now() + timedelta(hours=25))
    assert tried("li.na") == tried("nobody") == [SignInRefused("wrong")], "wrong passwords of another day are forgotten"
    assert clerk.user_id


def test_an_unknown_name_is_refused_as_slowly_as_a_wrong_password_before_and_after_the_lock(world: World, clerk: Actor) -> None:
    def took(username: str) -> float:
        began = time.perf_counter()
        world.engine.execute(SignIn(username=username, password="falsch"), by=SYSTEM)
        return time.perf_counter() - began

    both = [(took("li.na"), took("nobody")) for _ in range(8)]
    for refused in (both[:5], both[5:]):
        known, unknown = (statistics.median(each) for each in zip(*refused, strict=True))
        assert max(known, unknown) < 5 * min(known, unknown), both
    assert clerk.user_id


def test_what_was_typed_for_a_name_is_not_kept(world: World) -> None:
    world.engine.execute(SignIn(username="my password by mistake", password="x"), by=SYSTEM)
    with UnitOfWork(world.engine.runtime, read_only=True) as uow:
        kept = uow.session.scalars(select(UnknownName)).one()
        events = uow.session.scalars(select(Event).where(Event.kind == "sign_in_failed")).all()
    assert b"mistake" not in kept.name_index
    assert "mistake" not in repr([event.data for event in events])
    assert [event.data["known"] for event in events] == [False]


def test_unknown_names_of_another_day_leave_the_database(world: World) -> None:
    for moment in range(3):
        world.engine.execute(SignIn(username=f"guess {moment}", password="x"), by=SYSTEM)
        world.clock.move_to(world.clock.now() + timedelta(hours=25))
    with UnitOfWork(world.engine.runtime, read_only=True) as uow:
        assert len(uow.session.scalars(select(UnknownName)).all()) == 1


def test_phones_are_kept_sealed_shown_masked_and_found_by_their_blind_index(world: World, clerk: Actor) -> None:
    found = world.engine.ask(People(text="13800138000"), by=SYSTEM).rows
    assert [(person.username, person.phone) for person in found] == [("li.na", "138****8000")]
    assert clerk.user_id == found[0].person_id


def test_a_disabled_person_is_out_at_once_and_cannot_come_back(world: World, clerk: Actor) -> None:
    signed = world.engine.execute(SignIn(username="li.na", password=SECRET), by=SYSTEM)
    world.engine.execute(ChangePerson(person_id=clerk.user_id, name="李娜", active=False), by=SYSTEM)
    assert world.engine.ask(SessionActor(token=signed.token), by=SYSTEM) is None
    assert world.engine.execute(SignIn(username="li.na", password=SECRET), by=SYSTEM) == SignInRefused("wrong")


def test_the_last_administrator_cannot_be_disabled(world: World, clerk: Actor) -> None:
    office = world.engine.ask(Organisations(kind="office"), by=SYSTEM)[0][0]
    only = world.engine.execute(AddPerson(username="root", name="管理员", kind="administrator", organisation_id=office), by=SYSTEM)
    assert len(only.password) >= 12
    with pytest.raises(InvalidInput):
        world.engine.execute(ChangePerson(person_id=only.person_id, name="管理员", active=False), by=SYSTEM)
    assert clerk.kind == "officer"


def test_a_name_is_taken_once_and_every_fault_of_a_new_account_is_told(world: World, clerk: Actor) -> None:
    with pytest.raises(Conflict):
        world.engine.execute(AddPerson(username="li.na", name="李", kind="officer", organisation_id=clerk.organisation_id), by=SYSTEM)
    with pytest.raises(InvalidInput) as refused:
        world.engine.execute(AddPerson(username="a b", name=" ", kind="king", organisation_id=clerk.user_id), by=SYSTEM)
    assert {error.path for error in refused.value.errors} == {"username", "name", "kind", "organisation_id"}


def test_passwords_are_changed_with_the_old_one_and_weak_ones_refused(world: World, clerk: Actor) -> None:
    with pytest.raises(InvalidInput):
        world.engine.execute(ChangeOwnPassword(old="falsch", new="Xingang-Xi-135"), by=clerk)
    with pytest.raises(InvalidInput):
        world.engine.execute(ChangeOwnPassword(old=SECRET, new="12345678"), by=clerk)
    world.engine.execute(ChangeOwnPassword(old=SECRET, new="Xingang-Xi-135"), by=clerk)
    assert isinstance(world.engine.execute(SignIn(username="li.na", password="Xingang-Xi-135"), by=SYSTEM), SignedIn)
    reset = world.engine.execute(SetPassword(person_id=clerk.user_id), by=SYSTEM)
    assert isinstance(world.engine.execute(SignIn(username="li.na", password=reset), by=SYSTEM), SignedIn)
