"""Saved views, columns and phrases: kept on the server, shared within an office, changed by their owner alone, on pages and by REST."""

import pytest

from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.sdk.actor import Actor
from tests.api.paper import form_at
from tests.api.site import PASSWORD, open_site

VIEW = {"name": "快到期的", "question": {"tab": "pool", "light": "yellow", "sort": "risk"}, "columns": ["due", "organisation"]}


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        system = Actor.system()
        other = found.engine.execute(EnsureOrganisation(kind="office", name="另一局", region="440300"), by=system)
        posts = (("acceptance", "440300"),)
        person = EnsurePerson(username="elsewhere", name="别处人", kind="officer", organisation_id=other, posts=posts, password=PASSWORD)
        found.engine.execute(person, by=system)
        yield found


def names(site, who: str) -> list[str]:
    return [view["name"] for view in site.rest(who).get("/api/v1/queue").json()["views"]]


def test_a_view_is_kept_for_oneself_until_it_is_shared_with_the_office(site):
    rest = site.rest("acceptance")
    view = rest.post("/api/v1/queue/views", json=VIEW).json()
    assert names(site, "acceptance") == ["快到期的"]
    assert names(site, "acceptance2") == []
    assert rest.put(f"/api/v1/queue/views/{view}", json={"name": "本周到期", "shared": True}).status_code == 204
    assert names(site, "acceptance2") == ["本周到期"]
    assert names(site, "elsewhere") == [], "another office sees nothing of it"
    assert site.rest("acceptance2").put(f"/api/v1/queue/views/{view}", json={"name": "改名"}).status_code == 404
    assert site.rest("acceptance2").delete(f"/api/v1/queue/views/{view}").status_code == 404
    assert site.rest("acceptance2").put("/api/v1/queue/first", json={"view_id": view}).status_code == 204
    page = site.browser("acceptance2").get("/tasks")
    assert page.status_code == 303
    assert f"view={view}" in page.headers["location"]
    assert "light=yellow" in page.headers["location"]
    assert rest.put(f"/api/v1/queue/views/{view}", json={"name": "本周到期", "shared": False}).status_code == 204
    assert site.browser("acceptance2").get("/tasks").status_code == 200, "what is not shared any more is nobody's beginning"
    assert rest.delete(f"/api/v1/queue/views/{view}").status_code == 204
    assert names(site, "acceptance") == []


def test_a_view_is_saved_renamed_chosen_and_removed_on_pages(site):
    browser = site.browser("review")
    form = form_at(browser.get("/tasks?tab=pool&light=red").text, "/queue/views")
    saved = browser.post("/queue/views", data=form.data(name="超期的"))
    assert saved.status_code == 303
    assert "light=red" in saved.headers["location"]
    assert "超期的" in browser.get(saved.headers["location"]).text
    again = browser.post("/queue/views", data=form_at(browser.get("/tasks?tab=pool").text, "/queue/views").data(name="超期的"))
    assert again.status_code == 422
    assert "已有名为" in again.text
    view = site.rest("review").get("/api/v1/queue").json()["views"][0]["view_id"]
    for address, more in (
        (f"/queue/views/{view}", {"name": "红牌"}),
        ("/queue/first", {"view_id": view}),
        (f"/queue/views/{view}/remove", {}),
    ):
        page = browser.get("/queue/views").text
        assert browser.post(address, data=form_at(page, address).data(**more)).status_code == 303
    assert site.rest("review").get("/api/v1/queue").json()["views"] == []
    assert browser.get("/tasks").status_code == 200


def test_nobody_keeps_a_question_the_queue_cannot_be_asked(site):
    rest = site.rest("acceptance")
    for wrong in ({"tab": "everything"}, {"sort": "price"}, {"light": "blue"}):
        assert rest.post("/api/v1/queue/views", json={"name": "x", "question": wrong}).status_code == 422
    assert rest.post("/api/v1/queue/views", json={"name": "  "}).status_code == 422
    assert site.rest("company").get("/api/v1/queue").status_code == 403


def test_columns_follow_the_person_and_work_by_a_plain_form(site):
    browser = site.browser("acceptance")
    site.submitted()
    form = form_at(browser.get("/tasks?tab=pool").text, "/queue/columns")
    done = browser.post("/queue/columns", data={**form.data(), "columns": ["holder", "due"]})
    assert done.headers["location"] == "/tasks?tab=pool"
    page = browser.get("/tasks?tab=pool").text
    assert "办理人</th>" in page
    assert 'data-c="org"' not in page
    assert site.rest("acceptance").get("/api/v1/queue").json()["columns"] == ["holder", "due"]
    site.rest("acceptance").put("/api/v1/queue/columns", json={"columns": []})
    assert 'data-c="org"' in browser.get("/tasks?tab=pool").text


