"""What somebody changes in an editor is kept: refusals are told in the server's words, nothing typed is lost, saving goes on by itself."""

from typing import Any
from uuid import UUID

import pytest

from engine.commands import OpenProgramDraft, SaveProgramFile
from engine.queries import ProgramFile, ProgramFileView
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor
from tests.studio.conftest import DIAGRAM, PROGRAM

pytestmark = pytest.mark.browser
GUIDE, TABLE, FORM = f"{PROGRAM}/guide.zh.md", f"{PROGRAM}/decisions/plan_dates.dmn", f"{PROGRAM}/forms/insurance.form"
MANIFEST, PARAMETERS = f"{PROGRAM}/manifest.toml", f"{PROGRAM}/parameters.toml"
AWAY = "连不上服务器"


class Desk:
    """A draft and an administrator who works in it."""

    def __init__(self, town: Town, guest: Visitor) -> None:
        self.town, self.guest, self.page = town, guest, guest.page
        opened = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="留存"), by=town.actor("guanli"))
        self.draft: UUID = opened.draft_id
        self.base = f"/admin/studio/{self.draft}"
        self.page.on("dialog", lambda dialog: dialog.accept())

    def file(self, path: str) -> ProgramFileView:
        return self.town.engine.ask(ProgramFile(draft_id=self.draft, path=path), by=self.town.actor("guanli"))

    def text(self, path: str) -> str:
        return self.file(path).content.decode()

    def keeps(self, path: str, part: str) -> None:
        """The server has it, now or in a moment."""
        assert self.guest.until(lambda: part in self.text(path)), self.text(path)[:2000]

    def saves(self, path: str, content: str, by: str = "guanli") -> None:
        """Somebody saves a file meanwhile."""
        command = SaveProgramFile(draft_id=self.draft, path=path, content=content.encode(), version=self.file(path).version)
        self.town.engine.execute(command, by=self.town.actor(by))

    def open(self, path: str, query: str = "?source") -> Any:
        self.guest.go(f"{self.base}/files/{path}{query}")
        if query == "?source":
            self.page.locator("form[data-program-file][data-begun]").wait_for()
        return self.page

    def type(self, text: str) -> None:
        """Type at the end of the text."""
        self.page.locator("#f-text").focus()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.insert_text(text)

    def trouble(self, kind: str) -> Any:
        box = self.page.locator(f".trouble[data-trouble={kind}]")
        box.wait_for()
        return box

    def fine(self) -> None:
        self.page.locator(".trouble").wait_for(state="hidden")

    def cut_off(self, addresses: str = "**/files/**") -> None:
        """The server does not hear what is saved."""
        self.page.context.route(addresses, lambda route: route.abort() if route.request.method == "POST" else route.continue_())

    def connect(self, addresses: str = "**/files/**") -> None:
        self.page.context.unroute(addresses)
        self.guest.complaints.clear()

    def close_and_come_back(self) -> None:
        """The window is closed in the middle of the work; another one is opened."""
        self.guest.page.close()
        self.guest.page = self.page = self.page.context.new_page()
        self.guest.watch()
        self.page.on("dialog", lambda dialog: dialog.accept())


@pytest.fixture
def desk(town: Town, invite: Any) -> Desk:
    return Desk(town, invite("guanli"))


@pytest.fixture(scope="module", autouse=True)
def colleague(town: Town) -> str:
    office = town.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
    person = EnsurePerson(username="guanli2", name="罗俊", kind="administrator", organisation_id=office, password=PASSWORD)
    town.engine.execute(person, by=Actor.system())
    return "guanli2"


def test_broken_xml_is_refused_with_its_line_and_saved_once_it_is_mended(desk: Desk) -> None:
    before = desk.text(DIAGRAM)
    page = desk.open(DIAGRAM)
    text = page.locator("#f-text")
    broken = before.replace("</bpmn:process>", "</bpmn:proces>", 1)
    line = broken[: broken.index("</bpmn:proces>")].count("\n") + 1
    text.fill(broken)
    told = desk.trouble("correct")
    assert f"第 {line} 行" in told.inner_text()
    assert "标签没有成对闭合" in told.inner_text()
    assert desk.text(DIAGRAM) == before, "nothing is saved half"
    told.get_by_role("button", name="到这一行").click()
    chosen = "() => { const t = document.querySelector('#f-text'); return t.value.slice(t.selectionStart, t.selectionEnd); }"
    assert "</bpmn:proces>" in page.evaluate(chosen)
    text.fill(before.replace('name="', 'name="甲', 1))
    desk.keeps(DIAGRAM, 'name="甲')
    desk.fine()


def test_a_broken_text_sent_without_a_script_is_shown_again_as_it_was_typed(town: Town, invite: Any) -> None:
    desk = Desk(town, invite("guanli", script=False))
    before = desk.text(FORM)
    page = desk.guest.go(f"{desk.base}/files/{FORM}?source")
    page.locator("#f-text").fill(before + "}")
    desk.guest.submit()
    desk.guest.reads("有效的 JSON")
    assert page.locator("#f-text").input_value() == before + "}"
    assert desk.text(FORM) == before


