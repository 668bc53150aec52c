"""办件之间的消息: carry messages and signals to who waits for them, and deliver them."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from engine.bpmn import Event
from engine.commands.command import Command
from engine.model import Letter
from engine.running.access import must_be, organisation_of
from engine.running.beginning import Owner, begin_by_letter, begin_for
from engine.running.letters import CARRIED, END, begins_somewhere, carry, carrying, post, to_one
from engine.running.payments import has_moved
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SendMessage(Command[UUID]):
    """发送消息: a message or signal from outside looks for the cases that wait for it; returns the id it travels under.

    A message needs the correlation key 关联键 of the one case it is meant for, and waits until a case waits for it. A signal reaches
    every open case that waits for its name now. With an organisation, processes that begin with it begin a case of that organisation:
    a signal all of them, a message, which then needs no key, the first when nobody waits for it.

    Raises:
        NotPermitted: the actor is no administrator.
        NotFound: `organisation_not_found`.
        InvalidState: `message_without_key`.
    """

    name: str
    correlation: str | None = None
    kind: str = "message"
    organisation_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """Nobody needs to wait for it yet."""
        must_be(by, "administrator")
        event = Event(self.kind, self.name, self.correlation if self.kind == "message" else None)
        named = bool(self.correlation) or (self.organisation_id is not None and begins_somewhere(uow, event))
        if self.kind not in CARRIED or (self.kind == "message" and not named):
            raise InvalidState("message_without_key", name=self.name)
        letter = post(uow, event)
        if self.organisation_id is not None and (self.kind == "signal" or not to_one(uow, letter)):
            organisation = organisation_of(uow, self.organisation_id)
            begin_for(uow, by, letter, Owner(organisation, organisation.region))
        uow.record_system(by, f"{self.kind}_sent", name=self.name, key=self.correlation)
        return letter.id


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryLetters(Command[int]):
    """派送消息: give what looks for its case the address of who waits for it; returns how many letters go out."""

    in_background: ClassVar[bool] = True

    kind: str
    name: str
    correlation: str | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What finds nobody goes on looking."""
        return carry(uow, self.kind, self.name, self.correlation, lambda letter: begin_by_letter(uow, by, letter))


def end_with_parent(step: Step) -> int:
    """随主办件结束: what a linked case still asked for has no plan any more; money that was planned for it fails."""
    env, reason = step.env, "主办件已经结束"
    step.cancel()
    env.stages.append("terminated")
    env.write("termination", {"reason": reason, "basis": "", "by": env.by.name, "on": env.today.isoformat()})
    env.uow.record(env.case, env.by, "case_terminated", public=True, element="", task="", reason=reason, basis="")
    env.uow.send("case.terminated", {"reason": reason, "basis": "", "case": env.case.number}, env.case)
    step.settle(status="terminated")
    return 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverLetter(Command[int]):
    """投递消息: let a letter reach its case, once; returns how many waits took it."""

    in_background: ClassVar[bool] = True

    letter_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A case that waits for nothing of the kind: a letter with a key looks for another, any other is remembered as unheard."""
        letter = uow.session.get(Letter, self.letter_id, with_for_update=True)
        if letter is None or letter.delivered_at is not None or letter.case_id is None:
            return 0
        opened = uow.opened_case(letter.case_id)
        case = opened.case
        letter.delivered_at = uow.now
        if case.status == "open" and (letter.kind != END or not has_moved(uow, case)):
            step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
            step.load()
            if letter.kind == END:
                return end_with_parent(step)
            letter.caught = step.throw(Event(letter.kind, letter.name, letter.correlation))
            if letter.caught:
                uow.record(case, by, "message_received", public=True, name=letter.name)
                step.settle()
                return letter.caught
        if letter.correlation is None or letter.kind != "message":
            uow.record(case, by, "message_unheard", name=letter.name)
        else:
            letter.case_id, letter.delivered_at = None, None
            uow.jobs.append(carrying(letter.kind, letter.name, letter.correlation))
        return 0
