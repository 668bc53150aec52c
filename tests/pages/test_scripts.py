"""What the scripts of the pages do: keys, autosave, uploads, dialogs, the diagram; and that they never get in the way of typing."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from api.rendering import Pages
from tests.browser_support.plugin import OpenWindow
from tests.pages import samples, situations
from tests.pages.conftest import Answer, Stage
from tests.pages.listings import DIAGRAM

pytestmark = pytest.mark.browser
Show = Callable[..., Any]


@pytest.fixture
def show(open_window: OpenWindow, pages: Pages) -> Show:
    """Open a sample page in a window: `show("queue", answer)`."""

    def open_page(name: str, answer: Answer | None = None, **changes: Any) -> Any:
        template, context = situations.every_page()[name]
        html = pages.render(template, language="zh", csrf="the-token", key="the-key", **{**context, **changes})
        window = Stage(open_window(), answer).show(html)
        window.wait_for_selector("html[data-ready]")
        return window

    return open_page


def come(window: Any, asked: list[Any], which: Callable[[Any], bool]) -> None:
    """Until a request of a kind has come."""
    for _ in range(300):
        if any(which(request) for request in asked):
            return
        window.wait_for_timeout(100)
    raise AssertionError([request.url for request in asked])


def path_of(route: Any) -> str:
    return str(route.request.url).removeprefix("http://tongban.test")


def collect(asked: list[Any], **answers: tuple[int, object]) -> Answer:
    """Remember every request and answer those whose path ends with a name."""

    def answer(route: Any) -> bool:
        asked.append(route.request)
        if "refresh=1" in path_of(route):
            route.fulfill(status=204)
            return True
        for ending, (status, body) in answers.items():
            if path_of(route).partition("?")[0].endswith(ending):
                kind = "application/json" if status < 400 else "application/problem+json"
                route.fulfill(status=status, body=json.dumps(body), content_type=kind)
                return True
        route.fulfill(status=200, body="<title>next</title>", content_type="text/html")
        return True

    return answer


def test_j_and_k_move_over_the_queue_and_enter_opens_the_task(show: Show) -> None:
    asked: list[Any] = []
    window = show("queue", collect(asked))
    for key in ("j", "j", "j", "k"):
        window.keyboard.press(key)
    assert window.locator("tr.cur").count() == 1
    assert "00032" in window.locator("tr.cur").inner_text()
    window.keyboard.press("Enter")
    window.wait_for_url("**/tasks/**")
    assert asked[-1].url.endswith(str(samples.uid(22)))


def test_c_claims_the_task_the_cursor_is_on(show: Show) -> None:
    asked: list[Any] = []
    window = show("queue", collect(asked))
    for _ in range(5):
        window.keyboard.press("j")
    window.keyboard.press("c")
    window.wait_for_url("**/claim")
    assert asked[-1].url.endswith(f"/tasks/{samples.uid(25)}/claim")
    sent = parse_qs(asked[-1].post_data)
    assert sent["_csrf"] == ["the-token"]
    assert sent["next"] == ["/tasks?tab=todo"]


def test_slash_goes_to_the_search_and_keys_rest_while_typing(show: Show) -> None:
    window = show("queue")
    window.keyboard.press("/")
    assert window.evaluate("document.activeElement.id") == "find"
    window.keyboard.type("jk?c/")
    assert window.input_value("#find") == "jk?c/"
    assert window.locator("tr.cur").count() == 0
    assert not window.locator("#keys").is_visible()


def test_keys_rest_while_an_input_method_composes(show: Show) -> None:
    window = show("queue")
    window.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'j', isComposing: true, bubbles: true}))")
    assert window.locator("tr.cur").count() == 0


def test_a_question_mark_explains_the_keys_and_escape_closes(show: Show) -> None:
    window = show("queue")
    window.keyboard.press("?")
    assert window.locator("#keys").is_visible()
    window.keyboard.press("j")
    assert window.locator("tr.cur").count() == 0
    window.keyboard.press("Escape")
    assert not window.locator("#keys").is_visible()


def test_ctrl_enter_submits_the_decision_with_its_outcome(show: Show) -> None:
    asked: list[Any] = []
    window = show("task", collect(asked))
    window.get_by_text("要求补正", exact=True).click()
    assert "on" in (window.locator("label.warning").get_attribute("class") or "").split()
    window.keyboard.press("Control+Enter")
    window.wait_for_url("**/complete")
    assert 'name="outcome"\r\n\r\ncorrect' in asked[-1].post_data_buffer.decode()


def test_a_draft_saves_itself_and_says_when(show: Show) -> None:
    asked: list[Any] = []
    window = show("form", collect(asked, draft=(200, {"version": 8, "saved_at": "2026-11-23T02:32:00+00:00"})))
    window.fill("#f-filing-plan-heads", "60")
    window.wait_for_selector("[data-saved=saved]")
    assert window.locator("[data-saved]").inner_text() == "已保存 10:32"
    assert window.input_value("#form input[name=version]") == "8"
    sent = [request for request in asked if request.url.endswith("/draft")]
    data = parse_qs(sent[0].post_data)
    assert data["filing.plan.heads"] == ["60"]
    assert data["version"] == ["3"]
    assert data["_key"] != ["the-key"]
    assert sent[0].headers["x-csrf-token"] == "the-token"


def test_a_draft_changed_elsewhere_stops_saving_and_keeps_what_was_typed(show: Show) -> None:
    asked: list[Any] = []
    window = show("form", collect(asked, draft=(409, {"detail": "王芳 10:31 修改了草稿。"})))
    window.fill("#f-filing-plan-heads", "60")
    window.wait_for_selector("[data-draft-conflict]:visible")
    assert "王芳 10:31 修改了草稿。" in window.locator("[data-draft-conflict]").inner_text()
    window.fill("#f-filing-plan-heads", "61")
    window.wait_for_timeout(3000)
    assert len([request for request in asked if request.url.endswith("/draft")]) == 1
    assert window.input_value("#f-filing-plan-heads") == "61"


def test_a_change_redraws_the_form_without_losing_what_is_being_typed(show: Show, pages: Pages) -> None:
    template, context = situations.every_page()["form"]
    fresh = str(context["form_html"]).replace('value="54"', 'value="60"') + '<output id="f-sum">324000</output>'
    redrawn = pages.render(template, language="zh", csrf="the-token", key="other", **{**context, "form_html": samples.Markup(fresh)})
    asked: list[Any] = []

    def answer(route: Any) -> bool:
        asked.append(route.request)
        if "refresh=1" in path_of(route):
            route.fulfill(status=200, body=redrawn, content_type="text/html")
        else:
            route.fulfill(
                status=200, body=json.dumps({"version": 4, "saved_at": "2026-11-23T02:32:00+00:00"}), content_type="application/json"
            )
        return True

    window = show("form", answer)
    window.fill("#f-filing-plan-heads", "60")
    window.focus("#f-filing-enterprise-name")
    window.keyboard.type("甲")
    window.wait_for_selector("#f-sum")
    assert window.evaluate("document.activeElement.id") == "f-filing-enterprise-name"
    assert "甲" in window.input_value("#f-filing-enterprise-name")
    refresh = next(request for request in asked if "refresh=1" in request.url)
    assert refresh.headers["x-csrf-token"] == "the-token"


def test_a_file_is_sent_by_itself_and_the_form_is_drawn_anew(show: Show) -> None:
    asked: list[Any] = []
    html = samples.Markup('<div class="f-field"><label for="f-m">培养方案</label><input type="file" id="f-m" name="materials.plan"></div>')
    window = show("form", collect(asked, files=(201, {"files": 1})), form_html=html)
    window.set_input_files("#f-m", {"name": "培养方案.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    window.wait_for_selector("[data-uploads] >> text=已上传")
    come(window, asked, lambda request: "refresh=1" in request.url)
    sent = next(request for request in asked if request.url.endswith("/files"))
    assert b'name="field"\r\n\r\nmaterials.plan' in sent.post_data_buffer
    assert b"%PDF-1.7" in sent.post_data_buffer
    assert sent.headers["x-csrf-token"] == "the-token"


def test_a_refused_file_gets_its_sentence_at_the_place(show: Show) -> None:
    asked: list[Any] = []
    refusal = {"detail": "x", "errors": [{"path": "materials.plan", "zh": "文件内容不是 PDF。", "en": "Not a PDF."}]}
    html = samples.Markup('<div class="f-field"><label for="f-m">培养方案</label><input type="file" id="f-m" name="materials.plan"></div>')
    window = show("form", collect(asked, files=(422, refusal)), form_html=html)
    window.set_input_files("#f-m", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    window.wait_for_selector("text=文件内容不是 PDF。")
    assert not [request for request in asked if "refresh=1" in request.url]


def test_a_dangerous_button_asks_first_and_then_sends_once(show: Show) -> None:
    asked: list[Any] = []
    window = show("roster", collect(asked))
    window.get_by_role("button", name="删除错误行").click()
    assert "6 行" in window.locator("#confirm [data-sentence]").inner_text()
    assert not [request for request in asked if request.method == "POST"]
    window.locator("#confirm [data-close]").click()
    window.get_by_role("button", name="删除错误行").click()
    window.locator("#confirm [data-yes]").click()
    window.wait_for_url("**/remove")
    assert parse_qs(asked[-1].post_data)["only"] == ["faulty"]


def test_a_double_click_sends_a_form_once(show: Show) -> None:
    asked: list[Any] = []

    def slow(route: Any) -> bool:
        asked.append(route.request)
        return True

    window = show("guide", slow)
    button = window.get_by_role("button", name="开始申报")
    button.evaluate("button => { button.click(); button.click(); }")
    come(window, asked, lambda request: request.method == "POST")
    window.wait_for_timeout(300)
    assert len([request for request in asked if request.method == "POST"]) == 1


def test_the_menu_closes_on_escape_and_gives_the_focus_back(show: Show) -> None:
    window = show("queue")
    summary = window.locator(".top .menu > summary")
    summary.click()
    assert window.get_by_role("button", name="退出登录").is_visible()
    window.keyboard.press("Escape")
    assert not window.get_by_role("button", name="退出登录").is_visible()
    assert window.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_errors_get_the_focus_and_lead_to_their_fields(show: Show) -> None:
    window = show("form_errors")
    assert window.evaluate("document.activeElement.matches('[data-error-summary]')")
    window.locator("[data-error-summary] a").nth(1).click()
    assert window.evaluate("location.hash") == "#f-filing-plan-heads"


def test_a_material_opens_beside_the_form(show: Show) -> None:
    window = show("task", lambda route: bool(route.fulfill(status=200, body="<p>x</p>", content_type="text/html")) or True)
    window.get_by_role("link", name="承诺书.jpg").click()
    assert window.locator("#viewer img").get_attribute("alt") == "承诺书.jpg"
    window.get_by_role("link", name="2026年数控车工培养方案.pdf").click()
    assert window.locator("#viewer iframe").get_attribute("title") == "预览 2026年数控车工培养方案.pdf"
    assert window.locator(".files li.on").count() == 1


def test_the_diagram_marks_where_the_case_is_and_zooms(show: Show) -> None:
    window = show("office_diagram")
    window.wait_for_selector("[data-drawn]")
    assert window.locator(".djs-element.is-current[data-element-id=review]").count() == 1
    assert window.locator(".djs-element.is-done[data-element-id=acceptance]").count() == 1
    assert window.locator(".badge.current").inner_text() == "办理中"
    before = window.locator(".viewport").first.get_attribute("transform")
    window.get_by_role("button", name="放大").click()
    assert window.locator(".viewport").first.get_attribute("transform") != before


def test_a_wide_diagram_opens_readable_at_the_current_place(show: Show) -> None:
    wide = DIAGRAM.xml.replace('x="600" y="100"', 'x="6000" y="100"')
    window = show("office_diagram", view=replace(DIAGRAM, xml=wide))
    window.wait_for_selector("[data-drawn]")
    labels = window.locator(".djs-element[data-element-id=review] text").first
    box, frame = labels.bounding_box(), window.locator("[data-diagram] .canvas").bounding_box()
    assert box["height"] >= 11
    assert abs(box["x"] + box["width"] / 2 - frame["x"] - frame["width"] / 2) < frame["width"] / 5
    before = window.locator(".viewport").first.get_attribute("transform")
    window.locator("[data-zoom=fit]").click()
    assert window.locator(".viewport").first.get_attribute("transform") != before


def test_a_broken_diagram_says_so(show: Show) -> None:
    broken = samples.v.DiagramView("x.bpmn", "<not-a-diagram/>", {}, ("x.bpmn",), "1")
    window = show("office_diagram", view=broken)
    window.wait_for_selector("text=流程图无法显示")
