"""同一企业的其他办件: beside a case its officer finds the others of the enterprise, the newest first, as far as they may know of them."""

import re
from datetime import timedelta

import psycopg
import pytest

from engine.store.postgres import plain_url
from tests.api.site import open_site
from tests.api.test_officer_pages import task_of


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture(scope="module")
def cases(site, module_database_url):
    """Four of the enterprise, an hour apart: the third lies in another district; a draft; and one of another enterprise."""
    found = []
    for _ in range(4):
        found.append(site.submitted())
        site.clock.move_to(site.clock.now() + timedelta(hours=1))
    draft = site.filled("company")
    foreign = site.filled("rival")
    with psycopg.connect(plain_url(module_database_url), autocommit=True) as outside:
        outside.execute("UPDATE \"case\" SET region = '440103' WHERE id = %s", [found[2]])
        outside.execute("UPDATE \"case\" SET status = 'open' WHERE id = %s", [foreign])
    return {"own": found, "draft": draft, "foreign": foreign}


def related(page: str) -> list[str]:
    """The ids of the cases that the card of a page links to, in their order."""
    card = re.search(r'aria-labelledby="related-title".*?</section>', page, re.DOTALL)
    return re.findall(r'href="/office/cases/([0-9a-f-]{36})"', card.group()) if card else []


def test_the_others_of_the_enterprise_are_listed_the_newest_first_and_linked(site, cases):
    first, second, _elsewhere, last = map(str, cases["own"])
    browser = site.browser("acceptance")
    page = browser.get(f"/office/cases/{second}").text
    assert related(page) == [last, first], "neither itself, nor a draft, nor another's, nor what lies outside one's area"
    numbers = {str(row.case_id): row.number for row in site.cases().rows}
    for case in (last, first):
        assert str(numbers[case]) in page
        assert browser.get(f"/office/cases/{case}").status_code == 200, "the link leads there"
    task = task_of(site, cases["own"][1])
    assert related(browser.get(f"/tasks/{task}").text) == [last, first], "beside the decision, too"


def test_what_one_may_not_know_of_is_neither_listed_nor_open(site, cases):
    elsewhere, here = str(cases["own"][2]), str(cases["own"][0])
    assert related(site.browser("elsewhere").get(f"/office/cases/{elsewhere}").text) == []
    assert site.browser("elsewhere").get(f"/office/cases/{here}").status_code == 404
    assert site.browser("acceptance").get(f"/office/cases/{elsewhere}").status_code == 404


def test_programs_read_the_same_list(site, cases):
    task = task_of(site, cases["own"][1])
    found = site.rest("acceptance").get(f"/api/v1/tasks/{task}").json()["case"]["related"]
    assert [each["case_id"] for each in found] == [str(cases["own"][3]), str(cases["own"][0])]
    assert all(each["number"] and each["title"]["zh"] and each["stage_title"]["en"] for each in found)
