"""The benefit registry 享受补贴登记: who received what over all programs, what excludes what, and how two claims at once are told apart.

Everybody who claims takes the locks of the people concerned first, in one order; then looks, then writes. So of two plans that claim the
same person at the same moment the second one looks when the first has written.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import ARRAY, ColumnElement, LargeBinary, any_, func, literal, or_, select, text

from engine.model import BenefitEntry, Case, Organisation, RosterRow
from engine.packages.incompatible import Incompatible, Pair, read_incompatible
from engine.packages.manifest import ProcessSpec
from engine.packages.program import Program
from engine.running.links import parent_of, plan_of, roster_field
from engine.running.plain import plain
from engine.running.scope import at_path
from engine.sdk.actor import Actor
from engine.sdk.effects import Benefit, BenefitCheck
from engine.sdk.errors import Conflict, InvalidState, ServiceFailed
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    pass

LOCK_CLASS = 0x62656E
BUCKETS = 1024
LOCK = text("SELECT pg_advisory_xact_lock(:class, key) FROM unnest(CAST(:keys AS integer[])) AS key")
MOST_NAMED = 50
MOST_KEPT = 64


@dataclass(frozen=True, slots=True)
class Claim:
    """申领: one person (or, without one, the enterprise) about to receive a kind of benefit."""

    kind: str
    person: bytes | None
    uscc: str
    year: int
    occupation: str = ""
    level: str = ""
    certificate: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """重复享受: a claim, what stands against it in the registry, and by which clause."""

    claim: Claim
    entry: BenefitEntry
    number: str
    pair: Pair

    @property
    def text(self) -> Text:
        """The sentence, with the other case masked."""
        number = masked_number(self.number or self.entry.source)
        return Text(
            f"{self.pair.title.zh or self.pair.clause}（另一办件 {number}）",
            f"{self.pair.title.in_('en') or self.pair.clause} (case {number})",
        )


def masked_number(number: str) -> str:
    """A case's number for those who may not see the case: its last four characters."""
    return f"****{number[-4:]}" if len(number) > 8 else "****"


_read: dict[str, Incompatible] = {}


def incompatible_of(program: Program) -> Incompatible:
    """不得重复享受 of a release; its digest names the files, so it is read once a process."""
    if program.digest not in _read:
        if len(_read) >= MOST_KEPT:
            _read.clear()
        _read[program.digest] = read_incompatible(program.files)[0]
    return _read[program.digest]


# ---- looking --------------------------------------------------------------------------------------------------------------------


def find_hits(uow: UnitOfWork, rules: Incompatible, claims: Sequence[Claim], plan_id: UUID | None) -> list[Hit]:
    """比对: everything in the registry that stands against these claims, by claim; one statement however many there are."""
    pairs = {kind: rules.against(kind) for kind in {claim.kind for claim in claims}}
    partners = {partner for kind, found in pairs.items() for pair in found if (partner := pair.partner(kind))}
    if not partners:
        return []
    known = _entries_against(uow, claims, partners, plan_id)
    by_person: dict[bytes, list[tuple[BenefitEntry, str]]] = defaultdict(list)
    by_enterprise: dict[str, list[tuple[BenefitEntry, str]]] = defaultdict(list)
    for entry, number in known:
        if entry.person is not None:
            by_person[entry.person].append((entry, number))
        by_enterprise[entry.uscc].append((entry, number))
    hits: list[Hit] = []
    for claim in claims:
        for pair in pairs[claim.kind]:
            near = by_enterprise.get(claim.uscc, []) if pair.scope == "enterprise_year" else by_person.get(claim.person or b"", [])
            against = [(entry, number) for entry, number in near if stands_against(pair, claim, entry)]
            if len(against) >= pair.at_most:
                hits += [Hit(claim, entry, number, pair) for entry, number in against]
    return hits


def stands_against(pair: Pair, claim: Claim, entry: BenefitEntry) -> bool:
    """Whether a registry entry is the other side of a pair for this claim."""
    if entry.kind != pair.partner(claim.kind) or entry.state not in pair.states:
        return False
    if pair.same_year and entry.year != claim.year:
        return False
    if pair.scope == "enterprise_year":
        return bool(claim.uscc) and entry.uscc == claim.uscc and entry.year == claim.year
    if claim.person is None or entry.person != claim.person:
        return False
    if pair.scope == "certificate":
        return bool(claim.certificate) and entry.certificate == claim.certificate
    if pair.scope == "occupation_level":
        return (entry.occupation, entry.level) == (claim.occupation, claim.level)
    return True


