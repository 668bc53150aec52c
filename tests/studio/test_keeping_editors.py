"""Every editor of the studio keeps what was changed in it: windows closed in the middle, servers killed in the middle of saving."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn

from api.app import create_app
from api.settings import Settings
from engine.store.postgres import plain_url
from tests.build import a_clock, an_engine
from tests.journeys.drawing import Drawing
from tests.journeys.town import FIRST_DAY, Town
from tests.studio.conftest import DIAGRAM, PROGRAM
from tests.studio.test_keeping import FORM, GUIDE, MANIFEST, PARAMETERS, TABLE, Desk, colleague, desk

__all__ = ["colleague", "desk"]

pytestmark = pytest.mark.browser
NOTICE = f"{PROGRAM}/notices/acceptance_notice.typ"
HELD = "() => Object.keys(localStorage).filter((name) => name.startsWith('tongban:unsaved:')).length"


def held(desk: Desk, count: int = 1) -> None:
    """So many texts are written down in the browser."""
    assert desk.guest.until(lambda: desk.page.evaluate(HELD) == count), desk.page.evaluate(HELD)


def rename(desk: Desk, name: str, drawing: Drawing | None = None) -> None:
    """Give a step of the diagram another name."""
    drawing = drawing or Drawing(desk.guest, desk.base, DIAGRAM)
    drawing.open("insurance")
    general = desk.page.locator("[data-group-id=group-general]")
    if not general.locator("[data-entry-id=name]").is_visible():
        general.locator(".bio-properties-panel-group-header").click()
    drawing.fill("name", name)


def test_a_diagram_that_was_opened_and_changed_back_is_as_it_was_and_a_change_touches_its_line_alone(desk: Desk) -> None:
    before = desk.file(DIAGRAM).content
    rename(desk, "核对参保")
    desk.keeps(DIAGRAM, 'name="核对参保"')
    was, now = before.decode().split("\n"), desk.text(DIAGRAM).split("\n")
    assert len(was) == len(now)
    assert [(a, b) for a, b in zip(was, now, strict=True) if a != b and "核对参保" not in b] == []
    assert sum(a != b for a, b in zip(was, now, strict=True)) == 1
    desk.page.locator("[data-do=undo]").click()
    assert desk.guest.until(lambda: desk.file(DIAGRAM).content == before)


def test_a_diagram_left_in_the_middle_is_there_at_the_next_visit(desk: Desk) -> None:
    desk.cut_off()
    rename(desk, "核对到一半")
    held(desk)
    desk.close_and_come_back()
    desk.connect()
    Drawing(desk.guest, desk.base, DIAGRAM).open()
    desk.keeps(DIAGRAM, 'name="核对到一半"')
    held(desk, 0)


def test_a_diagram_left_behind_is_compared_with_what_a_colleague_saved_since(desk: Desk, colleague: str) -> None:
    desk.cut_off()
    rename(desk, "我改的")
    held(desk)
    desk.close_and_come_back()
    desk.connect()
    desk.saves(DIAGRAM, desk.text(DIAGRAM).replace('id="insurance" name="', 'id="insurance" name="同事改的'), colleague)
    page = desk.guest.go(f"{desk.base}/files/{DIAGRAM}")
    dialog = page.locator("dialog.rescue[open]")
    desk.guest.reads("罗俊")
    dialog.locator("summary").click()
    assert min(dialog.locator("mark").all_inner_texts(), key=len).count('id="insurance"') == 1
    dialog.locator("[data-take=mine]").click()
    desk.keeps(DIAGRAM, 'name="我改的"')
    held(desk, 0)


def test_a_form_left_in_the_middle_is_there_at_the_next_visit(desk: Desk) -> None:
    before = desk.file(FORM).content
    page = desk.guest.go(f"{desk.base}/files/{FORM}")
    page.locator("[data-form-editor][data-drawn]").wait_for()
    desk.cut_off()
    entry = page.locator(".fjs-palette-field[data-field-type=number]")
    entry.focus()
    page.keyboard.press("Enter")
    held(desk)
    desk.close_and_come_back()
    desk.connect()
    assert desk.file(FORM).content == before
    desk.guest.go(f"{desk.base}/files/{FORM}")
    desk.keeps(FORM, '"number"')
    held(desk, 0)


def test_a_table_left_in_the_middle_is_there_at_the_next_visit(desk: Desk) -> None:
    before = desk.text(TABLE)
    page = desk.guest.go(f"{desk.base}/files/{TABLE}")
    page.locator("[data-table-editor][data-drawn]").wait_for()
    desk.cut_off()
    page.locator("td.input-cell").first.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("12345")
    held(desk)
    desk.close_and_come_back()
    desk.connect()
    desk.guest.go(f"{desk.base}/files/{TABLE}")
    desk.keeps(TABLE, "12345")
    was, now = before.split("\n"), desk.text(TABLE).split("\n")
    assert len(set(now) - set(was)) == 1, "the cell alone has changed"
    held(desk, 0)


def test_a_notice_left_in_the_middle_is_there_at_the_next_visit(desk: Desk) -> None:
    page = desk.guest.go(f"{desk.base}/files/{NOTICE}")
    page.locator("form[data-program-file][data-begun]").wait_for()
    desk.cut_off()
    desk.type("\n// 写到一半")
    held(desk)
    desk.close_and_come_back()
    desk.connect()
    desk.guest.go(f"{desk.base}/files/{NOTICE}")
    desk.keeps(NOTICE, "// 写到一半")


@pytest.mark.parametrize(("path", "section", "field"), [(MANIFEST, "contact", "office"), (PARAMETERS, "parameter", "title.zh")])
def test_what_was_filled_in_of_a_manifest_or_of_parameters_outlives_the_page_and_is_saved_by_its_button(
    desk: Desk, colleague: str, path: str, section: str, field: str
) -> None:
    page = desk.guest.go(f"{desk.base}/files/{path}")
    form = page.locator(f"#s-{section} form").first
    unfold = page.locator(f"#s-{section} details summary").first
    if unfold.count():
        unfold.click()
    form.locator(f"[name='e0.{field}']").fill("填到一半")
    desk.guest.reads("有未保存的填写")
    desk.close_and_come_back()
    changed = desk.text(path).replace("\n", "\n# 同事加的说明\n", 1)
    desk.saves(path, changed, colleague)
    page = desk.guest.go(f"{desk.base}/files/{path}")
    form = page.locator(f"#s-{section} form").first
    desk.guest.reads("其间服务器上的内容有更新")
    assert form.locator(f"[name='e0.{field}']").input_value() == "填到一半"
    assert form.locator(".note tbody tr").count() == 1
    with page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    desk.keeps(path, "填到一半")
    assert "# 同事加的说明" in desk.text(path)
    held(desk, 0)


def test_what_cannot_be_an_entry_is_told_beside_what_was_filled_in(desk: Desk) -> None:
    page = desk.guest.go(f"{desk.base}/files/{MANIFEST}")
    form = page.locator("#s-general form")
    form.locator("[name='e0.title.zh']").fill("")
    form.locator("button[type=submit]").click()
    told = desk.trouble("correct")
    assert told.locator("p").first.inner_text()
    assert form.locator("[name='e0.title.zh']").input_value() == ""
    desk.saves(MANIFEST, desk.text(MANIFEST) + "\n# 同事\n")
    form.locator("[name='e0.title.zh']").fill("另一个名字")
    form.locator("button[type=submit]").click()
    desk.trouble("stuck").get_by_role("button", name="载入新版本并比较").click()
    desk.guest.reads("其间服务器上的内容有更新")
    with page.expect_navigation():
        page.locator("#s-general form button[type=submit]").click()
    desk.keeps(MANIFEST, "另一个名字")


# ---- a server of its own, killed ------------------------------------------------------------------------------------------------


def _serve(url: str, var: Path, port: int) -> None:
    app = create_app(Settings(var=var, sign_in_attempts=1000), lambda _: an_engine(url, var, a_clock(FIRST_DAY), installed=False))
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None)


class OwnServer:
    """A process that serves the town's database on an address of its own."""

    def __init__(self, url: str, var: Path) -> None:
        self.url, self.var = url, var
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        self.process = get_context("spawn").Process(target=_serve, args=(self.url, self.var, self.port), daemon=True)
        self.process.start()
        deadline = time.monotonic() + 240
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        os.kill(self.process.pid or 0, signal.SIGKILL)
        self.process.join()


