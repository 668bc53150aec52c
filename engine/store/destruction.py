"""销毁 what is left of a destroyed case, and how it proves itself.

An entry keeps who, when, in which order and what kind of thing happened; what was said in it is gone, so its hash can no longer be
computed. A seal over everything that is left stands in the chain "destructions" of the audit trail beside the list it happened under.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from engine.model import Attachment, DestroyedFile, Destruction, DestructionCase, Dossier, Event, Notice, Trail

CHAIN = "destructions"
"""The chain of the audit trail that remembers every list and the seal of every case on it."""
STRIP = text("""
UPDATE entry SET sent = NULL, volume = NULL, facts = (
    SELECT jsonb_agg(jsonb_build_array(said.fact -> 0, said.fact -> 1, '{}'::jsonb) ORDER BY said.place)
    FROM jsonb_array_elements(trail.facts) WITH ORDINALITY AS said (fact, place)
)
FROM trail WHERE trail.case_id = :case AND entry.case_id = :case AND entry.id = trail.id AND entry.seq = trail.seq
""")
UNBIND = text("DELETE FROM volume WHERE case_id = :case")
LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended('file:' || :digest, 0))")
SHARE = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('file:' || :digest, 0))")


@dataclass(frozen=True, slots=True)
class Seal:
    """封存: the last number and hash a chain had before its content was destroyed, the seal over what is left, and under which list."""

    seq: int
    hash: bytes
    digest: str
    number: str


def seal_of(entries: Iterable[Trail]) -> str:
    """SHA-256 over what destruction leaves of entries."""
    digest = sha256()
    for entry in entries:
        who = [str(entry.actor_id) if entry.actor_id else None, entry.actor, entry.organisation]
        kinds = [[kind, public] for kind, public, _ in entry.facts or ()]
        digest.update(orjson.dumps([entry.seq, entry.at.timestamp(), *who, kinds, entry.hash.hex()]))
    return digest.hexdigest()


def is_stripped(entry: Trail) -> bool:
    """Whether nothing is left of what was said in an entry."""
    return not entry.sent and not any(data for _, _, data in entry.facts or ())


def strip(session: Session, case_id: UUID) -> str:
    """Take what was said out of every entry of a case, and seal what is left."""
    entries = session.scalars(select(Trail).where(Trail.case_id == case_id).order_by(Trail.seq))
    digest = seal_of(entries)
    session.execute(STRIP, {"case": case_id})
    session.execute(UNBIND, {"case": case_id})
    return digest


def seals(session: Session, case_id: UUID | None = None) -> dict[UUID, Seal]:
    """The seals of destroyed cases that the audit trail tells of too; one that stands in the table alone proves nothing."""
    told = {
        (str(data["case"]), data["seal"])
        for data in session.scalars(select(Event.data).where(Event.chain == CHAIN, Event.case_id.is_(None), Event.kind == "case_destroyed"))
    }
    rows = (
        select(DestructionCase, Destruction.number)
        .join(Destruction, Destruction.id == DestructionCase.destruction_id)
        .where(DestructionCase.state == "destroyed")
    )
    if case_id is not None:
        rows = rows.where(DestructionCase.case_id == case_id)
    return {
        row.case_id: Seal(row.seq or 0, row.hash or b"", row.seal, number)
        for row, number in session.execute(rows)
        if (str(row.case_id), row.seal) in told
    }


def list_of(session: Session, case_id: UUID) -> tuple[str, DestructionCase] | None:
    """Under which list, by its number, a case was destroyed; None for others."""
    found = session.execute(
        select(Destruction.number, DestructionCase)
        .join(DestructionCase, DestructionCase.destruction_id == Destruction.id)
        .where(DestructionCase.case_id == case_id, DestructionCase.state == "destroyed")
    ).one_or_none()
    return (found[0], found[1]) if found is not None else None


def lock_file(session: Session, digest: str) -> None:
    """Until the end of the transaction nobody names this file anew."""
    session.execute(LOCK, {"digest": digest})


def share_file(session: Session, digest: str) -> None:
    """Until the end of the transaction nobody removes this file."""
    session.execute(SHARE, {"digest": digest})


def is_named(session: Session, digest: str) -> bool:
    """Whether any case still names a file: as a document, also one that was taken back, as a paper, or as its dossier."""
    destroyed = select(DestructionCase.case_id).where(DestructionCase.state == "destroyed")
    named = (
        select(Attachment.id).where(Attachment.digest == digest),
        select(Notice.id).where(Notice.digest == digest),
        select(Dossier.id).where(Dossier.digest == digest, Dossier.case_id.not_in(destroyed)),
    )
    return any(session.scalar(chosen.limit(1)) is not None for chosen in named)


def waiting_files(session: Session, destruction_id: UUID, most: int) -> list[DestroyedFile]:
    """The next files of a list that nobody has looked at."""
    chosen = select(DestroyedFile).where(DestroyedFile.destruction_id == destruction_id, DestroyedFile.state == "waiting")
    return list(session.scalars(chosen.order_by(DestroyedFile.digest).limit(most)))
