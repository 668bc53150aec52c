"""Files nobody should open: every one gets a sentence within seconds, and what was there stays there."""

import time
import zipfile
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from tests.browser_support.slowness import RATE
from tests.journeys.sheets import XLSX, many, saved
from tests.journeys.telling import attach, paper, roster_rows, told
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
SECONDS = 60 * RATE
"""ten times what the slowest takes on a busy machine of two cores"""
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


def bomb() -> bytes:
    """A sound workbook with a part that unpacks to more than anybody's memory should hold."""
    out = BytesIO(many(3, {}))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.png", b"\0" * 160_000_000)
    return out.getvalue()


def other_columns() -> bytes:
    """A sound workbook that has nothing to do with a roster."""
    book = Workbook()
    book.active.append(["货号", "数量", "单价"])
    book.active.append(["A-1", 3, "9.90"])
    return saved(book)


WORKBOOKS = {
    "空.xlsx": (lambda: b"", "文件是空的", "The file is empty"),
    "旧版.xls": (lambda: OLE + b"\0" * 504 + utf16("Workbook") + b"\0" * 2000, "旧版 Excel（.xls）", "the old Excel format (.xls)"),
    "含宏.xlsm": (with_macro, "工作簿含有宏，不接收", "contains macros"),
    "加密.xlsx": (lambda: OLE + b"\0" * 504 + utf16("EncryptedPackage") + b"\0" * 2000, "设有打开密码", "protected by a password"),
    "改名.xlsx": (lambda: b"%PDF-1.7\n" + b"x" * 4000, "内容其实是“PDF”", "is really a PDF"),
    "半截.xlsx": (lambda: many(3, {})[:900], "已损坏或没有传完", "damaged or incomplete"),
    "炸弹.xlsx": (bomb, "解压后过大", "unpacks to too much"),
    "二十兆.xlsx": (lambda: many(3, {}) + b"\0" * (20 << 20), "文件超过 20 MB", "larger than 20 MB"),
    "别的表.xlsx": (other_columns, "没有找到表头；请使用下载的模板", "No header row was found; use the template"),
    "两万一千人.xlsx": (lambda: many(21_000, roster_rows(told("electric"))[0]), "共 21000 行，超过上限 20000 行", "there are 21000 rows"),
}
"""By name: how the file is made, and what must be said about it in Chinese and in English."""


@pytest.fixture(scope="module", autouse=True)
def company(town: Town):
    town.enterprise("electric", COMPANY["name"], COMPANY["uscc"])


def send(visitor: Visitor, name: str, content: bytes) -> float:
    """Upload a workbook on the roster page; returns how long the answer took."""
    visitor.page.locator("input[type=file][name=file]").set_input_files({"name": name, "mimeType": XLSX, "buffer": content})
    began = time.monotonic()
    visitor.follow(visitor.page.locator("main form[enctype] button[type=submit]"))
    return time.monotonic() - began


@pytest.mark.parametrize("language", ["zh", "en"])
def test_workbooks_that_cannot_be_taken_are_refused_each_for_its_cause_and_change_nothing(town: Town, invite: Any, language: str):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/roster/roster")
    visitor.go(f"/language/{language}?next=/account")
    visitor.go(f"/cases/{case}/roster/roster")
    send(visitor, "名单.xlsx", many(8, roster_rows(told("electric"))[0]))
    took = {}
    for name, (made, zh, en) in WORKBOOKS.items():
        visitor.go(f"/cases/{case}/roster/roster")
        took[name] = send(visitor, name, made())
        said = visitor.page.locator(".errors li").inner_text()
        assert (zh if language == "zh" else en) in said, f"{name}: {said}"
        assert visitor.page.locator(".seg b").first.inner_text() == "8", f"{name} changed the roster"
    visitor.go("/language/zh?next=/account")
    within(took)


def test_long_rosters_are_answered_within_seconds(town: Town, invite: Any):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/roster/roster")
    person = roster_rows(told("electric"))[0]
    took = {"一万人.xlsx": send(visitor, "一万人.xlsx", many(10_000, person))}
    visitor.reads("花名册最多 5000 行，本次 10000 行")
    assert visitor.page.locator(".seg b").first.inner_text() == "0"
    took["两千人.xlsx"] = send(visitor, "两千人.xlsx", many(2_000, person))
    assert visitor.page.locator(".seg b").first.inner_text() == "2000", "all of them, half of it the same person"
    began = time.monotonic()
    visitor.follow(visitor.page.locator(".pager a[rel=next]"))
    took["下一页"] = time.monotonic() - began
    within(took)


def within(took: dict[str, float]) -> None:
    """Every answer came within seconds; the figures are printed for whoever runs with -s."""
    print(*(f"{name}: {seconds:.2f} s" for name, seconds in took.items()), sep="\n")  # noqa: T201
    slow = {name: seconds for name, seconds in took.items() if seconds > SECONDS}
    assert not slow, slow


def test_materials_are_judged_by_content_and_size_and_the_rest_of_the_form_stays(town: Town, invite: Any):
    visitor = invite("electric")
    case = town.draft("electric")
    visitor.go(f"/cases/{case}/form")
    visitor.page.locator("#form [name='enterprise.contact']").fill("不会丢")
    place = "materials.training_plan"
    took = {}
    for name, content, sentence in (
        ("程序.pdf", b"MZ" + b"\0" * 3000, "这里只接收"),
        ("网页.pdf", b"<html><script>alert(1)</script></html>", "这里只接收"),
        ("空.pdf", b"", "文件是空的"),
        ("改名.docx", paper("改名"), "请不要改后缀"),
        ("太大.pdf", paper("大") + b"\0" * (20 << 20), "文件 20.1 MB，超过上限 20.0 MB"),
    ):
        began = time.monotonic()
        attach(visitor, place, name, content)
        refused = visitor.page.locator(".f-file.is-failed", has_text=name).locator(".f-error")
        refused.wait_for(timeout=SECONDS * 1000)
        took[name] = time.monotonic() - began
        assert sentence in refused.inner_text(), f"{name}: {refused.inner_text()}"
    within(took)
    attach(visitor, place, "培养方案.pdf", paper("培养方案"))
    visitor.page.locator("#form").get_by_role("link", name="培养方案.pdf").wait_for()
    assert visitor.page.locator("#form [name='enterprise.contact']").input_value() == "不会丢"
    assert visitor.page.locator("#form a[href*='/files/']").count() == 1
