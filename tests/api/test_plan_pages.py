"""计划全程 and 资金拨付 in pages and over REST: a filed plan, its advance, its money, and how every amount came about."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.queries import AuditLog, MyCases
from engine.running.payment_sheets import HEADINGS
from engine.scenarios.player import Player
from tests.api.paper import form_at
from tests.api.site import PASSWORD, STORIES
from tests.build import a_story

FINANCE = ("finance-440106", "finance2-440106", "finance3-440106")
BUDGET = {"fund_source": "employment_fund", "budget_year": 2026, "budget_item": "职业培训补贴", "basis": "示例〔2026〕1 号"}


@pytest.fixture(scope="module")
def advanced(site):
    """A plan with an advance that was approved and waits for finance; the enterprise is `qiye`."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    faults = [str(fault) for fault in player.play(a_story("whole_life.toml", len(a_story("filed_small.toml").steps) + 4))]
    assert faults == []
    for role in ("finance", "finance2", "finance3"):
        player.officer(role, "440106")
    return player


def plan_of(site):
    cases = site.engine.ask(MyCases(), by=site.actor("qiye")).rows
    return next(each.case_id for each in cases if each.process == "filing")


def told(site, username="qiye"):
    return site.rest(username).get(f"/api/v1/cases/{plan_of(site)}/plan").json()


def test_the_enterprise_sees_its_plan_as_one_picture_with_the_same_in_a_table(site, advanced):
    page = site.browser("qiye").get(f"/cases/{plan_of(site)}")
    assert page.status_code == 200, page.text
    assert page.text.count('<svg class="life') == 2
    assert "计划全程" in page.text
    view = told(site)
    (advance,) = view["cases"]
    assert advance["head"]["process"] == "advance"
    assert f'href="/cases/{advance["head"]["case_id"]}"' in page.text
    assert view["figures"]["payable"] == 1840000
    assert "18,400.00" in page.text


def test_what_may_be_started_has_a_button_and_the_rest_a_reason(site, advanced):
    view = told(site)
    may = {each["process"]: each["may"] for each in view["startable"]}
    assert may["leave"] is True
    assert may["advance"] is False
    page = site.browser("qiye").get(f"/cases/{plan_of(site)}").text
    assert f'action="/cases/{plan_of(site)}/linked/leave"' in page
    assert f'action="/cases/{plan_of(site)}/linked/advance"' not in page
    reason = next(each["reason"]["zh"] for each in view["startable"] if each["process"] == "advance")
    assert reason in page


def test_a_linked_case_starts_from_the_page_and_opens_its_form(site, advanced):
    client, plan = site.browser("qiye"), plan_of(site)
    form = form_at(client.get(f"/cases/{plan}").text, f"/cases/{plan}/linked/leave")
    answer = client.post(form.action, data=form.data())
    assert answer.status_code == 303
    draft = answer.headers["location"]
    assert client.get(draft).status_code == 200
    assert draft in client.get(f"/cases/{plan}").text, "the draft is offered to be continued"
    refused = site.rest("qiye").post(f"/api/v1/cases/{plan}/linked", json={"process": "advance"})
    assert (refused.status_code, refused.json()["code"]) == (409, "linked_once")
    assert site.rest("rival").get(f"/api/v1/cases/{plan}/plan").status_code == 404


def test_the_officer_sees_the_same_picture_without_the_drafts_of_the_enterprise(site, advanced):
    page = site.browser("review").get(f"/office/cases/{plan_of(site)}")
    assert page.status_code == 200
    assert page.text.count('<svg class="life') == 2
    assert {each["head"]["status"] for each in told(site, "review")["cases"]} <= {"open", "closed"}


def test_an_amount_unfolds_to_lines_inputs_rule_clause_and_parameters(site, advanced):
    page = site.browser("qiye").get(f"/cases/{plan_of(site)}").text
    for said in (
        "计算过程",
        "8 人 × 6000 元 × 23 月 ÷ 12",
        "预支补贴比例",
        "第 2 条规则",
        "三级/高级工，按粤人社规〔2019〕25号",
        "二（五）",
    ):
        assert said in page, said
    (movement,) = told(site)["ledger"]["movements"]
    tables = [table for decision in movement["computation"]["explanation"]["decisions"] for table in decision["tables"]]
    assert [hit["rule"] for table in tables for hit in table["matched"]]


