"""What templates are given: dates in the office's zone, numbers, links, both languages, nothing unescaped."""

from datetime import UTC, date, datetime

import pytest

from api import rendering
from api.rendering import Pages
from engine.sdk.text import Text
from tests.pages import listings, samples, situations

LATE = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)


def test_moments_are_shown_in_the_zone_of_the_office() -> None:
    assert rendering.moment(LATE) == "2027-01-01 00:30"
    assert rendering.iso_day(LATE) == "2027-01-01"
    assert rendering.short_moment(LATE) == "01-01 00:30"


@pytest.mark.parametrize(
    ("language", "short", "long", "weekday"),
    [("zh", "11-24", "2026 年 11 月 24 日", "周二"), ("en", "24 Nov", "24 Nov 2026", "Tue")],
)
def test_days_are_said_as_each_language_says_them(language: str, short: str, long: str, weekday: str) -> None:
    voice = rendering.Voice(language)
    day = date(2026, 11, 24)
    assert (voice.short_day(day), voice.long_day(day), voice.weekday(day)) == (short, long, weekday)


def test_texts_are_said_in_the_language_of_the_page() -> None:
    text = Text("受理", "Acceptance")
    assert rendering.Voice("zh").say(text) == "受理"
    assert rendering.Voice("en").say(text) == "Acceptance"
    assert rendering.Voice("en").say(None) == ""
    assert rendering.Voice("en").say({"zh": "受理", "en": "Acceptance"}) == "Acceptance"


@pytest.mark.parametrize(("fen", "yuan"), [(0, "0.00"), (123456789, "1,234,567.89"), (-5, "-0.05")])
def test_money_is_shown_in_yuan(fen: int, yuan: str) -> None:
    assert rendering.money(fen) == yuan


@pytest.mark.parametrize(("size", "shown"), [(12, "12 B"), (2048, "2 KB"), (1834211, "1.7 MB"), (20 * 1024 * 1024, "20.0 MB")])
def test_file_sizes_are_shown_as_people_say_them(size: int, shown: str) -> None:
    assert rendering.size(size) == shown


def test_a_link_changes_the_parameters_named_and_keeps_the_others() -> None:
    url = listings.address("/tasks", "tab=pool&text=%E8%BD%A6%E5%B7%A5&after=x")
    assert rendering.link(url, after=None, sort="due") == "/tasks?tab=pool&text=%E8%BD%A6%E5%B7%A5&sort=due"
    assert rendering.link(listings.address("/tasks"), after=None) == "/tasks"


def test_raw_html_in_a_guide_stays_text() -> None:
    assert "<script>" not in rendering.markdown("<script>alert(1)</script>\n\n**x**")
    assert "<strong>x</strong>" in rendering.markdown("**x**")


def test_an_unknown_light_is_grey() -> None:
    assert rendering.light("purple") == "grey"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", sorted(situations.every_page()))
def test_every_template_renders_under_a_strict_policy(pages: Pages, name: str, language: str) -> None:
    template, context = situations.every_page()[name]
    html = pages.render(template, language=language, csrf="t", key="k", **context)
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}"' in html
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert "hx-on" not in html
    assert html.count("<main") == 1
    assert html.count("<h1") == 1


@pytest.mark.parametrize("name", sorted(situations.every_page()))
def test_every_form_that_changes_something_carries_its_token_and_key(pages: Pages, name: str) -> None:
    template, context = situations.every_page()[name]
    html = pages.render(template, language="zh", csrf="t", key="k", **context)
    for form in html.split("<form")[1:]:
        body = form.partition("</form>")[0]
        if 'method="post"' in body:
            assert 'name="_csrf" value="t"' in body
            assert 'name="_key" value="k' in body


def test_what_people_typed_is_escaped(pages: Pages) -> None:
    view = listings.queue((listings.qv.TaskRow(samples.task_head(), samples.head(organisation="<img src=x onerror=alert(1)>")),))
    html = pages.render(
        "officer/queue.html",
        language="zh",
        actor=samples.OFFICER,
        url=listings.address("/tasks"),
        view=view,
        query=listings.QUERY,
        most_exported=None,
        most_listed=None,
        **listings.shown(),
    )
    assert "<img src=x" not in html
    assert "&lt;img src=x" in html


def test_a_diagram_cannot_leave_its_holder(pages: Pages) -> None:
    template, context = situations.every_page()["office_diagram"]
    hostile = samples.v.DiagramView("x.bpmn", "<a></script><script>alert(1)</script></a>", {}, ("x.bpmn",), "1")
    html = pages.render(template, language="zh", **{**context, "view": hostile})
    assert "<script>alert(1)</script>" not in html
