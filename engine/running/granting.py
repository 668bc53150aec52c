"""Granting 登记享受补贴: reserving, granting and revoking in the benefit registry, and the end of promises with their case."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from sqlalchemy import select, update

from engine.bpmn import Element
from engine.model import BenefitEntry
from engine.running.benefits import MOST_NAMED, Claim, Hit, claims_of, find_hits, incompatible_of, lock_claims, refusal
from engine.running.links import plan_of
from engine.sdk.effects import Benefit, BenefitCheck
from engine.sdk.errors import ServiceFailed

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment


def record_benefit(env: "CaseEnvironment", element: Element, benefit: Benefit) -> dict[str, Any]:
    """登记享受补贴: reserve, grant or revoke for the chosen rows; returns what the facts say of it.

    Raises:
        Conflict: `benefit_held` when somebody holds an incompatible benefit and the service does not skip such rows.
    """
    if benefit.state not in {"reserved", "granted", "revoked"}:
        raise ServiceFailed("benefit_state", element=element.id, state=benefit.state)
    claims = claims_of(env.uow, env.case, benefit, element.id)
    lock_claims(env.uow, claims)
    if benefit.state == "revoked":
        return _revoke(env, element, benefit, claims)
    hits = find_hits(env.uow, incompatible_of(env.program), claims, plan_of(env.case))
    if hits and benefit.on_conflict == "refuse":
        raise refusal(hits)
    stopped = {id(hit.claim) for hit in hits}
    free = [claim for claim in claims if id(claim) not in stopped]
    _hold(env, benefit, free)
    _drop(env, benefit.kind, [claim for claim in claims if id(claim) in stopped])
    total = sum(_amount(benefit, claim.level) for claim in free)
    env.uow.record(
        env.case,
        env.by,
        "benefits_recorded",
        benefit=benefit.kind,
        state=benefit.state,
        count=len(free),
        skipped=len(claims) - len(free),
        amount=total,
        element=element.id,
    )
    return {**_told(benefit.kind, claims, hits), "state": benefit.state, "count": len(free), "amount": total}


def check_benefit(env: "CaseEnvironment", element: Element, check: BenefitCheck) -> dict[str, Any]:
    """重复享受比对 without claiming; returns what the facts say of it."""
    claims = claims_of(env.uow, env.case, check, element.id)
    hits = find_hits(env.uow, incompatible_of(env.program), claims, plan_of(env.case))
    told = _told(check.kind, claims, hits)
    if check.certificate:
        told["uncertified"] = [claim.row for claim in claims if not claim.certificate]
    env.uow.record(
        env.case, env.by, "benefits_checked", benefit=check.kind, checked=len(claims), conflicts=len(told["rows"]), element=element.id
    )
    return told


def _told(kind: str, claims: Sequence[Claim], hits: Sequence[Hit]) -> dict[str, Any]:
    rows = sorted({hit.claim.row for hit in hits if hit.claim.row is not None})
    conflicts = [
        {"row": hit.claim.row, "kind": hit.entry.kind, "clause": hit.pair.clause, "document": hit.pair.document, **hit.text.to_json()}
        for hit in hits[:MOST_NAMED]
    ]
    return {"kind": kind, "checked": len(claims), "rows": rows, "conflicts": conflicts, "clear": not hits}


def _held(env: "CaseEnvironment", kind: str) -> dict[tuple[Any, ...], BenefitEntry]:
    entries = env.uow.session.scalars(
        select(BenefitEntry).where(BenefitEntry.plan_id == plan_of(env.case), BenefitEntry.kind == kind, BenefitEntry.state != "revoked")
    )
    return {(entry.person, entry.occupation, entry.level, entry.certificate): entry for entry in entries}


def _key(claim: Claim) -> tuple[Any, ...]:
    return claim.person, claim.occupation, claim.level, claim.certificate


def _amount(benefit: Benefit, level: str) -> int:
    if isinstance(benefit.amount, Mapping):
        if level not in benefit.amount:
            raise ServiceFailed("benefit_amount", kind=benefit.kind, level=level)
        return int(benefit.amount[level])
    return int(benefit.amount)


def _hold(env: "CaseEnvironment", benefit: Benefit, claims: Sequence[Claim]) -> None:
    """Entries of the family for these claims: known ones change (and learn their certificate), others are new."""
    held = _held(env, benefit.kind)
    for claim in claims:
        entry = held.get(_key(claim)) or held.get((claim.person, claim.occupation, claim.level, ""))
        if entry is None:
            entry = BenefitEntry(
                id=uuid4(),
                kind=benefit.kind,
                person=claim.person,
                uscc=claim.uscc,
                organisation=env.organisation,
                program=env.case.program,
                region=env.case.region,
                occupation=claim.occupation,
                level=claim.level,
                year=claim.year,
                plan_id=plan_of(env.case),
                row=claim.row,
                source="",
                recorded_at=env.now,
            )
            env.uow.session.add(entry)
        entry.state = benefit.state
        entry.certificate = claim.certificate
        entry.amount, entry.decision = _amount(benefit, claim.level), benefit.decision
        entry.year = claim.year
        entry.starts, entry.ends = _day(benefit.starts) or entry.starts, _day(benefit.ends) or entry.ends
        entry.case_id = env.case.id
        entry.changed_at = env.now
    env.uow.session.flush()


def _revoke(env: "CaseEnvironment", element: Element, benefit: Benefit, claims: Sequence[Claim]) -> dict[str, Any]:
    gone = _drop(env, benefit.kind, claims)
    env.uow.record(env.case, env.by, "benefits_recorded", benefit=benefit.kind, state="revoked", count=gone, element=element.id)
    return {"kind": benefit.kind, "state": "revoked", "count": gone}


def _drop(env: "CaseEnvironment", kind: str, claims: Sequence[Claim]) -> int:
    """Give up what the family holds for these claims: whoever is left out of a grant holds no promise any longer."""
    held = _held(env, kind) if claims else {}
    gone = [entry for claim in claims if (entry := held.get(_key(claim)) or held.get((*_key(claim)[:3], ""))) is not None]
    for entry in gone:
        entry.state, entry.changed_at = "revoked", env.now
    return len(gone)


def end_promises(env: "CaseEnvironment") -> None:
    """办件结束: what was promised and never granted is free again: of a plan everything, of a linked case what it promised itself."""
    if not incompatible_of(env.program).kinds:
        return
    owner = BenefitEntry.plan_id if env.case.parent_id is None else BenefitEntry.case_id
    gone = env.uow.session.scalars(
        update(BenefitEntry)
        .where(owner == env.case.id, BenefitEntry.state == "reserved")
        .values(state="revoked", changed_at=env.now)
        .returning(BenefitEntry.id)
    ).all()
    if gone:
        env.uow.record(env.case, env.by, "benefits_recorded", state="revoked", count=len(gone), element="")


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value if isinstance(value, date) else None
