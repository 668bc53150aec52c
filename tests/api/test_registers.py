"""台账: the district's annual plan, as officers read, export and print it."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.build import a_player, a_story

ADDRESS = "/registers/gz_apprenticeship/annual_plan"


@pytest.fixture(scope="module")
def filed(site):
    """Two plans of Tianhe for 2026 and 2027, filed by two enterprises."""
    player = a_player(site.engine, site.clock)
    faults = [str(fault) for name in ("filed_small.toml", "happy_path.toml") for fault in player.play(a_story(name))]
    assert faults == []
    return player


def year_of(site, username):
    return site.rest(username).get(f"/api/v1{ADDRESS}").json()


def test_what_was_filed_stands_in_the_register_with_sums_and_a_link_to_its_case(site, filed):
    officer = site.browser("acceptance")
    page = officer.get("/registers", follow_redirects=True)
    assert page.status_code == 200, page.text
    assert page.url.path == ADDRESS
    view = year_of(site, "acceptance")
    row = view["rows"][0]
    assert f'href="/office/cases/{row["case_id"]}"' in page.text
    assert row["number"] in page.text
    assert row["values"]["enterprise"] in page.text
    for column in view["columns"]:
        if column["total"] is not None:
            assert column["total"] == sum(line["values"][column["key"]] for line in view["rows"])
            assert column["total"] > 0
    assert view["lines"] == len(view["rows"])
    assert view["enterprises"] == len({line["values"]["enterprise"] for line in view["rows"]})


def test_a_year_without_plans_is_said_to_be_empty(site, filed):
    page = site.browser("acceptance").get(f"{ADDRESS}?year=2031")
    assert page.status_code == 200
    assert "这一年没有登记" in page.text


def test_years_and_districts_choose_the_lines(site, filed):
    rest = site.rest("acceptance")
    years = year_of(site, "acceptance")["years"]
    for year in years:
        view = rest.get(f"/api/v1{ADDRESS}", params={"year": year}).json()
        assert {row["year"] for row in view["rows"]} == {year}
    assert rest.get(f"/api/v1{ADDRESS}", params={"region": "440111"}).json()["rows"] == []
    assert rest.get(f"/api/v1{ADDRESS}", params={"region": "440106"}).json()["rows"] != []


def test_the_workbook_holds_every_line_and_the_sums(site, filed):
    answer = site.browser("acceptance").get(f"{ADDRESS}/workbook.xlsx")
    assert answer.status_code == 200
    view = year_of(site, "acceptance")
    rows = list(load_workbook(BytesIO(answer.content)).worksheets[0].values)
    assert len(rows) == 3 + view["lines"]
    assert rows[1][:4] == ("区", "办件编号", "企业", "培养职业")
    heads = rows[1].index("学徒人数")
    assert rows[-1][heads] == sum(row[heads] for row in rows[2:-1])
    money = rows[1].index("预计补贴（元）")
    total = next(column["total"] for column in view["columns"] if column["type"] == "money")
    assert round(rows[-1][money] * 100) == total
    assert site.rest("acceptance").get(f"/api/v1{ADDRESS}/workbook.xlsx").status_code == 200


def test_it_is_printed_whole(site, filed):
    page = site.browser("acceptance").get(f"{ADDRESS}/print")
    assert page.status_code == 200
    assert "data-print" in page.text


def test_officers_find_it_in_their_navigation(site, filed):
    assert 'href="/registers"' in site.browser("acceptance").get("/tasks").text


def test_other_areas_and_enterprises_see_nothing_of_it(site, filed):
    elsewhere = site.rest("elsewhere").get(f"/api/v1{ADDRESS}").json()
    assert (elsewhere["rows"], elsewhere["years"], elsewhere["lines"]) == ([], [2026], 0)
    assert site.browser("company").get(ADDRESS).status_code == 403
    assert site.rest("company").get(f"/api/v1{ADDRESS}").status_code == 404
    assert site.rest("acceptance").get("/api/v1/registers/gz_apprenticeship/none").status_code == 404
    heads = site.rest("acceptance").get("/api/v1/registers").json()
    assert ("gz_apprenticeship", "annual_plan") in {(head["program"], head["key"]) for head in heads}


def test_registers_of_the_same_title_say_whose_they_are(site):
    heads = site.rest("review").get("/api/v1/registers").json()
    titles = [head["title"]["zh"] for head in heads]
    twice = [head for head in heads if titles.count(head["title"]["zh"]) > 1]
    assert {head["region_name"]["zh"] for head in heads} == {"广州市", "江阴市"}
    for head in twice:
        assert head["region_name"]["zh"] in re.sub(
            r"<[^>]+>", " ", site.browser("review").get(f"/registers/{head['program']}/{head['key']}").text
        )
