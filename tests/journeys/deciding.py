"""What officers do in the pages: claim a task, ask for a correction, decide it; and what the checks and the review of a filing answer."""

from tests.journeys.telling import put
from tests.journeys.visitor import Visitor

CHECKS = {
    "社会保险": {"result": "all", "checked_on": "2026-11-30"},
    "培训机构": {"licensed": "yes", "annual_check": "yes", "capable": "yes", "checked_on": "2026-11-30"},
    "企业信用": {"dishonest_list": "no", "qualification_cancelled": "no", "checked_on": "2026-11-30"},
}
"""By a part of the name of the check, its answers."""
PARTS = ("registered", "contracts", "insurance", "institution", "agreements", "programme", "repeats", "hardship", "account")
REVIEW = {
    **{f"checks.{part}": "pass" for part in PARTS},
    "opinion": "建议予以备案。",
    "score.key_project": "25",
    "score.talent": "20",
    "score.system": "32",
}


def claim(officer: Visitor, number: str) -> None:
    """Claim a case's task from its row in the list."""
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("button[data-claim]").first)


def decide(officer: Visitor, outcome: str = "") -> None:
    """Choose an outcome unless it is chosen already, and send the decision."""
    if outcome:
        officer.page.locator(f"label:has(input[name=outcome][value={outcome}])").click()
    officer.follow(officer.page.locator("section.decide button[data-submit-key]"))


def ask_for_correction(officer: Visitor) -> None:
    """Ask for one correction of what was submitted: the number of the account."""
    officer.page.locator("label:has(input[value=correct][name=outcome])").click()
    put(officer, "complete", "no", "#decide")
    put(officer, "competent", "yes", "#decide")
    put(officer, "opinion", "账号与开户许可证不一致。", "#decide")
    officer.page.locator("#decide button[name=_add][value=corrections]").or_(
        officer.page.locator("#decide select[name='corrections.0.path']")
    ).first.wait_for()
    if not officer.page.locator("#decide [name='corrections.0.path']").count():
        officer.follow(officer.page.locator("#decide button[name=_add][value=corrections]"))
    put(officer, "corrections.0.path", "enterprise.account_no", "#decide")
    put(officer, "corrections.0.label", "银行账号", "#decide")
    put(officer, "corrections.0.problem", "与开户许可证记载不一致", "#decide")
    put(officer, "corrections.0.requirement", "填写基本存款账户账号", "#decide")
    decide(officer)
