"""检索: cases by number, enterprise, credit code or what their summary says, however many there are; and by a person on their roster.

What few cases hold is led to by an index; what many hold is found by going through the list in its order. Which of the two it is, is
found out first: by what the server has learnt of its own table, where that says very many, else by looking for one more than `FEW`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, SQLColumnExpression, Text, Uuid, cast, exists, func, literal, or_, select, text, true, union

from engine.model import Case, CaseWords, RosterRow
from engine.queries.cursors import like
from engine.running.finding import area_piece, leads_of
from engine.running.sought import Sought, open_to
from engine.sdk.actor import Actor
from engine.store.unit_of_work import UnitOfWork

FEW = 5000
"""Where looking at each match costs as much as going through a million tasks for a page of them."""
NONE = "{}"
VERY_MANY = 20_000
"""By the server's own estimate. Only a piece that two fifths of all cases hold, and hardly one of a district's, would be taken for common
there when it is not: it is then found by going through the district's list, slower but the same.
"""
EXPECTED = "EXPLAIN (FORMAT JSON) SELECT FROM case_words WHERE "


@dataclass(frozen=True, slots=True)
class Found:
    """检索结果: these cases, or (`cases` None) whatever holds the text: too many to name. `narrow`: looked for in some areas alone.

    The cases are an array as the server wrote it: thousands of them go back in the next question, and nobody here reads them.
    """

    text: str
    cases: str | None
    narrow: bool = False

    @property
    def vague(self) -> bool:
        """Whether more cases hold the text than are looked at one by one: nobody counts them."""
        return self.cases is None

    @property
    def anywhere(self) -> "Found":
        """The same text, wherever the case lies."""
        return replace(self, cases=None, narrow=False) if self.narrow else self

    def holds(self, case_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
        """The SQL condition that a case is among them."""
        if self.cases is not None:
            return case_id.in_(select(func.unnest(cast(literal(self.cases, Text), ARRAY(Uuid)))))
        return exists().where(CaseWords.case_id == case_id, or_(*(condition for condition, _ in _places(self.text))))


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson(Found):
    """检索到的人: the cases whose rosters name a person, of those whose rosters the searcher may see: of others they are told nothing."""

    sought: Sought
    allowed: ColumnElement[bool]

    @property
    def anywhere(self) -> "FoundPerson":
        """A person is looked for wherever the case lies."""
        return self

    def holds(self, case_id: SQLColumnExpression[UUID]) -> ColumnElement[bool]:
        """The SQL condition that a case is among them."""
        if self.cases is not None:
            return super(FoundPerson, self).holds(case_id)
        there = exists().where(RosterRow.case_id == case_id, _on_roster(self.sought))
        return there & exists().where(Case.id == case_id, self.allowed)


def find_person(uow: UnitOfWork, by: Actor, token: str) -> Found:
    """The cases whose rosters name the person of a search (`LookForPerson`). A name that thousands bear is looked for along the list."""
    sought, allowed = Sought.read(uow.keyring, token, by), open_to(uow, by)
    some = select(RosterRow.case_id).where(_on_roster(sought)).limit(FEW + 1).subquery().c.case_id
    if (uow.session.scalar(select(func.count(some))) or 0) > FEW:
        return FoundPerson("", None, sought=sought, allowed=allowed)
    cases = uow.session.scalar(select(cast(func.array_agg(Case.id), Text)).where(Case.id.in_(select(some)), allowed))
    return FoundPerson("", cases or NONE, sought=sought, allowed=allowed)


def _on_roster(sought: Sought) -> ColumnElement[bool]:
    return (RosterRow.person if sought.kind == "id" else RosterRow.named) == sought.index


def find(uow: UnitOfWork, sought: str, within: Sequence[str] = ()) -> Found:
    """The cases that hold a text: a number from its beginning or its end, a name, a code or a summary anywhere. What is shorter than a
    piece (`grams_of`) is looked for in numbers alone. With `within`, prefixes of regions, the text is looked for in these areas alone:
    what many hold elsewhere is not looked at.

    Whether the actor may know of them is the business of the list that is searched.
    """
    wanted = sought.strip().lower()
    narrow, areas = bool(within), [area_piece(prefix) for prefix in within]
    if _common(uow, leads_of(wanted), areas):
        return Found(wanted, None, narrow)
    parts = [select(CaseWords.case_id).where(condition, _led([*leads], areas)).limit(FEW + 1) for condition, leads in _places(wanted)]
    some = select(union(*parts).subquery().c.case_id).limit(FEW + 1).subquery().c.case_id
    many, cases = uow.session.execute(select(func.count(), cast(func.array_agg(some), Text))).one()
    return Found(wanted, (cases or NONE) if many <= FEW else None, narrow)


def _led(leads: Sequence[str], areas: Sequence[str]) -> ColumnElement[bool]:
    """What leads the index to all of these pieces in one of the areas, or anywhere where none is named."""
    if not areas:
        return CaseWords.grams.contains([*leads]) if leads else true()
    return or_(*(CaseWords.grams.contains([*leads, area]) for area in areas))


def _common(uow: UnitOfWork, leads: Sequence[str], areas: Sequence[str]) -> bool:
    """Whether the server knows, without looking, that very many cases hold these pieces there.

    It takes pieces for strangers to each other, so that of several it expects fewer than there are: then they are looked for.
    """
    if not leads:
        return False
    sought = {f"leads_{at}": [*leads, *area] for at, area in enumerate([[area] for area in areas] or [[]])}
    holding = " OR ".join(f"grams @> CAST(:{name} AS text[])" for name in sought)
    plan = uow.session.scalar(text(EXPECTED + holding), sought)
    return bool(plan[0]["Plan"]["Plan Rows"] > VERY_MANY)


def _places(wanted: str) -> list[tuple[ColumnElement[bool], Sequence[str]]]:
    """Where a text may stand, and the pieces that lead an index there."""
    ahead, back = like(wanted).lstrip("%"), like(wanted[::-1]).lstrip("%")
    places: list[tuple[ColumnElement[bool], Sequence[str]]] = [(CaseWords.number.like(ahead), ()), (CaseWords.rebmun.like(back), ())]
    if leads := leads_of(wanted):
        places.append((CaseWords.words.like(like(wanted)), leads))
    return places
