"""验链: whether the audit trail still says what was written into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Engine as Database
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model import Case, Chain, Event

BATCH = 2000


@dataclass(frozen=True, slots=True)
class ChainFault:
    """断链: the first place of one chain where the trail does not hold; `what` is `missing`, `changed` or `cut_off`."""

    chain: str
    seq: int
    what: str


def chain_faults(database: Database) -> Iterator[ChainFault]:
    """Read every chain from its beginning, from one snapshot, and tell where one does not hold; memory does not grow with the trail."""
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection, Session(connection) as session:
        ends = {str(identity): (seq, end) for identity, seq, end in session.execute(select(Case.id, Case.event_seq, Case.event_hash))}
        ends |= {name: (seq, end) for name, seq, end in session.execute(select(Chain.name, Chain.seq, Chain.hash))}
        events = session.scalars(select(Event).order_by(Event.chain, Event.seq).execution_options(yield_per=BATCH))
        for chain, linked in groupby(events, key=attrgetter("chain")):
            fault = _first_fault(chain, linked, ends.pop(chain, (0, b"")))
            if fault is not None:
                yield fault
        for chain, (seq, _end) in ends.items():
            if seq:
                yield ChainFault(chain, 1, "missing")


def _first_fault(chain: str, events: Iterator[Event], end: tuple[int, bytes]) -> ChainFault | None:
    seq, previous = 0, b""
    for event in events:
        seq += 1
        if event.seq != seq:
            return ChainFault(chain, seq, "missing")
        if event.digest(previous) != event.hash:
            return ChainFault(chain, seq, "changed")
        previous = event.hash
    return None if (seq, previous) == end else ChainFault(chain, seq + 1, "cut_off")
