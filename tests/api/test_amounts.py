"""Every amount unfolds: whatever a page, a paper or the API shows in fen says where it came from, and new ones cannot be forgotten."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.app import create_app
from api.rest.app import describe
from api.settings import Settings
from engine.queries import MyCases
from engine.scenarios.player import Player
from tests.api.site import PASSWORD, STORIES
from tests.build import PROCESSES, a_story

TEMPLATES = Path(__file__).parents[2] / "api" / "templates"
NAMES = re.compile(r"(^|_)(amount|total|sum|gross|net|fen|money|paid|advanced|refunded|payable|planned|refundable|balance)($|_)")
COUNTS = {
    ("ClockView", "amount"): "days of a limit",
    ("CardView", "total"): "a number of cards",
    ("ResultsImported", "paid"): "a number of payments",
    ("RegisterColumnView", "total"): "in the unit of its column; `explanation` is given where that is money",
}
"""Whole numbers that are called like amounts and are none, and what they count."""
ON_THE_PAGE = {
    "parts/amount.html": "the unfolding of an amount itself",
    "officer/figures.html": "the plans behind a figure of a report, which are its unfolding",
    "parts/case.html": "figures of a report, each a link to the plans behind it",
    "public/publicity.html": "the lines of a published computation, which are its unfolding",
    "studio/dry_run.html": "what a rehearsal reckoned before and after; nothing of it is kept that could be unfolded",
    "studio/story.html": "sums of a story that was tried in a database of its own, which is gone when they are shown",
}
"""Pages whose amounts lead nowhere, and why."""


# ---- what is written: schemas, templates, forms, papers --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schemas(tmp_path_factory) -> dict[str, Any]:
    return describe(create_app(Settings(var=tmp_path_factory.mktemp("var"))))["components"]["schemas"]


def kinds(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The alternatives a property may be."""
    yield schema
    for each in schema.get("anyOf", ()):
        yield from kinds(each)