def test_phrases_are_ones_own_or_the_offices(site):
    rest = site.rest("acceptance")
    own = rest.post("/api/v1/phrases", json={"text": " 材料齐全，\n符合法定形式。 "}).json()
    shared = rest.post("/api/v1/phrases", json={"text": "经复核，同意。", "shared": True}).json()
    assert [(each["text"], each["shared"]) for each in rest.get("/api/v1/phrases").json()] == [
        ("材料齐全， 符合法定形式。", False),
        ("经复核，同意。", True),
    ]
    colleague = site.rest("acceptance2")
    assert [each["text"] for each in colleague.get("/api/v1/phrases").json()] == ["经复核，同意。"]
    assert site.rest("elsewhere").get("/api/v1/phrases").json() == []
    assert colleague.put(f"/api/v1/phrases/{own}", json={"text": "改"}).status_code == 404
    assert colleague.put(f"/api/v1/phrases/{shared}", json={"text": "经复核，予以同意。"}).status_code == 204
    assert rest.post("/api/v1/phrases", json={"text": "材料齐全， 符合法定形式。"}).status_code == 422, "it is there already"
    assert site.rest("elsewhere").delete(f"/api/v1/phrases/{shared}").status_code == 404
    for phrase in (own, shared):
        assert rest.delete(f"/api/v1/phrases/{phrase}").status_code == 204


def test_phrases_are_managed_on_their_page(site):
    browser = site.browser("review")
    form = form_at(browser.get("/phrases").text, "/phrases")
    assert browser.post("/phrases", data=form.data(text="")).status_code == 422
    form = form_at(browser.get("/phrases").text, "/phrases")
    assert browser.post("/phrases", data=form.data(text="建议备案。")).status_code == 303
    phrase = site.rest("review").get("/api/v1/phrases").json()[0]["phrase_id"]
    for address, more in ((f"/phrases/{phrase}", {"text": "建议予以备案。"}), (f"/phrases/{phrase}/remove", {})):
        page = browser.get("/phrases").text
        assert browser.post(address, data=form_at(page, address).data(**more)).status_code == 303
    assert "还没有常用意见" in browser.get("/phrases").text


def test_bulk_work_is_proposed_looked_at_confirmed_and_undone_on_pages(site):
    site.submitted()
    browser = site.browser("acceptance")
    nothing = browser.post("/bulk", data=form_at(browser.get("/tasks?tab=pool").text, "/bulk").data(verb="claim"))
    assert nothing.status_code == 422
    assert "请先勾选任务" in nothing.text
    rows = site.rest("acceptance").get("/api/v1/tasks?tab=pool").json()["rows"]
    tasks = [row["task"]["task_id"] for row in rows]
    form = form_at(browser.get("/tasks?tab=pool").text, "/bulk")
    done = browser.post("/bulk", data={**form.data(verb="claim"), "task": tasks})
    assert done.status_code == 303
    page = browser.get(done.headers["location"]).text
    assert "本操作不作决定" in page, "why nothing has to be opened"
    confirm = done.headers["location"] + "/confirm"
    assert browser.post(confirm, data=form_at(page, confirm).data()).status_code == 303
    page = browser.get(done.headers["location"]).text
    assert "可以一并撤销" in page
    undo = done.headers["location"] + "/undo"
    assert browser.post(undo, data=form_at(page, undo).data()).status_code == 303
    rest = site.rest("acceptance")
    assert {row["task"]["assignee_id"] for row in rest.get("/api/v1/tasks?tab=pool").json()["rows"]} == {None}
    bulk = rest.post("/api/v1/bulk", json={"verb": "approve", "tasks": tasks}).json()
    view = rest.get(f"/api/v1/bulk/{bulk}").json()
    assert [outcome["key"] for outcome in view["outcomes"]] == ["accept"]
    sample = [each["row"]["task"]["task_id"] for group in view["groups"] for each in group["items"] if each["sample"]]
    assert view["unopened"] == len(sample) >= 1
    decided = {"outcome": "accept", "data": {"complete": "yes", "competent": "yes"}}
    assert rest.post(f"/api/v1/bulk/{bulk}/confirmation", json=decided).status_code == 422, "the sample was not opened"
    assert all(rest.post(f"/api/v1/bulk/{bulk}/openings/{task}").status_code == 204 for task in sample)
    assert rest.post(f"/api/v1/bulk/{bulk}/confirmation", json={**decided, "outcome": "refuse"}).status_code == 422, "not one of tb:bulk"
    assert rest.post(f"/api/v1/bulk/{bulk}/confirmation", json=decided).status_code == 204
    assert rest.post(f"/api/v1/bulk/{bulk}/undo").json() == len(tasks)
    assert {row["task"]["assignee_id"] for row in rest.get("/api/v1/tasks?tab=pool").json()["rows"]} == {None}, "free again"
    for verb, why in (("transfer", True), ("remind", True), ("approve", False)):
        asked = rest.post("/api/v1/bulk", json={"verb": verb, "tasks": tasks}).json()
        if rest.get(f"/api/v1/bulk/{asked}").json()["groups"]:
            assert ("本操作不作决定" in browser.get(f"/bulk/{asked}").text) == why
    assert rest.post(f"/api/v1/bulk/{bulk}/confirmation", json=decided).status_code == 409
    assert site.rest("review").get(f"/api/v1/bulk/{bulk}").status_code == 404