def _entries_against(
    uow: UnitOfWork, claims: Sequence[Claim], partners: set[str], plan_id: UUID | None
) -> Sequence[tuple[BenefitEntry, str]]:
    people = sorted({claim.person for claim in claims if claim.person is not None})
    codes = sorted({claim.uscc for claim in claims if claim.uscc})
    near: list[ColumnElement[bool]] = []
    if people:
        near.append(BenefitEntry.person == any_(literal(people, ARRAY(LargeBinary))))
    if codes:
        near.append(BenefitEntry.uscc.in_(codes) & BenefitEntry.year.in_({claim.year for claim in claims}))
    if not near:
        return []
    chosen = (
        select(BenefitEntry, func.coalesce(Case.number, ""))
        .outerjoin(Case, Case.id == BenefitEntry.case_id)
        .where(BenefitEntry.state != "revoked", BenefitEntry.kind.in_(sorted(partners)), or_(*near))
    )
    if plan_id is not None:
        chosen = chosen.where(BenefitEntry.plan_id.is_distinct_from(plan_id))
    return uow.session.execute(chosen.order_by(BenefitEntry.recorded_at, BenefitEntry.id)).all()


def lock_claims(uow: UnitOfWork, claims: Iterable[Claim]) -> None:
    """Let only one transaction at a time look at and write the entries of these people and enterprises, in one order for everybody."""
    names = {claim.person for claim in claims if claim.person is not None} | {claim.uscc.encode() for claim in claims if claim.uscc}
    keys = sorted({crc32(name) % BUCKETS for name in names})
    if keys:
        uow.session.execute(LOCK, {"class": LOCK_CLASS, "keys": keys})


def claims_of(uow: UnitOfWork, case: Case, benefit: Benefit | BenefitCheck, element: str) -> list[Claim]:
    """The claims a benefit makes: one a chosen roster row, or one for the enterprise."""
    owner = case if benefit.of == "own" else parent_of(uow, case)
    if owner is None:
        raise ServiceFailed("parent_missing", element=element, process=case.process)
    organisation = uow.session.get(Organisation, owner.organisation_id)
    uscc = (organisation.uscc or "") if organisation else ""
    if isinstance(benefit, Benefit) and benefit.enterprise:
        return [Claim(benefit.kind, None, uscc, benefit.year)]
    chosen = select(RosterRow).where(RosterRow.case_id == owner.id, RosterRow.field == roster_field(uow, owner))
    if benefit.rows is not None:
        chosen = chosen.where(RosterRow.no.in_(benefit.rows))
    if benefit.statuses:
        chosen = chosen.where(RosterRow.status.in_(benefit.statuses))
    return [
        claim_of(row, benefit.kind, uscc, benefit.year, benefit.certificate) for row in uow.session.scalars(chosen.order_by(RosterRow.no))
    ]


def claim_of(row: RosterRow, kind: str, uscc: str, year: int, certificate: str = "") -> Claim:
    """What a roster row claims."""
    number = at_path(row.values, certificate) if certificate else ""
    return Claim(kind, row.person, uscc, year, row.occupation, row.level, str(number or ""), row.no)


# ---- before money leaves --------------------------------------------------------------------------------------------------------


def benefit_year(spec: ProcessSpec, facts: Mapping[str, Any], otherwise: int) -> int:
    """补贴年度: the year a plan is for, as its own facts say it; that of its filing where they do not."""
    found = at_path(facts, spec.benefit_year) if spec.benefit_year else None
    return int(found) if isinstance(found, int | Decimal) and not isinstance(found, bool) else otherwise


def held_claims(uow: UnitOfWork, case: Case) -> list[Claim]:
    """What money of this case is for, as claims to be compared again: what the case itself holds, or, when it holds nothing, its family."""
    entries = list(
        uow.session.scalars(
            select(BenefitEntry)
            .where(BenefitEntry.plan_id == plan_of(case), BenefitEntry.state != "revoked")
            .order_by(BenefitEntry.row, BenefitEntry.id)
        )
    )
    own = [entry for entry in entries if entry.case_id == case.id]
    return [
        Claim(entry.kind, entry.person, entry.uscc, entry.year, entry.occupation, entry.level, entry.certificate, entry.row)
        for entry in own or entries
    ]


