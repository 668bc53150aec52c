"""Before the first case: pages of figures say so in a sentence instead of drawing an empty frame."""

from typing import Any

import pytest

from tests.journeys.town import PROGRAM, Town

pytestmark = pytest.mark.browser


def test_statistics_without_a_case_are_sentences_and_no_plot(town: Town, invite: Any):
    admin = invite("guanli")
    page = admin.go(f"/admin/operations/statistics?program={PROGRAM}")
    admin.reads("统计期内没有收到、办结或在办的办件。", "没有超期的待办")
    assert page.locator("[data-plot]").count() == 0
    assert page.locator("main .empty").count() == page.locator("main section.card h2").count(), "a sentence for every plot there could be"


def test_retention_without_a_dossier_is_told_and_nothing_can_be_proposed(town: Town, invite: Any):
    admin = invite("guanli", phone=True, dark=True)
    page = admin.go("/admin/operations/retention")
    admin.reads("还没有有期限的卷宗", "没有到期的卷宗", "没有销毁清册", "没有冻结的办件")
    assert page.locator("[data-plot]").count() == 0
    assert page.locator("main form").count() == 0
