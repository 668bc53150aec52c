"""What comes in by file is looked at first: every such page in a real browser, accessible and laid out well, sound files and faulty ones."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from api.archives import zip_of
from engine.commands import OpenProgramDraft
from engine.queries import ProgramDraftFiles
from engine.scenarios.demo import OFFICE as CITY_OFFICE_NAME
from tests.api.test_calendar_import import BASIS, as_csv, lines
from tests.api.test_directory_import import OFFICE, book
from tests.journeys.test_every_page import looked_at
from tests.journeys.town import PROGRAM, Town
from tests.journeys.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS = {
    "people": (
        ("luo.min", "罗敏", "经办", CITY_OFFICE_NAME, "acceptance@440100", "13800138000"),
        ("x", "王", "船长", "没有这个单位", "", "123"),
    ),
    "organisations": (OFFICE, ("申报单位", "甲", "", "990000", "", "")),
    "regions": (("440199", "440100", "示例区", "Example", "示例"), ("44011", "449900", "某区", "", "")),
}
DRAWN = (
    b'<d:definitions xmlns:d="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="x" '
    b'targetNamespace="y"><d:process id="p"><d:userTask id="look" camunda:candidateGroups="review" camunda:priority="5"/></d:process></d:definitions>'
)


def sent(visitor: Visitor, action: str, file: str, content: bytes, kind: str = SHEET, **typed: str) -> None:
    """Choose a file in the form of a page, and send it."""
    form = visitor.page.locator(f"form[action='{action}']")
    form.locator("input[type=file]").set_input_files({"name": file, "mimeType": kind, "buffer": content})
    for field, text in typed.items():
        form.locator(f"[name={field}]").fill(text)
    visitor._pressed(form.locator("button[type=submit]"))


def in_both_languages(visitor: Visitor, send: Callable[[], None]) -> list[str]:
    """What is wrong with the page a file leads to: at a desk by day, and on a telephone by night."""
    faults: list[str] = []
    for language, size, theme in (("zh", DESK, "light"), ("en", PHONE, "dark")):
        visitor.go(f"/language/{language}?next=/notices-and-licences")
        send()
        faults += looked_at(visitor, language, size, theme)
        visitor.page.set_viewport_size(DESK)
        visitor.page.emulate_media(color_scheme="light")
    return faults


@pytest.mark.parametrize("kind", list(ROWS))
def test_lists_are_looked_at_before_they_are_kept(town: Town, invite: Any, kind: str) -> None:
    visitor = invite("guanli")
    visitor.go("/account")
    for row, says in zip(ROWS[kind], ("confirm", ""), strict=True):

        def send(row: tuple[str, ...] = row) -> None:
            visitor.go(f"/admin/directory/{kind}")
            sent(visitor, f"/admin/directory/{kind}", "a.xlsx", book(kind, row))

        faults = in_both_languages(visitor, send)
        assert not faults, "\n".join(faults)
        assert visitor.page.locator(f"form[action$='/{kind}/confirm'] button[type=submit]").count() == (1 if says else 0)


@pytest.mark.parametrize("without", ["", "2027-02-08"], ids=["sound", "a day is missing"])
def test_a_year_is_looked_at_before_it_is_kept(town: Town, invite: Any, without: str) -> None:
    visitor = invite("guanli")
    visitor.go("/account")
    content = as_csv(lines(without=without) if without else lines())

    def send() -> None:
        visitor.go("/admin/calendar/2027")
        sent(visitor, "/admin/calendar/2027/file", "2027.csv", content, "text/csv", basis=BASIS)

    faults = in_both_languages(visitor, send)
    assert not faults, "\n".join(faults)
    assert ("2027-02-08" in visitor.text()) is bool(without) or not without


def test_a_package_and_a_diagram_come_in_with_a_report_or_a_reason(town: Town, invite: Any) -> None:
    visitor, by = invite("guanli"), town.actor("guanli")
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="导入"), by=by).draft_id
    files = town.engine.ask(ProgramDraftFiles(draft_id=draft), by=by)
    base = f"/admin/studio/{draft}"
    names = iter(("first", "second"))

    def diagram() -> None:
        visitor.go(base)
        sent(visitor, f"{base}/diagrams", "drawn.bpmn", DRAWN, "application/xml", name=next(names))

    def folder(content: dict[str, bytes]) -> Callable[[], None]:
        def bring() -> None:
            visitor.go(base)
            sent(visitor, f"{base}/folder", "a.zip", zip_of(content), "application/zip")
            visitor.agree()

        return bring

    visitor.go("/account")
    faults = in_both_languages(visitor, diagram)
    assert re.search("priority|candidateGroups", visitor.text())
    faults += in_both_languages(visitor, folder({**files, f"{PROGRAM}/guide.zh.md": b"# \xe6\x8c\x87\xe5\x8d\x97"}))
    faults += in_both_languages(visitor, folder({**files, f"{PROGRAM}/services.py": b"print()"}))
    assert "services.py" in visitor.page.locator(".error-summary, [role=alert]").first.inner_text()
    assert not faults, "\n".join(faults)
