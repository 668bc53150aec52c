"""签署人: who is asked to sign a step, as its diagram names them or as somebody added them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import or_, select

from engine.bpmn import Element, Item
from engine.model import Case, Person
from engine.packages.program import Program
from engine.running.people import actor_of
from engine.sdk.errors import DecisionFailed
from engine.store.unit_of_work import UnitOfWork


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


def signers_of(uow: UnitOfWork, program: Program, case: Case, items: Iterable[Item]) -> dict[int, Asked]:
    """Token -> who signs there, for those items at which several people sign; one statement finds everybody named.

    Whoever is named and does not hold the post any more is not asked: the signature is open to the post.
    """
    signed = [item for item in items if item.loop is not None and is_signed(program.element(item.process, item.element))]
    named = {item.id: Signer.of(item.loop.item if item.loop else None) for item in signed}
    people = _people(uow, named.values())
    found: dict[int, Asked] = {}
    for item in signed:
        signer = named[item.id]
        role = signer.role or item.attributes.get("role", "")
        person = people.get(signer.person_id or signer.person)
        fit = person is not None and person.active and actor_of(uow, person).holds(role, case.region)
        found[item.id] = Asked(role, item.loop.body if item.loop else 0, person.id if person and fit else None)
    return found


def _people(uow: UnitOfWork, signers: Iterable[Signer]) -> Mapping[UUID | str, Person]:
    known = list(signers)
    names, ids = {each.person for each in known if each.person}, {each.person_id for each in known if each.person_id}
    if not names and not ids:
        return {}
    rows = uow.session.scalars(select(Person).where(or_(Person.username.in_(names), Person.id.in_(ids)))).all()
    return {key: person for person in rows for key in (person.id, person.username)}
