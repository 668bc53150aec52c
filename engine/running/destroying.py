"""销毁 what keeps a case from being destroyed, what it holds, and its destruction."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.model import (
    Act,
    Alert,
    Attachment,
    BenefitEntry,
    BulkItem,
    Case,
    DestroyedFile,
    DestructionCase,
    Dossier,
    Draft,
    DryRunCase,
    IncidentRow,
    LegalHold,
    Letter,
    MigrationCase,
    MissingMaterial,
    Movement,
    Notice,
    Organisation,
    OutboxMessage,
    Rating,
    Repair,
    RosterRow,
    StateBefore,
    Submission,
    Task,
    Timer,
    Wait,
    WebhookDelivery,
)
from engine.running.finding import make_findable
from engine.sdk.text import Text
from engine.store.destruction import strip
from engine.store.dossiers import SHEET
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

BARS: Mapping[str, Text] = {
    "not_due": Text("保管期限未满，或为永久保管", "Its time is not up, or it is kept for ever"),
    "held": Text("本案或关联办件被冻结", "It or a case of its family is under a legal hold"),
    "family_open": Text(
        "主办件或关联办件尚未办结（含异议核查、整改等）", "A case of its family is still open (an objection or a measure, too)"
    ),
    "family_not_due": Text("主办件或关联办件保管期限未满", "A case of its family is to be kept longer"),
    "stopped": Text("处于中止", "Its clocks are stopped"),
    "money": Text("资金尚未到账或收回", "Money has not arrived or come back yet"),
    "benefit": Text("享受补贴期间未满，仍须比对", "Its benefit period is not over and still compared"),
    "incident": Text("有未处理的异常或未发出的消息", "An incident is open, or a message has not left"),
    "listed": Text("已列入另一份销毁清册", "It is on another list"),
}
"""Why a case stays, by code."""
UNSETTLED = ("planned", "approved", "sent")
GOING = ("open", "draft")
MOST = 500
COUNTED = ("documents", "papers", "forms", "rows", "files", "bytes")


@dataclass(frozen=True, slots=True)
class Family:
    """Cases with everybody they belong together with: `head_of` names the head of each case of these families."""

    cases: tuple[Case, ...]
    head_of: Mapping[UUID, UUID]

    @property
    def kin(self) -> Collection[UUID]:
        """Every case of the families."""
        return self.head_of.keys()


def families(uow: UnitOfWork, ids: Collection[UUID]) -> Family:
    """The families of these cases."""
    head = func.coalesce(Case.parent_id, Case.id)
    heads = select(head).where(Case.id.in_(ids))
    rows = tuple(uow.session.scalars(select(Case).where(or_(Case.id.in_(heads), Case.parent_id.in_(heads)))))
    return Family(rows, {row.id: row.parent_id or row.id for row in rows})


def bars_of(uow: UnitOfWork, ids: Collection[UUID], besides: UUID | None = None) -> dict[UUID, tuple[str, ...]]:
    """Why each of these cases must stay, as codes of `BARS`; none where it may be destroyed. A constant number of statements.

    A family stays or goes as one. `besides` is the list they are on already.
    """
    today = uow.now.astimezone(ZONE).date()
    family = families(uow, ids)
    found: dict[UUID, set[str]] = {case.id: set() for case in family.cases}
    whole: dict[UUID, set[str]] = {head: set() for head in family.head_of.values()}
    kept = _kept_until(uow, family.kin)
    for case in family.cases:
        head, ended = family.head_of[case.id], case.status not in GOING
        due = ended and (until := kept.get(case.id)) is not None and until < today
        if not due:
            found[case.id].add("not_due")
            whole[head].add("family_not_due" if ended else "family_open")
        if case.stopped and not ended:
            whole[head].add("stopped")
    for code, chosen in _standing(family.kin, today):
        for case_id in uow.session.scalars(chosen):
            whole[family.head_of.get(case_id, case_id)].add(code)
    listed = select(DestructionCase.case_id).where(DestructionCase.case_id.in_(ids), DestructionCase.state != "kept")
    for case_id in uow.session.scalars(listed.where(DestructionCase.destruction_id != besides) if besides else listed):
        found[case_id].add("listed")
    return {case_id: _in_order(found[case_id], whole[family.head_of[case_id]]) for case_id in ids if case_id in found}


def _in_order(own: set[str], shared: set[str]) -> tuple[str, ...]:
    told = own | (shared - {"family_not_due"} if "not_due" in own else shared)
    return tuple(code for code in BARS if code in told)


def _kept_until(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, date | None]:
    """Until when the dossiers of these cases are kept; a case without one for its ending is not among them."""
    rows = uow.session.execute(
        select(Dossier.case_id, Dossier.keep_until)
        .join(Case, (Case.id == Dossier.case_id) & (Case.closed_at == Dossier.closed_at))
        .where(Dossier.case_id.in_(ids))
    )
    return {case_id: until for case_id, until in rows}  # noqa: C416  rows are not tuples to dict()


def _standing(kin: Collection[UUID], today: date) -> Iterable[tuple[str, Select[Any]]]:
    """What stands against a family, as cases or heads of it."""
    yield "held", select(LegalHold.case_id).where(LegalHold.case_id.in_(kin), LegalHold.lifted_at.is_(None))
    yield "money", select(Movement.plan_id).where(Movement.plan_id.in_(kin), Movement.state.in_(UNSETTLED))
    running = _still_compared(today)
    yield "benefit", select(BenefitEntry.plan_id).where(BenefitEntry.plan_id.in_(kin), BenefitEntry.state != "revoked", running)
    yield "incident", select(IncidentRow.case_id).where(IncidentRow.case_id.in_(kin), IncidentRow.state == "open")
    yield "incident", select(OutboxMessage.case_id).where(OutboxMessage.case_id.in_(kin), OutboxMessage.delivered_at.is_(None))


def _still_compared(today: date) -> ColumnElement[bool]:
    """Benefits that run still, were promised and not granted, or belong to a year that is compared as a year."""
    return or_(BenefitEntry.ends >= today, BenefitEntry.year >= today.year, BenefitEntry.state == "reserved")


# ---- what a case holds ----------------------------------------------------------------------------------------------------------


def holdings(uow: UnitOfWork, ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """How many documents, papers, forms, rows of rosters, files and bytes each case holds; a constant number of statements."""
    found: dict[UUID, dict[str, int]] = {case_id: dict.fromkeys(COUNTED, 0) for case_id in ids}
    here = (
        ("documents", Attachment, Attachment.digest, Attachment.size),
        ("papers", Notice, Notice.digest, Notice.size),
        ("", Dossier, Dossier.digest, Dossier.size),
    )
    for name, model, digest, size in here:
        rows = select(model.case_id, func.count(), func.count(digest), func.coalesce(func.sum(size), 0))
        for case_id, count, files, size_of in uow.session.execute(rows.where(model.case_id.in_(ids)).group_by(model.case_id)):
            told = found[case_id]
            if name:
                told[name] += count
            told["files"] += files
            told["bytes"] += int(size_of)
    for name, of in (("forms", Submission.case_id), ("rows", RosterRow.case_id)):
        for case_id, count in uow.session.execute(select(of, func.count()).where(of.in_(ids)).group_by(of)):
            found[case_id][name] += count
    return found


def together(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """What several cases hold."""
    found: Counter[str] = Counter(dict.fromkeys(COUNTED, 0))
    for each in counts:
        found.update({name: int(each.get(name, 0)) for name in COUNTED})
    return dict(found)


# ---- destroying -----------------------------------------------------------------------------------------------------------------

GONE = (
    Draft,
    StateBefore,
    Timer,
    Wait,
    MissingMaterial,
    Attachment,
    RosterRow,
    Act,
    Alert,
    IncidentRow,
    BulkItem,
    DryRunCase,
    MigrationCase,
)
"""Tables of which no row of the case is left."""


def destroy(uow: UnitOfWork, case: Case, listed: DestructionCase) -> None:
    """Take everything out of a case that is locked but its head, its chain, its ledger of money and the registers it stands in."""
    session = uow.session
    for digest, size in _files(uow, case.id).items():
        row = {"destruction_id": listed.destruction_id, "digest": digest, "size": size, "state": "waiting"}
        session.execute(insert(DestroyedFile).values(row).on_conflict_do_nothing())
    listed.seq, listed.hash = case.event_seq, case.event_hash
    listed.seal = strip(session, case.id)
    messages = select(OutboxMessage.id).where(OutboxMessage.case_id == case.id)
    session.execute(delete(WebhookDelivery).where(WebhookDelivery.message_id.in_(messages)))
    session.execute(delete(OutboxMessage).where(OutboxMessage.case_id == case.id))
    session.execute(delete(Letter).where(or_(Letter.case_id == case.id, Letter.sender_id == case.id)))
    for model in GONE:
        session.execute(delete(model).where(model.case_id == case.id))
    session.execute(update(Notice).where(Notice.case_id == case.id).values(facts={}, digest=None, size=0))
    session.execute(update(Movement).where(Movement.case_id == case.id).values(payee={}, computation={}))
    session.execute(update(Rating).where(Rating.case_id == case.id).values(words="", contact="", measures="", reply=""))
    session.execute(update(Task).where(Task.case_id == case.id).values(opinion="", flags=[]))
    _forget_repairs(uow, case.id)
    organisation = session.get(Organisation, case.organisation_id)
    case.facts_small, case.facts_large, case.hands, case.summary, case.state, case.next_due = {}, {}, {}, [], None, None
    make_findable(uow, case, organisation.name if organisation else "", (organisation.uscc or "") if organisation else "")


def _forget_repairs(uow: UnitOfWork, case_id: UUID) -> None:
    """What a fact was mended to is forgotten with the fact."""
    named = Repair.cases.contains([{"case": str(case_id)}])
    for row in uow.session.scalars(select(Repair).where(Repair.kind == "facts", named)):
        row.body = {**row.body, "value": ""}


def _files(uow: UnitOfWork, case_id: UUID) -> dict[str, int]:
    """Every file a case names, with its size: documents, papers, manifests of its dossiers, the forms on paper."""
    found: dict[str, int] = {}
    for model in (Attachment, Notice, Dossier):
        rows = uow.session.execute(select(model.digest, model.size).where(model.case_id == case_id, model.digest.is_not(None)))
        found |= {digest: size for digest, size in rows if digest}
    for digest in uow.session.scalars(select(Dossier.digest).where(Dossier.case_id == case_id)):
        found |= _sheets(uow, digest)
    return found


def _sheets(uow: UnitOfWork, manifest: str) -> dict[str, int]:
    try:
        with uow.ports.files.open(manifest) as stream:
            items = orjson.loads(stream.read())["items"]
    except FileNotFoundError:
        return {}
    return {item["digest"]: int(item["details"].get("size", 0)) for item in items if item["kind"] == SHEET}
