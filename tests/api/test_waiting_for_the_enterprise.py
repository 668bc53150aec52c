"""A plan that waits for its enterprise says so: what to do, by when, and how late it is."""

import pytest

from engine.queries import MyCases, People
from engine.scenarios.player import Player
from tests.api.paper import form_at
from tests.api.site import PASSWORD, STORIES
from tests.build import a_story


@pytest.fixture(scope="module")
def plan(site):
    """A plan whose start is overdue: its officer has an own step about it."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    story = a_story("late_start_kept.toml", len(a_story("filed_small.toml").steps) + 2)
    assert [str(fault) for fault in player.play(story)] == []
    cases = site.engine.ask(MyCases(), by=site.actor("qiye")).rows
    return next(each.case_id for each in cases if each.process == "filing")


def test_the_banner_asks_for_the_start_report_with_its_date_and_how_late_it_is(site, plan):
    view = site.rest("qiye").get(f"/api/v1/cases/{plan}/progress").json()
    assert view["must_act"] is True
    assert (view["action"]["kind"], view["action"]["process"]) == ("start", "start_report")
    due = view["action"]["due"]
    for said in ("需要您办理：开训报告", due, "超期"):
        assert said in view["sentence"]["zh"], view["sentence"]
    assert "overdue" in view["sentence"]["en"]
    page = site.browser("qiye").get(f"/cases/{plan}").text
    assert "您暂时不需要操作" not in page
    form = form_at(page, f"/cases/{plan}/linked/start_report")
    answer = site.browser("qiye").post(form.action, data=form.data())
    assert answer.status_code == 303
    draft = answer.headers["location"]
    assert f'class="btn primary" href="{draft}"' in site.browser("qiye").get(f"/cases/{plan}").text


def test_the_officer_s_own_limit_is_not_among_the_clocks_of_the_enterprise(site, plan):
    office = {clock["title"]["zh"] for clock in site.rest("review").get(f"/api/v1/cases/{plan}").json()["clocks"]}
    theirs = {clock["title"]["zh"] for clock in site.rest("qiye").get(f"/api/v1/cases/{plan}/progress").json()["clocks"]}
    assert "等待企业开训" in theirs
    assert len(office - theirs) == 1


def test_the_office_of_a_story_is_called_by_the_name_of_its_region(site, plan):
    officer = next(each for each in site.engine.ask(People(text="review-440106"), by=site.actor("admin")).rows)
    assert officer.organisation == "天河区人力资源和社会保障局"
