"""A notice is changed in the browser, another administrator releases it, and the paper of the next case says so."""

from pathlib import Path
from typing import Any

import pytest

from engine.commands import OpenProgramDraft
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from tests.journeys.papers import saves_a_notice
from tests.journeys.town import PROGRAM, Town

pytestmark = pytest.mark.browser
PATH = f"{PROGRAM}/notices/acceptance_notice.typ"
OLD, NEW = "本机关予以受理", "本机关决定自即日起予以受理"


def test_a_changed_notice_is_the_paper_of_the_released_program(town: Town, invite: Any, tmp_path: Path) -> None:
    office = town.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
    person = EnsurePerson(username="guanli2", name="罗俊", kind="administrator", organisation_id=office, password=PASSWORD)
    town.engine.execute(person, by=Actor.system())
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="受理通知书措辞"), by=town.actor("guanli")).draft_id
    guest = invite("guanli")
    page = guest.go(f"/admin/studio/{draft}/files/{PATH}")
    page.locator("form[data-program-file][data-begun]").wait_for()
    text = page.locator("#f-text")
    text.fill(text.input_value().replace(OLD, NEW))
    page.locator("form[data-program-file][data-version='1']").wait_for()

    other = invite("guanli2")
    other.go(f"/admin/studio/{draft}/compare")
    other.reads(NEW)
    other.go(f"/admin/studio/{draft}/release")
    other.page.locator("#f-note").fill("受理通知书措辞")
    other.submit()
    other.agree()
    other.reads("受理通知书措辞")

    town.story("filed_small.toml", 2)
    town.settle()
    company = invite("qiye")
    company.go("/cases")
    company.follow(company.page.locator("a[data-open]").first)
    company.reads("受理通知书")
    saves_a_notice(company, "受理通知书", tmp_path, (NEW,))
