"""按人员检索 in the pages and through REST: the name stays out of the address, and who may not reads why."""

from urllib.parse import parse_qs, urlsplit

import pytest

from engine.scenarios.cast import EnsurePerson
from engine.sdk.actor import Actor
from tests.api.paper import form_at
from tests.api.site import PASSWORD, open_site


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        yield found


@pytest.fixture(scope="module")
def case(site):
    return site.submitted()


def someone(site, case) -> str:
    """A name on the roster of the case."""
    rows = site.rest("company").get(f"/api/v1/cases/{case}/rosters/roster").json()["rows"]
    return str(rows[0]["values"]["name"])


def test_whoever_does_a_step_finds_a_person_by_name_and_the_address_tells_nothing(site, case):
    browser, name = site.browser("acceptance"), someone(site, case)
    assert 'href="/people-search"' in browser.get("/tasks").text
    page = browser.get("/people-search").text
    refused = browser.post("/people-search", data=form_at(page, "/people-search").data(text=name[0]))
    assert refused.status_code == 422
    assert "不能只输入一部分" in refused.text
    done = browser.post("/people-search", data=form_at(page, "/people-search").set("_key", "again").data(text=name))
    assert done.status_code == 303
    address = done.headers["location"]
    assert name not in parse_qs(urlsplit(address).query)["person"][0]
    listed = browser.get(address).text
    assert "花名册上有所检索人员的办件" in listed
    assert "tbody data-rows" in listed
    none = browser.post("/people-search", data=form_at(page, "/people-search").set("_key", "third").data(text="欧阳无名"))
    assert "tbody data-rows" not in browser.get(none.headers["location"]).text
    assert site.browser("acceptance2").get(address).status_code == 422, "a search opens for whoever looked"


def test_the_same_through_rest(site, case):
    rest, name = site.rest("acceptance"), someone(site, case)
    found = rest.post("/api/v1/person-searches", json={"text": name})
    assert found.status_code == 200
    listed = rest.get("/api/v1/tasks", params={"tab": "office", "person": found.json()["person"]}).json()
    assert listed["total"] == 1
    assert rest.post("/api/v1/person-searches", json={"text": "1234"}).status_code == 422


def test_who_may_not_reads_why_and_is_refused(site, case):
    office = site.actor("acceptance").organisation_id
    clerk = EnsurePerson(
        username="records", name="档案", kind="officer", organisation_id=office, posts=(("records", "440106"),), password=PASSWORD
    )
    site.engine.execute(clerk, by=Actor.system())
    browser = site.browser("records")
    page = browser.get("/people-search").text
    assert "按人员检索只对办理环节的岗位开放" in page
    assert '<form method="post" action="/people-search"' not in page
    refused = site.rest("records").post("/api/v1/person-searches", json={"text": someone(site, case)})
    assert refused.status_code == 403
    assert "按人员检索只对办理环节的岗位开放" in refused.text
