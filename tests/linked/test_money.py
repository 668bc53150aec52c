"""Money: planned by a service, paid by three different people, answered by the treasury, and always adding up."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from engine.commands import (
    ApprovePayment,
    CheckPayment,
    ClaimTask,
    CompleteTask,
    ExportPaymentFile,
    ImportPaymentResults,
    PreparePayment,
    RecordReceipt,
    Recuse,
    TakePaymentFile,
    WithdrawCase,
)
from engine.queries import Ledger, MovementView, PaymentBatches, PaymentDetail, PaymentQueue, Timeline
from engine.running.payment_sheets import HEADINGS
from engine.scenarios.cast import EnsurePerson
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidInput, InvalidState, NotFound, NotPermitted
from engine.sdk.messages import sentence
from tests.build import actor
from tests.linked.conftest import ACCOUNT, REGION, Town

RATE = 400_000
BUDGET = {"fund_source": "employment_fund", "budget_year": 2026, "budget_item": "职业培训补贴", "basis": "示例〔2026〕1 号"}


def movements(town: Town, case: UUID) -> tuple[MovementView, ...]:
    return town.engine.ask(Ledger(case_id=case), by=Actor.system()).movements


def column(heading: str) -> int:
    return HEADINGS.index(heading) + 1


def approved(town: Town, case: UUID) -> UUID:
    (movement,) = [each for each in movements(town, case) if each.step == "prepare" and each.case_id == case]
    town.engine.execute(PreparePayment(movement_id=movement.movement_id, **BUDGET), by=town.officer("finance"))
    town.engine.execute(CheckPayment(movement_id=movement.movement_id), by=town.officer("finance2"))
    town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance3"))
    return movement.movement_id


def sheet_of(content: bytes):
    book = load_workbook(BytesIO(content))
    return book, book.worksheets[0]


def test_an_amount_unfolds_to_its_inputs_rule_clause_and_parameter_versions(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1, 2, 3), company)
    (movement,) = movements(town, advance)
    assert (movement.kind, movement.state, movement.amount, movement.capitals) == ("advance", "planned", 240_000, "贰仟肆佰元整")
    told = movement.computation
    assert told["inputs"] == {"heads": 3, "rate": RATE, "ratio": Decimal("0.2")}
    assert [line["amount"] for line in told["lines"]] == [240_000]
    assert "some_heads" in str(told["explanation"])
    rate, ratio = told["parameters"]
    assert (rate["key"], rate["value"], rate["from"], rate["clause"]) == ("head_rate", RATE, "2020-01-01", "三（一）")
    assert ratio["document"] == "示例办法"
    assert (movement.account, movement.bank, movement.payee) == ("****3445", "示例银行", "甲公司")


def test_preparing_checking_and_approving_are_for_three_people_who_did_not_decide_the_case(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)
    (movement,) = movements(town, advance)
    preparer, checker = town.officer("finance"), town.officer("finance2")
    with pytest.raises(InvalidState, match="payment_not_prepared"):
        town.engine.execute(CheckPayment(movement_id=movement.movement_id), by=checker)
    town.engine.execute(PreparePayment(movement_id=movement.movement_id, **BUDGET), by=preparer)
    with pytest.raises(NotPermitted) as refused:
        town.engine.execute(CheckPayment(movement_id=movement.movement_id), by=preparer)
    assert sentence(refused.value, "zh") == "不相容岗位分离：您已编制这笔拨付申请，不能再办理这个环节。"
    with pytest.raises(InvalidState, match="payment_not_checked"):
        town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance3"))
    town.engine.execute(CheckPayment(movement_id=movement.movement_id), by=checker)
    for same in (preparer, checker):
        with pytest.raises(NotPermitted):
            town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=same)
    with pytest.raises(NotPermitted):
        town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("review"))
    with pytest.raises(NotFound):
        town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance", "440111"))
    town.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=town.officer("finance3"))
    assert [each.step for each in movements(town, advance)] == ["export"]


def test_who_reviewed_the_case_may_not_handle_its_money_even_with_the_post(town: Town, company: Actor):
    plan = town.plan(company, 1)
    both = a_person_of_two_posts(town)
    advance = town.start(plan, "advance", company, **ACCOUNT)
    task = town.facts(advance).open_tasks["review_advance"]
    town.engine.execute(ClaimTask(task_id=task), by=both)
    town.engine.execute(CompleteTask(task_id=task, outcome="approve", data={"opinion": "同意"}), by=both)
    (movement,) = movements(town, advance)
    with pytest.raises(NotPermitted, match="separation_of_duties"):
        town.engine.execute(PreparePayment(movement_id=movement.movement_id, **BUDGET), by=both)


def test_who_is_recused_from_a_case_does_not_handle_its_money_and_reads_why(town: Town, company: Actor):
    advance = town.start(town.plan(company, 1), "advance", company, **ACCOUNT)
    officer = town.officer("finance")
    town.engine.execute(Recuse(task_id=town.facts(advance).open_tasks["review_advance"], reason="配偶任职于该企业"), by=officer)
    town.decide(advance, "review_advance")
    (movement,) = movements(town, advance)
    prepare = PreparePayment(movement_id=movement.movement_id, **BUDGET)
    with pytest.raises(NotPermitted, match="recused") as refused:
        town.engine.execute(prepare, by=officer)
    assert refused.value.facts["reason"] == "配偶任职于该企业"
    conflict = town.engine.ask(PaymentDetail(movement_id=movement.movement_id), by=officer).conflict
    assert conflict is not None
    assert "配偶任职于该企业" in conflict.zh
    town.engine.execute(prepare, by=town.officer("finance2"))


def a_person_of_two_posts(town: Town) -> Actor:
    office = town.officer("review").organisation_id
    assert office is not None
    posts = (("review", REGION), ("finance", REGION))
    town.engine.execute(EnsurePerson(username="both", name="兼任", kind="officer", organisation_id=office, posts=posts), by=Actor.system())
    return actor(town.engine, "both")


def test_a_payment_sent_back_is_prepared_again_under_its_number(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)
    (movement,) = movements(town, advance)
    prepare = PreparePayment(movement_id=movement.movement_id, **BUDGET)
    first = town.engine.execute(prepare, by=town.officer("finance"))
    with pytest.raises(InvalidInput):
        town.engine.execute(CheckPayment(movement_id=movement.movement_id, agree=False), by=town.officer("finance2"))
    town.engine.execute(CheckPayment(movement_id=movement.movement_id, agree=False, note="预算项目有误"), by=town.officer("finance2"))
    assert town.engine.execute(prepare, by=town.officer("finance2")) == first == "BF-440106-2026-00001"
    with pytest.raises(InvalidState, match="payment_prepared"):
        town.engine.execute(prepare, by=town.officer("finance"))
    wrong = PreparePayment(movement_id=movement.movement_id, fund_source="x", budget_year=1, budget_item="", basis="")
    town.engine.execute(CheckPayment(movement_id=movement.movement_id, agree=False, note="重编"), by=town.officer("finance"))
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(wrong, by=town.officer("finance"))
    assert [error.path for error in refused.value.errors] == ["fund_source", "budget_year", "budget_item", "basis"]


def test_a_case_that_was_withdrawn_is_paid_nothing(town: Town, company: Actor):
    plan = town.plan(company, 1)
    early = town.advance(plan, company)
    (movement,) = movements(town, early)
    town.engine.execute(WithdrawCase(case_id=early, reason="不再需要"), by=company)
    assert (town.facts(plan).facts["money"]["advance"]["planned"], town.facts(plan).facts["money"]["advance"]["failed"]) == (0, 80_000)
    with pytest.raises(InvalidState, match="case_not_open"):
        town.engine.execute(PreparePayment(movement_id=movement.movement_id, **BUDGET), by=town.officer("finance"))
    late = town.advance(plan, company)
    approved(town, late)
    town.engine.execute(WithdrawCase(case_id=late, reason="不再需要"), by=company)
    with pytest.raises(InvalidState, match="payments_not_approved"):
        town.engine.execute(ExportPaymentFile(region=REGION), by=town.officer("finance"))


def test_a_case_whose_money_is_on_its_way_cannot_be_withdrawn(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)
    town.treasury(advance).pay()
    with pytest.raises(InvalidState) as refused:
        town.engine.execute(WithdrawCase(case_id=advance, reason="不再需要"), by=company)
    assert sentence(refused.value, "zh") == "这个办件的资金已送国库或已到账，不能撤销。"
    assert (town.facts(advance).status, movements(town, advance)[0].state) == ("open", "sent")


def test_the_queue_leads_a_payment_through_its_steps(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)

    def waiting() -> list[str]:
        steps = ("prepare", "check", "approve", "export", "sent", "failed")
        return [step for step in steps if town.engine.ask(PaymentQueue(step=step), by=town.officer("finance"))]

    assert waiting() == ["prepare"]
    movement = approved(town, advance)
    assert waiting() == ["export"]
    with pytest.raises(InvalidState, match="payments_not_approved"):
        town.engine.execute(ExportPaymentFile(region="440111"), by=town.officer("finance", "440111"))
    town.engine.execute(ExportPaymentFile(region=REGION, movement_ids=(movement,)), by=town.officer("finance"))
    assert waiting() == ["sent"]
    (batch,) = town.engine.ask(PaymentBatches(), by=town.officer("finance"))
    assert (batch.count, batch.total, batch.waiting) == (1, 80_000, 1)
    for stranger in (company, town.officer("review"), town.officer("finance", "440111")):
        with pytest.raises(NotPermitted):
            town.engine.execute(TakePaymentFile(batch_id=batch.batch_id), by=stranger)
    assert town.engine.ask(PaymentQueue(step="sent"), by=town.officer("finance", "440111")) == ()


def test_the_file_holds_texts_as_texts_accounts_in_clear_and_the_sum(town: Town, company: Actor):
    plan = town.plan(company, 1)
    advance = town.start(plan, "advance", company, bank='=HYPERLINK("http://x")', account_no=ACCOUNT["account_no"])
    town.decide(advance, "review_advance")
    batch = town.treasury(advance).pay()
    _, sheet = sheet_of(town.engine.execute(TakePaymentFile(batch_id=batch), by=town.officer("finance")).content)
    bank = sheet.cell(2, column("开户银行"))
    assert (bank.data_type, bank.value) == ("s", '=HYPERLINK("http://x")')
    assert sheet.cell(2, column("账号")).value == ACCOUNT["account_no"]
    assert sheet.cell(2, column("金额大写")).value == "捌佰元整"
    assert sheet.cell(3, column("金额（元）")).value == "800.00"


def test_every_download_of_the_file_leaves_a_line_that_says_who_took_it(town: Town, company: Actor):
    plan = town.plan(company, 1)
    advance = town.advance(plan, company)
    batch = town.treasury(advance).pay()
    officer = town.officer("finance")
    first, second = (town.engine.execute(TakePaymentFile(batch_id=batch), by=officer, key="again") for _ in range(2))
    assert first.number == second.number
    taken = [line for line in town.engine.ask(Timeline(case_id=advance), by=officer) if line.kind == "payment_file_taken"]
    assert [(line.actor, line.data["batch"], line.public) for line in taken] == [(officer.name, first.number, False)] * 2
    assert ACCOUNT["account_no"] not in str([line.data for line in taken])


def test_a_paid_advance_moves_its_case_on_and_stands_in_the_parents_facts(town: Town, company: Actor):
    plan = town.plan(company, 1, 2)
    advance = town.advance(plan, company)
    treasury = town.treasury(advance)
    treasury.pay()
    treasury.answer("paid")
    town.player.deliver()
    assert (town.facts(advance).status, town.facts(advance).stage) == ("closed", "settled")
    parent = town.facts(plan).facts
    assert (parent["money"]["advance"]["paid"], parent["money"]["net"]) == (160_000, 160_000)
    assert (parent["linked"]["advance"][0]["amount"], parent["linked"]["advance"][0]["voucher"][:2]) == (160_000, "GK")
    view = town.engine.ask(Ledger(case_id=plan), by=company)
    assert (view.sums["paid_out"], view.sums["net"]) == (160_000, 160_000)


def test_a_failed_payment_returns_to_the_enterprise_and_the_next_attempt_is_another_movement(town: Town, company: Actor):
    plan = town.plan(company, 1)
    advance = town.advance(plan, company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("failed", "账号与户名不符")
    town.player.deliver()
    found = town.facts(advance)
    assert (list(found.open_tasks), found.stage, found.facts["payment"]["reason"]) == (["correct_account"], "payment", "账号与户名不符")
    town.decide(advance, "correct_account", "resubmit", by=company, bank="另一银行", account_no="6222020200112239999")
    first, second = movements(town, advance)
    assert (first.state, second.state, second.attempt_after, second.account) == ("failed", "planned", first.movement_id, "****9999")
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    town.player.deliver()
    assert town.facts(plan).facts["money"]["advance"] == {
        "planned": 0, "approved": 0, "sent": 0, "paid": 80_000, "failed": 80_000, "returned": 0,
    }  # fmt: skip


def test_wrong_cells_of_a_result_file_are_all_named_and_nothing_is_recorded(town: Town, company: Actor):
    advance = town.advance(town.plan(company, 1), company)
    batch = town.treasury(advance).pay()
    book, sheet = sheet_of(town.engine.execute(TakePaymentFile(batch_id=batch), by=town.officer("finance")).content)
    sheet.cell(2, column("结果"), "也许")
    sheet.cell(2, column("金额（元）"), "八百")
    sheet.insert_rows(3)
    sheet.cell(3, column("付款编号"), "BF-440106-2026-99999")
    sheet.cell(3, column("金额（元）"), "1")
    sheet.cell(3, column("结果"), "成功")
    sheet.cell(3, column("日期"), "2026-13-01")
    out = BytesIO()
    book.save(out)
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(ImportPaymentResults(batch_id=batch, workbook=out.getvalue()), by=town.officer("finance"))
    assert {(error.path, error.code) for error in refused.value.errors} == {
        ("F2", "money_unreadable"), ("L2", "result_unknown"), ("N3", "result_day"), ("M3", "result_voucher"),
    }  # fmt: skip
    assert [each.state for each in movements(town, advance)] == ["sent"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"付款编号": "BF-440106-2026-99999"}, "result_stranger"),
        ({"金额（元）": "800.01"}, "result_amount"),
        ({"结果": "退汇", "失败原因": "退票"}, "result_state"),
        ({"结果": "失败"}, "result_reason"),
    ],
)
def test_a_line_that_does_not_fit_its_payment_is_refused(town: Town, company: Actor, change: dict[str, str], code: str):
    advance = town.advance(town.plan(company, 1), company)
    batch = town.treasury(advance).pay()
    book, sheet = sheet_of(town.engine.execute(TakePaymentFile(batch_id=batch), by=town.officer("finance")).content)
    for heading, value in {"结果": "成功", "凭证号": "GK1", "日期": "2026-09-02", **change}.items():
        sheet.cell(2, column(heading), value)
    out = BytesIO()
    book.save(out)
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(ImportPaymentResults(batch_id=batch, workbook=out.getvalue()), by=town.officer("finance"))
    assert [error.code for error in refused.value.errors] == [code]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_refused_in_words(town: Town, company: Actor, content: bytes):
    batch = town.treasury(town.advance(town.plan(company, 1), company)).pay()
    with pytest.raises(InvalidInput) as refused:
        town.engine.execute(ImportPaymentResults(batch_id=batch, workbook=content), by=town.officer("finance"))
    assert len(refused.value.errors) == 1


def test_the_same_results_twice_change_nothing_and_a_return_takes_the_money_back(town: Town, company: Actor):
    plan = town.plan(company, 1)
    advance = town.advance(plan, company)
    batch = town.treasury(advance).pay()
    book, sheet = sheet_of(town.engine.execute(TakePaymentFile(batch_id=batch), by=town.officer("finance")).content)
    for heading, value in {"结果": "成功", "凭证号": "GK1", "日期": "2026-09-02"}.items():
        sheet.cell(2, column(heading), value)
    out = BytesIO()
    book.save(out)
    results = ImportPaymentResults(batch_id=batch, workbook=out.getvalue())
    assert town.engine.execute(results, by=town.officer("finance")).paid == 1
    assert town.engine.execute(results, by=town.officer("finance")).known == 1
    assert [event.kind for event in town.engine.ask(Timeline(case_id=advance), by=Actor.system())].count("payment_paid") == 1
    town.treasury(advance).answer("returned", "账户已销户")
    assert [each.state for each in movements(town, advance)] == ["returned"]
    assert town.facts(plan).facts["money"]["net"] == 0


def test_a_settlement_below_the_advance_becomes_a_refund_that_is_received(town: Town, company: Actor):
    plan = town.plan(company, 1, 2, 3, 4, 5)
    advance = town.advance(plan, company)
    town.treasury(advance).pay()
    town.treasury(advance).answer("paid")
    town.player.deliver()
    for row in (1, 2, 3, 4, 5):
        town.start(plan, "leave", company, row=row, left_on="2026-09-01")
    settlement = town.start(plan, "settlement", company, **ACCOUNT)
    town.decide(settlement, "review_settlement")
    (refund,) = movements(town, settlement)[1:]
    assert (refund.kind, refund.amount, refund.step) == ("refund", 400_000, "receive")
    with pytest.raises(InvalidState, match="payment_incoming"):
        town.engine.execute(PreparePayment(movement_id=refund.movement_id, **BUDGET), by=town.officer("finance"))
    with pytest.raises(InvalidInput):
        town.engine.execute(
            RecordReceipt(movement_id=refund.movement_id, voucher=" ", received_on=date(2026, 9, 1)), by=town.officer("finance")
        )
    town.treasury(settlement).receive()
    town.player.deliver()
    assert (town.facts(plan).status, town.facts(plan).facts["money"]["net"]) == ("closed", 0)
