"""预算指标：登记、追加、核减；够用时待预算的款项继续；跨年结转."""

from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.model import BudgetEntry, BudgetLine, Case, Movement
from engine.running.budgets import ROLLS, WAITS, carry, go_on, held, locked_line, looking, year_of
from engine.running.payments import FUND_SOURCES, locked_cases, must_be_finance
from engine.sdk.actor import Actor
from engine.sdk.codes import read_region
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.money import MOST_FEN, yuan
from engine.store.unit_of_work import UnitOfWork

BATCH = 200
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBudgetLine(Command[UUID]):
    """登记预算指标: a line of an area's budget of a year, with its first grant; returns the line.

    Raises:
        NotPermitted: not a finance officer of the area.
        InvalidInput: with every fault; `budget_line_known` when the area has this line of the year already.
    """

    region: str
    year: int
    fund_source: str
    item: str
    function_code: str
    amount: int
    document: str

    def run(self, uow: UnitOfWork, by: Actor) -> UUID:
        """From the first line on, every payment of the area draws on its budget."""
        must_be_finance(by, self.region)
        errors = [*_grant_faults(self.amount, self.document), *self._faults(year_of(uow.now))]
        if errors:
            raise InvalidInput(errors)
        values: dict[str, Any] = {"region": self.region, "year": self.year, "fund_source": self.fund_source, "item": self.item.strip()}
        made = insert(BudgetLine).values(id=uuid4(), function_code=self.function_code.strip(), granted=self.amount, **values)
        line: UUID | None = uow.session.scalar(made.on_conflict_do_nothing(constraint="uq_budget_line").returning(BudgetLine.id))
        if line is None:
            zh, en = "这条指标已经登记，请在该指标下追加。", "This line is there already: add to it."
            raise InvalidInput([FieldError("item", zh, en, code="budget_line_known")])
        _entered(uow, by, line, self.amount, self.document)
        uow.record_system(by, "budget_opened", line=str(line), amount=self.amount, document=self.document.strip()[:LONGEST], **values)
        return line

    def _faults(self, this_year: int) -> list[FieldError]:
        errors = []
        if (fault := read_region(self.region).fault) is not None:
            errors.append(FieldError("region", fault.text.zh, fault.text.en, code=fault.code))
        if not this_year <= self.year <= this_year + 1:
            zh, en = f"预算年度应为 {this_year} 或 {this_year + 1}。", f"The budget year is {this_year} or {this_year + 1}."
            errors.append(FieldError("year", zh, en, code="budget_year"))
        if self.fund_source not in FUND_SOURCES:
            errors.append(FieldError("fund_source", "请选择资金来源。", "Choose the fund.", code="fund_source"))
        if not self.item.strip():
            errors.append(FieldError("item", "请填写预算项目。", "Give the budget item.", code="required"))
        if not self.function_code.strip().isdigit() or not 3 <= len(self.function_code.strip()) <= 7:
            zh, en = "功能科目编码为 3 至 7 位数字，如 2080799。", "The function code has 3 to 7 digits, like 2080799."
            errors.append(FieldError("function_code", zh, en, code="function_code"))
        if self.amount <= 0:
            errors.append(FieldError("amount", "首次登记的金额应大于零。", "The first grant is more than nothing.", code="budget_amount"))
        return errors


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBudget(Command[None]):
    """追加或核减预算指标: one more entry of a line, negative to cut it.

    Raises:
        NotFound: there is no such line.
        InvalidInput: a document is missing, or a cut would take what payments hold already (`budget_held`).
    """

    line_id: UUID
    amount: int
    document: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Payments that wait for the line go on right after it."""
        region = uow.session.scalar(select(BudgetLine.region).where(BudgetLine.id == self.line_id))
        if region is None or not (by.is_system or by.sees(region)):
            raise NotFound("budget_line_not_found", line=str(self.line_id))
        must_be_finance(by, region)
        if errors := _grant_faults(self.amount, self.document):
            raise InvalidInput(errors)
        line = locked_line(uow, self.line_id)
        free = line.granted - held(uow, line.id)
        if self.amount < 0 and free + self.amount < 0:
            zh = f"最多可核减 {yuan(max(free, 0))} 元，其余已被款项占用。"
            en = f"At most {yuan(max(free, 0))} yuan can be cut; payments hold the rest."
            raise InvalidInput([FieldError("amount", zh, en, code="budget_held")])
        line.granted += self.amount
        _entered(uow, by, line.id, self.amount, self.document)
        uow.record_system(by, "budget_changed", line=str(line.id), amount=self.amount, document=self.document.strip()[:LONGEST])
        if self.amount > 0:
            uow.jobs.append(looking(line.id))


def _grant_faults(amount: int, document: str) -> list[FieldError]:
    errors = []
    if amount == 0 or abs(amount) > MOST_FEN:
        errors.append(FieldError("amount", "请填写金额，不能为零。", "Give an amount other than nothing.", code="budget_amount"))
    if not document.strip():
        errors.append(FieldError("document", "请填写指标文号。", "Give the document of the grant.", code="required"))
    return errors


def _entered(uow: UnitOfWork, by: Actor, line: UUID, amount: int, document: str) -> None:
    uow.session.add(BudgetEntry(line_id=line, amount=amount, document=document.strip()[:LONGEST], at=uow.now, by_id=by.user_id, by=by.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveBudget(Command[int]):
    """待预算续办: the payments that wait for a line, the oldest first, hold their amounts as far as it goes; returns how many go on.

    One that is too large for what is left is passed over: a smaller one behind it need not wait for it.
    """

    in_background: ClassVar[bool] = True

    line_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Who begins to wait meanwhile has seen the line as it is now."""
        return sum(go_on(uow, by, case, movement) for case, movement in _taken(uow, Movement.budget_line_id == self.line_id, WAITS))


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryPayments(Command[int]):
    """结转: prepared payments of a past budget year that were not sent draw on this year's; returns how many were looked at."""

    in_background: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Some at a time; the worker asks again until there are none."""
        chosen = _taken(uow, ROLLS, Movement.budget_year < year_of(uow.now))
        for case, movement in chosen:
            carry(uow, by, case, movement)
        return len(chosen)


def _taken(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> list[tuple[Case, Movement]]:
    """Movements with their cases, both locked, in the order in which they were entered."""
    in_turn = (Movement.planned_at, Movement.id)
    pairs = uow.session.execute(select(Movement.id, Movement.case_id).where(*conditions).order_by(*in_turn).limit(BATCH)).all()
    cases = locked_cases(uow, {case_id for _, case_id in pairs})
    rows = uow.session.scalars(
        select(Movement)
        .where(Movement.id.in_([movement_id for movement_id, _ in pairs]), *conditions)
        .order_by(*in_turn)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [(cases[each.case_id], each) for each in rows]
