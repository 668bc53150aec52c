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
from tests.journeys.played import corrected_twice_and_signed_together
from tests.journeys.town import PROGRAM, Town
from tests.studio.improved import ACCEPTANCE, FILING, REFUSALS, REVIEW, SETTLEMENT, last_refusal

pytestmark = pytest.mark.browser
BASIS = "参照《中华人民共和国行政许可法》第三十二条"


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
    """Let the second look ask for correction once more, and a third one decide: no round follows it."""
    drawing = Drawing(guest, draft, ACCEPTANCE)
    drawing.open("recheck")
    drawing.tick("tb-outcomes", "correct")
    drawing.append_step("recheck_decided", "再次告知补正", "correction_notice_2", "service")
    said(drawing, "correction_notice_2", "Ask for correction again", service="notice", notice="correction_notice", limit="correction_limit")
    assert drawing.faults() == {"recheck_decided"}, "a flow without a condition is found"
    when(drawing, "recheck_decided", "correction_notice_2", 'recheck.outcome = "correct"', "Correct again")
    drawing.open("correction_notice_2")
    drawing.append_step("correction_notice_2", "再次补正材料", "correction_2")
    drawing.tick("tb-outcomes", "resubmit")
    said(
        drawing, "correction_2", "Correct the application again", actor="applicant", stage="correction", clock="restarts", limit="correction_limit"
    )  # fmt: skip
    drawing.append_step("correction_2", "再次补正后受理审查", "recheck_2")
    for outcome in ("accept", "refuse"):
        drawing.tick("tb-outcomes", outcome)
    drawing.fill("tb-since", "case.received_on")
    said(
        drawing, "recheck_2", "Check after the second correction", form="acceptance", role="acceptance", stage="acceptance",
        limit="acceptance_limit",
    )  # fmt: skip
    decided(drawing)
    silent(drawing, "correction_2", "逾期未再次补正", "correction_2_silence", "correction_limit", "correction_expired")
    silent(drawing, "recheck_2", "逾期未告知", "recheck_2_silence", "acceptance_limit", "deemed_acceptance")
    assert drawing.faults() == set()


def said(drawing: Drawing, element: str, english: str, **picked: str) -> None:
    """What the panel has to say of a step: its English name, its basis, and what is picked."""
    for name, value in picked.items():
        drawing.pick(f"tb-{name}", f"=parameters.{value}" if name == "limit" else value)
    drawing.fill("tb-basis", BASIS)
    drawing.fill("tb-en", english)
    drawing.kept(lambda text: f'tb:en="{english}"' in text and text.count(BASIS) > 0 and f'id="{element}"' in text)


def when(drawing: Drawing, source: str, target: str, condition: str, english: str) -> None:
    """The condition of the flow between two elements; nothing is left to be found in it."""
    drawing.open(flow_of(drawing, source, target))
    drawing.fill("tb-condition", condition)
    drawing.fill("tb-en", english)
    drawing.kept(lambda text: condition in text.replace("&#34;", '"').replace("&quot;", '"') and f'tb:en="{english}"' in text)
    assert source not in drawing.faults()


def flow_of(drawing: Drawing, source: str, target: str) -> str:
    """The id that the editor gave a flow."""
    text = drawing.file().content.decode()
    found = re.search(rf'<bpmn:sequenceFlow id="(\w+)"[^>]*sourceRef="{source}" targetRef="{target}"', text)
    assert found, text
    return found[1]


def decided(drawing: Drawing) -> None:
    """What the third look decides: two ends, no way back."""
    drawing.open("recheck_2")
    drawing.append("recheck_2", "gateway", "已补齐？", "recheck_2_decided")
    drawing.fill("tb-en", "Complete now?")
    drawing.kept(lambda text: re.search('id="recheck_2_decided"[^>]*tb:en="Complete now\\?"', text) is not None)
    for outcome, name, english in (("accept", "予以受理", "Accepted"), ("refuse", "不予受理", "Refused")):
        drawing.open("recheck_2_decided")
        end = f"{outcome}_after_second"
        drawing.append("recheck_2_decided", "end-event", name, end)
        drawing.fill("tb-en", english)
        drawing.kept(lambda text, end=end: f'targetRef="{end}"' in text)
        when(drawing, "recheck_2_decided", end, f'recheck_2.outcome = "{outcome}"', english)


def silent(drawing: Drawing, step: str, name: str, element: str, limit: str, then: str) -> None:
    """What happens when a step is not done in time: a timer on its border, and where it leads."""
    drawing.open(step)
    drawing.attach_timer(step, name, element)
    drawing.pick("tb-limit", f"=parameters.{limit}")
    drawing.fill("tb-basis", BASIS)
    drawing.fill("tb-en", f"No answer: {step}")
    drawing.kept(lambda text: f'tb:en="No answer: {step}"' in text)
    drawing.whole()
    drawing.connect(element, then)
    drawing.kept(lambda text: f'sourceRef="{element}" targetRef="{then}"' in text)


def read_by_callers(guest: Any, draft: str) -> None:
    """Who calls the acceptance reads the last look, too; whoever made it does not review; a refusal gives its reasons."""
    for path in (FILING, SETTLEMENT):
        drawing = Drawing(guest, draft, path)
        for flow, outcome in (("accept_result_to_refusal_notice", "refuse"), ("accept_result_to_acceptance_notice", "accept")):
            drawing.open(flow)
            deemed = " or deemed_acceptance.deemed = true" if outcome == "accept" else ""
            one, two, three = (f'{step}.outcome = "{outcome}"' for step in ("acceptance", "recheck", "recheck_2"))
            drawing.fill("tb-condition", f"{one} or {two} or {three}{deemed}")
            drawing.kept(lambda text, three=three: three in text)
        assert drawing.faults() == set()
    drawing = Drawing(guest, draft, REVIEW)
    for step in ("second_review", "sign_off"):
        drawing.open(step)
        drawing.tick("tb-separateFrom", "recheck_2")
        drawing.kept(lambda text, step=step: re.search(rf'id="{step}"[^>]*tb:separateFrom="[^"]*recheck_2', text) is not None)
    for path in REFUSALS:
        text = guest.go(f"{draft}/files/{path}?source").locator("#f-text")
        text.fill(last_refusal(text.input_value()))
        guest.submit()


def tried(town: Town, guest: Any, draft: str) -> None:
    """Play the improved filing in a sandbox: a story as far as its first correction, then every step by hand as whoever has it."""
    guest.go(f"{draft}/try")
    guest.press("打开沙箱")
    town.settle()
    guest.go(f"{draft}/try")
    guest.page.locator("#f-story").select_option("corrected_once.toml")
    guest.page.locator("#f-steps").fill("3")
    guest.press("放入沙箱")
    guest.reads("沙箱中的办件", "补正后受理审查")
    corrected_twice_and_signed_together(guest, draft)
    guest.go(f"{draft}/try")
    guest.reads("沙箱中的办件", "培训中")
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
    read_by_callers(first, draft)
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
