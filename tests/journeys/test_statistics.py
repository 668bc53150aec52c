"""Statistics: plots drawn from the tables beside them, which say the same without a script."""

from typing import Any

import pytest

from tests.journeys.town import PROGRAM, Town

pytestmark = pytest.mark.browser
DEMO = True
ADDRESS = f"/admin/operations/statistics?program={PROGRAM}&weeks=26"
FIGURES = "table[id] [data-n]"


def test_plots_draw_what_the_tables_say_and_a_bar_leads_to_the_cases_of_its_step(town: Town, invite: Any):
    admin = invite("guanli")
    page = admin.go(ADDRESS)
    for plot in page.locator("[data-plot]").all():
        name = plot.get_attribute("data-plot")
        page.locator(f"[data-plot={name}][data-drawn] svg").wait_for()
        heads = [head.inner_text() for head in page.locator(f"#{name} th[data-series]").all()]
        assert admin.until(lambda plot=plot, heads=heads: set(heads) <= set(plot.locator("svg text").all_text_contents())), heads
    assert page.locator("[data-plot=steps]").get_attribute("aria-label")
    bars = page.locator("[data-plot=steps] svg path[fill='var(--amber-fill)']")
    longest = max(range(bars.count()), key=lambda place: bars.nth(place).bounding_box()["width"])
    with page.expect_navigation(url="**/admin/operations/cases?*"):
        bars.nth(longest).click()
    assert f"program={PROGRAM}&element=" in page.url


def test_without_script_the_tables_say_everything(town: Town, invite: Any):
    scripted, plain = invite("guanli").go(ADDRESS), invite("guanli", script=False).go(ADDRESS)
    assert plain.locator("[data-plot]:visible").count() == 0
    assert plain.locator(FIGURES).all_inner_texts() == scripted.locator(FIGURES).all_inner_texts() != []
    plain.select_option("[name=weeks]", "4")
    with plain.expect_navigation():
        plain.locator("form[action='/admin/operations/statistics'] button").click()
    assert plain.locator("#weeks tbody tr").count() == 4


def test_plots_follow_their_frame_when_the_window_grows_and_shrinks(town: Town, invite: Any):
    admin = invite("guanli")
    page = admin.go(ADDRESS)
    names = [plot.get_attribute("data-plot") for plot in page.locator("[data-plot]").all()]
    for name in names:
        page.locator(f"[data-plot={name}][data-drawn] svg").wait_for()
    widths = []
    for width in (1440, 390, 900):
        page.set_viewport_size({"width": width, "height": 844})
        for name in names:
            frame, drawn = page.locator(f"[data-plot={name}]"), page.locator(f"[data-plot={name}] svg").first
            assert admin.until(lambda frame=frame, drawn=drawn: drawn.bounding_box()["width"] == frame.evaluate("f => f.clientWidth")), name
            text = page.locator(f"[data-plot={name}] svg text").last
            assert text.bounding_box()["width"] > 0, "drawn anew, not merely cut off"
        widths.append(page.locator(f"[data-plot={names[0]}]").evaluate("f => f.clientWidth"))
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), width
    assert widths[1] < widths[2] < widths[0]
