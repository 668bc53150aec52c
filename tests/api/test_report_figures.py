"""报送数字的来历: every figure a periodic report began with leads to the plans behind it, on the page and by REST, for the office alone."""

from datetime import date

import pytest

from engine.commands import BeginOccasion, Occasion
from engine.sdk.actor import Actor
from tests.api.site import PROGRAM
from tests.api.test_case_head import head_on
from tests.build import a_player, a_story

SYSTEM = Actor.system()


@pytest.fixture(scope="module")
def report(site):
    player = a_player(site.engine, site.clock)
    player.play(a_story("filed_small.toml"))
    case = site.engine.execute(BeginOccasion(occasion=Occasion(PROGRAM, "progress_report", "440106", date(2026, 12, 5))), by=SYSTEM)
    assert case is not None
    return case


def test_a_figure_leads_to_its_plans(site, report):
    page = site.browser("review").get(f"/office/cases/{report}").text
    assert f"/office/cases/{report}/figures?figure=enrolled" in page
    behind = site.browser("review").get(f"/office/cases/{report}/figures?figure=enrolled").text
    assert "广州示例电气设备有限公司" in behind
    assert "440106-GZXT-2026-" in behind
    assert "440106-GZJZ-2026-" in head_on(behind)
    told = site.rest("review").get(f"/api/v1/cases/{report}/figures", params={"figure": "enrolled"}).json()
    assert [plan["adds"]["enrolled"] for plan in told["plans"]] == [8]
    assert {each["key"]: each["count"] for each in told["figures"]}["annual_plan.institution"] == 1
    nobody = site.rest("review").get(f"/api/v1/cases/{report}/figures", params={"figure": "failed"}).json()
    assert nobody["plans"] == []


def test_nobody_else_is_told(site, report):
    assert site.rest("company").get(f"/api/v1/cases/{report}/figures").status_code == 404
    assert site.rest("review").get(f"/api/v1/cases/{report}/figures", params={"figure": "nothing"}).status_code == 404
    assert site.rest("review").get(f"/api/v1/cases/{site.draft()}/figures").status_code == 404
    assert site.browser("company").get(f"/office/cases/{report}/figures").status_code in {403, 404}
