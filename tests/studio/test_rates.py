"""An administrator changes a rate in the browser, the treasury signs it, another one releases it; old cases keep theirs."""

from typing import Any

import pytest

from engine.commands import OpenCase, OpenProgramDraft
from engine.queries import StepForm
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from tests.journeys.town import Town
from tests.studio.conftest import PROGRAM

pytestmark = pytest.mark.browser


def administrator(town: Town, username: str, name: str, office: str, post: str) -> str:
    place = town.engine.execute(EnsureOrganisation(kind="office", name=office, region="440100"), by=Actor.system())
    person = EnsurePerson(
        username=username, name=name, kind="administrator", organisation_id=place, password=PASSWORD, posts=((post, "440100"),)
    )
    town.engine.execute(person, by=Actor.system())
    return username


def ratio(town: Town, case: Any) -> str:
    return str(town.engine.ask(StepForm(case_id=case), by=town.actor("qiye")).facts["parameters"]["advance_ratio"])


def test_a_rate_is_changed_with_the_signature_of_a_second_department_and_old_cases_keep_theirs(town: Town, invite: Any):
    second = administrator(town, "guanli2", "罗俊", "市人力资源和社会保障局", "rate_labour")
    treasurer = administrator(town, "caizheng", "钱芳", "市财政局", "rate_treasury")
    town.enterprise("qiye", "广州示例制造有限公司", "91440101MA5CQ0XD0A")
    old = town.draft("qiye")
    before = ratio(town, old)
    draft = town.engine.execute(OpenProgramDraft(program=PROGRAM, title="预支比例"), by=town.actor("guanli")).draft_id
    base = f"/admin/studio/{draft}"

    guest = invite("guanli")
    page = guest.go(f"{base}/files/{PROGRAM}/parameters.toml")
    entry = page.locator("#e-parameter-advance_ratio")
    entry.locator("summary").click()
    for part, text in (("from", "2026-01-01"), ("value", "0.3"), ("document", "市人社函〔2026〕9号"), ("clause", "一")):
        entry.locator(f"[name='e0.value.1.{part}']").fill(text)
    guest.follow(entry.locator("button[type=submit]"))
    guest.go(f"{base}/release")
    guest.reads("预支补贴比例", "须由另一名管理员")

    other = invite(second)
    other.go(f"{base}/release")
    other.reads("财政部门")
    assert other.page.locator("#f-note").count() == 0
    money = invite(treasurer)
    money.go(f"{base}/release")
    money.press("代表本部门会签")
    money.reads("市财政局")

    other.go(f"{base}/release")
    other.page.locator("#f-note").fill("依据市人社函〔2026〕9号")
    other.submit()
    other.agree()
    other.reads("依据市人社函〔2026〕9号")

    new = town.engine.execute(OpenCase(program=PROGRAM, process="filing"), by=town.actor("qiye")).case_id
    assert ratio(town, new) == "0.3"
    assert ratio(town, old) == before != "0.3"
