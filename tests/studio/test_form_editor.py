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


def test_a_form_is_looked_at_as_each_role_and_tried_with_samples(town: Town, invite: Any) -> None:
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="预览"), by=town.actor("guanli")).draft_id
    guest = invite("guanli")
    guest.go("/account")
    guest.go("/language/zh?next=/account")
    page = guest.go(f"/admin/studio/{draft}/preview/{PROGRAM}/forms/filing.form")

    def look(**chosen: str) -> None:
        for name, value in chosen.items():
            page.locator(f"#f-{name}").select_option(value)
        guest.follow(page.locator("[data-preview-as] button[type=submit]"))

    look(step="filing/acceptance", role="review")
    guest.reads("敏感信息已遮盖", "138****8000")
    assert page.locator("#form").count() == 0
    look(role="public")
    guest.reads("只能看公示名单")
    look(step="filing/", role="applicant")
    look(fill="wrong", language="en")
    guest.reads("Unified social credit code")
    guest.follow(page.locator("#form .bar-bottom button"))
    faults = page.locator(".error-summary a, [role=alert] a")
    assert faults.count() > 20
    page.locator("#f-fill").select_option("good")
    guest.follow(page.locator("[data-preview-as] button[type=submit]"))
    guest.follow(page.locator("#form .bar-bottom button"))
    guest.reads("没有问题，可以提交")
