"""An administrator improves a copy of the filing, mends what the check says, has it released, moves 500 running cases and undoes 10."""

import re
from typing import Any

import psycopg
import pytest

from benchmarks.copies import copied
from engine.queries import ProgramDraftFiles
from engine.scenarios.cast import EnsureOrganisation, EnsurePerson
from engine.scenarios.demo import PASSWORD
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.journeys.town import PROGRAM, Town
from tests.studio.improved import ACCEPTANCE, FILING, improved

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


def saved(guest: Any, draft: str, path: str, text: str) -> None:
    """Put the text of a file into the editor and save it."""
    guest.go(f"{draft}/files/{path}?source")
    guest.page.locator("#f-text").fill(text)
    guest.submit()


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
    files = town.engine.ask(ProgramDraftFiles(draft_id=draft.rpartition("/")[2]), by=town.actor("guanli"))
    better = improved(files)
    saved(first, draft, ACCEPTANCE, better[ACCEPTANCE].decode())
    saved(
        first,
        draft,
        FILING,
        better[FILING]
        .decode()
        .replace(
            'id="countersign" name="会签" tb:en="Sign together" tb:form="second_review"',
            'id="countersign" name="会签" tb:en="Sign together" tb:form="countersign"',
        ),
    )
    first.go(f"{draft}/check")
    first.reads("countersign")
    assert first.page.locator(".tag.red").count() >= 1, "a form that is not there is found"
    saved(first, draft, FILING, better[FILING].decode())
    first.go(f"{draft}/check")
    assert first.page.locator(".tag.red").count() == 0
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
