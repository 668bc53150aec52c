"""预算指标 in pages and over REST: lines are entered and changed, a payment waits with its reason and goes on."""

import pytest

from engine.commands import ReserveBudget
from engine.queries import WaitingBudgets
from engine.scenarios.player import Player
from engine.sdk.actor import Actor
from tests.api.paper import form_at
from tests.api.site import PASSWORD, STORIES
from tests.build import a_story

PAGE = "/payments/budgets"
LINE = {
    "fund_source": "employment_fund",
    "item": "职业培训补贴",
    "function_code": "2080799",
    "amount": "18,399.99",
    "document": "穗财〔2026〕1 号",
}
STEP = {"fund_source": "employment_fund", "budget_year": "2026", "budget_item": "职业培训补贴", "basis": "示例〔2026〕1 号"}


@pytest.fixture(scope="module")
def payment(site) -> str:
    """The address of an advance of 18,400 yuan that waits to be prepared."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    assert [str(fault) for fault in player.play(a_story("whole_life.toml", len(a_story("filed_small.toml").steps) + 4))] == []
    for role in ("finance", "finance2", "finance3"):
        player.officer(role, "440106")
    (movement,) = site.rest("finance-440106").get("/api/v1/payments").json()
    return f"/payments/{movement['movement_id']}"


def posted(client, address, at, **typed):
    form = form_at(client.get(at).text, address)
    for name, value in typed.items():
        form.set(name, value)
    return client.post(form.action, data=form.data())


def test_a_payment_waits_for_its_budget_and_goes_on_when_money_is_added(site, payment):
    first, second = site.browser("finance-440106"), site.browser("finance2-440106")
    assert "本地区没有登记预算指标，不作预算审核。" in first.get(payment).text
    assert "没有登记预算指标" in first.get(PAGE).text
    refused = posted(first, PAGE, PAGE, **{**LINE, "function_code": "x", "amount": "1.234"})
    assert refused.status_code == 422
    assert "两位小数" in refused.text
    assert "穗财〔2026〕1 号" in refused.text, "what was typed stays"
    refused = posted(first, PAGE, PAGE, **{**LINE, "function_code": "x"})
    assert "2080799" in refused.text
    assert posted(first, PAGE, PAGE, **LINE).status_code == 303
    assert "18,399.99" in first.get(payment).text, "what is left stands beside the form"
    assert posted(first, f"{payment}/prepare", payment, **STEP).status_code == 303
    waiting = second.get("/payments?step=budget").text
    assert f'href="{payment}"' in waiting
    page = second.get(payment).text
    assert "可用 18399.99 元，本笔需要 18400.00 元" in page.replace(",", "")
    assert 'value="agree"' not in page, "nothing is checked before there is money"
    (line,) = site.rest("finance-440106").get("/api/v1/budgets").json()
    entries = f"{PAGE}/{line['line_id']}/entries"
    wrong = posted(first, entries, PAGE, more="-20000", by="核减")
    assert wrong.status_code == 422
    assert f'href="#f-more-{line["line_id"]}"' in wrong.text
    assert posted(first, entries, PAGE, more="0.01", by="穗财〔2026〕2 号").status_code == 303
    for waits in site.engine.ask(WaitingBudgets(), by=Actor.system()):
        site.engine.execute(ReserveBudget(line_id=waits), by=Actor.system())
    assert 'value="agree"' in second.get(payment).text
    assert "2080799" in second.get(payment).text
    for figure, said in (("granted", "18,400.00"), ("held", "18,400.00"), ("left", "0.00")):
        assert said in first.get(f"/{line['explanation']}/{figure}").text


def test_budgets_over_rest_are_for_finance_officers_of_the_area(site, payment):
    finance = site.rest("finance2-440106")
    told = {"region": "440106", "year": 2026, "fund_source": "other", "item": "其他支出", "function_code": "2080799", "granted": 500}
    made = finance.post("/api/v1/budgets", json={**told, "document": "示例"})
    assert made.status_code == 201, made.text
    assert finance.post(f"/api/v1/budgets/{made.json()}/entries", json={"granted": -100, "document": "核减"}).status_code == 204
    line = next(each for each in finance.get("/api/v1/budgets?year=2026").json() if each["line_id"] == made.json())
    assert (line["granted"], line["left"], [each["amount"] for each in line["entries"]]) == (400, 400, [-100, 500])
    assert site.rest("review").get("/api/v1/budgets").status_code == 403
    assert site.browser("review").get(PAGE).status_code == 403
    assert site.rest("review").post("/api/v1/budgets", json={**told, "document": "示例"}).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_says_everything_in_words(site, payment, language):
    client = site.browser("finance-440106")
    client.get(f"/language/{language}")
    for address in (PAGE, f"{PAGE}?year=2027", payment, "/payments?step=budget"):
        text = client.get(address).text
        assert "budget." not in text.replace("/budgets", "").replace("payments.", ""), address
    client.get("/language/zh")
