"""`tongban verify`: what was taken away whole, with its trail, is missed by what is left."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from engine.commands import SetCalendarDays
from engine.sdk.actor import Actor
from engine.store.completeness import missing
from engine.store.verification import chain_faults
from tests.engine.house import House, a_house

SYSTEM = Actor.system()
UNHINDERED = "SET session_replication_role = replica; "
"""As somebody who owns the database: no foreign key and no trigger stands in the way."""


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = a_house(database_url, tmp_path)
    for _ in range(3):
        found.case()
    found.engine.execute(SetCalendarDays(days={date(2026, 9, 30): ("holiday", "台风停工")}, basis="通告", sure=True), by=SYSTEM)
    yield found
    found.engine.close()


def faults(house: House) -> list[tuple[str, str]]:
    return list(missing(house.engine.runtime.database))


def number_of(house: House, place: int) -> tuple[str, str]:
    identity, number = house.rows('SELECT id, number FROM "case" ORDER BY number')[place]
    return str(identity), number


def test_an_installation_that_is_whole_misses_nothing(house: House):
    draft = house.rows("SELECT count(*) FROM \"case\" WHERE status = 'open'")
    assert draft == [(3,)]
    assert faults(house) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_case_that_was_deleted_with_its_trail_is_missed_by_its_number(house: House, place: int):
    identity, number = number_of(house, place)
    house.rows(f"{UNHINDERED} DELETE FROM entry WHERE case_id = '{identity}'; DELETE FROM \"case\" WHERE id = '{identity}'")
    assert list(chain_faults(house.engine.runtime.database)) == [], "no chain misses it"
    assert faults(house) == [(number, "case_missing")]


def test_numbers_that_nobody_gave_out_are_told(house: House):
    house.rows("DELETE FROM serial WHERE starts_with(scope, 'case:')")
    assert faults(house) == [("serial", "serial_missing")]


def test_a_named_chain_that_was_deleted_whole_is_missed(house: House):
    for chain in ("system", "calendar"):
        house.rows(f"{UNHINDERED} DELETE FROM entry WHERE case_id IS NULL AND chain = '{chain}'; DELETE FROM chain WHERE name = '{chain}'")
    assert list(chain_faults(house.engine.runtime.database)) == []
    assert {("system #1", "missing"), ("calendar #1", "missing"), ("bench #1", "release_untold")} == set(faults(house))


def test_a_release_that_the_trail_does_not_tell_of_or_tells_otherwise_is_found(house: House):
    house.rows(f"{UNHINDERED} UPDATE release SET digest = 'other'")
    assert faults(house) == [("bench #1", "release_untold")]
    house.rows(f"{UNHINDERED} DELETE FROM release")
    assert faults(house) == [("bench #1", "release_missing")]
