"""Budgets 预算指标 as finance officers keep them: what was granted, what payments hold, what is left, who waits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, true

from engine.model import BudgetEntry, BudgetLine, Movement
from engine.queries.amount_sums import added, of_movements
from engine.queries.amount_views import AmountPart, AmountView
from engine.queries.query import Query
from engine.running.access import visible_regions
from engine.running.budgets import HOLDS, OVER, WAITS, year_of
from engine.running.payments import FINANCE, must_be_finance
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted
from engine.sdk.money import Fen
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

FIGURES = {
    "granted": Text("已下达", "Granted"),
    "held": Text("已占用", "Held"),
    "paid": Text("已支付", "Paid"),
    "left": Text("可用", "Left"),
    "wanted": Text("待预算", "Wanted"),
}
MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class BudgetEntryView:
    """One grant or cut; `explanation` is the line's grants."""

    amount: Fen
    explanation: str
    document: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class BudgetView:
    """预算指标: a line. `held` counts what payments took, paid or under way; `left` is granted less held; `wanted` what `waiting` ones ask.

    Each figure unfolds at `explanation` and its name: `…/held`.
    """

    line_id: UUID
    region: str
    year: int
    fund_source: str
    item: str
    function_code: str
    explanation: str
    granted: Fen
    held: Fen
    paid: Fen
    left: Fen
    wanted: Fen
    waiting: int
    entries: tuple[BudgetEntryView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLines(Query[tuple[BudgetView, ...]]):
    """预算指标: the lines of a year (this one when none is named) in the finance officer's areas."""

    year: int = 0

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[BudgetView, ...]:
        """By area, fund and item; an area without any has payments that are not checked."""
        if FINANCE not in by.roles and not by.is_system:
            raise NotPermitted("role_needed", role=FINANCE, region="")
        mine = true() if by.is_system else visible_regions(by, BudgetLine.region, FINANCE)
        chosen = select(BudgetLine).where(mine, BudgetLine.year == (self.year or year_of(uow.now)))
        lines = uow.session.scalars(chosen.order_by(BudgetLine.region, BudgetLine.fund_source, BudgetLine.item)).all()
        return budget_views(uow, lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingBudgets(Query[tuple[UUID, ...]]):
    """The lines for which payments wait."""

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[UUID, ...]:
        """For the engine itself."""
        return tuple(uow.session.scalars(select(Movement.budget_line_id).where(WAITS, Movement.budget_line_id.is_not(None)).distinct()))


def budget_views(uow: UnitOfWork, lines: Sequence[BudgetLine]) -> tuple[BudgetView, ...]:
    """Lines with their figures and the latest of their entries."""
    ids = [line.id for line in lines]
    paid = func.coalesce(func.sum(Movement.amount).filter(Movement.state == "paid"), 0)
    held = func.coalesce(func.sum(Movement.amount).filter(HOLDS), 0)
    wanted = func.coalesce(func.sum(Movement.amount).filter(WAITS), 0)
    rows = uow.session.execute(
        select(Movement.budget_line_id, held, paid, wanted, func.count().filter(WAITS))
        .where(Movement.budget_line_id.in_(ids), Movement.state.not_in(OVER))
        .group_by(Movement.budget_line_id)
    )
    sums = {line: (int(had), int(out), int(asked), count) for line, had, out, asked, count in rows}
    entries: dict[UUID, list[BudgetEntry]] = defaultdict(list)
    for entry in uow.session.scalars(select(BudgetEntry).where(BudgetEntry.line_id.in_(ids)).order_by(BudgetEntry.at.desc())):
        entries[entry.line_id].append(entry)
    return tuple(_view(line, sums.get(line.id, (0, 0, 0, 0)), entries[line.id]) for line in lines)


def _view(line: BudgetLine, sums: tuple[int, int, int, int], entries: Sequence[BudgetEntry]) -> BudgetView:
    had, paid, wanted, waiting = sums
    here = unfolds_at("budget", line.id)
    told = tuple(BudgetEntryView(each.amount, f"{here}/granted", each.document, each.at, each.by) for each in entries[:MOST_ENTRIES])
    return BudgetView(
        line.id, line.region, line.year, line.fund_source, line.item, line.function_code, here,
        line.granted, had, paid, line.granted - had, wanted, waiting, told,
    )  # fmt: skip


def of_budget(uow: UnitOfWork, by: Actor, line_id: UUID, path: list[str]) -> AmountView:
    """A figure of a line: the grants it is the sum of, the payments that hold, were paid or wait, or the difference."""
    line = uow.session.get(BudgetLine, line_id)
    if line is None or len(path) != 1 or path[0] not in FIGURES:
        raise NotFound("amount_not_found", address=str(line_id))
    must_be_finance(by, line.region)
    (figure,) = path
    here, title = unfolds_at("budget", line.id, figure), FIGURES[figure]
    if figure == "granted":
        entries = uow.session.scalars(select(BudgetEntry).where(BudgetEntry.line_id == line.id).order_by(BudgetEntry.at))
        return added(here, title, [AmountPart(Text.typed(each.document), each.amount, "") for each in entries], None)
    if figure == "left":
        (view,) = budget_views(uow, [line])
        at = view.explanation
        parts = [AmountPart(FIGURES["granted"], view.granted, f"{at}/granted"), AmountPart(FIGURES["held"], -view.held, f"{at}/held")]
        return added(here, title, parts, None)
    counts = {"held": HOLDS, "paid": Movement.state == "paid", "wanted": WAITS}[figure]
    return of_movements(uow, (Movement.budget_line_id == line.id) & counts, here, title, None)
