"""Budgets: a payment holds its amount of a line or waits, two never take the same yuan, and the new year draws on the new line."""

from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from engine.commands import (
    ApprovePayment,
    CarryPayments,
    ChangeBudget,
    CheckPayment,
    ExportPaymentFile,
    OpenBudgetLine,
    PreparePayment,
    ReserveBudget,
    TakePaymentFile,
)
from engine.queries import AmountExplained, BudgetLines, BudgetView, MovementView, PaymentBatches, PaymentDetail, PaymentQueue, Timeline
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store.runtime import ZONE
from tests.linked.conftest import REGION, Town
from tests.linked.test_money import BUDGET, movements, sheet_of
from tests.threads import all_at_once

ONE = 80_000
"""What an advance for one person comes to."""
LINE = {"fund_source": "employment_fund", "item": "职业培训补贴", "function_code": "2080799", "document": "穗财〔2026〕1 号"}
NEW_YEAR = datetime(2027, 1, 4, 9, tzinfo=ZONE)
SYSTEM = Actor.system()


def opened(town: Town, amount: int, region: str = REGION, year: int = 2026) -> UUID:
    return town.engine.execute(OpenBudgetLine(region=region, year=year, amount=amount, **LINE), by=town.officer("finance", region))


def due(town: Town, person: int, number: int = 1) -> tuple[UUID, UUID]:
    """An advance that waits to be prepared: its case and its movement."""
    company = town.enterprise(f"第{number}公司", ("91440101MA59A0AAXR", "91440101MA5XA0004X", "91440106MA5XA0003E")[number - 1])
    case = town.advance(town.plan(company, person), company)
    (movement,) = movements(town, case)
    assert movement.amount == ONE
    return case, movement.movement_id


def prepare(town: Town, movement: UUID, **other: Any) -> str:
    return town.engine.execute(PreparePayment(movement_id=movement, **{**BUDGET, **other}), by=town.officer("finance"))


def step_of(town: Town, case: UUID) -> str:
    return movements(town, case)[0].step


def line_of(town: Town) -> BudgetView:
    (line,) = town.engine.ask(BudgetLines(), by=town.officer("finance"))
    return line


def settle(town: Town, line: UUID) -> int:
    """What the worker does after money came, or was given back."""
    return town.engine.execute(ReserveBudget(line_id=line), by=SYSTEM)


def send(town: Town, movement: UUID) -> None:
    town.engine.execute(CheckPayment(movement_id=movement), by=town.officer("finance2"))
    town.engine.execute(ApprovePayment(movement_id=movement), by=town.officer("finance3"))
    town.engine.execute(ExportPaymentFile(region=REGION), by=town.officer("finance"))


def test_a_payment_holds_its_amount_of_the_line_and_the_sheet_names_line_and_code(town: Town):
    line = opened(town, 100_000)
    case, movement = due(town, 1)
    prepare(town, movement)
    (shown,) = movements(town, case)
    assert (shown.step, shown.budget_code, shown.budget_year, shown.budget_item) == ("check", "2080799", 2026, "职业培训补贴")
    view = line_of(town)
    assert (view.granted, view.held, view.paid, view.left, view.waiting) == (100_000, ONE, 0, 20_000, 0)
    send(town, movement)
    (batch,) = town.engine.ask(PaymentBatches(), by=town.officer("finance"))
    _, sheet = sheet_of(town.engine.execute(TakePaymentFile(batch_id=batch.batch_id), by=town.officer("finance")).content)
    headings = [cell.value for cell in sheet[1]]
    told = dict(zip(headings, [cell.value for cell in sheet[2]], strict=True))
    assert (told["预算年度"], told["预算项目"], told["功能科目"]) == (2026, "职业培训补贴", "2080799")
    town.treasury(case).answer("paid")
    view = line_of(town)
    assert (view.held, view.paid, view.left) == (ONE, ONE, 20_000)
    for figure, amount in (("granted", 100_000), ("held", ONE), ("paid", ONE), ("left", 20_000), ("wanted", 0)):
        told = town.engine.ask(AmountExplained(address=f"{view.explanation}/{figure}"), by=town.officer("finance"))
        assert told.amount == amount
        assert sum(part.amount for part in told.parts) == amount
    assert movements(town, case)[0].voucher
    assert line == view.line_id


