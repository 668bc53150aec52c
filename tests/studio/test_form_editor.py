"""The form editor in a real browser: what it draws of a form is said in the language of the page, and people's own words stay."""

from typing import Any

import pytest

from engine.commands import OpenProgramDraft
from tests.journeys.town import Town
from tests.studio.conftest import PROGRAM

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh", ("说明文字由模板生成", "可重复", "计算值 summary")),
        ("en", ("Text view is templated", "Repeatable", "Expression for 'summary'")),
    ],
)
def test_what_is_drawn_of_a_form_is_said_in_the_language_of_the_page(town: Town, invite: Any, language: str, said: tuple[str, ...]) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="表单"), by=town.actor("guanli")).draft_id
    guest = invite("guanli")
    guest.go("/account")
    guest.go(f"/language/{language}?next=/account")
    page = guest.go(f"/admin/studio/{draft}/files/{PROGRAM}/forms/insurance.form")
    page.locator("[data-form-editor][data-drawn]").wait_for()
    guest.reads(*said, "未参保人员")
    assert page.evaluate("[...window.__i18nMissing].sort()") == []
