"""Answers that come late: whatever somebody typed, pressed or chose meanwhile is neither lost nor sent twice nor refused as old."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

import pytest

from api.rendering import Pages
from tests.browser_support.plugin import OpenWindow
from tests.pages import samples, situations
from tests.pages.conftest import Stage

pytestmark = pytest.mark.browser
HEADS, NAME = "filing.plan.heads", "filing.enterprise.name"
SAVED = {"version": 8, "saved_at": "2026-11-23T02:32:00+00:00"}
FILE = {"name": "培养方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
FILE_FIELD = '<div class="f-field"><label for="f-m">培养方案</label><input type="file" id="f-m" name="materials.plan"></div>'
STEPS = 100


class Slow:
    """A server that answers when it is told to: requests wait by the end of their address, in the order they came."""

    def __init__(self, *held: str) -> None:
        """Hold what ends so; answer everything else at once with an empty page."""
        self.held: dict[str, list[Any]] = {ending: [] for ending in held}
        self.came: list[Any] = []

    def __call__(self, route: Any) -> bool:
        self.came.append(route.request)
        for ending, routes in self.held.items():
            if route.request.url.endswith(ending):
                routes.append(route)
                return True
        if route.request.url.endswith("refresh=1"):
            route.fulfill(status=204)
        else:
            route.fulfill(status=200, body="<title>next</title>", content_type="text/html")
        return True

    def sent(self, ending: str) -> list[Any]:
        return [request for request in self.came if request.url.endswith(ending)]

    def wait_for(self, window: Any, ending: str, count: int = 1) -> None:
        """Until so many requests of a kind have come."""
        for _ in range(STEPS):
            if len(self.sent(ending)) >= count:
                return
            window.wait_for_timeout(100)
        raise AssertionError(f"{ending}: {[request.url for request in self.came]}")

    def answer(self, ending: str, body: object, status: int = 200) -> None:
        """Answer the newest request of a kind; those that were given up meanwhile cannot be answered."""
        text = body if isinstance(body, str) else json.dumps(body)
        kind = "text/html" if isinstance(body, str) else "application/json"
        self.held[ending].pop().fulfill(status=status, body=text, content_type=kind)


@pytest.fixture
def drawn(pages: Pages) -> Callable[..., str]:
    """A sample page with its form as the server would draw it."""

    def draw(name: str, form: str = "", **changes: str) -> str:
        template, context = situations.every_page()[name]
        html = form or str(samples.FORM_HTML)
        for old, new in changes.items():
            html = html.replace(f'value="{old.removeprefix("_")}"', f'value="{new}"')
        field = "step_html" if name == "task" else "form_html"
        return pages.render(template, language="zh", csrf="t", key="k", **{**context, field: samples.Markup(html)})

    return draw


@pytest.fixture
def show(open_window: OpenWindow) -> Callable[..., Any]:
    """Open a page whose server is slow."""

    def open_page(html: str, slow: Slow) -> Any:
        window = Stage(open_window(), slow).show(html)
        window.wait_for_selector("html[data-ready]")
        return window

    return open_page


def typed(window: Any, name: str) -> str:
    return str(window.locator(f"[name='{name}']").input_value())


def test_a_form_sent_while_its_draft_is_being_saved_waits_and_goes_once_with_the_new_version(drawn: Any, show: Any) -> None:
    slow = Slow("/draft")
    window = show(drawn("form"), slow)
    window.fill(f"[name='{HEADS}']", "60")
    slow.wait_for(window, "/draft")
    button = window.locator("[data-submit-key]")
    button.click()
    button.click()
    assert button.get_attribute("data-busy") == "", "it says that it is at work"
    assert not slow.sent("/form")
    slow.answer("/draft", SAVED)
    window.wait_for_url("**/form")
    (request,) = slow.sent("/form")
    assert b'name="version"\r\n\r\n8' in request.post_data_buffer
    assert b'name="do"\r\n\r\nsubmit' in request.post_data_buffer


def test_a_form_redrawn_after_its_draft_was_saved_keeps_the_version_and_what_was_typed_since(drawn: Any, show: Any) -> None:
    slow = Slow("/draft", "refresh=1")
    window = show(drawn("form"), slow)
    window.fill(f"[name='{HEADS}']", "60")
    window.focus(f"[name='{NAME}']")
    slow.wait_for(window, "refresh=1")
    slow.wait_for(window, "/draft")
    slow.answer("/draft", SAVED)
    window.wait_for_selector("[data-saved=saved]")
    window.evaluate(f"""() => {{
      const field = document.querySelector("[name='{HEADS}']");
      field.value = "61";
      field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}""")
    window.wait_for_selector("[data-saved='']")
    slow.answer("refresh=1", drawn("form", _54="60").replace("</h3>", "</h3><output id='sum'>9</output>", 1))
    window.wait_for_selector("#sum")
    assert window.locator("[data-saved]").inner_text() == "已保存 10:32"
    assert typed(window, HEADS) == "61"
    assert window.input_value("#form input[name=version]") == "8", "or the next save would be refused as old"


def test_while_answers_are_awaited_the_last_change_is_the_one_that_is_asked_for(drawn: Any, show: Any) -> None:
    slow = Slow("refresh=1")
    window = show(drawn("form"), slow)
    for count, (name, value) in enumerate(((HEADS, "60"), (NAME, "甲"), (HEADS, "62"), (NAME, "乙")), 1):
        window.fill(f"[name='{name}']", value)
        window.evaluate("document.activeElement.blur()")
        slow.wait_for(window, "refresh=1", count)
    last = slow.sent("refresh=1")[-1].post_data_buffer.decode()
    assert "62" in last
    assert "乙" in last
    slow.answer("refresh=1", drawn("form", _54="62").replace("</h3>", "</h3><output id='sum'>9</output>", 1))
    window.wait_for_selector("#sum")
    assert (typed(window, HEADS), typed(window, NAME)) == ("62", "乙")


def test_a_page_that_is_about_to_go_is_not_redrawn_and_sends_its_form_once(drawn: Any, show: Any) -> None:
    slow = Slow("refresh=1", "/form")
    window = show(drawn("form"), slow)
    window.fill(f"[name='{HEADS}']", "60")
    window.evaluate("document.activeElement.blur()")
    slow.wait_for(window, "refresh=1")
    window.locator("[data-submit-key]").evaluate("(button) => { button.click(); setTimeout(() => button.click(), 1000); }")
    slow.wait_for(window, "/form")
    slow.answer("refresh=1", drawn("form", _54="60"))
    window.wait_for_timeout(1500)
    slow.answer("/form", "<title>next</title>")
    window.wait_for_url("**/form")
    assert len(slow.sent("/form")) == 1, "the second press found the button at work, not drawn anew"


def test_what_was_typed_is_kept_before_another_form_of_the_page_is_sent(drawn: Any, show: Any) -> None:
    slow = Slow("/draft")
    window = show(drawn("task"), slow)
    window.fill(f"[name='{HEADS}']", "60")
    window.locator("button[form=release]").click()
    slow.wait_for(window, "/draft")
    assert parse_qs(slow.sent("/draft")[0].post_data)[HEADS] == ["60"]
    assert not slow.sent("/release")
    slow.answer("/draft", SAVED)
    window.wait_for_url("**/release")


def test_a_preview_opens_as_often_as_it_is_asked_for_and_the_draft_goes_on_saving_itself(drawn: Any, show: Any) -> None:
    slow = Slow("/draft")
    window = show(drawn("task"), slow)
    window.context.route("**/preview", lambda route: route.fulfill(status=200, body="<title>paper</title>", content_type="text/html"))
    for _ in range(2):
        with window.expect_popup() as opened:
            window.locator("button[formaction$='/preview']").click()
        opened.value.close()
    window.fill(f"[name='{HEADS}']", "60")
    slow.wait_for(window, "/draft")


def test_a_refused_file_and_one_on_its_way_stay_in_sight_when_the_form_is_redrawn(drawn: Any, show: Any) -> None:
    slow = Slow("/files", "refresh=1")
    html = drawn("form", FILE_FIELD + str(samples.FORM_HTML))
    window = show(html, slow)
    window.set_input_files("#f-m", FILE)
    slow.wait_for(window, "/files")
    for mark in ("first", "second"):
        window.fill(f"[name='{HEADS}']", mark)
        window.evaluate("document.activeElement.blur()")
        slow.wait_for(window, "refresh=1", 1 if mark == "first" else 2)
        slow.answer("refresh=1", html.replace("</h3>", f"</h3><output id='{mark}'>9</output>", 1))
        window.wait_for_selector(f"#{mark}")
        assert window.locator("#form [data-uploads] li").count() == 1
        if mark == "first":
            slow.answer("/files", {"detail": "文件内容不是 PDF。"}, 422)
            window.wait_for_selector(".is-failed >> text=文件内容不是 PDF。")
