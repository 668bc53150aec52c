"""消息 between cases: BPMN messages and signals look for whoever waits for them, and arrive exactly once (docs/adr/0603, 0607)."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, exists, or_, select

from engine.bpmn import Event, Item
from engine.model import Case, Letter, Release, Wait
from engine.packages.check_links import messages_awaited
from engine.packages.starts import begins_with
from engine.running.links import parent_of, siblings
from engine.sdk.actor import Actor
from engine.store.jobs import Job
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

CARRIED = {"message", "signal"}
END = "parent_ended"
"""The kind of a letter that no diagram waits for: it ends its case."""


def can_be_found(item: Item) -> bool:
    """Whether an open item waits for a message or signal that others send; one whose key is still null waits for nothing yet."""
    return item.kind in CARRIED and bool(item.event) and (item.correlation is not None or "correlation" not in item.attributes)


def throw_out(env: "CaseEnvironment", event: Event) -> None:
    """抛出: an event that its own case does not keep goes to whoever waits for it.

    A message goes to the parent, when the parent's diagram waits for its name somewhere; one with a correlation key otherwise looks for
    the one case that takes it, now or later. A signal goes to every open case that waits for its name now. A message without a key never
    goes to a case that is not its parent (docs/adr/1091): the trail says that nobody heard it.
    """
    if event.kind not in CARRIED or not event.name:
        return
    parent = parent_of(env.uow, env.case) if event.kind == "message" else None
    if parent is not None and event.name in messages_awaited(env.uow.program(parent.release_id), parent.process):
        send_letter(env.uow, env.by, parent, event.name, sender=env.case, correlation=event.correlation)
    elif event.kind == "signal" or event.correlation is not None or begins_somewhere(env.uow, event):
        post(env.uow, event, sender=env.case)
        env.uow.record(env.case, env.by, f"{event.kind}_sent", name=event.name, key=event.correlation)
    else:
        env.uow.record(env.case, env.by, "message_unheard", name=event.name)


def send_letter(uow: UnitOfWork, by: Actor, case: Case, name: str, sender: Case | None = None, correlation: str | None = None) -> None:
    """发送消息: let a BPMN message reach a case soon after this transaction; it exists exactly when what it tells of does."""
    letter = Letter(
        id=uuid4(),
        case_id=case.id,
        sender_id=sender.id if sender else None,
        kind="message",
        name=name,
        correlation=correlation,
        sent_at=uow.now,
        caught=0,
    )
    uow.session.add(letter)
    uow.session.flush()
    uow.record(sender or case, by, "message_sent", name=name, to=case.number)
    uow.jobs.append(_delivery(letter))


def send_the_end(env: "CaseEnvironment") -> None:
    """随主办件结束: the head of a family has ended; linked cases that end with it hear so, each in a transaction of its own."""
    ending = {spec.id for spec in env.program.manifest.processes.values() if spec.parent is not None and spec.parent.ends}
    if env.case.parent_id is not None or not ending:
        return
    for linked in siblings(env.uow, env.case):
        if linked.status == "open" and linked.process in ending:
            letter = Letter(id=uuid4(), case_id=linked.id, sender_id=env.case.id, kind=END, name=END, sent_at=env.now, caught=0)
            env.uow.session.add(letter)
            env.uow.session.flush()
            env.uow.jobs.append(_delivery(letter))


def post(uow: UnitOfWork, event: Event, sender: Case | None = None) -> Letter:
    """A message or signal without an address; the carrier finds who waits for it."""
    letter = Letter(
        id=uuid4(),
        sender_id=sender.id if sender else None,
        kind=event.kind,
        name=event.name,
        correlation=event.correlation,
        sent_at=uow.now,
        caught=0,
    )
    uow.session.add(letter)
    uow.session.flush()
    uow.jobs.append(carrying(event.kind, str(event.name), event.correlation))
    return letter


def carrying(kind: str, name: str, correlation: str | None) -> Job:
    """The job that brings together who waits and what looks for them; both sides ask for it when they begin."""
    return Job("carry_letters", {"kind": kind, "name": name, "correlation": correlation})


def begins_somewhere(uow: UnitOfWork, event: Event) -> bool:
    """Whether a case of some release in force begins with this message."""
    programs = [uow.program(each) for each in uow.session.scalars(select(Release.id).where(Release.current)).all()]
    return any(begins_with(each, spec, event.kind, str(event.name)) for each in programs for spec in each.manifest.processes.values())


def carry(uow: UnitOfWork, kind: str, name: str, correlation: str | None, begin: Callable[[Letter], int]) -> int:
    """派送: give letters that look for their case the address of who waits for them; returns how many letters go out.

    `begin` starts the cases that begin with a letter and returns how many: with every signal, and with a message that nobody waits for.
    """
    looking = (
        select(Letter)
        .where(Letter.case_id.is_(None), Letter.delivered_at.is_(None), Letter.kind == kind, Letter.name == name)
        .order_by(Letter.sent_at, Letter.id)
        .with_for_update()
    )
    if kind == "message" and correlation is not None:  # whoever waits without a key takes any
        looking = looking.where(Letter.correlation == correlation)
    letters = uow.session.scalars(looking).all()
    return sum(_to_all(uow, each) + begin(each) if kind == "signal" else to_one(uow, each) or begin(each) for each in letters)


def to_one(uow: UnitOfWork, letter: Letter) -> int:
    """A message goes to who has waited longest for its key, else for any; not to one that has such a message on the way already."""
    coming = exists().where(
        Letter.case_id == Wait.case_id,
        Letter.delivered_at.is_(None),
        Letter.kind == "message",
        Letter.name == letter.name,
        or_(Wait.correlation.is_(None), Letter.correlation == Wait.correlation),
    )
    found = uow.session.scalars(
        select(Wait.case_id).where(*_waits(letter), ~coming).order_by(Wait.correlation.is_(None), Wait.since, Wait.case_id).limit(1)
    ).first()
    if found is None:
        return 0
    letter.case_id = found
    uow.session.flush()
    uow.jobs.append(_delivery(letter))
    return 1


def _to_all(uow: UnitOfWork, signal: Letter) -> int:
    """A signal becomes one letter for every case that waits for it now."""
    cases = uow.session.scalars(select(Wait.case_id).where(*_waits(signal)).distinct()).all()
    letters = [
        Letter(
            id=uuid4(),
            case_id=case,
            sender_id=signal.sender_id,
            kind="signal",
            name=signal.name,
            correlation=signal.correlation,
            sent_at=signal.sent_at,
            caught=0,
        )
        for case in cases
    ]
    uow.session.add_all(letters)
    uow.jobs += [_delivery(each) for each in letters]
    signal.delivered_at = uow.now
    signal.caught += len(letters)
    return len(letters)


def _waits(letter: Letter) -> tuple[ColumnElement[bool], ...]:
    """Who takes it, by the rule of `Waiting.takes`; its sender has looked through its own tokens already."""
    sender: ColumnElement[bool] = Wait.case_id != letter.sender_id if letter.sender_id is not None else and_(True)
    any_or_this = or_(Wait.correlation.is_(None), Wait.correlation == letter.correlation)
    return Wait.kind == letter.kind, Wait.name == letter.name, any_or_this, sender


def _delivery(letter: Letter) -> Job:
    return Job("deliver_letter", {"letter_id": str(letter.id)}, lock=f"case:{letter.case_id}")
