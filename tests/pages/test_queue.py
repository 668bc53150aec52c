"""The queue's frame tells the truth: the list that is open is the one marked, and what was not counted to the end says so."""

import re
from dataclasses import replace

import pytest

from api.rendering import Pages
from engine.queries.queue_views import OfficeCounts, QueueCounts
from tests.pages.listings import COUNTS, NO_VIEWS, QUERY, address, queue, shown
from tests.pages.samples import OFFICER


def drawn(pages: Pages, tab: str, query: str, light: str = "", view=None, **context) -> str:
    view = view or queue()
    given = {
        "actor": OFFICER,
        "most_exported": None,
        "most_listed": None,
        "url": address("/tasks", query),
        "view": view,
        "query": QUERY | {"tab": tab, "light": light},
    }
    given |= shown(NO_VIEWS) | {"tab": tab, "light": light, "counts": view.counts, "office": view.office, **context}
    return pages.render("officer/queue.html", language="zh", csrf="t", key="k", **given)


def marked(html: str, kind: str) -> list[str]:
    nav = re.search(rf'<nav class="{kind}".*?</nav>', html, flags=re.DOTALL)[0]
    return re.findall(r'href="([^"]+)" aria-current', nav)


@pytest.mark.parametrize("kind", ["side", "tabbar"])
@pytest.mark.parametrize("query", ["", "tab=office", "tab=office&text=tab%3Dtodo"])
def test_the_list_looked_at_is_marked_whatever_the_address_says(pages, kind, query):
    assert marked(drawn(pages, "office", query), kind) == ["/tasks?tab=office"]
    assert marked(drawn(pages, "todo", query), kind) == ["/tasks?tab=todo"]


def test_late_work_of_the_whole_area_is_counted_and_found_where_the_whole_area_is_looked_at(pages):
    view = replace(queue(), counts=QueueCounts(0, 0, 0, 0, 0, 0), office=OfficeCounts(41, 12, 5, 3, 7))
    html = drawn(pages, "office", "tab=office", view=view)
    side = re.search(r'<nav class="side".*?</nav>', html, flags=re.DOTALL)[0]
    assert re.search(r'href="/tasks\?tab=office&amp;light=red"[^>]*>.*?<b class="hot">5</b>', side)
    strip = re.findall(r'<a class="fig[^"]*" href="([^"]+)">.*?<b>(\d+)', html)
    assert [figure for _, figure in strip] == ["41", "12", "5", "3", "7"]
    assert all("tab=office" in where for where, _ in strip)


def test_what_was_counted_no_further_says_that_there_is_more(pages):
    view = replace(queue(), total=1000, counts=replace(COUNTS, pool=1000, overdue=999))
    html = drawn(pages, "pool", "tab=pool", view=view)
    assert "共 999+ 条" in html
    assert "<b>999+<small>" in html
    assert "<b>999<small>" in html
    assert not re.search(r">1,?000\b", html)
