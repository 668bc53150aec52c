"""Dossiers 卷宗: what a case holds, item by item with its digest, and whether it still is what was frozen."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import Engine as Database
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.model import Attachment, BenefitEntry, Case, Dossier, Event, Movement, Notice, Release, RosterRow, Submission, Trail
from engine.sdk.ports import FilesPort
from engine.store.destruction import seals

FORMAT = "tongban.dossier/1"
CHAIN = "dossiers"
"""The chain of the audit trail that remembers the digest of every manifest."""
SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class DossierItem:
    """卷内一件: one thing in a dossier. `kind` is document, paper, sheet, form, roster, money, benefits, trail or release; `digest` that of
    a file, or SHA-256 over what the database holds; `path` its place in the folder, "" for what is no file; `details` say in words what
    it is.
    """

    kind: str
    key: str
    digest: str
    path: str
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DossierFault:
    """坏卷: an item of a dossier that is not what was frozen; `what` is `dossier_changed`, `item_changed` or `item_missing`."""

    case: str
    item: str
    what: str


def digest_of(value: object) -> str:
    """SHA-256 over a value in one canonical form; decimals digit for digit."""
    return sha256(orjson.dumps(value, default=_exact, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _exact(value: object) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f"))
    return str(value)


def items_of(session: Session, case: Case) -> list[DossierItem]:
    """Everything a case holds now: documents, papers, forms as sent, rosters, money, benefits, every entry of the trail, its release."""
    found: list[DossierItem] = []
    for kind in (_documents, _papers, _forms, _rosters, _money, _benefits, _trail, _release):
        found += kind(session, case)
    return found


def _documents(session: Session, case: Case) -> Iterator[DossierItem]:
    rows = session.scalars(
        select(Attachment)
        .where(Attachment.case_id == case.id, Attachment.removed_at.is_(None))
        .order_by(Attachment.added_at, Attachment.name, Attachment.id)
    )
    for number, row in enumerate(rows, 1):
        told = {"name": row.name, "field": row.field, "item": row.item, "size": row.size, "added_at": row.added_at.isoformat()}
        yield DossierItem("document", str(row.id), row.digest, f"材料/{number:03d}-{_plain(row.name)}", {**told, "added_by": row.added_by})


def _papers(session: Session, case: Case) -> Iterator[DossierItem]:
    for row in session.scalars(select(Notice).where(Notice.case_id == case.id).order_by(Notice.issued_at, Notice.number)):
        told = {"number": row.number, "title": row.title, "issued_at": row.issued_at.isoformat(), "facts": digest_of(row.facts)}
        yield DossierItem("paper", str(row.id), row.digest or "", f"文书/{_plain(row.number)}.pdf", told)


def _forms(session: Session, case: Case) -> Iterator[DossierItem]:
    rows = session.scalars(select(Submission).where(Submission.case_id == case.id).order_by(Submission.submitted_at, Submission.id))
    for number, row in enumerate(rows, 1):
        told = {"number": number, "step": row.step, "submitted_at": row.submitted_at.isoformat(), "submitted_by": row.submitted_by}
        yield DossierItem("form", str(row.id), digest_of(row.data), "", told)


def _rosters(session: Session, case: Case) -> Iterator[DossierItem]:
    rows = session.scalars(select(RosterRow).where(RosterRow.case_id == case.id).order_by(RosterRow.field, RosterRow.no))
    for name, several in groupby(rows, key=attrgetter("field")):
        told = [[row.no, row.status, row.values] for row in several]
        yield DossierItem("roster", name, digest_of(told), "", {"rows": len(told)})


def _money(session: Session, case: Case) -> Iterator[DossierItem]:
    for row in session.scalars(select(Movement).where(Movement.case_id == case.id).order_by(Movement.planned_at, Movement.id)):
        told = {"kind": row.kind, "amount": row.amount, "number": row.number, "computation": digest_of(row.computation)}
        yield DossierItem("money", str(row.id), digest_of([told, row.payee]), "", told)


def _benefits(session: Session, case: Case) -> Iterator[DossierItem]:
    rows = session.scalars(select(BenefitEntry).where(BenefitEntry.case_id == case.id).order_by(BenefitEntry.row))
    told = [[str(row.id), row.kind, row.row, row.occupation, row.level, row.certificate, row.year, row.amount] for row in rows]
    if told:
        yield DossierItem("benefits", "entered", digest_of(sorted(told)), "", {"rows": len(told), "amount": sum(each[-1] for each in told)})


def _trail(session: Session, case: Case) -> Iterator[DossierItem]:
    rows = session.execute(select(Trail.seq, Trail.at, Trail.hash).where(Trail.case_id == case.id).order_by(Trail.seq))
    for seq, at, end in rows:
        yield DossierItem("trail", str(seq), end.hex(), "", {"at": at.isoformat()})


def _release(session: Session, case: Case) -> Iterator[DossierItem]:
    row = session.get_one(Release, case.release_id)
    yield DossierItem("release", str(row.id), row.digest, "", {"program": row.program, "number": row.number, "version": row.version})


def _plain(name: str) -> str:
    """A name that is one step of a path everywhere."""
    return "".join(char if char.isprintable() and char not in '\\/:*?"<>|' else "_" for char in name).strip(". ") or "_"


def manifest_of(head: dict[str, Any], items: Iterable[DossierItem]) -> bytes:
    """The manifest as it is kept: what the dossier is of, and its items."""
    told = {"format": FORMAT, **head, "items": [asdict(item) for item in items]}
    return orjson.dumps(told, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)


def dossier_faults(database: Database, files: FilesPort) -> Iterator[DossierFault]:
    """Compare every dossier with what its case holds now. What came after the case ended is no fault, nor what was destroyed under a list;
    what is gone otherwise or differs is.
    """
    with database.connect().execution_options(isolation_level="REPEATABLE READ") as connection, Session(connection) as session:
        known, destroyed = _remembered(session), seals(session)
        for row in session.scalars(select(Dossier).order_by(Dossier.made_at)).all():
            if row.case_id in destroyed and known.pop((str(row.case_id), row.digest), False):
                continue
            yield from _faults(session, files, row, known.pop((str(row.case_id), row.digest), False))
        for case, digest in known:
            yield DossierFault(case, digest, "item_missing")


def _remembered(session: Session) -> dict[tuple[str, str], bool]:
    """Case and digest of every dossier the trail tells of."""
    told = session.scalars(select(Event.data).where(Event.chain == CHAIN, Event.kind == "dossier_made"))
    return {(str(data["case"]), str(data["digest"])): True for data in told}


def _faults(session: Session, files: FilesPort, row: Dossier, remembered: bool) -> Iterator[DossierFault]:
    case = session.get(Case, row.case_id)
    name = (case.number or str(case.id)) if case is not None else str(row.case_id)
    content = _content(files, row.digest)
    if case is None or not remembered or content is None or sha256(content).hexdigest() != row.digest:
        yield DossierFault(name, row.digest, "dossier_changed")
        return
    now = {(item.kind, item.key): item.digest for item in items_of(session, case)}
    for item in orjson.loads(content)["items"]:
        here = f"{item['kind']} {item['path'] or item['key']}"
        kept = item["digest"] if item["kind"] == SHEET and _whole(files, item["digest"]) else now.get((item["kind"], item["key"]))
        if kept is None:
            yield DossierFault(name, here, "item_missing")
        elif kept != item["digest"]:
            yield DossierFault(name, here, "item_changed")


def _whole(files: FilesPort, digest: str) -> bool:
    content = _content(files, digest)
    return content is not None and sha256(content).hexdigest() == digest


def _content(files: FilesPort, digest: str) -> bytes | None:
    try:
        with files.open(digest) as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def newest(session: Session, case_id: UUID) -> Dossier | None:
    """The newest dossier of a case; None while it has none."""
    return session.scalar(select(Dossier).where(Dossier.case_id == case_id).order_by(Dossier.made_at.desc()).limit(1))
