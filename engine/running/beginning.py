"""由消息、信号或日历发起的办件: cases that nobody files, begun by the engine at the start event that was drawn for it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.model import Case, Letter, Organisation, Region, Release
from engine.packages.manifest import ProcessSpec
from engine.packages.starts import begins_with
from engine.running.finding import make_findable
from engine.running.recusal import known_interests
from engine.running.signers import RECUSED
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Owner:
    """归属: whose case it becomes: an organisation and the region whose office works on it."""

    organisation: Organisation
    region: str


def begin_by_letter(uow: UnitOfWork, by: Actor, letter: Letter) -> int:
    """发起: the cases a message or signal of another case begins; they belong to the same organisation and region as the sender."""
    sender = uow.session.get(Case, letter.sender_id) if letter.sender_id is not None else None
    organisation = uow.session.get(Organisation, sender.organisation_id) if sender is not None and sender.organisation_id else None
    if sender is None or organisation is None:
        return 0
    return begin_for(uow, by, letter, Owner(organisation, sender.region))


def begin_for(uow: UnitOfWork, by: Actor, letter: Letter, owner: Owner) -> int:
    """发起: a message begins one case, in the first program that begins with it; a signal one in every process that does."""
    begun = 0
    for release in uow.session.scalars(select(Release).where(Release.current).order_by(Release.program)).all():
        program = uow.program(release.id)
        for spec in program.manifest.processes.values():
            event = begins_with(program, spec, letter.kind, str(letter.name))
            if event is None:
                continue
            case = opened_case(uow, program.key, spec, release.id, owner, "message")
            step = Step(uow, case, by, organisation=owner.organisation.name, uscc=owner.organisation.uscc or "")
            step.env.write("district", district_of(uow, owner.region))
            uow.record(case, by, "case_submitted", public=True, number=case.number, received_on=str(case.received_on), warnings=0)
            uow.record(case, by, f"{letter.kind}_received", public=True, name=letter.name)
            step.start(case.process, event)
            step.settle()
            begun += 1
            if letter.kind == "message":
                letter.delivered_at, letter.caught = uow.now, 1
                return begun
    letter.caught += begun
    return begun


def opened_case(uow: UnitOfWork, program: str, spec: ProcessSpec, release_id: UUID, owner: Owner, origin: str) -> Case:
    """An open case with its number, of nobody's application."""
    today = uow.now.astimezone(ZONE).date()
    serial = uow.next_number(f"case:{spec.number}:{owner.region}", today.year)
    case = fresh_case(
        uow,
        number=spec.number.format(region=owner.region, year=today.year, serial=serial),
        program=program,
        process=spec.id,
        release_id=release_id,
        region=owner.region,
        organisation_id=owner.organisation.id,
        origin=origin,
        status="open",
        stage="submitted",
        stages={"submitted": today.isoformat()},
        filed_on=today,
        received_on=today,
    )
    make_findable(uow, case, owner.organisation.name, owner.organisation.uscc or "")
    return case


def fresh_case(uow: UnitOfWork, **columns: Any) -> Case:
    """A new case with these columns, a draft unless they say otherwise; nothing has happened in it, but it knows who is kept out."""
    start: dict[str, Any] = {"status": "draft", "stage": "draft", "stages": {}, **columns}
    recused = known_interests(uow, columns.get("organisation_id"), columns.get("parent_id"))
    facts = {RECUSED: recused} if recused else {}
    nothing: dict[str, Any] = {"facts_small": facts, "facts_large": {}, "hands": {}, "summary": [], "event_seq": 0, "event_hash": b""}
    case = Case(id=uuid4(), revision=0, stopped=False, created_at=uow.now, **nothing, **start)
    uow.session.add(case)
    uow.session.flush()
    return case


def district_of(uow: UnitOfWork, code: str) -> dict[str, str]:
    """The region as facts."""
    region = uow.session.get(Region, code)
    return {"code": code, "name": region.name_zh if region else code, "short": region.short if region else ""}
