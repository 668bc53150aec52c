"""What a queue says of itself: how much of it a workbook holds, and what its order by risk means."""

from io import BytesIO

import psycopg
import pytest
from openpyxl import load_workbook

from api.queue_workbook import MOST_EXPORTED, queue_workbook
from engine.queries import TaskQueue
from engine.store.postgres import plain_url

COPIES = """
INSERT INTO task SELECT (jsonb_populate_record(NULL::task, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(), 'item', 900000 + n))).*
FROM (SELECT * FROM task WHERE state = 'open' AND organisation_id IS NULL LIMIT 1) t, generate_series(1, %s) n
"""
SAYS = {"zh": ("只含前 1 条", "至多前 5,000 条"), "en": ("Only the first 1 line", "at most the first 5,000")}


def first_lines(content: bytes) -> list[str | None]:
    return [row[0] for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


@pytest.fixture(scope="module")
def some(site):
    for _ in range(2):
        site.submitted()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_that_holds_not_all_lines_says_so_above_its_heads(site, some, language):
    by = site.actor("acceptance")
    cut = site.engine.ask(TaskQueue(tab="office", size=1), by=by)
    assert cut.total > len(cut.rows) == 1
    lines = first_lines(queue_workbook(cut, language, ()))
    assert lines[0].startswith(SAYS[language][0])
    assert lines[1] in ("办件编号", "Case number")
    assert len(lines) == 3
    whole = first_lines(queue_workbook(site.engine.ask(TaskQueue(tab="office", size=200), by=by), language, ()))
    assert whole[0] in ("办件编号", "Case number")
    assert len(whole) == cut.total + 1


def test_the_page_says_so_before_the_download(site, some, module_database_url):
    client, says = site.browser("acceptance"), SAYS["zh"][1]
    assert says not in client.get("/tasks?tab=office").text
    with psycopg.connect(plain_url(module_database_url), autocommit=True) as outside:
        outside.execute(COPIES, [MOST_EXPORTED])
        try:
            assert says in client.get("/tasks?tab=office").text
            lines = first_lines(client.get("/tasks/workbook.xlsx?tab=office").content)
        finally:
            outside.execute("DELETE FROM task WHERE item > 900000")
    assert lines[0].startswith("只含前 5,000 条")
    assert len(lines) == MOST_EXPORTED + 2


def test_the_order_by_risk_is_explained_where_it_is_chosen(site):
    assert "预警开始日早者在前" in site.browser("acceptance").get("/tasks?tab=office").text
