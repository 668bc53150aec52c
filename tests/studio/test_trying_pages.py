"""The pages and operations of trying: stories told, a sandbox entered, played and left; in both languages, without a script."""

import re

import psycopg
import pytest

from engine.store.postgres import plain_url
from tests.api.paper import form_at
from tests.api.site import PROGRAM, open_site
from tests.build import work_off

REST = "/api/v1/admin/studio"


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        yield opened


@pytest.fixture(scope="module")
def draft(site):
    return site.rest("admin").post(f"{REST}/drafts", json={"program": PROGRAM, "title": "受理期限延长"}).json()["draft_id"]


def posted(client, page, action, **changed):
    """Send a form of a page, with some fields typed."""
    return client.post(action, data={**form_at(client.get(page).text, action).data(), **changed})


def test_an_administrator_plays_every_role_in_a_sandbox_and_the_house_stays_as_it_was(site, module_database_url, draft):
    client, rest, page = site.browser("admin"), site.rest("admin"), f"/admin/studio/{draft}/try"
    before = site.rest("acceptance").get("/api/v1/tasks?tab=all").json()["total"]
    assert "打开沙箱" in client.get(page).text
    assert rest.get(f"{REST}/sandbox").status_code == 404
    posted(client, page, f"/admin/studio/{draft}/sandbox")
    assert "正在准备沙箱" in client.get(page).text
    work_off(site.engine, module_database_url)
    assert "沙箱里还没有办件" in client.get(page).text
    posted(client, page, "/admin/studio/sandbox/story", story="corrected_once.toml", steps="1")
    seen = client.get(page).text
    assert "GZXT" in seen, "the case of the story is there"
    posted(client, page, "/admin/studio/sandbox/play", username="acceptance")
    queue = client.get("/tasks?tab=pool").text
    assert 'class="sandbox"' in queue
    assert "GZXT" in queue, "the officer's own page shows it"
    assert site.rest("acceptance").get("/api/v1/tasks?tab=all").json()["total"] == before
    assert client.get("/admin/people").status_code == 200, "administrators' pages are the house's"
    day = rest.get(f"{REST}/sandbox").json()["moment"][:10]
    back = client.post("/admin/studio/sandbox/time", data={**form_at(queue, "/admin/studio/sandbox/time").data(), "days": "3"})
    assert back.status_code in (200, 303)
    now = rest.get(f"{REST}/sandbox").json()
    assert now["moment"][:10] > day
    assert now["cases"][0]["tasks"][0]["username"] == "acceptance"
    played = rest.get("/api/v1/tasks?tab=pool", headers={"Sandbox": "acceptance"}).json()
    assert played["total"] == 1
    posted(client, "/guides", "/admin/studio/sandbox/leave")
    assert 'class="sandbox"' not in client.get("/guides").text
    assert site.browser("acceptance").get(page).status_code == 403
    assert rest.delete(f"{REST}/sandbox").status_code == 204


def test_what_cannot_be_is_refused_in_words(site, module_database_url, draft):
    client, rest, page = site.browser("admin"), site.rest("admin"), f"/admin/studio/{draft}/try"
    assert rest.post(f"{REST}/drafts/{draft}/sandbox").status_code == 201
    work_off(site.engine, module_database_url)
    refused = posted(client, page, "/admin/studio/sandbox/time", days="0")
    assert refused.status_code == 422
    assert "400 个工作日" in refused.text
    nothing = posted(client, page, "/admin/studio/sandbox/time", next_deadline="1")
    assert "没有等待到期" in nothing.text
    assert rest.post(f"{REST}/sandbox/story", json={"story": "../../x.toml"}).status_code == 404
    english = site.browser("admin")
    english.get("/language/en?next=/")
    assert "Play by hand" in english.get(page).text
    english.get("/language/zh?next=/")
    rest.delete(f"{REST}/sandbox")


OWN = {"sandbox", "idempotency", "idempotency_key", "session", "web_session", "alembic_version"}
"""What a trial may write in the house: that there is a sandbox, and that its person asked for something."""


def in_the_house(url: str) -> dict[str, int]:
    """How many rows every table of the house holds, jobs of the background left aside; and how far every series has counted."""
    with psycopg.connect(plain_url(url)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1").fetchall()
        names = [name for (name,) in tables if name not in OWN and not name.startswith("procrastinate_")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def test_pages_clocks_notices_and_amounts_are_seen_and_nothing_leaves_the_sandbox(site, module_database_url, draft):
    client, rest, page = site.browser("admin"), site.rest("admin"), f"/admin/studio/{draft}/try"
    rest.post(f"{REST}/drafts/{draft}/sandbox")
    before = in_the_house(module_database_url)
    assert {"outbox", "notice", "payment", "number_series"} & before.keys(), sorted(before)
    work_off(site.engine, module_database_url)
    told = posted(client, page, "/admin/studio/sandbox/story", story="advance_at_ceiling.toml", steps="200")
    assert told.status_code == 303
    cases = rest.get(f"{REST}/sandbox").json()["cases"]
    assert {each["status"] for each in cases} == {"open"}
    owner = next(each["username"] for each in cases if each["username"])
    posted(client, page, "/admin/studio/sandbox/play", username=owner)
    pages = [client.get(f"/cases/{each['case_id']}").text for each in cases]
    whole = "".join(pages)
    assert 'class="sandbox"' in whole
    assert "18,400.00" in whole, "the advance, as the parameters of the draft have it"
    papers = re.findall(r'href="(/[^"]+\.pdf)"[^>]*>([^<]*通知书)', whole)
    assert papers
    assert client.get(papers[0][0]).content.startswith(b"%PDF-")
    assert re.search(r"\d{4}-\d{2}-\d{2}", whole)
    posted(client, "/guides", "/admin/studio/sandbox/leave")
    after = in_the_house(module_database_url)
    assert {name: (before[name], after[name]) for name in before if before[name] != after[name]} == {}
    rest.delete(f"{REST}/sandbox")
