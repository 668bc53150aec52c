"""`tongban verify`: a trail that was touched is found, whichever way it was touched."""

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from engine.model import Chain, Entry
from engine.model.event import link
from engine.store.json import dumps, loads
from engine.store.verification import ChainFault, chain_faults

NOON = datetime(2026, 11, 21, 4, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """Two chains of three events each."""
    database = create_engine(database_url, poolclass=NullPool, json_serializer=dumps, json_deserializer=loads)
    with Session(database) as session:
        for name in ("system", "calendar"):
            _write(session, name, [{"before": {"heads": heads}, "after": ["三", None, True]} for heads in (54, 55, 56)])
        session.commit()
    return database


def _write(session: Session, chain: str, entries: list[dict[str, Any]]) -> None:
    previous = b""
    for seq, data in enumerate(entries, 1):
        previous = link(previous, (chain, seq, NOON, "changed", None, "系统", "", False, data))
        session.add(Entry(chain=chain, seq=seq, at=NOON, actor="系统", organisation="", hash=previous, facts=[["changed", False, data]]))
    session.add(Chain(name=chain, seq=len(entries), hash=previous))


def test_an_untouched_trail_holds(database: Database):
    assert list(chain_faults(database)) == []


def test_amounts_are_sealed_digit_for_digit(database: Database):
    with Session(database) as session:
        _write(session, "money", [{"rate": Decimal("0.50")}])
        session.commit()
    assert list(chain_faults(database)) == []


@pytest.mark.parametrize(
    ("touch", "fault"),
    [
        (
            """UPDATE entry SET facts = jsonb_set(facts, '{0,2,before,heads}', '60') WHERE chain = 'system' AND seq = 2""",
            ChainFault("system", 2, "changed"),
        ),
        ("UPDATE entry SET actor = '别人' WHERE chain = 'system' AND seq = 1", ChainFault("system", 1, "changed")),
        ("UPDATE entry SET at = at + interval '1 microsecond' WHERE chain = 'system' AND seq = 3", ChainFault("system", 3, "changed")),
        ("DELETE FROM entry WHERE chain = 'system' AND seq = 2", ChainFault("system", 2, "missing")),
        ("DELETE FROM entry WHERE chain = 'system' AND seq = 3", ChainFault("system", 3, "cut_off")),
        ("DELETE FROM entry WHERE chain = 'system'", ChainFault("system", 1, "missing")),
    ],
)
def test_a_touched_entry_is_found_and_other_chains_still_hold(database: Database, touch: str, fault: ChainFault):
    with database.begin() as connection:
        connection.execute(text(touch))
    assert list(chain_faults(database)) == [fault]
