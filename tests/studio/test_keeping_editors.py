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
from engine.queries import EntriesBeingFilledIn
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
    naming(desk, drawing).fill("name", name)


def naming(desk: Desk, drawing: Drawing | None = None) -> Drawing:
    """The diagram, a step chosen whose name can be typed."""
    drawing = drawing or Drawing(desk.guest, desk.base, DIAGRAM)
    drawing.open("insurance")
    general = desk.page.locator("[data-group-id=group-general]")
    if not general.locator("[data-entry-id=name]").is_visible():
        general.locator(".bio-properties-panel-group-header").click()
    return drawing


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


def test_a_diagram_that_grows_beyond_five_megabytes_in_its_editor_is_refused_in_a_sentence_and_saved_once_it_is_smaller(desk: Desk) -> None:
    """It was just below the limit: it is opened and drawn, and the server's text stays as it was while it is too large."""
    before = desk.text(DIAGRAM)
    line = f"<!-- {'x' * 90} -->\n"
    rest = 5 * 2**20 - len(before.encode())
    large = before + line * (rest // len(line))
    desk.saves(DIAGRAM, large)
    rename(desk, "很长的名称" * 40)
    assert "文件超过 5 MB" in desk.trouble("correct").inner_text()
    assert desk.text(DIAGRAM) == large
    general = desk.page.locator("[data-entry-id=name] textarea, [data-entry-id=name] input").first
    general.fill("核")
    desk.keeps(DIAGRAM, 'name="核"')
    desk.fine()
    assert desk.text(DIAGRAM).endswith(line), "what the library does not know stays"


def test_where_a_colleague_saved_a_diagram_first_both_are_kept_side_by_side(desk: Desk, colleague: str) -> None:
    drawing = naming(desk)
    theirs = desk.text(DIAGRAM).replace('id="insurance" name="', 'id="insurance" name="同事改的')
    desk.saves(DIAGRAM, theirs, colleague)
    drawing.fill("name", "我改的")
    desk.page.wait_for_url("**source**")
    desk.guest.reads("罗俊")
    assert desk.text(DIAGRAM) == theirs, "nobody's work is overwritten"
    assert 'name="我改的"' in desk.page.locator("#f-text").input_value()


def test_broken_xml_that_was_left_behind_does_not_reach_the_drawing_and_is_mended_as_text(desk: Desk) -> None:
    before = desk.text(DIAGRAM)
    broken = before.replace("</bpmn:process>", "</bpmn:proces>", 1)
    page = desk.open(DIAGRAM)
    page.locator("#f-text").fill(broken)
    desk.trouble("correct")
    held(desk)
    page = desk.open(DIAGRAM, "")
    failed = page.locator("[data-failed]")
    failed.wait_for()
    desk.guest.complaints.clear()
    failed.get_by_role("link").click()
    page.locator("form[data-program-file][data-begun]").wait_for()
    assert page.locator("#f-text").input_value() == broken, "what was typed is not lost"
    page.locator("#f-text").fill(before.replace('name="', 'name="甲', 1))
    desk.keeps(DIAGRAM, 'name="甲')
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


ENTRIES = pytest.mark.parametrize(("path", "section", "field"), [(MANIFEST, "contact", "office"), (PARAMETERS, "parameter", "title.zh")])


def entry(desk: Desk, path: str, section: str) -> Any:
    """The first form of a section, unfolded and begun."""
    page = desk.guest.go(f"{desk.base}/files/{path}")
    form = page.locator(f"#s-{section} form[data-begun]").first
    form.wait_for(state="attached")
    if not form.is_visible():
        page.locator(f"#s-{section} details summary").first.click()
    return form


def typed_beside(desk: Desk, path: str) -> list[tuple[str, str]]:
    """What the draft keeps of entries beside the file: who, and what they typed."""
    rows = desk.town.engine.ask(EntriesBeingFilledIn(draft_id=desk.draft, path=path), by=desk.town.actor("guanli"))
    return [(row.name, "|".join(value for _, value in row.typed)) for row in rows]


@ENTRIES
def test_what_is_filled_in_of_a_manifest_or_of_parameters_saves_itself(desk: Desk, path: str, section: str, field: str) -> None:
    form = entry(desk, path, section)
    form.locator(f"[name='e0.{field}']").fill("自动保存的")
    desk.keeps(path, "自动保存的")
    held(desk, 0)
    desk.guest.reads("已保存")
    form.locator(f"[name='e0.{field}']").fill("接着改的")
    desk.keeps(path, "接着改的")
    assert "自动保存的" not in desk.text(path)
    held(desk, 0)


@ENTRIES
def test_what_the_server_did_not_get_is_there_at_the_next_visit_beside_what_a_colleague_saved(
    desk: Desk, colleague: str, path: str, section: str, field: str
) -> None:
    form = entry(desk, path, section)
    desk.cut_off("**/typing/**")
    form.locator(f"[name='e0.{field}']").fill("填到一半")
    held(desk)
    desk.close_and_come_back()
    desk.connect("**/typing/**")
    changed = desk.text(path).replace("\n", "\n# 同事加的说明\n", 1)
    desk.saves(path, changed, colleague)
    form = entry(desk, path, section)
    desk.guest.reads("其间服务器上的内容有更新")
    assert form.locator(f"[name='e0.{field}']").input_value() == "填到一半"
    assert form.locator(".note tbody tr").count() == 1
    assert desk.guest.until(lambda: len(typed_beside(desk, path)) == 1), "it is on the server by now, beside the file"
    assert "填到一半" not in desk.text(path), "nothing of a colleague's is overwritten by itself"
    with desk.page.expect_navigation():
        form.locator("button[type=submit]").first.click()
    desk.keeps(path, "填到一半")
    assert "# 同事加的说明" in desk.text(path)
    assert typed_beside(desk, path) == []
    held(desk, 0)


def test_where_a_colleague_saved_first_the_entry_is_set_aside_and_shown_beside_theirs(desk: Desk, colleague: str) -> None:
    form = entry(desk, MANIFEST, "contact")
    theirs = desk.text(MANIFEST)
    office = form.locator("[name='e0.office']").input_value()
    desk.saves(MANIFEST, theirs.replace(f'"{office}"', '"同事的科室"'), colleague)
    with desk.page.expect_navigation():
        form.locator("[name='e0.office']").fill("我的科室")
    desk.guest.reads("其间服务器上的内容有更新", "罗俊" if office == "" else "同事的科室")
    form = desk.page.locator("#s-contact form[data-begun]")
    assert form.locator("[name='e0.office']").input_value() == "我的科室"
    form.get_by_role("button", name="放弃我的").click()
    assert form.locator("[name='e0.office']").input_value() == "同事的科室"
    assert desk.guest.until(lambda: typed_beside(desk, MANIFEST) == [])
    assert '"同事的科室"' in desk.text(MANIFEST)


def test_half_an_entry_is_a_finding_that_leads_to_it_and_is_there_in_another_browser(desk: Desk, invite: Any, colleague: str) -> None:
    before = desk.text(PARAMETERS)
    form = entry(desk, PARAMETERS, "parameter")
    rows = form.locator("table tbody tr")
    rows.last.locator("input[type=date]").fill("2027-01-01")
    desk.guest.reads("请写明依据的文件。")
    assert len(typed_beside(desk, PARAMETERS)) == 1
    held(desk, 0)
    assert desk.text(PARAMETERS) == before
    desk.page.goto("about:blank")
    other = invite(colleague)
    page = other.go(f"{desk.base}/check")
    row = page.locator("table.findings tbody tr", has_text="填写的内容还没有写入文件")
    other.follow(row.get_by_role("link"))
    page.locator(".part-entry.is-found[open]").wait_for()
    other.reads("填写中、尚未写入文件", "请写明依据的文件。")
    mine = invite("guanli")
    again = mine.go(f"{desk.base}/files/{PARAMETERS}").locator("form[data-restored=same]")
    again.wait_for()
    assert again.locator("table tbody tr").last.locator("input[type=date]").input_value() == "2027-01-01"
    page.get_by_role("button", name="放弃这些填写").click()
    other.agree()
    assert typed_beside(desk, PARAMETERS) == []
    assert desk.text(PARAMETERS) == before


def test_what_cannot_be_an_entry_is_told_beside_what_was_filled_in(desk: Desk) -> None:
    form = entry(desk, MANIFEST, "general")
    form.locator("[name='e0.title.zh']").fill("")
    form.locator("button[type=submit]").click()
    told = desk.trouble("correct")
    assert told.locator("p").first.inner_text()
    assert form.locator("[name='e0.title.zh']").input_value() == ""
    desk.guest.reads("：请填写。")
    form.locator("[name='e0.title.zh']").fill("另一个名字")
    desk.keeps(MANIFEST, "另一个名字")
    desk.fine()
    assert typed_beside(desk, MANIFEST) == []


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


def signed_in(own: OwnServer, desk: Desk, file: str) -> Any:
    """The desk's page, at a file of its draft on a server that may be killed."""
    page = desk.guest.page
    page.goto(f"{own.address}{desk.base}/files/{file}")
    page.locator("input[name=username]").fill("guanli")
    page.locator("input[name=password]").fill("Tongban-demo-26")
    page.locator("form[action='/sign-in'] button[type=submit]").click()
    return page


def test_a_server_killed_in_the_middle_of_saving_is_saved_to_once_it_is_back(town: Town, invite: Any, desk: Desk, tmp_path: Path) -> None:
    own = OwnServer(town.url, tmp_path)
    try:
        page = signed_in(own, desk, f"{GUIDE}?source")
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


def test_entries_outlive_a_killed_server_and_a_closed_browser(town: Town, invite: Any, desk: Desk, tmp_path: Path) -> None:
    own = OwnServer(town.url, tmp_path)
    try:
        page = signed_in(own, desk, PARAMETERS)
        form = page.locator("#s-parameter form[data-begun]").first
        form.wait_for(state="attached")
        page.locator("#s-parameter details summary").first.click()
        form.locator("table tbody tr").last.locator("input[type=date]").fill("2027-01-01")
        assert desk.guest.until(lambda: len(typed_beside(desk, PARAMETERS)) == 1), "half an entry is on the server"
        with locked(town, desk.draft):
            form.locator("table tbody tr").last.locator("input[name$='.document']").fill("穗人社函〔2027〕9号")
            assert desk.guest.until(lambda: waits(town)), "the save is on its way"
            own.kill()
        desk.trouble("away")
        ((_, kept),) = typed_beside(desk, PARAMETERS)
        assert "穗人社函〔2027〕9号" not in kept, "nothing is saved half"
        desk.guest.complaints.clear()
        desk.close_and_come_back()
        own.start()
        page = desk.page
        page.goto(f"{own.address}{desk.base}/files/{PARAMETERS}")
        form = page.locator("form[data-restored=same]")
        form.wait_for()
        row = form.locator("table tbody tr").last
        assert row.locator("input[type=date]").input_value() == "2027-01-01"
        assert row.locator("input[name$='.document']").input_value() == "穗人社函〔2027〕9号"
        desk.guest.complaints.clear()
        row.locator("input[name$='.value']").fill("30wd")
        desk.keeps(PARAMETERS, "穗人社函〔2027〕9号")
        assert desk.guest.until(lambda: typed_beside(desk, PARAMETERS) == [])
        held(desk, 0)
        page.goto("about:blank")
        desk.guest.complaints.clear()
    finally:
        own.kill()
