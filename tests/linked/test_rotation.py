"""岗位轮换: posts held too long and too much of one enterprise are told, to supervisors of the region and administrators, and bar nobody."""

from datetime import date, datetime

import pytest

from engine.commands import AddPerson, ChangePerson
from engine.queries import Rotations, RotationView
from engine.sdk.actor import Actor
from engine.sdk.errors import NotPermitted
from engine.store.runtime import ZONE
from tests.linked.conftest import REGION, Town

SYSTEM = Actor.system()


def at(town: Town, day: date) -> None:
    town.clock.move_to(datetime(day.year, day.month, day.day, 9, tzinfo=ZONE))


def told(town: Town, by: Actor = SYSTEM, *, posts: bool = True) -> list[RotationView]:
    return list(town.engine.ask(Rotations(posts=posts), by=by))


def test_a_post_held_for_longer_than_the_parameter_says_is_told_and_a_new_post_counts_anew(town: Town):
    office = town.officer("supervisor").organisation_id
    assert office is not None
    posts = (("review", REGION),)
    person = town.engine.execute(
        AddPerson(username="longtime", name="老周", kind="officer", organisation_id=office, roles=posts), by=SYSTEM
    )
    at(town, date(2031, 9, 1))
    assert [each.person for each in told(town) if each.person == "老周"] == [], "to the day is not longer"
    at(town, date(2031, 9, 2))
    (found,) = [each for each in told(town) if each.person == "老周"]
    assert (found.since, found.most, found.region, found.post.zh) == (date(2026, 9, 1), 5, REGION, "审核")
    more = (*posts, ("finance", REGION))
    town.engine.execute(ChangePerson(person_id=person.person_id, name="老周", roles=more), by=SYSTEM)
    assert [each.since for each in told(town) if each.person == "老周"] == [date(2026, 9, 1)], (
        "a post that stays is held on, a new one begins"
    )
    town.engine.execute(ChangePerson(person_id=person.person_id, name="老周", roles=(("finance", REGION),)), by=SYSTEM)
    town.engine.execute(ChangePerson(person_id=person.person_id, name="老周", roles=posts), by=SYSTEM)
    assert [each for each in told(town) if each.person == "老周"] == [], "whoever comes back begins anew"


def test_who_handles_too_many_cases_of_one_enterprise_in_twelve_months_is_told(town: Town, company: Actor):
    town.plan(company, 1)
    town.plan(company, 2)
    other = town.enterprise("乙公司", "91440101MA5XA0004X")
    town.plan(other, 3)
    assert told(town, posts=False) == [], "as many as allowed"
    town.plan(company, 4)
    (found,) = told(town, posts=False)
    assert (found.person, found.enterprise, found.count, found.most) == (town.officer("review").name, "甲公司", 3, 2)
    town.plan(company, 5)
    assert [each.count for each in told(town, posts=False)] == [4], "nobody is kept from working by it"
    at(town, date(2027, 9, 3))
    assert told(town, posts=False) == []


def test_supervisors_are_told_of_their_regions_and_others_of_nothing(town: Town, company: Actor):
    for person in (1, 2, 3):
        town.plan(company, person)
    assert len(told(town, town.officer("supervisor"), posts=False)) == 1
    assert told(town, town.officer("supervisor", "440111"), posts=False) == []
    with pytest.raises(NotPermitted):
        told(town, town.officer("review"))
