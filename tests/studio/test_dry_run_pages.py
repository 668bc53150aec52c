"""The page and the operations of a dry run: begun, watched, its cases opened; in both languages, without a script."""

import re

import pytest

from tests.api.paper import form_at
from tests.api.site import PROGRAM, open_site
from tests.build import work_off

REST = "/api/v1/admin/studio"
LIMIT = 'tb:limit="=parameters.acceptance_limit"'


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        yield opened


def test_an_administrator_sees_which_cases_would_be_later(site, module_database_url):
    for _ in range(2):
        site.submitted()
    client, rest = site.browser("admin"), site.rest("admin")
    draft = rest.post(f"{REST}/drafts", json={"program": PROGRAM, "title": "受理期限延长"}).json()["draft_id"]
    page = f"/admin/studio/{draft}/dry-run"
    assert rest.get(f"{REST}/drafts/{draft}/dry-run").json() is None
    file = f"{REST}/drafts/{draft}/files/common/acceptance.bpmn"
    text = rest.get(file).text
    assert LIMIT in text
    rest.put(file, data={"version": "0"}, files={"content": ("f", text.replace(LIMIT, 'tb:limit="15wd"').encode())})
    client.post(page, data=form_at(client.get(page).text, page).data())
    assert "已重放 0 件，共 2 件" in client.get(page).text
    work_off(site.engine, module_database_url)
    seen = client.get(page).text
    assert re.search(r"期限更晚</dt><dd[^>]*>2<", seen)
    assert client.get(f"{page}?show=later").text.count("/office/cases/") >= 2
    rows = re.findall(r"<tr><td>.*?</tr>", client.get(f"{page}?show=later").text, re.DOTALL)
    assert all("<b>受理审查</b>" in row and "accept" not in re.sub(r'"[^"]*"', "", row) for row in rows), rows
    english = site.browser("admin")
    english.get("/language/en?next=/")
    assert "Later" in english.get(f"{page}?show=later").text
    answer = rest.get(f"{REST}/drafts/{draft}/dry-run").json()
    assert (answer["state"], answer["counts"]["later"]) == ("done", 2)
    rows = rest.get(f"{REST}/dry-runs/{answer['run_id']}/cases?show=later").json()["rows"]
    assert [row["signs"] for row in rows] == [["later"], ["later"]]
    assert rest.post(f"{REST}/drafts/{draft}/dry-run").json()["cases"] == 2
    assert site.browser("acceptance").get(page).status_code == 403
