"""The pages and the operations of a migration: prepared, judged, a few first, all, undone; in both languages, without a script."""

import re

import pytest

from engine.commands import ReleaseProgram
from engine.queries import MigrationDetail, ReleaseFiles, Releases
from engine.sdk.actor import Actor
from tests.api.paper import form_at
from tests.api.site import PROGRAM, open_site
from tests.build import work_off
from tests.studio.improved import improved

SYSTEM = Actor.system()
REST = "/api/v1/admin/migrations"


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        yield opened


def releases(site):
    """The release cases are on and the one that came out after it."""
    known = [each for each in site.engine.ask(Releases(), by=SYSTEM) if each.program == PROGRAM]
    return known[-1], known[0]


@pytest.fixture(scope="module")
def released(site):
    for _ in range(3):
        site.submitted()
    old = releases(site)[0]
    site.engine.execute(ReleaseProgram(files=improved(site.engine.ask(ReleaseFiles(release_id=old.release_id), by=SYSTEM))), by=SYSTEM)
    return releases(site)


def test_an_administrator_prepares_tries_one_moves_the_rest_and_undoes_two_without_a_script(site, module_database_url, released):
    old, new = released
    client = site.browser("admin")
    page = client.get(f"/admin/migrations?from={old.release_id}")
    form = form_at(page.text, "/admin/migrations").set("from", str(old.release_id)).set("to", str(new.release_id)).set("note", "再次补正")
    address = client.post("/admin/migrations", data=form.data()).headers["location"]
    judging = client.get(address).text
    assert "已判定 0 件，共 3 件" in judging
    assert f'action="{address}/run"' not in judging, "nothing moves before it was judged"
    work_off(site.engine, module_database_url)
    page = client.get(address).text
    assert re.search(r"可以迁移</dt><dd[^>]*>3<", page)
    form = form_at(page, f"{address}/run").set("first", "1")
    client.post(f"{address}/run", data=form.data())
    paused = form_at(client.get(address).text, f"{address}/pause")
    client.post(f"{address}/pause", data=paused.data())
    work_off(site.engine, module_database_url)
    page = client.get(address).text
    assert "已暂停" in page
    client.post(f"{address}/resume", data=form_at(page, f"{address}/resume").data())
    work_off(site.engine, module_database_url)
    page = client.get(f"{address}?show=moved").text
    assert page.count('name="case"') == 1
    rest = re.findall(rf'<form method="post" action="{address}/run">.*?</form>', page, re.DOTALL)[-1]
    client.post(f"{address}/run", data=form_at(rest, f"{address}/run").data())
    work_off(site.engine, module_database_url)
    page = client.get(address).text
    assert re.search(r"已迁移</dt><dd[^>]*>3<", page)
    wrong = form_at(page, f"{address}/undo").set("last", "many")
    assert client.post(f"{address}/undo", data=wrong.data()).status_code == 422
    client.post(f"{address}/undo", data=form_at(page, f"{address}/undo").set("last", "2").data())
    work_off(site.engine, module_database_url)
    page = client.get(address).text
    assert re.search(r"已撤销</dt><dd[^>]*>2<", page)
    english = site.browser("admin")
    english.get("/language/en?next=/")
    for each in ("/admin/migrations", address, f"{address}?show=undone"):
        assert english.get(each).status_code == 200
    for name in ("acceptance", "company"):
        assert site.browser(name).get(address).status_code == 403


def test_the_same_goes_by_operations(site, module_database_url, released):
    old, new = released
    client = site.rest("admin")
    site.submitted()
    answer = client.post(REST, json={"from_id": str(new.release_id), "to_id": str(old.release_id)})
    assert answer.status_code == 201, answer.text
    one = f"{REST}/{answer.json()['migration_id']}"
    work_off(site.engine, module_database_url)
    seen = client.get(one).json()
    assert seen["ready"] == answer.json()["cases"] >= 1
    assert client.put(f"{one}/mapping", json={"mapping": {}}).status_code == 200
    work_off(site.engine, module_database_url)
    assert client.post(f"{one}/run", json={"first": 1}).json() == {"cases": 1}
    assert client.post(f"{one}/pause").status_code == 200
    assert client.post(f"{one}/resumption").json() == {"cases": 1}
    work_off(site.engine, module_database_url)
    (row,) = client.get(f"{one}/cases?state=moved").json()["rows"]
    assert row["verdict"] == "moves"
    work_off(site.engine, module_database_url)  # the second job of the case, which waited for the first
    assert client.post(f"{one}/undo", json={"case_ids": [row["case_id"]]}).json() == {"cases": 1}
    work_off(site.engine, module_database_url)
    assert client.get(one).json()["states"] == {"undone": 1, **({"waiting": seen["ready"] - 1} if seen["ready"] > 1 else {})}
    assert len(client.get(REST).json()) >= 1
    assert client.post(f"{one}/run", json={"first": 0}).status_code == 422
    assert site.rest("acceptance").get(REST).status_code == 403
    assert site.engine.ask(MigrationDetail(migration_id=answer.json()["migration_id"]), by=SYSTEM).program == PROGRAM
