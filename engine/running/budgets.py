"""Budgets 预算指标: a payment holds its amount of a line before it is applied for, or waits until there is enough.

The line's row is the one lock: whoever reckons what is left of it has it. Cases and movements are locked before it (ADR 1055).
"""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert

from engine.model import BudgetLine, Case, Movement
from engine.sdk.actor import Actor
from engine.sdk.codes import region_chain
from engine.sdk.errors import FieldError, InvalidInput, InvalidState
from engine.sdk.money import yuan
from engine.store.jobs import Job
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

OVER = ("failed", "returned")
"""States in which a movement holds nothing any more."""
HOLDS: ColumnElement[bool] = Movement.short_since.is_(None) & Movement.state.not_in(OVER)
WAITS: ColumnElement[bool] = Movement.short_since.is_not(None) & Movement.state.not_in(OVER)
ROLLS: ColumnElement[bool] = Movement.prepared_at.is_not(None) & Movement.state.in_(("planned", "approved"))
"""What may be taken over into a new budget year: prepared, and not sent yet."""


def year_of(moment: datetime) -> int:
    """The budget year of a moment."""
    return moment.astimezone(ZONE).year


def budget_of(uow: UnitOfWork, region: str) -> str | None:
    """The nearest area that keeps a budget for a region: itself or one above; None when payments there are not checked."""
    kept = set(uow.session.scalars(select(BudgetLine.region).where(BudgetLine.region.in_(region_chain(region))).distinct()))
    return next((area for area in region_chain(region) if area in kept), None)


def lines_for(uow: UnitOfWork, region: str) -> list[BudgetLine]:
    """The lines payments of a region draw on this year."""
    area = budget_of(uow, region)
    chosen = select(BudgetLine).where(BudgetLine.region == area, BudgetLine.year == year_of(uow.now))
    return list(uow.session.scalars(chosen.order_by(BudgetLine.fund_source, BudgetLine.item))) if area else []


def held(uow: UnitOfWork, line_id: UUID) -> int:
    """What payments hold of a line, paid or on their way."""
    return int(uow.session.scalar(select(func.sum(Movement.amount)).where(Movement.budget_line_id == line_id, HOLDS)) or 0)


def locked_line(uow: UnitOfWork, line_id: UUID) -> BudgetLine:
    """The line, locked until the end of the unit of work, as the one before left it.

    Naming a line in a movement locks its key against deletion; this lock leaves that one alone.
    """
    return uow.session.get_one(BudgetLine, line_id, with_for_update={"key_share": True}, populate_existing=True)


def draw(uow: UnitOfWork, movement: Movement) -> None:
    """预算审核: let a payment that was prepared hold its amount of the line it names, or wait for it; nothing where no budget is kept.

    Raises:
        InvalidInput: the budget of the area has no such line, or the year is not this one.
    """
    area, year = budget_of(uow, movement.region), year_of(uow.now)
    if area is None:
        return
    if movement.budget_year != year:
        zh, en = f"本地区按预算指标拨付，预算年度应为 {year}。", f"Payments here draw on this year's budget: {year}."
        raise InvalidInput([FieldError("budget_year", zh, en, code="budget_year")])
    line = _line(uow, area, year, movement.fund_source, movement.budget_item)
    if line is None:
        known = "、".join(each.item for each in lines_for(uow, movement.region) if each.fund_source == movement.fund_source) or "–"
        zh = f"{year} 年度预算没有这一资金来源和项目，可选：{known}。"
        en = f"The budget of {year} has no such fund and item; there is: {known}."
        raise InvalidInput([FieldError("budget_item", zh, en, code="budget_line")])
    _hold(uow, movement, locked_line(uow, line))


def _line(uow: UnitOfWork, area: str, year: int, fund_source: str, item: str) -> UUID | None:
    same = (BudgetLine.region == area, BudgetLine.year == year, BudgetLine.fund_source == fund_source, BudgetLine.item == item)
    return uow.session.scalar(select(BudgetLine.id).where(*same))


def _hold(uow: UnitOfWork, movement: Movement, line: BudgetLine) -> bool:
    """Take the amount of a locked line if it is there; whether it was."""
    movement.budget_line_id, movement.budget_code, movement.budget_year = line.id, line.function_code, line.year
    movement.short_since = movement.short_since or uow.now
    uow.session.flush()
    if line.granted - held(uow, line.id) >= movement.amount:
        movement.short_since = None
        uow.session.flush()
    return movement.short_since is None


def let_go(uow: UnitOfWork, movement: Movement) -> None:
    """释放指标: what a payment held may go to others that wait, soon after this transaction."""
    if movement.budget_line_id is not None:
        uow.jobs.append(looking(movement.budget_line_id))


def looking(line_id: UUID) -> Job:
    """The job that lets those go on for whom a line suffices by now."""
    return Job("reserve_budget", {"line_id": str(line_id)}, lock=f"budget:{line_id}")


def go_on(uow: UnitOfWork, by: Actor, case: Case, movement: Movement) -> bool:
    """Look again whether a payment that waits, locked with its case, can have its amount by now; whether it can."""
    if movement.budget_line_id is None or movement.short_since is None or movement.state in OVER:
        return False
    if not _hold(uow, movement, locked_line(uow, movement.budget_line_id)):
        return False
    uow.record(case, by, "payment_funded", movement=str(movement.id), number=movement.number, amount=movement.amount)
    return True


def carry(uow: UnitOfWork, by: Actor, case: Case, movement: Movement) -> None:
    """结转: a payment of a past budget year that was not sent draws on the same line of this year, with a mark.

    Where this year's line is not entered yet it stands there with nothing granted, and the payment waits.
    """
    before, year = movement.budget_year, year_of(uow.now)
    old = uow.session.get(BudgetLine, movement.budget_line_id) if movement.budget_line_id else None
    if before is None or before >= year:
        return
    movement.carried_from, movement.budget_year = movement.carried_from or before, year
    if old is not None:
        values = {"region": old.region, "year": year, "fund_source": old.fund_source, "item": old.item}
        more = {"id": uuid4(), "function_code": old.function_code, "granted": 0}
        uow.session.execute(insert(BudgetLine).values(**values, **more).on_conflict_do_nothing(constraint="uq_budget_line"))
        line = _line(uow, old.region, year, old.fund_source, old.item)
        if line is not None:
            movement.short_since = None
            _hold(uow, movement, locked_line(uow, line))
    uow.record(case, by, "payment_carried", movement=str(movement.id), number=movement.number, from_year=before, to_year=year)


def must_be_funded(uow: UnitOfWork, movement: Movement) -> None:
    """`InvalidState` while a payment waits for its budget, or for being carried over into this year."""
    if movement.budget_line_id is None:
        return
    if movement.short_since is not None:
        raise short_of(uow, movement)
    if movement.budget_year != year_of(uow.now):
        raise InvalidState("budget_year_over", year=movement.budget_year)


def short_of(uow: UnitOfWork, movement: Movement) -> InvalidState:
    """Why a payment waits: the line, what is left of it, what is wanted."""
    line = uow.session.get_one(BudgetLine, movement.budget_line_id)
    left = line.granted - held(uow, line.id)
    return InvalidState(
        "budget_short", year=line.year, item=line.item, function=line.function_code, left=yuan(left), wanted=yuan(movement.amount)
    )
