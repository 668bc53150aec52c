"""Every page in a real browser: no rule of axe broken, nothing clipped or running out, no complaint in the console."""

import os
from typing import Any

import pytest

from api.rendering import Pages
from tests.browser_support import layout
from tests.browser_support.plugin import OpenWindow, assert_fine
from tests.pages import situations
from tests.pages.conftest import Stage

pytestmark = pytest.mark.browser
NAMES = sorted(situations.every_page())


def wait_until_ready(window: Any, name: str) -> None:
    window.wait_for_selector("html[data-ready]")
    if "diagram" in name:
        window.wait_for_selector("[data-drawn]")


FULL = pytest.mark.skipif(
    not any(os.environ.get(name, "") not in ("", "0") for name in ("TONGBAN_FULL", "CI")),
    reason="the other looks run in CI and with TONGBAN_FULL=1",
)
SAMPLED = {("zh", False, False), ("en", True, True)}
COMBINATIONS = [
    pytest.param(
        language,
        phone,
        dark,
        id=f"{language}-{'phone' if phone else 'desk'}-{'dark' if dark else 'light'}",
        marks=[] if (language, phone, dark) in SAMPLED else [pytest.mark.slow, FULL],
    )
    for language in ("zh", "en")
    for phone in (False, True)
    for dark in (False, True)
]


@pytest.mark.parametrize(("language", "phone", "dark"), COMBINATIONS)
def test_no_page_breaks_a_rule_of_axe_or_of_the_layout(
    open_window: OpenWindow, pages: Pages, language: str, phone: bool, dark: bool
) -> None:
    window = open_window(phone=phone, dark=dark, bypass_csp=True)
    stage = Stage(window)
    for name in NAMES:
        template, context = situations.every_page()[name]
        html = pages.render(template, language=language, theme="dark" if dark else "light", csrf="t", key="k", **context)
        stage.show(html)
        wait_until_ready(window, name)
        assert_fine(window)


def test_no_page_is_complained_about_under_the_strict_policy(open_window: OpenWindow, pages: Pages) -> None:
    window = open_window()
    stage = Stage(window)
    said: list[str] = []
    window.on("console", lambda message: said.append(message.text))
    window.on("pageerror", lambda error: said.append(str(error)))
    for name in NAMES:
        template, context = situations.every_page()[name]
        stage.show(pages.render(template, language="zh", csrf="t", key="k", **context))
        wait_until_ready(window, name)
        problems = [line for line in said if "Autofocus" not in line]
        assert problems == [], name


def test_pages_hold_together_without_script(open_window: OpenWindow, pages: Pages) -> None:
    window = open_window(script=False)
    stage = Stage(window)
    for name in NAMES:
        template, context = situations.every_page()[name]
        stage.show(pages.render(template, language="zh", csrf="t", key="k", **context))
        assert window.locator("main h1, main [role=alert] h1").first.is_visible(), name
        assert window.locator(".only-js:visible").count() == 0, name


def test_the_automatic_theme_follows_the_device(open_window: OpenWindow, pages: Pages) -> None:
    template, context = situations.every_page()["sign_in"]
    html = pages.render(template, language="zh", theme="auto", csrf="t", key="k", **context)
    colours = []
    for dark in (False, True):
        window = open_window(dark=dark)
        Stage(window).show(html)
        colours.append(window.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert colours == ["rgb(243, 245, 248)", "rgb(18, 22, 28)"]


def test_the_mark_of_bpmn_io_is_visible_and_nothing_covers_it(open_window: OpenWindow, pages: Pages) -> None:
    for dark in (False, True):
        window = open_window(dark=dark)
        template, context = situations.every_page()["office_diagram"]
        Stage(window).show(pages.render(template, language="zh", theme="dark" if dark else "light", csrf="t", key="k", **context))
        window.wait_for_selector("[data-drawn]")
        mark = window.locator(".bjs-powered-by")
        box = mark.bounding_box()
        assert mark.is_visible()
        assert box is not None
        centre = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        assert window.evaluate("({x, y}) => Boolean(document.elementFromPoint(x, y).closest('.bjs-powered-by'))", centre)
        assert window.evaluate("getComputedStyle(document.querySelector('.diagram')).backgroundColor") == "rgb(255, 255, 255)"


def test_the_layout_lint_finds_what_it_is_for(open_window: OpenWindow) -> None:
    window = open_window()
    window.set_content(
        "<div style='width:60px;overflow:hidden;white-space:nowrap'>a text much longer than its box</div>"
        "<p style='font-size:9px'>tiny</p><div style='width:3000px'>wide</div>"
        "<button style='width:30px;white-space:nowrap;padding:0'>a long label</button>"
    )
    found = "\n".join(layout.faults(window))
    for fault in ("clipped sideways", "text of 9px", "wider than the window"):
        assert fault in found
