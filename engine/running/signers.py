"""签署人: who is asked to sign a step, as its diagram names them or as somebody added them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import or_, select

from engine.bpmn import Element, Item, decode, queued
from engine.model import Case, Person, Task
from engine.packages.program import Program
from engine.running.people import actor_of
from engine.sdk.errors import DecisionFailed
from engine.store.unit_of_work import UnitOfWork

RECUSED = "recused"
"""The facts that say who has nothing to do with a case, and why."""


@dataclass(frozen=True, slots=True)
class Signer:
    """签署人: an item of `tb:signers`: a user name, or a context with person, role, weight and veto; None is anybody of the post."""

    person: str = ""
    person_id: UUID | None = None
    role: str = ""
    weight: Fraction = Fraction(1)
    veto: bool = False

    @classmethod
    def of(cls, item: object) -> "Signer":
        """Read an item; `Incident` for a weight that is no positive number."""
        if isinstance(item, str):
            return cls(person=item)
        if not isinstance(item, Mapping):
            return cls()
        try:
            weight = Fraction(str(item.get("weight") or 1))
        except (ValueError, ZeroDivisionError) as error:
            raise DecisionFailed("signer_weight", weight=str(item.get("weight"))) from error
        if weight <= 0:
            raise DecisionFailed("signer_weight", weight=str(weight))
        known = item.get("person_id")
        person, role = str(item.get("person") or ""), str(item.get("role") or "")
        return cls(person, UUID(known) if known else None, role, weight, item.get("veto") is True)


def is_signed(element: Element) -> bool:
    """Whether several people sign at this step."""
    return bool(element.attributes.get("signing")) and element.loop is not None


@dataclass(frozen=True, slots=True)
class Asked:
    """One signature to be given: for which post, in which round, by whom (None: whoever of the post claims it)."""

    role: str
    round: int
    person_id: UUID | None


def signers_of(uow: UnitOfWork, program: Program, case: Case, items: Iterable[Item], held: Iterable[Task] = ()) -> dict[int, Asked]:
    """Token -> who signs there, for those items at which several people sign; one statement finds everybody named.

    Whoever is named and does not hold the post any more, is recused, or has signed or holds (`held`) another signature of the round,
    is not asked: the signature is open to the post.
    """
    signed = [item for item in items if item.loop is not None and is_signed(program.element(item.process, item.element))]
    named = {item.id: Signer.of(item.loop.item if item.loop else None) for item in signed}
    people = _people(uow, named.values())
    found: dict[int, Asked] = {}
    taken = {(task.round, task.assignee_id) for task in held if task.round is not None}
    for item in signed:
        body = item.loop.body if item.loop else 0
        signer = named[item.id]
        role = signer.role or item.attributes.get("role", "")
        person = people.get(signer.person_id or signer.person)
        free = person is not None and (body, person.id) not in taken and str(person.id) not in _out(case, item)
        asked = person.id if person is not None and free and _fit(uow, person, role, case) else None
        taken.add((body, asked))
        found[item.id] = Asked(role, body, asked)
    return found


def _out(case: Case, item: Item) -> set[str]:
    """Ids of those who are not asked: recused, or they have signed in this round."""
    facts = case.facts.get(item.element)
    votes = facts.get("votes", ()) if isinstance(facts, Mapping) and item.loop and facts.get("round") == item.loop.body else ()
    return {*case.facts.get(RECUSED, {}), *(str(vote["by_id"]) for vote in votes)}


def _fit(uow: UnitOfWork, person: Person, role: str, case: Case) -> bool:
    return person.active and actor_of(uow, person).holds(role, case.region)


@dataclass(frozen=True, slots=True)
class Queued:
    """排队签署: somebody whose turn in a step signed in turn is still to come; `place` counts from the next turn."""

    place: int
    person_id: UUID
    name: str


def queued_at(uow: UnitOfWork, case: Case, task: Task) -> tuple[Queued, ...]:
    """Who is still to sign in the round of a task, asked by name, the next first; none where nobody signs in turn."""
    if task.round is None or task.state != "open" or case.state is None:
        return ()
    program = uow.program(case.release_id)
    element = program.element(task.process, task.element)
    if element.loop is None or element.loop.kind != "sequential":
        return ()
    later = [Signer.of(item) for item in queued(decode(case.state, program.definition), task.round)]
    people = _people(uow, later)
    found = []
    for place, signer in enumerate(later):
        person = people.get(signer.person_id or signer.person)
        role = signer.role or element.attributes.get("role", "")
        if person is not None and str(person.id) not in case.facts.get(RECUSED, {}) and _fit(uow, person, role, case):
            found.append(Queued(place, person.id, person.name))
    return tuple(found)


def _people(uow: UnitOfWork, signers: Iterable[Signer]) -> Mapping[UUID | str, Person]:
    known = list(signers)
    names, ids = {each.person for each in known if each.person}, {each.person_id for each in known if each.person_id}
    if not names and not ids:
        return {}
    rows = uow.session.scalars(select(Person).where(or_(Person.username.in_(names), Person.id.in_(ids)))).all()
    return {key: person for person in rows for key in (person.id, person.username)}
