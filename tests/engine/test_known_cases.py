"""已知办件: a step never decides on what has changed since this process saw the case, whoever changed it."""

from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from engine.model import Case
from engine.store.batch import columns_of
from engine.store.known import MOST_BYTES, KnownCase, KnownCases
from engine.store.unit_of_work import UnitOfWork
from tests.build import a_clock, an_engine
from tests.engine.house import House

MENDED = (
    """UPDATE "case" SET summary = summary || '[{"value": "1.50"}]' WHERE id = %s""",
    """UPDATE "case" SET facts_large = facts_large || '{"mended": {"b": 1.50, "aa": 2}}' WHERE id = %s""",
    """UPDATE "case" SET facts_small = facts_small || '{"mended": true}' WHERE id = %s""",
    """UPDATE "case" SET received_on = '2026-09-01' WHERE id = %s""",
)


def as_opened(house: House, case: UUID) -> Mapping[str, Any]:
    """The columns of a case as a step finds them."""
    with UnitOfWork(house.engine.runtime) as uow:
        found = uow.opened_case(case).case
        return {name: getattr(found, name) for name in columns_of(Case)}


def as_stored(house: House, case: UUID) -> Mapping[str, Any]:
    """The same as the database has them."""
    with UnitOfWork(house.engine.runtime, read_only=True) as uow:
        stored = uow.session.scalars(select(Case).where(Case.id == case)).one()
        return {name: getattr(stored, name) for name in columns_of(Case)}


def fail_after_changing(house: House, case: UUID) -> None:
    with UnitOfWork(house.engine.runtime) as uow:
        uow.opened_case(case).case.summary = []
        raise ZeroDivisionError


def test_a_step_leaves_its_case_known_and_finds_it_as_it_is(house: House):
    case = house.case()
    house.go(case, 3)
    known = house.engine.runtime.cases.case(case)
    assert known is not None
    assert "facts_large" in known.columns
    assert "facts_small" not in known.columns
    assert as_opened(house, case) == as_stored(house, case)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_others_do_a_step_finds_the_case_as_it_is_stored(house: House, tmp_path: Path, seed: int):
    dice, case = Random(seed), house.case()
    clock = a_clock()
    other = House(an_engine(house.url, tmp_path / "other", clock, installed=False), house.url, house.enterprise, house.clerk, clock)
    houses = (house, other)
    try:
        for _ in range(12):
            if dice.random() < 0.4:
                house.rows(dice.choice(MENDED), case)
            else:
                dice.choice(houses).go(case, 1)
            for each in dice.sample(houses, dice.randrange(3)):
                assert as_opened(each, case) == as_stored(each, case)
    finally:
        other.engine.close()


def test_what_failed_leaves_nothing_known(house: House):
    case = house.case()
    house.go(case, 2)
    with pytest.raises(ZeroDivisionError):
        fail_after_changing(house, case)
    assert as_opened(house, case) == as_stored(house, case)
    assert as_stored(house, case)["summary"]


@pytest.mark.parametrize("written", [True, False])
def test_what_the_mapper_writes_in_the_same_step_is_read(house: House, written: bool):
    case = house.case()
    house.go(case, 2)
    with UnitOfWork(house.engine.runtime) as uow:
        uow.opened_case(case)
        stored = uow.session.scalars(select(Case).where(Case.id == case)).one()
        if written:
            stored.summary = []
    assert (house.engine.runtime.cases.case(case) is None) == written
    assert as_opened(house, case) == as_stored(house, case)
    assert (as_stored(house, case)["summary"] == []) == written


def test_the_least_used_case_is_let_go_when_there_is_no_room():
    cases, ids = KnownCases(), [uuid4() for _ in range(5)]
    for each in ids:
        cases.keep(each, KnownCase("1", {}, MOST_BYTES // 4), [each])
    assert [cases.of_task(each) is not None for each in ids] == [False, True, True, True, True]
    cases.keep(ids[1], KnownCase("2", {}, 2 * MOST_BYTES), [])
    assert all(cases.case(each) is None for each in ids)
