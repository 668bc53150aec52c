"""What happens to a plan after its filing, in the pages: linked cases begun, tasks opened, result sheets sent and checked."""

import tomllib
from pathlib import Path
from uuid import UUID

from engine.queries import MyCases
from tests.journeys.deciding import claim, decide
from tests.journeys.sheets import XLSX, filled
from tests.journeys.telling import put
from tests.journeys.town import STORIES, Town
from tests.journeys.visitor import Visitor

FAILED = {"theory": 40, "practice": 40, "overall": 40, "result": "failed", "cert_no": "", "cert_kind": "", "cert_date": ""}


def begins(company: Visitor, plan: UUID, process: str) -> None:
    company.go(f"/cases/{plan}")
    company.page.locator(f"form[action='/cases/{plan}/linked/{process}'] button").first.click()
    company.page.wait_for_url("**/form")


def opens(officer: Visitor, number: str) -> None:
    """Claim the case's task, unless it came back to the officer already, and open it."""
    officer.go("/tasks?tab=pool")
    if officer.page.locator("tbody tr", has_text=number).count():
        claim(officer, number)
    officer.go("/tasks")
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("a[data-open]").first)


def sends_results(
    company: Visitor, town: Town, plan: UUID, roster: str, resit: str, *, failing: int = 0, only: int = 0, without: str = ""
) -> None:
    """The result sheet as a workbook: the template of this very form, filled in; the first so many fail, or only so many are in it;
    somebody who left is not.
    """
    begins(company, plan, "results")
    case = company.path().split("/")[2]
    rows = tomllib.loads((STORIES / "rosters" / roster).read_text(encoding="utf-8"))["rows"]
    today = town.clock.today.isoformat()
    said = [{**row, "cert_date": today} for row in rows[: only or None] if row["name"] != without]
    said = [{**row, **FAILED} if place < failing else row for place, row in enumerate(said)]
    company.go(f"/cases/{case}/roster/roster")
    with company.page.expect_download() as download:
        company.page.locator("a[href$='template.xlsx']").first.click()
    content = filled(Path(download.value.path()).read_bytes(), said, "results")
    company.page.locator("input[type=file][name=file]").set_input_files({"name": "成绩.xlsx", "mimeType": XLSX, "buffer": content})
    company.press("上传并检查")
    company.reads(f"{len(said)} 人", "没有发现错误")
    company.go(f"/cases/{case}/form")
    put(company, "held_on", today)
    put(company, "last_class", today)
    put(company, "resit", resit)
    put(company, "promise.name", "吴文静")
    put(company, "promise.agreed", "true")
    company.submit()
    company.reads("提交成功")


def confirms(town: Town, officer: Visitor) -> None:
    """The officer checks the newest result sheet."""
    rows = [row for row in town.engine.ask(MyCases(), by=town.actor("qiye")).rows if row.process == "results"]
    opens(officer, next(str(row.number) for row in rows if row.status == "open"))
    put(officer, "certificates", "all", "#decide")
    put(officer, "opinion", "已核对。", "#decide")
    decide(officer, "confirm")
    officer.reads("已办理")
