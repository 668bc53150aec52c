"""Files nobody should open: every one gets a sentence within seconds, and what was there stays there."""

import time
import zipfile
from io import BytesIO
from typing import Any

import pytest

from tests.journeys.sheets import XLSX, many
from tests.journeys.telling import attach, paper, roster_rows, told
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
SECONDS = 60
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
COMPANY = told("electric")["data"]["enterprise"]


def utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def with_macro() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
        )
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/vbaProject.bin", OLE + b"\0" * 512)
    return out.getvalue()


WORKBOOKS = {
    "旧版.xls": OLE + b"\0" * 504 + utf16("Workbook") + b"\0" * 2000,
    "含宏.xlsm": with_macro(),
    "加密.xlsx": OLE + b"\0" * 504 + utf16("EncryptedPackage") + b"\0" * 2000,
    "改名.xlsx": b"%PDF-1.7\n" + b"x" * 4000,
    "半截.xlsx": many(3, {})[:900],
}


@pytest.fixture(scope="module", autouse=True)
def company(town: Town):
    town.enterprise("electric", COMPANY["name"], COMPANY["uscc"])


def send(visitor: Visitor, name: str, content: bytes) -> float:
    """Upload a workbook on the roster page; returns how long the answer took."""
    visitor.page.locator("input[type=file][name=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    began = time.monotonic()
    visitor.page.locator("main form[enctype] button[type=submit]").click(timeout=SECONDS * 1000)
    visitor.page.wait_for_load_state("load", timeout=SECONDS * 1000)
    return time.monotonic() - began


def test_workbooks_that_cannot_be_taken_are_refused_with_a_sentence_and_change_nothing(town: Town, invite: Any):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/roster/roster")
    send(visitor, "名单.xlsx", many(8, roster_rows(told("electric"))[0]))
    sentences = {}
    for name, content in WORKBOOKS.items():
        visitor.go(f"/cases/{case}/roster/roster")
        assert send(visitor, name, content) < SECONDS
        sentences[name] = visitor.page.locator(".errors li").inner_text()
        assert visitor.page.locator(".seg b").first.inner_text() == "8", f"{name} changed the roster"
    assert all(sentences.values()), sentences


def test_ten_thousand_rows_are_answered_within_seconds(town: Town, invite: Any):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/roster/roster")
    assert send(visitor, "一万人.xlsx", many(10_000, roster_rows(told("electric"))[0])) < SECONDS
    assert visitor.page.locator(".errors li").count() or visitor.page.locator(".seg b").first.inner_text() == "10000"


def test_materials_are_judged_by_content_and_size_and_the_rest_of_the_form_stays(town: Town, invite: Any):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/form")
    visitor.page.locator("#form [name='enterprise.contact']").fill("不会丢")
    place = "materials.training_plan"
    for name, content in (
        ("程序.pdf", b"MZ" + b"\0" * 3000),
        ("网页.pdf", b"<html><script>alert(1)</script></html>"),
        ("太大.pdf", paper("大") + b"\0" * (20 << 20)),
    ):
        began = time.monotonic()
        attach(visitor, place, name, content)
        refused = visitor.page.locator(".f-file.is-failed", has_text=name).locator(".f-error")
        refused.wait_for(timeout=SECONDS * 1000)
        assert time.monotonic() - began < SECONDS
        assert len(refused.inner_text()) > 8, name
    attach(visitor, place, "培养方案.pdf", paper("培养方案"))
    visitor.page.locator("#form").get_by_role("link", name="培养方案.pdf").wait_for()
    assert visitor.page.locator("#form [name='enterprise.contact']").input_value() == "不会丢"
    assert visitor.page.locator("#form a[href*='/files/']").count() == 1