@contextmanager
def locked(town: Town, draft: Any) -> Iterator[psycopg.Connection[Any]]:
    """The draft is locked by somebody else: whoever saves waits."""
    with psycopg.connect(plain_url(town.url)) as connection:
        connection.execute("SELECT 1 FROM program_draft WHERE id = %s FOR UPDATE", (draft,))
        yield connection
        connection.rollback()


def waits(town: Town) -> bool:
    with psycopg.connect(plain_url(town.url)) as connection:
        row = connection.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return bool(row and row[0])


def test_a_server_killed_in_the_middle_of_saving_is_saved_to_once_it_is_back(town: Town, invite: Any, desk: Desk, tmp_path: Path) -> None:
    own = OwnServer(town.url, tmp_path)
    try:
        page = desk.guest.page
        page.goto(f"{own.address}{desk.base}/files/{GUIDE}?source")
        page.locator("input[name=username]").fill("guanli")
        page.locator("input[name=password]").fill("Tongban-demo-26")
        page.locator("form[action='/sign-in'] button[type=submit]").click()
        page.locator("form[data-program-file][data-begun]").wait_for()
        with locked(town, desk.draft):
            desk.type("\n服务器倒下时写的")
            assert desk.guest.until(lambda: waits(town)), "the save is on its way"
            own.kill()
        desk.trouble("away")
        assert "服务器倒下时写的" not in desk.text(GUIDE)
        desk.type("，之后又写的")
        own.start()
        desk.keeps(GUIDE, "服务器倒下时写的，之后又写的")
        desk.fine()
        page.goto("about:blank")  # nothing asks the server any more when it goes for good
        desk.guest.complaints.clear()
    finally:
        own.kill()
