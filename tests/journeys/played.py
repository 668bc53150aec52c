"""A draft that is played by hand in its sandbox: every step by whoever has it, in the pages officers and enterprises have."""

from collections.abc import Mapping

from tests.journeys.deciding import CHECKS, REVIEW, ask_for_correction, decide
from tests.journeys.telling import put
from tests.journeys.visitor import Visitor

ACCEPTED = {"complete": "yes", "competent": "yes"}
SIGNED = {"opinion": "同意。"}


def corrected_twice_and_signed_together(guest: Visitor, draft: str) -> None:
    """From the look after the first correction: correct again, accept, check, review, sign off, and both signatures of the 会签."""
    take(guest, draft, "补正后受理审查")
    ask_for_correction(guest)
    play(guest, draft, "再次补正材料")
    guest.follow(guest.page.locator(".answer a.btn.primary"))
    put(guest, "enterprise.account_no", "622200000000000103")
    guest.submit()
    guest.reads("已提交")
    does(guest, draft, "再次补正后受理审查", "accept", ACCEPTED)
    for name, answers in CHECKS.items():
        does(guest, draft, name, "checked", answers)
    does(guest, draft, "审核", "support", REVIEW)
    does(guest, draft, "复核", "agree", SIGNED)
    does(guest, draft, "审批", "approve", {})
    for _ in ("review", "second_review"):
        does(guest, draft, "会签", "agree", SIGNED)


def does(guest: Visitor, draft: str, step: str, outcome: str, answers: Mapping[str, str]) -> None:
    """Take a step, answer its form, decide it."""
    take(guest, draft, step)
    for path, value in answers.items():
        put(guest, path, value, "#decide")
    decide(guest, outcome)
    guest.reads("已办理")


def take(guest: Visitor, draft: str, step: str) -> None:
    """Be whoever does a step, and claim it."""
    play(guest, draft, step)
    guest.follow(guest.page.locator("button[data-claim]"))


def play(guest: Visitor, draft: str, step: str) -> None:
    """From the page of trying, be whoever has an open step, at its page."""
    guest.go(f"{draft}/try")
    guest.follow(guest.page.locator("#sandbox table button", has_text=step).first)
    guest.page.locator("aside.sandbox").wait_for()
