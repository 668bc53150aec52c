"""保管与销毁: what falls due, what is under a hold, and the lists of what was destroyed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from engine.model import Case, DestroyedFile, Destruction, DestructionCase, Dossier, LegalHold, Organisation
from engine.queries.cursors import read_cursor, write_cursor
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead, Page
from engine.running.access import must_be
from engine.running.destroying import BARS, bars_of, holdings, together
from engine.running.expiring import due_cases, kept_cases
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.destruction import list_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LOOKED_AT = 500
MOST_CASES = 5000
MOST_LISTS = 100
WHICH = ("overdue", "this_year")


@dataclass(frozen=True, slots=True)
class DueYear:
    """How many dossiers reach the end of their time in a year."""

    year: int
    cases: int


@dataclass(frozen=True, slots=True)
class ProgramRetention:
    """保管期限 of a program as its current release says it: years (None: for ever), and how many cases are due."""

    program: str
    title: Text
    years: int | None
    document: str
    clause: str
    default: bool
    kept: int
    overdue: int


@dataclass(frozen=True, slots=True)
class DestructionView:
    """销毁清册: `counts` are its cases by state (listed, destroyed, kept), `held` what they hold or held together."""

    destruction_id: UUID
    number: str
    state: str
    reason: str
    asked_by: str
    asked_at: datetime
    answered_by: str
    answered_at: datetime | None
    answer: str
    finished_at: datetime | None
    counts: Mapping[str, int]
    held: Mapping[str, int]
    mine: bool

    @property
    def cases(self) -> int:
        """How many cases are on it."""
        return sum(self.counts.values())

    @property
    def dealt_with(self) -> int:
        """Of how many it is known what became of them."""
        return self.cases - self.counts.get("listed", 0)


@dataclass(frozen=True, slots=True)
class HoldView:
    """冻结 of a case that stands."""

    case_id: UUID
    number: str
    organisation: str
    reason: str
    placed_by: str
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class RetentionView:
    """保管与销毁: how many dossiers are overdue, fall due this year, later, or never; holds and lists, the newest first."""

    today: date
    overdue: int
    this_year: int
    later: int
    permanent: int
    years: tuple[DueYear, ...]
    programs: tuple[ProgramRetention, ...]
    holds: tuple[HoldView, ...]
    lists: tuple[DestructionView, ...]


@dataclass(frozen=True, slots=True)
class DueCase:
    """到期卷宗: a case, until when it is kept, and what keeps it beyond that."""

    case_id: UUID
    number: str
    title: Text
    organisation: str
    closed_on: date
    keep_years: int
    keep_until: date
    bars: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class DestructionPreview:
    """销毁后果: how many cases would go and what with them, and what keeps how many others."""

    cases: int
    held: Mapping[str, int]
    kept: tuple[tuple[Text, int], ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ListedCase:
    """清册一行: a case on a list; `state` is listed, destroyed or kept, `why` says why it stays."""

    case_id: UUID
    number: str
    title: Text
    organisation: str
    region: str
    closed_on: date
    keep_years: int
    keep_until: date
    held: Mapping[str, int]
    state: str
    why: tuple[Text, ...]
    destroyed_at: datetime | None
    dossier: str
    seal: str


@dataclass(frozen=True, slots=True)
class DestructionRegister:
    """销毁清册 with its cases; `files` tells how many were removed, wait, or stay because another case names them."""

    view: DestructionView
    files: Mapping[str, int]
    rows: tuple[ListedCase, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class CaseHold:
    """冻结 of one case: the hold that stands (None: none), and the list it was destroyed under ("" where it was not)."""

    case: CaseHead
    hold: HoldView | None
    destroyed_under: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention(Query[RetentionView]):
    """保管与销毁 of all programs, or of one."""

    program: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> RetentionView:
        """Counted by the index of what is due."""
        must_be(by, "administrator")
        today = uow.now.astimezone(ZONE).date()
        chosen = kept_cases()
        if self.program:
            chosen = chosen.where(Case.program == self.program)
        kept = chosen.with_only_columns(Dossier.keep_until, Case.program).subquery()
        rows = uow.session.execute(
            select(kept.c.program, func.extract("year", kept.c.keep_until), func.count()).group_by(
                kept.c.program, func.extract("year", kept.c.keep_until)
            )
        ).all()
        years: dict[int, int] = {}
        permanent = 0
        for _, year, count in rows:
            if year is None:
                permanent += count
            else:
                years[int(year)] = years.get(int(year), 0) + count
        return RetentionView(
            today=today,
            overdue=sum(count for year, count in years.items() if year < today.year),
            this_year=years.get(today.year, 0),
            later=sum(count for year, count in years.items() if year > today.year),
            permanent=permanent,
            years=tuple(DueYear(year, years[year]) for year in sorted(years)),
            programs=_programs(uow, today, [(program, year, count) for program, year, count in rows]),
            holds=_holds(uow),
            lists=_lists(uow, by),
        )


def _programs(uow: UnitOfWork, today: date, rows: Sequence[tuple[str, Any, int]]) -> tuple[ProgramRetention, ...]:
    found = []
    for key in sorted({program for program, _, _ in rows}):
        program = uow.program(uow.current_release(key).id)
        kept = program.retention(today)
        mine = [(year, count) for name, year, count in rows if name == key]
        overdue = sum(count for year, count in mine if year is not None and int(year) < today.year)
        total = sum(count for _, count in mine)
        found.append(ProgramRetention(key, program.manifest.title, kept.years, kept.document, kept.clause, kept.default, total, overdue))
    return tuple(found)


def _holds(uow: UnitOfWork, case_id: UUID | None = None) -> tuple[HoldView, ...]:
    chosen = (
        select(LegalHold, Case.number, Organisation.name)
        .join(Case, Case.id == LegalHold.case_id)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(LegalHold.lifted_at.is_(None))
    )
    if case_id is not None:
        chosen = chosen.where(LegalHold.case_id == case_id)
    rows = uow.session.execute(chosen.order_by(LegalHold.placed_at.desc()).limit(MOST_LISTS))
    return tuple(HoldView(row.case_id, number or "", name, row.reason, row.placed_by, row.placed_at) for row, number, name in rows)


def _lists(uow: UnitOfWork, by: Actor) -> tuple[DestructionView, ...]:
    rows = uow.session.scalars(select(Destruction).order_by(Destruction.asked_at.desc()).limit(MOST_LISTS)).all()
    states: dict[UUID, dict[str, int]] = {row.id: {} for row in rows}
    counted = select(DestructionCase.destruction_id, DestructionCase.state, func.count())
    of_these = counted.where(DestructionCase.destruction_id.in_(states)).group_by(DestructionCase.destruction_id, DestructionCase.state)
    for destruction_id, state, count in uow.session.execute(of_these):
        states[destruction_id][state] = count
    return tuple(_view(row, by, states[row.id], {}) for row in rows)


def _view(row: Destruction, by: Actor, counts: Mapping[str, int], held: Mapping[str, int]) -> DestructionView:
    return DestructionView(
        row.id, row.number, row.state, row.reason, row.asked_by, row.asked_at, row.answered_by, row.answered_at, row.answer,
        row.finished_at, counts, held, by.user_id is not None and by.user_id == row.asked_by_id,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCases(Query[Page]):
    """到期卷宗: `which` is overdue or this_year; those that are due longest first. Rows are `DueCase`."""

    which: str = "overdue"
    program: str = ""
    after: str | None = None
    size: int = 50

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """What keeps each of them is looked up for the page together."""
        must_be(by, "administrator")
        today = uow.now.astimezone(ZONE).date()
        begin = date(today.year, 1, 1)
        chosen = due_cases(self.program, begin) if self.which == "overdue" else due_cases(self.program, date(today.year + 1, 1, 1), begin)
        if self.after:
            until, case_id = read_cursor(self.after, date.fromisoformat, UUID)
            chosen = chosen.where(tuple_(Dossier.keep_until, Case.id) > (until, case_id))
        rows = uow.session.execute(chosen.limit(self.size + 1)).all()
        more, rows = len(rows) > self.size, rows[: self.size]
        bars = bars_of(uow, [case.id for case, _ in rows]) if rows else {}
        names = _names(uow, [case for case, _ in rows])
        following = write_cursor(str(rows[-1][1].keep_until), str(rows[-1][0].id)) if more else None
        found = tuple(
            DueCase(
                case.id,
                case.number or "",
                uow.program(case.release_id).process(case.process).title,
                names.get(case.organisation_id, ""),
                dossier.closed_at.astimezone(ZONE).date(),
                dossier.keep_years or 0,
                dossier.keep_until or today,
                tuple(BARS[code] for code in bars[case.id] if self.which == "overdue" or code != "not_due"),
            )
            for case, dossier in rows
        )
        return Page(found, -1, following)


def _names(uow: UnitOfWork, cases: Sequence[Case]) -> dict[UUID, str]:
    rows = uow.session.execute(
        select(Organisation.id, Organisation.name).where(Organisation.id.in_({each.organisation_id for each in cases}))
    )
    return {organisation: name for organisation, name in rows}  # noqa: C416  rows are not tuples to dict()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewDestruction(Query[DestructionPreview]):
    """销毁后果: what a list of everything overdue would hold now; nothing changes."""

    program: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> DestructionPreview:
        """Of at most five thousand cases, as a list takes them."""
        must_be(by, "administrator")
        today = uow.now.astimezone(ZONE).date()
        ids = [case.id for case, _ in uow.session.execute(due_cases(self.program, today).limit(MOST_CASES + 1))]
        more, ids = len(ids) > MOST_CASES, ids[:MOST_CASES]
        free: list[UUID] = []
        kept: dict[str, int] = {}
        for at in range(0, len(ids), LOOKED_AT):
            for case_id, bars in bars_of(uow, ids[at : at + LOOKED_AT]).items():
                free += [] if bars else [case_id]
                for code in bars:
                    kept[code] = kept.get(code, 0) + 1
        held = together(holdings(uow, free).values())
        return DestructionPreview(len(free), held, tuple((BARS[code], kept[code]) for code in BARS if code in kept), more)


@dataclass(frozen=True, slots=True, kw_only=True)
class DestructionOf(Query[DestructionRegister]):
    """一份销毁清册; with at most `size` of its cases, all of them where it is None."""

    destruction_id: UUID
    size: int | None = 100

    def answer(self, uow: UnitOfWork, by: Actor) -> DestructionRegister:
        """While it waits, every row says what keeps the case now."""
        must_be(by, "administrator")
        row = uow.session.get(Destruction, self.destruction_id)
        if row is None:
            raise NotFound("destruction_not_found", register=str(self.destruction_id))
        chosen = select(DestructionCase).where(DestructionCase.destruction_id == row.id)
        counts: dict[str, int] = {}
        held = []
        for state, told in uow.session.execute(chosen.with_only_columns(DestructionCase.state, DestructionCase.told["held"])):
            counts[state] = counts.get(state, 0) + 1
            held += [told] if state != "kept" or row.state == "refused" else []
        ordered = chosen.order_by(DestructionCase.keep_until, DestructionCase.case_id)
        rows = uow.session.scalars(ordered if self.size is None else ordered.limit(self.size)).all()
        bars = bars_of(uow, [each.case_id for each in rows], row.id) if row.state == "waiting" and rows else {}
        state = select(DestroyedFile.state, func.count()).where(DestroyedFile.destruction_id == row.id).group_by(DestroyedFile.state)
        files = {name: count for name, count in uow.session.execute(state)}  # noqa: C416  rows are not tuples to dict()
        listed = tuple(_listed(each, bars.get(each.case_id, ())) for each in rows)
        return DestructionRegister(_view(row, by, counts, together(held)), files, listed, sum(counts.values()) > len(listed))


def _listed(row: DestructionCase, bars: Sequence[str]) -> ListedCase:
    told = row.told
    return ListedCase(
        case_id=row.case_id,
        number=told["number"],
        title=Text.of(told["title"]),
        organisation=told["organisation"],
        region=told["region"],
        closed_on=row.closed_on,
        keep_years=told["keep_years"],
        keep_until=row.keep_until,
        held=told["held"],
        state=row.state,
        why=tuple(BARS[code] for code in bars) or tuple(Text.of(each) for each in row.why),
        destroyed_at=row.destroyed_at,
        dossier=told["dossier"],
        seal=row.seal,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseHoldOf(Query[CaseHold]):
    """冻结 of one case."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> CaseHold:
        """`NotFound` when there is no such case."""
        must_be(by, "administrator")
        case = uow.session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        gone = list_of(uow.session, case.id)
        heads = Heads(uow)
        heads.prepare([case], [])
        return CaseHold(heads.case(case), next(iter(_holds(uow, case.id)), None), gone[0] if gone else "")
