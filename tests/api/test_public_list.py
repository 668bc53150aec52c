"""公示名单 and 结算表 of a plan that was played to its end: as workbooks, masked as the notice masks them."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.queries import MyCases
from engine.scenarios.player import Player
from tests.api.site import PASSWORD, STORIES
from tests.build import a_story


@pytest.fixture(scope="module")
def closed(site):
    """The plan of the whole life and its settlement."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    assert [str(fault) for fault in player.play(a_story("whole_life.toml"))] == []
    cases = {case.process: case.case_id for case in site.engine.ask(MyCases(size=100), by=site.actor("qiye")).rows}
    return cases["filing"], cases["settlement"]


def test_the_public_list_of_a_notice_is_a_workbook_with_masked_names(site, closed):
    _, settlement = closed
    notice = next(each for each in site.rest("qiye").get(f"/api/v1/cases/{settlement}/notices").json() if each["listed"])
    address = f"/cases/{settlement}/notices/{notice['notice_id']}.xlsx"
    assert f'href="{address}"' in site.browser("qiye").get(f"/cases/{settlement}").text
    rows = list(load_workbook(BytesIO(site.browser("qiye").get(address).content)).worksheets[0].values)
    assert rows[0][0].endswith(notice["number"])
    assert rows[1][:2] == ("序号", "姓名")
    assert len(rows) == 2 + 7
    assert all("*" in row[1] for row in rows[2:])
    assert site.rest("review").get(f"/api/v1{address}").status_code == 200
    assert site.rest("rival").get(f"/api/v1{address}").status_code == 404
    other = next(each for each in site.rest("qiye").get(f"/api/v1/cases/{settlement}/notices").json() if not each["listed"])
    assert site.rest("qiye").get(f"/api/v1/cases/{settlement}/notices/{other['notice_id']}.xlsx").status_code == 404


def test_the_settlement_sheet_says_who_is_left_out_and_why(site, closed):
    plan, settlement = closed
    movements = site.rest("qiye").get(f"/api/v1/cases/{plan}/ledger").json()["movements"]
    movement = next(each for each in movements if each["case_id"] == str(settlement))
    answer = site.browser("qiye").get(f"/cases/{settlement}/payments/{movement['movement_id']}/sheet.xlsx")
    people = list(load_workbook(BytesIO(answer.content)).worksheets[1].values)[2:]
    assert len(people) == 8
    assert {row[0] for row in people if row[5] != "是"} == {3}
    left = next(row for row in people if row[0] == 3)
    assert left[5] == "不计入：中途离职"
    assert left[6] == "穗人社函〔2020〕22号 二（三）"


def test_the_whole_life_stands_in_the_figures_and_the_picture(site, closed):
    plan, _ = closed
    view = site.rest("qiye").get(f"/api/v1/cases/{plan}/plan").json()
    assert (view["figures"]["advanced"], view["figures"]["paid"], view["figures"]["payable"]) == (1840000, 8050000, 0)
    assert {each["head"]["process"] for each in view["cases"]} >= {"advance", "leave", "assessment", "results", "settlement"}
    page = site.browser("qiye").get(f"/cases/{plan}").text
    assert page.count('<rect x="') == 2 * len(view["cases"])
