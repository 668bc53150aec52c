"""An administrator draws a second correction round and a step that is signed together into the filing, mends what the check says, tries it,
has it released, moves 500 running cases and undoes 10.
"""

import re
from typing import Any

import psycopg
import pytest

from benchmarks.copies import copied
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.journeys.drawing import Drawing
from tests.journeys.town import PROGRAM, Town
from tests.studio.improved import ACCEPTANCE, FILING

pytestmark = pytest.mark.browser


def running_cases(town: Town, count: int) -> None:
    """Cases at different steps: submitted, in correction, and copies of both."""
    town.story("filed_small.toml", 1)
    town.story("corrected_once.toml", 2)
    town.settle()
    with psycopg.connect(plain_url(town.url), autocommit=True) as connection:
        made = [row[0] for row in connection.execute("SELECT id FROM \"case\" WHERE status = 'open' ORDER BY created_at").fetchall()]
        for case in made:
            copied(connection, case, count // len(made) - 1)
        assert connection.execute("SELECT count(*) FROM \"case\" WHERE status = 'open'").fetchone() == (count,)


def quiet(town: Town) -> None:
    """Let the background worker do everything there is, what follows from it too."""
    with psycopg.connect(plain_url(town.url), autocommit=True) as connection:
        while connection.execute("SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' LIMIT 1").fetchone():
            town.settle()


def signed_together(guest: Any, draft: str) -> None:
    """Draw a step that two posts sign, after the review, and mend what the check says of it."""
    drawing = Drawing(guest, draft, FILING)
    drawing.open("assess")
    drawing.append_step("assess", "会签", "countersign")
    drawing.kept(lambda text: 'id="countersign"' in text)
    drawing.open("assess_to_handling_done")
    drawing.remove("assess_to_handling_done")
    drawing.connect("countersign", "handling_done")
    drawing.kept(lambda text: "assess_to_handling_done" not in text and 'sourceRef="countersign" targetRef="handling_done"' in text)
    assert drawing.faults() == {"countersign"}, "a step that nobody does is found"
    drawing.choose("countersign")
    for entry, value in (("tb-form", "second_review"), ("tb-role", "second_review"), ("tb-signing", "all"), ("tb-stage", "sign_off")):
        drawing.pick(entry, value)
    drawing.tick("tb-outcomes", "agree")
    drawing.fill("tb-en", "Sign together")
    drawing.fill("tb-signers", '[{role: "review"}, {role: "second_review"}]')
    drawing.kept(lambda text: "tb:signers=" in text and 'tb:en="Sign together"' in text)
    assert drawing.faults() == set()


def corrected_again(guest: Any, draft: str) -> None:
    """Let the second look ask for correction once more: a choice, a flow, and the condition the check misses."""
    drawing = Drawing(guest, draft, ACCEPTANCE)
    drawing.open("recheck")
    drawing.tick("tb-outcomes", "correct")
    flow = drawing.connect("recheck_decided", "correction_notice")
    drawing.kept(lambda text: f'id="{flow}"' in text)
    assert drawing.faults() == {"recheck_decided"}, "a flow without a condition is found"
    drawing.fill("tb-condition", 'recheck.outcome = "correct"')
    drawing.fill("tb-en", "Correct again")
    drawing.kept(lambda text: 'tb:en="Correct again"' in text and text.count("recheck.outcome =") > 2)
    assert drawing.faults() == set()


def tried(town: Town, guest: Any, draft: str) -> None:
    """Play the improved filing in a sandbox: the case of a story, looked at as the officer who has it, days later; nobody else sees it."""
    guest.go(f"{draft}/try")
    guest.press("打开沙箱")
    town.settle()
    guest.go(f"{draft}/try")
    guest.page.locator("#f-story").select_option("corrected_once.toml")
    guest.page.locator("#f-steps").fill("3")
    guest.press("放入沙箱")
    guest.reads("沙箱中的办件", "补正后受理审查")
    guest.press("补正后受理审查")
    guest.page.locator("aside.sandbox").wait_for()
    guest.reads("学徒培养计划备案")
    guest.press("离开", within="aside.sandbox")
    guest.reads("沙箱中的办件")
    guest.press("清除沙箱")
    guest.reads("打开沙箱")
    town.settle()


def test_an_improved_filing_is_checked_released_and_500_running_cases_move_to_it(town: Town, invite: Any):
    running_cases(town, 500)
    office = town.engine.execute(EnsureOrganisation(kind="office", name="市信息中心", region="440100"), by=Actor.system())
    second = EnsurePerson(username="guanli2", name="罗俊", kind="administrator", organisation_id=office, password=PASSWORD)
    town.engine.execute(second, by=Actor.system())
    first = invite("guanli")
    first.go("/admin/studio")
    first.page.locator("#f-program").select_option(PROGRAM)
    first.page.locator("#f-title").fill("再次补正与会签")
    first.submit()
    draft = re.match(r"/admin/studio/[0-9a-f-]{36}", first.path())[0]
    signed_together(first, draft)
    corrected_again(first, draft)
    first.go(f"{draft}/check")
    assert first.page.locator(".tag.red").count() == 0
    tried(town, first, draft)
    releaser = invite("guanli2")
    releaser.go(f"{draft}/release")
    releaser.page.locator("#f-note").fill("增加再次补正和会签")
    releaser.submit()
    releaser.agree()
    releaser.reads("第 2 次发布")
    first.go("/admin/migrations")
    for field, told in (("from", "办理中 500 件"), ("to", "第 2 次发布")):
        chosen = first.page.locator(f"#f-{field} optgroup[label$='{PROGRAM}'] option").filter(has_text=told)
        first.page.locator(f"#f-{field}").select_option(chosen.get_attribute("value"))
    first.submit()
    first.reads("已判定 0 件，共 500 件")
    quiet(town)
    first.reads("全部迁移（500 件）")
    first.page.locator("#f-first").fill("5")
    first.press("小批迁移")
    quiet(town)
    first.reads("全部迁移（495 件）")
    first.press("全部迁移")
    first.agree()
    first.reads("已迁移 5 件，共 500 件")
    quiet(town)
    first.go(first.path())
    first.page.locator("#f-last").fill("10")
    first.press("撤销最近迁移的")
    first.agree()
    quiet(town)
    first.go(first.path())
    first.reads("已撤销")
    figures = dict(
        zip(first.page.locator(".figures dt").all_inner_texts(), first.page.locator(".figures dd").all_inner_texts(), strict=True)
    )
    assert (figures["已迁移"], figures["已撤销"], figures["不能迁移"]) == ("490", "10", "0")