def whole_numbers(schemas: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Every whole number of every answer: schema, property, whether it says it is money."""
    for name, schema in schemas.items():
        for key, told in schema.get("properties", {}).items():
            numbers = [each for each in kinds(told) if each.get("type") == "integer"]
            if numbers:
                yield name, key, any(each.get("format") == "fen" for each in numbers)


def test_whole_numbers_that_are_called_like_amounts_say_that_they_are_fen(schemas):
    listed = {name for name in schemas if name.startswith(("Page", "Paged"))}
    forgotten = {
        (name, key) for name, key, money in whole_numbers(schemas) if NAMES.search(key) and not money and name not in listed
    } - COUNTS.keys()
    assert {(name, key) for name, key in forgotten if not counts_things(schemas[name], key)} == set()


def counts_things(schema: dict[str, Any], key: str) -> bool:
    """Totals of lists, rosters and the like: a list or a `count` stands beside them, and no text says fen."""
    return key == "total" and "explanation" not in schema["properties"] and "fen" not in schema.get("description", "")


def test_every_answer_with_an_amount_says_where_it_unfolds(schemas):
    with_money = {name for name, _, money in whole_numbers(schemas) if money}
    assert {"MovementView", "PlanFigures", "BatchView", "BenefitView", "ConflictView", "PaymentsExported", "AmountView"} <= with_money
    assert {name for name in with_money if schemas[name]["properties"].get("explanation", {}).get("type") != "string"} == set()
    for free in ("RegisterRow", "RegisterColumnView", "LedgerView", "StepFormView", "SubmissionView", "EventView"):
        assert "explanation" in schemas[free]["properties"], f"{free} holds amounts in a mapping"


def test_pages_show_amounts_by_the_one_way_that_unfolds():
    loose = {
        str(file.relative_to(TEMPLATES))
        for file in TEMPLATES.rglob("*.html")
        if re.search(r"\|\s*money\b", file.read_text(encoding="utf-8"))
    }
    assert loose - ON_THE_PAGE.keys() == {"parts/unfold.html", "parts/life.html"}
    life = (TEMPLATES / "parts" / "life.html").read_text(encoding="utf-8")
    assert re.findall(r"\|\s*money\b", life) == ["|money"], "the name of the workbook's link, beside the amount itself"


def test_texts_of_forms_that_name_an_amount_lead_to_its_reckoning():
    told = 0
    for file in PROCESSES.glob("*/forms/*.form"):
        for text in texts(json.loads(file.read_text(encoding="utf-8"))):
            if re.search(r"/\s*100\s*\}\}", text):
                told += 1
                assert "](/amounts/fact/{{case.id}}/" in text, f"{file}: {text}"
    assert told


def texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from texts(part)


def test_papers_with_an_amount_print_its_reckoning_or_say_where_it_stands():
    told = 0
    for file in PROCESSES.glob("*/notices/*.typ"):
        text = file.read_text(encoding="utf-8")
        if re.search(r"(?<!let )\bfen\(", text):
            told += 1
            assert ".lines.map(" in text or "计算过程" in text, file
    assert told


# ---- what is shown: a plan from its filing to the last fen -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def paid(site):
    """A plan that was advanced, assessed, settled and paid; the enterprise is `qiye`."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    faults = [str(fault) for fault in player.play(a_story("whole_life.toml"))]
    assert faults == []
    for role in ("finance", "finance2", "finance3", "review"):
        player.officer(role, "440106")
    return [each.case_id for each in site.engine.ask(MyCases(), by=site.actor("qiye")).rows]


def explanations(node: Any) -> Iterator[str]:
    """Every address at which an answer says that something unfolds; of several amounts, each with its name."""
    if isinstance(node, list):
        for each in node:
            yield from explanations(each)
    if isinstance(node, dict):
        here = node.get("explanation")
        if isinstance(here, str) and here.startswith(("amounts/plan/",)) and "told" not in node:
            yield from (f"{here}/{key}" for key, value in node.items() if isinstance(value, int))
        elif isinstance(here, str) and here.startswith("amounts/line/") and "values" in node:
            yield f"{here}/estimated_subsidy"
        elif isinstance(here, str) and here and not here.startswith(("amounts/fact/", "amounts/money/")):
            yield here
        elif isinstance(here, str) and here.startswith("amounts/money/") and "sums" in node:
            yield from (f"{here}/{key}" for key in ("advance/paid", "settlement/paid", "paid_out", "paid_back", "net"))
        for key, value in node.items():
            if key != "computation":
                yield from explanations(value)


def unfolds(client: Any, address: str, seen: dict[str, Any], amount: int | None = None) -> None:
    """The address answers with the same amount, and what it is made of unfolds as well, down to where a rule or a person is named."""
    if address in seen:
        return
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, (address, answer.text)
    view = seen[address] = answer.json()
    assert view["told"]["zh"], address
    assert view["told"]["en"], address
    assert amount is None or view["amount"] == amount, address
    if view["parts"] and view["computation"] is None and "相加" in view["told"]["zh"]:
        assert view["amount"] == sum(part["amount"] for part in view["parts"]), address
    for part in view["parts"]:
        unfolds(client, part["explanation"], seen, part["amount"])


def test_every_amount_of_every_answer_unfolds_down_to_rule_clause_and_version(site, paid):
    for username, addresses in {
        "qiye": [f"/cases/{case}{part}" for case in paid for part in ("/progress", "/plan", "/ledger", "/benefits", "/form", "/timeline")],
        "review-440106": [f"/cases/{case}" for case in paid] + ["/registers/gz_apprenticeship/annual_plan"],
        "finance-440106": ["/payments?step=prepare", "/payment-files"],
    }.items():
        client = site.rest(username)
        seen: dict[str, Any] = {}
        for address in addresses:
            answer = client.get(f"/api/v1{address}")
            assert answer.status_code == 200, (address, answer.text)
            for found in explanations(answer.json()):
                unfolds(client, found, seen)
        assert seen, username
        reckoned = [view["computation"] for view in seen.values() if view["computation"]]
        if username != "review-440106":
            assert reckoned, username
        for told in reckoned:
            assert told["lines"] or told["explanation"], told
            assert told["release"]
            assert told["digest"]


def test_the_estimate_of_the_annual_plan_leads_to_the_form_that_computed_it_and_to_the_rate(site, paid):
    client = site.rest("review-440106")
    register = client.get("/api/v1/registers/gz_apprenticeship/annual_plan").json()
    (column,) = [each for each in register["columns"] if each["key"] == "estimated_subsidy"]
    total = client.get(f"/api/v1/{column['explanation']}").json()
    assert total["amount"] == column["total"] == sum(row["values"]["estimated_subsidy"] for row in register["rows"])
    line = client.get(f"/api/v1/{total['parts'][0]['explanation']}").json()
    fact = client.get(f"/api/v1/{line['parts'][0]['explanation']}").json()
    assert fact["amount"] == line["amount"]
    assert "plan.rate" in fact["computation"]["inputs"]
    rate = next(part for part in fact["parts"] if part["title"]["zh"].startswith("补贴标准"))
    told = client.get(f"/api/v1/{rate['explanation']}").json()
    assert {each["key"] for each in told["computation"]["parameters"]} >= {"rate_3", "rate_4_high"}
    formula = told["computation"]["lines"][0]["formula"]
    assert ("培养等级" in formula["zh"], "Target level" in formula["en"]) == (True, True)
    assert "plan." not in formula["zh"] + formula["en"], "facts are called what the form calls them"
    assert told["computation"]["chosen"]["plan.target_level"] == {"zh": "三级/高级工", "en": "Level 3, advanced"}
    page = site.browser("review-440106").get(f"/{rate['explanation']}").text
    assert "参数及其版本" in page
    assert "计算过程" in page


def test_every_amount_on_a_page_is_a_way_to_its_reckoning(site, paid):
    looked = 0
    for username, addresses in {
        "qiye": [f"/cases/{case}" for case in paid],
        "review-440106": [f"/office/cases/{case}" for case in paid] + ["/registers/gz_apprenticeship/annual_plan"],
        "finance-440106": ["/payments?step=sent", "/payments/files"],
    }.items():
        client = site.browser(username)
        for address in addresses:
            text = client.get(address).text
            for href in sorted(set(re.findall(r'href="(/amounts/[^"]+)"', text))):
                looked += 1
                assert client.get(href).status_code == 200, (address, href)
    assert looked > 10


def test_a_stranger_and_a_rival_learn_nothing_of_an_amount(site, paid):
    (plan,) = [each for each in paid if site.rest("qiye").get(f"/api/v1/cases/{each}/plan").json()["asked"] == str(each)][-1:]
    figures = site.rest("qiye").get(f"/api/v1/cases/{plan}/plan").json()["figures"]
    address = f"/api/v1/{figures['explanation']}/paid"
    assert site.rest("rival").get(address).status_code == 404
    assert site.stranger().get(address).status_code == 401
    for wrong in (
        "amounts/plan/x/paid",
        f"{figures['explanation']}/colour",
        "amounts/nothing/at/all",
        f"amounts/fact/{plan}/review/opinion",
    ):
        assert site.rest("qiye").get(f"/api/v1/{wrong}").status_code == 404, wrong
