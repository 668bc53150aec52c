"""What officers do in the pages: claim a task, decide it."""

from tests.journeys.visitor import Visitor


def claim(officer: Visitor, number: str) -> None:
    """Claim a case's task from its row in the list."""
    officer.follow(officer.page.locator("tbody tr", has_text=number).locator("button[data-claim]").first)


def decide(officer: Visitor, outcome: str = "") -> None:
    """Choose an outcome unless it is chosen already, and send the decision."""
    if outcome:
        officer.page.locator(f"label:has(input[name=outcome][value={outcome}])").click()
    officer.follow(officer.page.locator("button[data-submit-key]"))
