"""The queue as a workbook: the same rows under the same filters, with the words of the page."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.commands import ClaimTask
from tests.api.site import open_site
from tests.api.test_officer_pages import task_of


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as found:
        yield found


def rows(site, query: str) -> list[tuple[str, ...]]:
    answer = site.browser("acceptance").get(f"/tasks/workbook.xlsx{query}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    sheet = load_workbook(BytesIO(answer.content)).worksheets[0]
    return [tuple(str(value or "") for value in row) for row in sheet.iter_rows(values_only=True)]


def test_the_workbook_holds_what_the_queue_shows(site):
    first, _ = site.submitted(), site.submitted()
    site.engine.execute(ClaimTask(task_id=task_of(site, first)), by=site.actor("acceptance"))
    held, free = rows(site, "?tab=todo"), rows(site, "?tab=pool")
    assert held[0][0] == "办件编号"
    assert len(held) == 2
    assert len(free) == 2
    assert held[1][held[0].index("到期日")] != ""
    assert rows(site, "?tab=todo&text=nowhere") == [held[0]]


def test_the_page_links_to_the_workbook_under_its_own_filters(site):
    page = site.browser("acceptance").get("/tasks?tab=pool&sort=arrived").text
    assert 'href="/tasks/workbook.xlsx?tab=pool&amp;sort=arrived"' in page
    assert site.browser("company").get("/tasks/workbook.xlsx").status_code == 403


def test_the_workbook_has_the_columns_of_whoever_asks_or_of_the_saved_view(site):
    site.submitted()
    assert "办理人" not in rows(site, "?tab=pool")[0]
    rest = site.rest("acceptance")
    assert rest.put("/api/v1/queue/columns", json={"columns": ["holder", "uscc"]}).status_code == 204
    assert rows(site, "?tab=pool")[0] == ("办件编号", "事项", "统一社会信用代码", "办理人")
    view = rest.post("/api/v1/queue/views", json={"name": "看时限", "question": {"tab": "pool"}, "columns": ["due"]}).json()
    assert rows(site, f"?tab=pool&view={view}")[0] == ("办件编号", "事项", "到期日", "期限")
    assert rest.put("/api/v1/queue/columns", json={"columns": []}).status_code == 204
