"""不相容岗位分离、回避、一人一签: why somebody may not do a step of a case, whatever post they hold."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from engine.model import Case, Task
from engine.packages.program import OF_PARENT, Program
from engine.running.access import stand_at
from engine.running.signers import RECUSED, queued_at
from engine.sdk.actor import Actor, Stand
from engine.sdk.errors import NotPermitted
from engine.store.opening import hands_above
from engine.store.unit_of_work import UnitOfWork

APART = "separation_of_duties"

Facts = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What a person did before: a step of a case, decided, sent back or given an opinion on. Name and moment are looked up when told."""

    case_id: UUID
    element: str
    person: UUID

    def facts(self, uow: UnitOfWork) -> Facts:
        """The name of the step and when the person did it first; of an opinion given to somebody else, when that one did it."""
        theirs = or_(Task.done_by_id == self.person, Task.assignee_id == self.person)
        here = (Task.case_id == self.case_id) & (Task.element == self.element)
        first = select(Task.name, func.coalesce(Task.done_at, Task.arrived_at)).where(here).order_by(theirs.desc(), Task.done_at).limit(1)
        name, at = uow.session.execute(first).one()
        return ("step", name), ("at", at)


@dataclass(frozen=True, slots=True)
class Bar:
    """Why one person may not do a step: a code of a sentence, and its facts, or what they did."""

    code: str
    facts: Facts | Done

    def refusal(self, uow: UnitOfWork) -> NotPermitted:
        """The refusal, told to whoever is barred."""
        return NotPermitted(self.code, **self._told(uow))

    def refusal_of(self, uow: UnitOfWork, person: str) -> NotPermitted:
        """The refusal, told to somebody who would give the step to them."""
        return NotPermitted(f"{self.code}_of", person=person, **self._told(uow))

    def _told(self, uow: UnitOfWork) -> dict[str, object]:
        return dict(self.facts.facts(uow) if isinstance(self.facts, Done) else self.facts)


def note_hands(case: Case, task: Task, *people: UUID | None) -> None:
    """谁办过: who finished a task, for whom, and who gave an opinion on it, is known by the case itself, however often it goes round."""
    hands = case.hands
    for person in sorted(map(str, _known(*people))):
        if task.element not in hands.get(person, ()):
            hands = {**hands, person: sorted((*hands.get(person, ()), task.element))}
    case.hands = hands


def apart_of(program: Program, task: Task) -> tuple[str, ...]:
    """The steps that nobody may do who does this one 不相容岗位, whichever of the two names the other."""
    return program.apart.get(task.element, ())


def barred(uow: UnitOfWork, task: Task, case: Case, among: Collection[UUID] | None = None) -> dict[UUID, Bar]:
    """Everybody who may not do this task, with the reason; with `among`, all those of them who are barred, and maybe others."""
    found: dict[UUID, Bar] = {}
    for done in _done(uow, case, apart_of(uow.program(case.release_id), task), among):
        found[done.person] = Bar(APART, done)
    for other in signed_beside(uow, task, among):
        if other.state == "done":
            for person in _known(other.done_by_id, other.assignee_id):
                found[person] = Bar("signed_already", (("step", other.name), ("at", other.done_at)))
        elif other.state == "open" and other.assignee_id is not None:
            found.setdefault(other.assignee_id, Bar("signing_already", (("step", other.name),)))
    for later in queued_at(uow, case, task):
        if later.person_id != task.assignee_id:  # whoever is named twice keeps this turn; the later one is open to the post
            found.setdefault(later.person_id, Bar("signing_later", (("step", task.name),)))
    for person, said in case.facts.get(RECUSED, {}).items():
        found[UUID(person)] = Bar("recused", (("reason", said["reason"]), ("day", said["on"])))
    return found


def _done(uow: UnitOfWork, case: Case, elements: Iterable[str], among: Collection[UUID] | None) -> Iterator[Done]:
    """Who (of some people) did one of these steps; `parent.<element>` means one of the case it is linked to."""
    apart = list(elements)
    own = [element for element in apart if not element.startswith(OF_PARENT)]
    above = [element.removeprefix(OF_PARENT) for element in apart if element.startswith(OF_PARENT)]
    yield from _by(case.hands, case.id, own, among)
    if above and case.parent_id is not None:
        yield from _by(hands_above(uow.together, case.id), case.parent_id, above, among)


def _by(hands: Mapping[str, Any], case_id: UUID, elements: Iterable[str], among: Collection[UUID] | None) -> Iterator[Done]:
    people = hands if among is None else [person for person in map(str, among) if person in hands]
    for element in elements:
        for person in people:
            if element in hands[person]:
                yield Done(case_id, element, UUID(person))


def _known(*people: UUID | None) -> set[UUID]:
    return {person for person in people if person is not None}


def signed_beside(uow: UnitOfWork, task: Task, among: Collection[UUID] | None = None) -> list[Task]:
    """The other tasks of the round a signature belongs to, given or waited for: all, or those that some people gave or hold."""
    if task.round is None:
        return []
    same = (Task.case_id == task.case_id) & (Task.element == task.element) & (Task.round == task.round) & (Task.id != task.id)
    if among is not None:
        same &= or_(Task.done_by_id.in_(among), Task.assignee_id.in_(among))
    return list(uow.session.scalars(select(Task).where(same, or_(Task.state == "done", Task.state == "open"))))


def must_be_fit(uow: UnitOfWork, by: Actor, task: Task, case: Case) -> None:
    """`NotPermitted` with the reason where separation, 回避 or an earlier signature stands against the actor or whom they act for."""
    if by.user_id is None:
        return
    stand = stand_at(by, task)
    bars = barred(uow, task, case, {by.user_id} if stand is None else {by.user_id, stand.person_id})
    if by.user_id in bars:
        raise bars[by.user_id].refusal(uow)
    if stand is not None and stand.person_id in bars:
        raise bars[stand.person_id].refusal_of(uow, stand.name)


def must_be_apart(uow: UnitOfWork, by: Actor, task: Task, case: Case, stand: Stand | None = None) -> None:
    """`NotPermitted` where the actor, or whom they act for, did a step this task is kept apart from."""
    people = {person for person in (by.user_id, stand.person_id if stand else None) if person is not None}
    did = {done.person: Bar(APART, done) for done in _done(uow, case, apart_of(uow.program(case.release_id), task), people)}
    if by.user_id in did:
        raise did[by.user_id].refusal(uow)
    if stand is not None and stand.person_id in did:
        raise did[stand.person_id].refusal_of(uow, stand.name)


def must_not_be_recused(by: Actor, case: Case, stand: Stand | None = None) -> None:
    """`NotPermitted("recused")` with the reason where 回避 stands against the actor or whom they act for: no verb is theirs here."""
    bars = case.facts.get(RECUSED, {})
    if said := bars.get(str(by.user_id)):
        raise NotPermitted("recused", reason=said["reason"], day=said["on"])
    if stand is not None and (said := bars.get(str(stand.person_id))):
        raise NotPermitted("recused_of", person=stand.name, reason=said["reason"], day=said["on"])
