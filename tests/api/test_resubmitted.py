"""补正前后 on the page: files and rows of a roster that were changed are marked where they stand, and entries under their mask."""

import re
from datetime import timedelta
from uuid import UUID

from engine.commands import AddAttachment, CompleteTask, RemoveAttachment, SaveRosterRow
from engine.queries import RosterAll, TaskDetail
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from tests.api.site import ROSTER, Site
from tests.api.test_officer_pages import claimed, story_data, task_of

ACCOUNT = "enterprise.account_no"
PATHS = ("materials.training_plan", "materials.training_agreement", ROSTER, ACCOUNT)


def corrected(site: Site) -> tuple[UUID, UUID, str]:
    """A filing whose plan was replaced, whose agreement has one file more, with one row and the middle of the account changed."""
    case, task = claimed(site)
    officer, filer = site.actor("acceptance"), site.actor("company")
    asked = [{"path": path, "label": path, "problem": "有误", "requirement": "更正"} for path in PATHS]
    data = {**story_data("accept"), "complete": "no", "corrections": asked}
    site.engine.execute(CompleteTask(task_id=task, outcome="correct", data=data), by=officer)
    files = site.engine.ask(TaskDetail(task_id=task), by=officer).case.materials
    fixing = site.engine.ask(CaseFacts(case_id=case), by=Actor.system()).open_tasks["correction"]
    old = next(each for each in files if each.item == "training_plan")
    site.clock.move_to(site.clock.now() + timedelta(minutes=1))
    site.engine.execute(RemoveAttachment(case_id=case, attachment_id=old.attachment_id, task_id=fixing), by=filer)
    stored = site.engine.runtime.ports.files.put_bytes(b"%PDF-1.7 new", "application/pdf")
    for item, name in (("training_plan", "新方案.pdf"), ("training_agreement", "补充协议.pdf")):
        added = AddAttachment(case_id=case, field="materials", item=item, name=name, stored=stored, task_id=fixing)
        site.engine.execute(added, by=filer)
    row = site.engine.ask(RosterAll(case_id=case, field=ROSTER), by=filer)[0]
    values = {**dict(row.values), "post": "装配"}
    site.engine.execute(SaveRosterRow(case_id=case, field=ROSTER, row_id=row.row_id, values=values, task_id=fixing), by=filer)
    before = str(site.step(case).values["enterprise"]["account_no"])
    account = before[:6] + "".join(str((int(digit) + 1) % 10) for digit in before[6:-4]) + before[-4:]
    site.clock.move_to(site.clock.now() + timedelta(minutes=1))
    entered = {"enterprise": {"account_no": account}}
    site.engine.execute(CompleteTask(task_id=fixing, outcome="resubmit", data=entered), by=filer)
    return case, task_of(site, case), old.name


def test_what_was_changed_is_marked_where_it_stands(site: Site) -> None:
    case, task, old = corrected(site)
    for address in (f"/tasks/{task}", f"/office/cases/{case}"):
        page = site.browser("acceptance").get(address).text
        assert "补正后 4 处变更" in page
        lines = {
            name: line for line in re.findall(r"<li>.*?</li>", page, re.DOTALL) for name in ("新方案.pdf", "补充协议.pdf") if name in line
        }
        assert f"补正后已更换，原为：{old}" in lines["新方案.pdf"]
        assert "补正后新增" in lines["补充协议.pdf"]
        assert page.count("补正后新增") == page.count("补正后已更换") == 1
        assert "补正后第 1 行有变更" in page
        assert page.count("f-changed") >= 1, "the account is marked though its mask shows the same"
