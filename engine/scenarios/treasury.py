"""The treasury of a story 情形中的拨付: three finance officers pay, and the bank answers through the file it was sent."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from uuid import UUID

from openpyxl import load_workbook

from engine.commands import (
    ApprovePayment,
    ChangeBudget,
    CheckPayment,
    ExportPaymentFile,
    ImportPaymentResults,
    OpenBudgetLine,
    PreparePayment,
    RecordReceipt,
    TakePaymentFile,
)  # fmt: skip
from engine.engine import Engine
from engine.queries import BudgetLines, Ledger, MovementView
from engine.running.payment_sheets import HEADINGS, RESULTS
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound

Officer = Callable[[str], Actor]
FUND, ITEM = "employment_fund", "职业培训补贴"
"""What the payments of a story draw on."""
WORDS = {state: word for word, state in RESULTS.items() if not word.isascii()}


@dataclass(frozen=True, slots=True)
class Treasury:
    """Acts on the money of one case; `officer` gives the finance officer of a name (`finance`, `finance2`, `finance3`)."""

    engine: Engine
    case: UUID
    region: str
    today: date
    officer: Officer

    def pay(self, until: str = "") -> UUID | None:
        """Prepare, check, approve and send whatever of the case waits for it; returns the file.

        With `until` ("prepare", "check") the officer after that one has not come to it yet, and there is no file.
        """
        for movement in self._at("prepare"):
            self.engine.execute(
                PreparePayment(
                    movement_id=movement.movement_id,
                    fund_source=FUND,
                    budget_year=self.today.year,
                    budget_item=ITEM,
                    basis=f"示例〔{self.today.year}〕1 号",
                ),
                by=self.officer("finance"),
            )
        if until == "prepare":
            return None
        for movement in (*self._at("budget"), *self._at("check")):
            self.engine.execute(CheckPayment(movement_id=movement.movement_id), by=self.officer("finance2"))
        if until == "check":
            return None
        for movement in self._at("approve"):
            self.engine.execute(ApprovePayment(movement_id=movement.movement_id), by=self.officer("finance3"))
        named = tuple(movement.movement_id for movement in self._at("export"))
        return self.engine.execute(ExportPaymentFile(region=self.region, movement_ids=named), by=self.officer("finance")).batch_id

    def grant(self, amount: int) -> None:
        """So much of the budget the payments of the story draw on; the first grant makes the line."""
        finance, document = self.officer("finance"), f"示例预〔{self.today.year}〕1 号"
        known = self.engine.ask(BudgetLines(), by=finance)
        if known:
            self.engine.execute(ChangeBudget(line_id=known[0].line_id, amount=amount, document=document), by=finance)
            return
        line = OpenBudgetLine(
            region=self.region,
            year=self.today.year,
            fund_source=FUND,
            item=ITEM,
            function_code="2080799",
            amount=amount,
            document=document,
        )
        self.engine.execute(line, by=finance)

    def answer(self, result: str, reason: str = "") -> None:
        """The bank's answer (paid, failed, returned) to everything of the case that was sent and has none, or, for a return, was paid."""
        waiting = [each for each in self._movements() if each.state == ("paid" if result == "returned" else "sent") and each.batch_id]
        if not waiting:
            raise NotFound("movement_not_found", movement="")
        for batch in {each.batch_id for each in waiting}:
            numbers = {each.number for each in waiting if each.batch_id == batch}
            self._import(batch, numbers, result, reason)

    def receive(self) -> None:
        """What the enterprise owes comes in."""
        for movement in self._at("receive"):
            self.engine.execute(
                RecordReceipt(movement_id=movement.movement_id, voucher=f"SK{self.today:%Y%m%d}", received_on=self.today),
                by=self.officer("finance"),
            )

    def _import(self, batch: UUID | None, numbers: set[str], result: str, reason: str) -> None:
        if batch is None:
            return
        finance = self.officer("finance")
        book = load_workbook(BytesIO(self.engine.execute(TakePaymentFile(batch_id=batch), by=finance).content))
        sheet = book.worksheets[0]
        for row in range(sheet.max_row, 1, -1):
            if sheet.cell(row, HEADINGS.index("付款编号") + 1).value not in numbers:
                sheet.delete_rows(row)
                continue
            sheet.cell(row, HEADINGS.index("结果") + 1, WORDS[result])
            sheet.cell(row, HEADINGS.index("凭证号") + 1, f"GK{self.today:%Y%m%d}{row:04d}" if result == "paid" else None)
            sheet.cell(row, HEADINGS.index("日期") + 1, self.today.isoformat())
            sheet.cell(row, HEADINGS.index("失败原因") + 1, reason or ("账号有误" if result != "paid" else None))
        out = BytesIO()
        book.save(out)
        self.engine.execute(ImportPaymentResults(batch_id=batch, workbook=out.getvalue()), by=finance)

    def _movements(self) -> list[MovementView]:
        ledger = self.engine.ask(Ledger(case_id=self.case), by=Actor.system())
        return [movement for movement in ledger.movements if movement.case_id == self.case]

    def _at(self, step: str) -> list[MovementView]:
        return [movement for movement in self._movements() if movement.step == step]
