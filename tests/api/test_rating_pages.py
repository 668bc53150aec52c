"""好差评 in pages and over REST: the enterprise is asked on its page, a supervisor calls back, the enterprise reads the answer."""

import re

import pytest

from engine.queries import MyCases
from engine.scenarios.player import Player
from tests.api.paper import form_at
from tests.api.site import PASSWORD, STORIES
from tests.build import a_story


@pytest.fixture(scope="module")
def closed(site) -> str:
    """A filing that was denied, which closes its case."""
    player = Player(site.engine, site.clock, STORIES, password=PASSWORD)
    assert [str(fault) for fault in player.play(a_story("denied.toml"))] == []
    player.officer("supervisor", "440106")
    (case,) = [each for each in site.engine.ask(MyCases(), by=site.actor("qiye")).rows if each.status == "closed"]
    return str(case.case_id)


def test_a_bad_rating_goes_from_the_enterprise_to_a_supervisor_and_back(site, closed):
    company, supervisor = site.browser("qiye"), site.browser("supervisor-440106")
    address = f"/cases/{closed}"
    page = company.get(address).text
    assert "请评价这个办件的办理" in page
    empty = form_at(page, f"{address}/rating").set("words", "等得太久")
    refused = company.post(empty.action, data=empty.data())
    assert refused.status_code == 422
    assert "请选择评价等级" in refused.text
    assert "等得太久" in refused.text, "what was typed stays"
    form = form_at(company.get(address).text, f"{address}/rating").set("grade", "2").set("words", "等得太久")
    assert company.post(form.action, data=form.data()).status_code == 303
    page = company.get(address).text
    assert "您的评价" in page
    assert f'action="{address}/rating"' not in page, "once"
    listed = supervisor.get("/callbacks").text
    assert "等得太久" in listed
    (told,) = site.rest("supervisor-440106").get("/api/v1/callbacks").json()
    assert (told["enterprise"], told["number"], told["case_id"]) == ("", "", None)
    assert closed not in listed
    back = f"/callbacks/{told['rating_id']}"
    form = form_at(listed, f"{back}/take")
    assert supervisor.post(form.action, data=form.data()).status_code == 303
    page = supervisor.get("/callbacks").text
    assert closed in page, "whoever took it knows"
    form = form_at(page, f"{back}/contact")
    assert supervisor.post(form.action, data=form.data()).status_code == 422
    form = form_at(supervisor.get("/callbacks").text, f"{back}/contact").set("note", "已电话联系")
    assert supervisor.post(form.action, data=form.data()).status_code == 303
    form = form_at(supervisor.get("/callbacks").text, f"{back}/answer").set("measures", "已说明").set("reply", "抱歉久等")
    assert supervisor.post(form.action, data=form.data()).status_code == 303
    assert "抱歉久等" in company.get(address).text
    assert "抱歉久等" in supervisor.get("/callbacks?show=answered").text
    statistics = site.browser("admin").get("/admin/operations/statistics?program=gz_apprenticeship").text
    assert "满意率" in statistics


def test_over_rest_only_the_enterprise_rates_and_officers_are_told_nothing(site, closed):
    address = f"/api/v1/cases/{closed}/rating"
    assert site.rest("qiye").get(address).json()["grade"] == 2
    assert site.rest("qiye").post(address, json={"grade": 5}).json()["code"] == "rated_already"
    assert site.rest("qiye").post(address, json={"grade": 9}).status_code == 422
    for officer in ("review", "supervisor-440106"):
        assert site.rest(officer).get(address).status_code == 403
        assert site.rest(officer).post(address, json={"grade": 5}).status_code == 403
    assert site.rest("review").get("/api/v1/callbacks").status_code == 403
    assert site.browser("review").get("/callbacks").status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_say_everything_in_words(site, closed, language):
    for user, addresses in {"qiye": (f"/cases/{closed}",), "supervisor-440106": ("/callbacks", "/callbacks?show=answered")}.items():
        client = site.browser(user)
        client.get(f"/language/{language}")
        for address in addresses:
            text = client.get(address).text
            assert not re.search(r"\brating\.[a-z_]+", text), address
        client.get("/language/zh")