def test_a_file_of_more_than_five_megabytes_is_refused_in_a_sentence_and_nothing_is_saved(desk: Desk) -> None:
    before = desk.text(DIAGRAM)
    page = desk.open(DIAGRAM)
    write = """(text) => {
      const place = document.querySelector("#f-text");
      place.value = text;
      place.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }"""
    line = f"<!-- {'x' * 90} -->\n"
    page.evaluate(write, before + line * (5_300_000 // len(line)))
    assert "文件超过 5 MB" in desk.trouble("correct").inner_text()
    assert desk.text(DIAGRAM) == before
    page.evaluate(write, before + line * (1_500_000 // len(line)))
    assert desk.guest.until(lambda: len(desk.text(DIAGRAM)) > 1_400_000), "a megabyte is no limit"
    desk.fine()


def test_who_is_signed_out_while_editing_signs_in_beside_and_goes_on(desk: Desk, colleague: str) -> None:
    page = desk.open(GUIDE)
    beside = page.context.new_page()
    beside.goto(f"{desk.town.address}/account")
    beside.locator("form[action='/sign-out']").first.evaluate("form => form.requestSubmit()")
    beside.locator("input[name=username]").wait_for()
    desk.type("\n登录失效时写的")
    told = desk.trouble("signed_out")
    assert "登录已失效" in told.inner_text()
    with page.context.expect_page() as opened:
        told.get_by_role("link", name="重新登录").click()
    tab = opened.value
    tab.locator("input[name=username]").fill(colleague)
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.locator("form[action='/sign-in'] button[type=submit]").click()
    desk.trouble("other_person")
    assert "登录失效时写的" not in desk.text(GUIDE), "nobody saves in another's name"
    tab.locator("form[action='/sign-out']").first.evaluate("form => form.requestSubmit()")
    tab.locator("input[name=username]").fill("guanli")
    tab.locator("input[name=password]").fill(PASSWORD)
    tab.locator("form[action='/sign-in'] button[type=submit]").click()
    tab.wait_for_url("**/admin/**")
    page.locator(".trouble").get_by_role("button", name="立即重试").click()
    desk.keeps(GUIDE, "登录失效时写的")
    desk.fine()


def test_where_a_colleague_saved_first_both_texts_are_shown_and_one_is_chosen(desk: Desk, colleague: str) -> None:
    page = desk.open(GUIDE)
    desk.saves(GUIDE, "同事的内容\n", colleague)
    desk.type("\n我的内容")
    page.get_by_role("button", name="用我的").or_(page.locator("#mine-title")).first.wait_for()
    desk.guest.reads("同事的内容", "罗俊")
    assert "我的内容" in page.locator("#f-text").input_value()
    desk.guest.submit()
    desk.keeps(GUIDE, "我的内容")


def test_a_draft_that_was_thrown_away_is_told_and_the_text_can_be_taken_out(desk: Desk) -> None:
    page = desk.open(GUIDE)
    desk.guest.complaints.clear()
    page.evaluate(
        """async (base) => {
      const data = new FormData();
      await fetch(`${base}/discard`, { method: "POST", body: data, headers: { "X-CSRF-Token": document.body.dataset.csrf } });
    }""",
        desk.base,
    )
    desk.type("\n没有地方存的")
    told = desk.trouble("stuck")
    assert "草稿" in told.inner_text()
    with page.expect_download() as taken:
        told.get_by_role("button", name="另存为文件").click()
    assert "没有地方存的" in taken.value.path().read_text(encoding="utf-8")


def test_a_server_that_comes_back_is_saved_to_without_anybody_doing_anything(desk: Desk) -> None:
    desk.open(GUIDE)
    desk.cut_off()
    desk.type("\n断线时写的")
    assert AWAY in desk.trouble("away").inner_text()
    desk.connect()
    desk.keeps(GUIDE, "断线时写的")
    desk.fine()


def test_text_left_in_the_middle_is_there_at_the_next_visit(desk: Desk) -> None:
    page = desk.open(GUIDE)
    desk.cut_off()
    desk.type("\n写到一半")
    assert page.evaluate("() => Object.keys(localStorage).some((name) => name.startsWith('tongban:unsaved:'))")
    desk.close_and_come_back()
    desk.connect()
    desk.open(GUIDE)
    desk.keeps(GUIDE, "写到一半")
    assert desk.guest.until(
        lambda: desk.page.evaluate("() => !Object.keys(localStorage).some((name) => name.startsWith('tongban:unsaved:'))")
    )


def test_text_left_behind_is_compared_with_what_a_colleague_saved_since(desk: Desk, colleague: str) -> None:
    desk.open(GUIDE)
    desk.cut_off()
    desk.type("\n我写到一半")
    desk.trouble("away")
    desk.close_and_come_back()
    desk.connect()
    desk.saves(GUIDE, desk.text(GUIDE) + "\n同事补充的", colleague)
    desk.guest.go(f"{desk.base}/files/{GUIDE}?source")
    dialog = desk.page.locator("dialog.rescue[open]")
    dialog.get_by_text("对照查看两份内容").click()
    assert dialog.locator("mark").all_inner_texts() == ["我写到一半\n", "同事补充的\n"] or len(dialog.locator("mark").all()) == 2
    dialog.locator("[data-take=theirs]").click()
    assert "同事补充的" in desk.page.locator("#f-text").input_value()
    desk.page.reload()
    desk.page.locator("form[data-program-file][data-begun]").wait_for()
    assert desk.page.locator("dialog.rescue").count() == 0
