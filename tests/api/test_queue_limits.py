"""What a queue says of itself: how much of it a workbook holds, and what its order by risk means."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import psycopg
import pytest
from openpyxl import load_workbook

from api.papers import MOST_LISTED
from api.queue_workbook import MOST_EXPORTED, queue_workbook
from engine.queries import TaskQueue
from engine.store.postgres import plain_url
from tests.documents.reading import pages_of

COPIES = """
INSERT INTO task SELECT (jsonb_populate_record(NULL::task, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid(), 'item', 900000 + n))).*
FROM (SELECT * FROM task WHERE state = 'open' AND organisation_id IS NULL LIMIT 1) t, generate_series(1, %s) n
"""
LATE = "UPDATE task SET due_on = DATE '2026-08-03', yellow_on = DATE '2026-07-30', stopped = false WHERE item > 900000"
FIRST = re.compile(r"\s*(\d{1,3})\s+\S")
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


@contextmanager
def copies(url: str, number: int) -> Iterator[None]:
    """So many more tasks, all of them late."""
    with psycopg.connect(plain_url(url), autocommit=True) as outside:
        outside.execute(COPIES, [number])
        outside.execute(LATE)
        try:
            yield
        finally:
            outside.execute("DELETE FROM task WHERE item > 900000")


def test_the_board_says_how_much_of_it_a_page_and_a_workbook_hold(site, some, module_database_url):
    client = site.browser("admin")
    assert SAYS["zh"][1] not in client.get("/oversight?light=red").text
    with copies(module_database_url, MOST_EXPORTED + 1):
        page = client.get("/oversight?light=red").text
        assert "至多前 5,000 条" in page
        assert f"本页列出 50 张，共 {MOST_EXPORTED + 1} 张" in page
        further = next(part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:] if "after=" in part.split('"')[0])
        export = f"/oversight/workbook.xlsx{further.removeprefix('/oversight')}"
        lines = first_lines(client.get(export).content)
    assert lines[0].startswith("只含前 5,000 条"), "from the first card on, though the second page is looked at"
    assert len(lines) == MOST_EXPORTED + 2


def test_a_work_list_of_five_hundred_lines_repeats_its_heads_and_numbers_its_pages(site, some, module_database_url):
    client = site.browser("acceptance")
    with copies(module_database_url, MOST_LISTED + 20):
        assert "至多前 500 条" in client.get("/tasks?tab=office").text
        pages = pages_of(client.get("/tasks/worklist.pdf?tab=office").content)
    assert len(pages) >= 15
    assert "仅列前500件" in pages[0][0].replace(" ", "")
    numbers = []
    for place, lines in enumerate(pages, 1):
        heads = [line for line in lines if "办件编号" in line and "申报单位" in line]
        assert len(heads) == 1, f"page {place} has its heads once"
        assert lines[-1].split()[-3:] == [str(place), "/", str(len(pages))], lines[-1]
        rows = [line for line in lines if FIRST.match(line)]
        assert rows, f"page {place} is not empty"
        numbers += [int(FIRST.match(line)[1]) for line in rows]
    assert numbers == list(range(1, MOST_LISTED + 1)), "every line once, in its order, none lost at the end of a page"


def test_the_page_says_so_before_the_download(site, some, module_database_url):
    client, says = site.browser("acceptance"), SAYS["zh"][1]
    assert says not in client.get("/tasks?tab=office").text
    with copies(module_database_url, MOST_EXPORTED):
        assert says in client.get("/tasks?tab=office").text
        lines = first_lines(client.get("/tasks/workbook.xlsx?tab=office").content)
    assert lines[0].startswith("只含前 5,000 条")
    assert len(lines) == MOST_EXPORTED + 2


def test_the_order_by_risk_is_explained_where_it_is_chosen(site):
    assert "预警开始日早者在前" in site.browser("acceptance").get("/tasks?tab=office").text
