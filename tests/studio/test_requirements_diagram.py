"""The diagram of what a decision requires calls decisions and inputs as people do, in the language of the page."""

import pytest

from engine.commands import OpenProgramDraft
from tests.journeys.town import PROGRAM, Town

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "wanted"), [("zh", {"补贴标准", "结算核算", "政策参数"}), ("en", {"Subsidy rate", "Settlement", "Policy parameters"})]
)
def test_decisions_are_drawn_with_their_names(invite, town: Town, language: str, wanted: set[str]) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title=f"标准 {language}"), by=town.actor("guanli")).draft_id
    guest = invite("guanli")
    guest.go("/account")
    guest.go(f"/language/{language}")
    page = guest.go(f"/admin/studio/{draft}/files/{PROGRAM}/decisions/money.dmn")
    page.locator("[data-table-editor][data-drawn]").wait_for()
    page.locator("[data-views] button").first.click()
    page.locator(".dmn-drd-container .djs-label").first.wait_for()
    drawn = set(page.locator(".dmn-drd-container .djs-label").all_text_contents())
    assert drawn >= wanted
    assert not {name for name in drawn if "_" in name}, "keys stand only where there is no name"
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