def must_be_free(uow: UnitOfWork, case: Case) -> None:
    """`InvalidState("benefit_held")` when somebody the money is for received an incompatible benefit elsewhere."""
    hits = hits_of(uow, case)
    if hits:
        raise InvalidState("benefit_held", **_facts(hits))


def known_hits(uow: UnitOfWork, case: Case) -> list[Hit]:
    """What stands against everybody on the roster of a case's plan now, whether they hold a benefit already, were left out for what
    stands against them, or nothing was claimed for them yet.
    """
    plan = parent_of(uow, case) or case
    program = uow.program(plan.release_id)
    held, kind = held_claims(uow, case), program.process(plan.process).benefit
    if kind:
        organisation = uow.session.get(Organisation, plan.organisation_id)
        year = benefit_year(program.process(plan.process), plan.facts, (plan.filed_on or uow.now).year)
        have = {claim.row for claim in held}
        rows = select(RosterRow).where(
            RosterRow.case_id == plan.id, RosterRow.field == roster_field(uow, plan), RosterRow.status.not_in(CLAIMS_NOTHING)
        )
        held += [
            claim_of(row, kind, (organisation.uscc or "") if organisation else "", year)
            for row in uow.session.scalars(rows.order_by(RosterRow.no))
            if row.no not in have
        ]
    return find_hits(uow, incompatible_of(program), held, plan.id)


CLAIMS_NOTHING = ("faulty", "ineligible", "left", "failed")
"""Rows of a roster that nothing is claimed for."""


def hits_of(uow: UnitOfWork, case: Case) -> list[Hit]:
    """What stands against the benefits of a case now."""
    return find_hits(uow, incompatible_of(uow.program(case.release_id)), held_claims(uow, case), plan_of(case))


def refusal(hits: Sequence[Hit]) -> Conflict:
    """The refusal of a claim, with the rows, the clauses and the masked cases that stand against it."""
    return Conflict("benefit_held", **_facts(hits))


def _facts(hits: Sequence[Hit]) -> dict[str, Any]:
    rows = sorted({hit.claim.row for hit in hits if hit.claim.row is not None})
    clauses = list(dict.fromkeys(hit.pair.clause for hit in hits))
    numbers = list(dict.fromkeys(masked_number(hit.number or hit.entry.source) for hit in hits))
    return {
        "rows": "、".join(str(row) for row in rows[:MOST_NAMED]) or "-",
        "count": len(rows),
        "clauses": "；".join(clauses),
        "cases": "、".join(numbers[:MOST_NAMED]),
    }


# ---- when a roster is entered ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EntryCheck:
    """花名册录入时比对: what the registry says of each row before anything is claimed."""

    subsidised_same: frozenset[int]
    reasons: Mapping[int, list[dict[str, Any]]]


def check_entry(uow: UnitOfWork, case: Case, program: Program, rows: Sequence[RosterRow], year: int) -> EntryCheck:
    """Compare rows with the registry: who was granted a benefit of the same occupation and level, and what the pairs say of each row."""
    kind = program.process(case.process).benefit
    if not kind:
        return EntryCheck(frozenset(), {})
    organisation = uow.session.get(Organisation, case.organisation_id)
    uscc = (organisation.uscc or "") if organisation else ""
    claims = [claim_of(row, kind, uscc, year) for row in rows]
    reasons: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for hit in find_hits(uow, incompatible_of(program), claims, plan_of(case)):
        if hit.claim.row is not None:
            reasons[hit.claim.row].append(
                plain({"code": "benefit_held", "clause": hit.pair.clause, "blocks": hit.pair.at_entry == "block", **hit.text.to_json()})
            )
    people = sorted({claim.person for claim in claims if claim.person is not None})
    granted = uow.session.execute(
        select(BenefitEntry.person, BenefitEntry.occupation, BenefitEntry.level).where(
            BenefitEntry.person == any_(literal(people, ARRAY(LargeBinary))),
            BenefitEntry.state == "granted",
            BenefitEntry.plan_id.is_distinct_from(plan_of(case)),
        )
    )
    same = set(granted) if people else set()
    return EntryCheck(frozenset(row.no for row in rows if (row.person, row.occupation, row.level) in same), reasons)


def sees_case(by: Actor, organisation_id: UUID | None, region: str) -> bool:
    """Whether the actor has the right to know which case an entry belongs to."""
    if by.kind in {"administrator", "system"}:
        return True
    if by.kind == "enterprise":
        return organisation_id is not None and by.organisation_id == organisation_id
    return by.sees(region)