def test_over_budget_a_payment_waits_with_the_reason_and_goes_on_when_money_is_added(town: Town):
    line = opened(town, ONE - 1)
    case, movement = due(town, 1)
    assert prepare(town, movement) == "BF-440106-2026-00001"
    assert step_of(town, case) == "budget"
    assert [each.movement_id for each in town.engine.ask(PaymentQueue(step="budget"), by=town.officer("finance"))] == [movement]
    assert town.engine.ask(PaymentQueue(step="check"), by=town.officer("finance")) == ()
    short = town.engine.ask(PaymentDetail(movement_id=movement), by=town.officer("finance2")).short
    assert short is not None
    assert short.zh == "预算不足：2026 年度“职业培训补贴”（功能科目 2080799）可用 799.99 元，本笔需要 800.00 元。追加指标后自动继续。"
    with pytest.raises(InvalidState, match="budget_short"):
        town.engine.execute(CheckPayment(movement_id=movement), by=town.officer("finance2"))
    assert (line_of(town).wanted, line_of(town).waiting, line_of(town).left) == (ONE, 1, ONE - 1)
    assert settle(town, line) == 0
    town.engine.execute(ChangeBudget(line_id=line, amount=1, document="穗财〔2026〕2 号"), by=town.officer("finance"))
    assert ("reserve_budget", {"line_id": str(line)}) in jobs(town)
    assert settle(town, line) == 1
    assert step_of(town, case) == "check"
    assert (line_of(town).left, line_of(town).waiting) == (0, 0)
    assert "payment_funded" in {event.kind for event in town.engine.ask(Timeline(case_id=case), by=town.officer("finance"))}
    send(town, movement)


def test_what_is_freed_goes_to_who_has_waited_longest_and_fits(town: Town):
    line = opened(town, ONE)
    first, holds = due(town, 1)
    second, waits = due(town, 2, 2)
    third, later = due(town, 3, 3)
    for movement in (holds, waits, later):
        prepare(town, movement)
    assert [step_of(town, case) for case in (first, second, third)] == ["check", "budget", "budget"]
    back = CheckPayment(movement_id=holds, agree=False, note="重编")
    town.engine.execute(back, by=town.officer("finance2"))
    assert ("reserve_budget", {"line_id": str(line)}) in jobs(town)
    assert settle(town, line) == 1
    assert [step_of(town, case) for case in (first, second, third)] == ["prepare", "check", "budget"]


def test_what_the_treasury_could_not_pay_is_free_again(town: Town):
    opened(town, ONE)
    case, movement = due(town, 1)
    prepare(town, movement)
    send(town, movement)
    assert line_of(town).left == 0
    town.treasury(case).answer("failed")
    assert line_of(town).left == ONE


def test_two_payments_at_once_cannot_both_take_the_last_yuan(town: Town):
    opened(town, ONE)
    pairs = [due(town, 1), due(town, 2, 2), due(town, 3, 3)]
    finance = town.officer("finance")
    outcomes = all_at_once(
        *(lambda each=movement: town.engine.execute(PreparePayment(movement_id=each, **BUDGET), by=finance) for _, movement in pairs)
    )
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert sorted(step_of(town, case) for case, _ in pairs) == ["budget", "budget", "check"]
    view = line_of(town)
    assert (view.held, view.left, view.waiting) == (ONE, 0, 2)


def test_money_added_while_somebody_prepares_leaves_nobody_waiting(town: Town):
    line = opened(town, 1)
    case, movement = due(town, 1)
    finance = town.officer("finance")
    more = ChangeBudget(line_id=line, amount=ONE, document="穗财〔2026〕2 号")
    outcomes = all_at_once(
        lambda: town.engine.execute(PreparePayment(movement_id=movement, **BUDGET), by=finance),
        lambda: town.engine.execute(more, by=finance),
    )
    assert not [each for each in outcomes if isinstance(each, Exception)]
    settle(town, line)
    assert step_of(town, case) == "check"


def test_where_no_budget_is_kept_nothing_is_checked_and_the_page_is_told_so(town: Town):
    case, movement = due(town, 1)
    assert town.engine.ask(PaymentDetail(movement_id=movement), by=town.officer("finance")).lines == ()
    opened(town, 1, region="440111")
    prepare(town, movement, budget_item="别的项目")
    assert step_of(town, case) == "check"


def test_the_budget_of_the_city_holds_for_districts_that_keep_none_and_their_own_goes_before_it(town: Town):
    opened(town, ONE, region="440100")
    case, movement = due(town, 1)
    prepare(town, movement)
    assert step_of(town, case) == "check"
    opened(town, 1)
    second, other = due(town, 2, 2)
    prepare(town, other)
    assert step_of(town, second) == "budget"


def test_no_payment_goes_round_the_budget_by_another_fund_item_or_year(town: Town):
    opened(town, 1)
    _, movement = due(town, 1)
    for other, path in (
        ({"fund_source": "other"}, "budget_item"),
        ({"budget_item": "别的"}, "budget_item"),
        ({"budget_year": 2027}, "budget_year"),
    ):
        with pytest.raises(InvalidInput) as refused:
            prepare(town, movement, **other)
        assert [error.path for error in refused.value.errors] == [path]
    (line,) = town.engine.ask(PaymentDetail(movement_id=movement), by=town.officer("finance")).lines
    assert (line.item, line.left) == ("职业培训补贴", 1)


