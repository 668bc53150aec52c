"""验链与验件: whether the audit trail and the files still say what was written into them."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from uuid import UUID

from sqlalchemy import Engine as Database
from sqlalchemy import case as when
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from engine.model import Attachment, Case, Chain, Notice, Release, ReleaseFile, Trail
from engine.packages.program import digest_of
from engine.sdk.ports import FilesPort
from engine.store.destruction import Seal, is_stripped, seal_of, seals

BATCH = 2000
CHUNK = 1 << 18


@dataclass(frozen=True, slots=True)
class ChainFault:
    """断链: the first entry of a chain that does not hold, by the number of its first event; `what`: `missing`, `changed` or `cut_off`."""

    chain: str
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class FileFault:
    """坏件: a file of a case that is not what was stored; `what` is `file_missing` or `file_changed`."""

    case: UUID
    digest: str
    what: str


def file_faults(database: Database, files: FilesPort) -> Iterator[FileFault]:
    """Read every attachment and every paper, and tell which are not the bytes their digest names; each file is read once."""
    with database.connect().execution_options(isolation_level="REPEATABLE READ", yield_per=BATCH) as connection:
        for model in (Attachment, Notice):
            named = (
                select(model.digest, model.case_id).ext(distinct_on(model.digest)).where(model.digest.is_not(None)).order_by(model.digest)
            )
            for digest, case in connection.execute(named.order_by(model.digest)):
                what = _file_fault(files, digest) if digest else None
                if digest and what is not None:
                    yield FileFault(case, digest, what)


def release_faults(database: Database) -> Iterator[str]:
    """Every release whose files are not those its digest names, as "program #number"."""
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        releases = connection.execute(select(Release.id, Release.program, Release.number, Release.digest)).all()
        for identity, program, number, digest in releases:
            rows = connection.execute(select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == identity))
            if digest_of({path: content for path, content in rows}) != digest:  # noqa: C416  rows are not tuples to dict()
                yield f"{program} #{number}"


def _file_fault(files: FilesPort, digest: str) -> str | None:
    try:
        with closing(files.open(digest)) as stream:
            read = sha256()
            while chunk := stream.read(CHUNK):
                read.update(chunk)
    except FileNotFoundError:
        return "file_missing"
    return None if read.hexdigest() == digest else "file_changed"


def chain_faults(database: Database) -> Iterator[ChainFault]:
    """Read every chain from its beginning, from one snapshot, and tell where one does not hold; memory does not grow with the trail."""
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection, Session(connection) as session:
        ends = {str(identity): (seq, end) for identity, seq, end in session.execute(select(Case.id, Case.event_seq, Case.event_hash))}
        ends |= {name: (seq, end) for name, seq, end in session.execute(select(Chain.name, Chain.seq, Chain.hash))}
        order = (Trail.case_id.nulls_first(), when((Trail.case_id.is_(None), Trail.chain)), Trail.seq)
        sealed = {str(case_id): seal for case_id, seal in seals(session).items()}
        entries = session.scalars(select(Trail).order_by(*order).execution_options(yield_per=BATCH))
        for chain, linked in groupby(entries, key=attrgetter("of")):
            fault = first_fault(chain, linked, ends.pop(chain, (0, b"")), sealed.get(chain))[1]
            if fault is not None:
                yield fault
        for chain, (seq, _end) in ends.items():
            if seq:
                yield ChainFault(chain, 1, "missing")


def first_fault(chain: str, entries: Iterable[Trail], end: tuple[int, bytes], seal: Seal | None = None) -> tuple[int, ChainFault | None]:
    """How many events of a chain were read, and the first entry that does not follow from the one before it.

    Of a destroyed case the entries under the seal are what destruction left of them, as a whole; those after it go on from its hash.
    """
    seq, previous = 0, b""
    left: list[Trail] = []
    for entry in entries:
        if entry.seq != seq + 1:
            return seq + 1, ChainFault(chain, seq + 1, "missing")
        under = seal is not None and entry.seq <= seal.seq
        if not entry.count or not (is_stripped(entry) if under else entry.digest(previous) == entry.hash):
            return seq + 1, ChainFault(chain, seq + 1, "changed")
        seq, previous = seq + entry.count, entry.hash
        if under and seal is not None:
            left.append(entry)
            if seq >= seal.seq and (seq, previous, seal_of(left)) != (seal.seq, seal.hash, seal.digest):
                return seq, ChainFault(chain, 1, "changed")
    if seal is not None and seq < seal.seq:
        return seq, ChainFault(chain, seq + 1, "cut_off")
    return seq, None if (seq, previous) == end else ChainFault(chain, seq + 1, "cut_off")


def lawfully_destroyed(database: Database) -> Iterator[tuple[str, str, int]]:
    """Every case whose content was destroyed under a list that the audit trail tells of: number, list, and how many events are sealed."""
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection, Session(connection) as session:
        found = seals(session)
        for case_id, number in session.execute(select(Case.id, Case.number).where(Case.id.in_(found)).order_by(Case.number)):
            yield number or str(case_id), found[case_id].number, found[case_id].seq