def test_three_finance_officers_pay_in_pages_and_the_enterprise_corrects_an_account_that_failed(site, advanced):
    (movement,) = told(site)["ledger"]["movements"]
    address = f"/payments/{movement['movement_id']}"
    first, second, third = (site.browser(username) for username in FINANCE)
    assert f'href="{address}"' in first.get("/payments").text
    empty = form_at(first.get(address).text, f"{address}/prepare")
    assert first.post(empty.action, data=empty.set("budget_year", "26").data()).status_code == 422
    form = form_at(first.get(address).text, f"{address}/prepare")
    for name, value in BUDGET.items():
        form.set(name, str(value))
    assert first.post(form.action, data=form.data()).status_code == 303
    assert f"{address}/check" not in first.get(address).text, "who prepared it may not check it"
    form = form_at(second.get(address).text, f"{address}/check")
    assert second.post(form.action, data=form.data(decision="back")).status_code == 422
    assert second.post(form.action, data=form_at(second.get(address).text, f"{address}/check").data(decision="agree")).status_code == 303
    form = form_at(third.get(address).text, f"{address}/approve")
    assert third.post(form.action, data=form.data(decision="agree")).status_code == 303
    queue = first.get("/payments?step=export").text
    form = form_at(queue, "/payments/files")
    assert first.post(form.action, data=form.data()).status_code == 303
    sent_and_failed(site, first)
    assert told(site)["ledger"]["movements"][0]["state"] == "failed"
    assert "账号与户名不符" in site.browser("qiye").get(f"/cases/{plan_of(site)}").text


def sent_and_failed(site, client):
    """The file is taken (and says so), a result with a wrong cell is refused by cell, the right one is imported."""
    (batch,) = site.rest(FINANCE[0]).get("/api/v1/payment-files").json()
    address = f"/payments/files/{batch['batch_id']}"
    form = form_at(client.get("/payments/files").text, f"{address}/download")
    file = client.post(form.action, data=form.data())
    assert file.headers["content-type"].startswith("application/vnd.openxml")
    taken = site.engine.ask(AuditLog(kind="payment_file_taken"), by=site.actor("admin")).rows
    assert len(taken) == 1
    for answer, status in (("不知道", 422), ("失败", 303)):
        book = load_workbook(BytesIO(file.content))
        sheet = book.worksheets[0]
        sheet.cell(2, HEADINGS.index("结果") + 1, answer)
        sheet.cell(2, HEADINGS.index("失败原因") + 1, "账号与户名不符")
        out = BytesIO()
        book.save(out)
        form = form_at(client.get("/payments/files").text, f"{address}/results")
        told_ = client.post(form.action, data=form.data(), files={"file": ("r.xlsx", out.getvalue())})
        assert told_.status_code == status, told_.text
        if status == 422:
            assert "单元格 L2" in told_.text


def test_roster_and_computation_go_out_as_workbooks_with_names_masked_for_officers(site, advanced):
    plan = plan_of(site)
    movement = told(site)["ledger"]["movements"][0]["movement_id"]
    for username in ("qiye", "review"):
        for address in (f"/cases/{plan}/payments/{movement}/sheet.xlsx", f"/api/v1/cases/{plan}/payments/{movement}/sheet.xlsx"):
            client = site.rest(username) if address.startswith("/api") else site.browser(username)
            answer = client.get(address)
            assert answer.status_code == 200, answer.text
            book = load_workbook(BytesIO(answer.content))
            lines = [row[:3] for row in book.worksheets[0].values]
            assert ("预支上限", "基数 × 20%", 18400) in lines or ("Ceiling", "基数 × 20%", 18400) in lines
            assert book.worksheets[1].max_row == 2 + 8
            assert "*" in str(book.worksheets[1].cell(3, 2).value)
    shown = load_workbook(BytesIO(site.browser("review").get(f"/cases/{plan}/roster/roster/workbook.xlsx").content)).worksheets[0]
    assert shown.max_row == 2 + 8
    assert any("*" in str(cell.value) for cell in shown[3]), "an officer's workbook is masked"
    assert site.rest("qiye").get(f"/api/v1/cases/{plan}/rosters/roster/workbook.xlsx").status_code == 200
    assert site.browser("rival").get(f"/cases/{plan}/payments/{movement}/sheet.xlsx").status_code == 404


def test_others_see_nothing_of_payments(site, advanced):
    assert site.browser("qiye").get("/payments").status_code == 403
    assert site.browser("review").get("/payments").status_code == 403
    assert site.rest("review").get("/api/v1/payments").status_code == 403
    assert 'href="/payments"' not in site.browser("review").get("/tasks").text
    assert 'href="/payments"' in site.browser(FINANCE[0]).get("/payments").text