def test_a_line_is_kept_by_the_finance_officers_of_its_area_and_never_cut_below_what_is_held(town: Town):
    line = opened(town, ONE)
    _, movement = due(town, 1)
    prepare(town, movement)
    finance = town.officer("finance")
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(ChangeBudget(line_id=line, amount=-1, document="核减"), by=finance)
    assert [error.code for error in refused.value.errors] == ["budget_held"]
    with pytest.raises(InvalidInput) as refused:
        opened(town, 5)
    assert [error.code for error in refused.value.errors] == ["budget_line_known"]
    wrong = {**LINE, "fund_source": "x", "item": "", "function_code": "abc", "document": " "}
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(OpenBudgetLine(region=REGION, year=2020, amount=0, **wrong), by=finance)
    paths = {"amount", "document", "year", "fund_source", "item", "function_code"}
    assert {error.path for error in refused.value.errors} == paths
    with pytest.raises(NotPermitted):
        town.engine.execute(OpenBudgetLine(region=REGION, year=2026, amount=1, **LINE), by=town.officer("review"))
    with pytest.raises(NotFound):
        town.engine.execute(ChangeBudget(line_id=line, amount=1, document="x"), by=town.officer("finance", "440111"))
    with pytest.raises(NotPermitted):
        town.engine.ask(BudgetLines(), by=town.officer("review"))
    town.engine.execute(ChangeBudget(line_id=line, amount=7, document="追加"), by=finance)
    assert [(each.amount, each.document, each.by) for each in line_of(town).entries][-1] == (ONE, "穗财〔2026〕1 号", finance.name)


def test_what_was_not_sent_by_new_year_draws_on_the_new_years_line_with_a_mark(town: Town):
    opened(town, 2 * ONE)
    approved, first = due(town, 1)
    prepared, second = due(town, 2, 2)
    for movement in (first, second):
        prepare(town, movement)
    town.engine.execute(CheckPayment(movement_id=first), by=town.officer("finance2"))
    town.engine.execute(ApprovePayment(movement_id=first), by=town.officer("finance3"))
    town.clock.move_to(NEW_YEAR)
    with pytest.raises(InvalidState, match="budget_year_over"):
        town.engine.execute(CheckPayment(movement_id=second), by=town.officer("finance2"))
    with pytest.raises(InvalidState, match="payments_not_approved"):
        town.engine.execute(ExportPaymentFile(region=REGION), by=town.officer("finance"))
    new = opened(town, ONE, year=2027)
    assert town.engine.execute(CarryPayments(), by=SYSTEM) == 2
    assert town.engine.execute(CarryPayments(), by=SYSTEM) == 0
    shown: dict[UUID, MovementView] = {case: movements(town, case)[0] for case in (approved, prepared)}
    assert {each.step for each in shown.values()} == {"export", "budget"}
    assert {(each.budget_year, each.carried_from) for each in shown.values()} == {(2027, 2026)}
    (old,) = town.engine.ask(BudgetLines(year=2026), by=town.officer("finance"))
    assert (old.held, old.left) == (0, 2 * ONE)
    assert (line_of(town).held, line_of(town).waiting) == (ONE, 1)
    town.engine.execute(ChangeBudget(line_id=new, amount=ONE, document="结转指标"), by=town.officer("finance"))
    assert settle(town, new) == 1
    town.engine.execute(ExportPaymentFile(region=REGION), by=town.officer("finance"))


def test_carried_over_before_the_new_budget_is_entered_a_payment_waits_on_a_line_with_nothing(town: Town):
    opened(town, ONE)
    case, movement = due(town, 1)
    prepare(town, movement)
    town.clock.move_to(NEW_YEAR)
    town.engine.execute(CarryPayments(), by=SYSTEM)
    assert step_of(town, case) == "budget"
    line = line_of(town)
    assert (line.year, line.granted, line.function_code, line.wanted) == (2027, 0, "2080799", ONE)
    town.engine.execute(ChangeBudget(line_id=line.line_id, amount=ONE, document="穗财〔2027〕1 号"), by=town.officer("finance"))
    settle(town, line.line_id)
    send(town, movement)


def test_a_payment_without_a_budget_rolls_too_and_goes_on(town: Town):
    case, movement = due(town, 1)
    prepare(town, movement)
    town.clock.move_to(NEW_YEAR)
    town.engine.execute(CarryPayments(), by=SYSTEM)
    (shown,) = movements(town, case)
    assert (shown.step, shown.budget_year, shown.carried_from) == ("check", 2027, 2026)
    send(town, movement)


def jobs(town: Town) -> list[tuple[str, dict[str, Any]]]:
    """What waits for the worker."""
    with town.engine.runtime.database.connect() as connection:
        rows = connection.exec_driver_sql("SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo'")
        return [(name, args) for name, args in rows]
