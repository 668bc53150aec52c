"""Every situation that the apprenticeship programs promise to show has its story, in Guangzhou and in Jiangyin, or says why not."""

import json
import tomllib

import pytest

from tests.build import PROCESSES
from tests.processes.clauses import Situation, situations

PROMISED = {
    "happy path", "correction in both reviews", "deemed acceptance", "refusal", "leaver before the advance", "leaver after the advance",
    "nobody passes, refund", "advance at the ceiling and one fen over", "duplicate apprentice across plans",
    "duplicate apprentice across regions", "objection upheld", "payment failure and retry", "late claim",
    "over New Year into a year without a calendar", "2,000 rows",
}  # fmt: skip
SHOWN = {
    "correction in both reviews": ('outcome": "correct"',),
    "deemed acceptance": ('"stage": "deemed"|"deemed_acceptance',),
    "refusal": ('outcome": "refuse"|outcome": "deny"',),
    "leaver before the advance": ('"process": "leave"', '"process": "advance"'),
    "leaver after the advance": ('"process": "leave"', '"process": "advance"'),
    "nobody passes, refund": ("refund",),
    "advance at the ceiling and one fen over": ("over_ceiling",),
    "duplicate apprentice across plans": ("refused", "active_elsewhere"),
    "duplicate apprentice across regions": ("refused", "active_elsewhere"),
    "objection upheld": ('outcome": "uphold"',),
    "payment failure and retry": ('outcome": "failed"', 'outcome": "paid"'),
    "late claim": ('"refused"', '"claim_limits.late": true'),
    "over New Year into a year without a calendar": ('"provisional": true',),
    "2,000 rows": ('": 2000,|": 2000}',),
    "an order to rectify, training suspended and resumed": ("training_suspension_notice", "training_resumption_notice"),
    "a suspended institution in a new plan, a change, a start": ("institution_suspended",),
}
"""What the steps of a situation's stories must do or hold their cases to in each program: in what is done and expected, not in its words."""


def said(program: str, names: tuple[str, ...]) -> str:
    """What the steps of these stories do and expect, without titles, descriptions and what is filled in."""
    told = []
    for name in names:
        story = tomllib.loads((PROCESSES / program / "scenarios" / f"{name}.toml").read_text(encoding="utf-8"))
        steps = [{key: step.get(key) for key in ("do", "process", "task", "outcome", "expect")} for step in story["step"]]
        assert any(step["expect"] for step in steps), f"{program}/{name} promises nothing"
        told.append(json.dumps(steps, default=str))
    return "\n".join(told)


def test_nothing_promised_is_missing() -> None:
    assert {each.name for each in situations()} >= PROMISED


@pytest.mark.parametrize("situation", situations(), ids=lambda each: each.name)
def test_every_situation_has_its_story_in_each_program_or_says_why_not(situation: Situation) -> None:
    for program, names in situation.stories.items():
        assert names or situation.why_not, f"{program}: {situation.name}"
        text = said(program, names)
        for wanted in SHOWN.get(situation.name, ()) if names else ():
            assert any(each in text for each in wanted.split("|")), f"{program}: {situation.name} does not show {wanted}"


@pytest.mark.parametrize("story", ["gz_apprenticeship/scenarios/whole_life.toml", "jy_apprenticeship/scenarios/payment_failed.toml"])
def test_a_payment_fails_and_is_tried_again(story: str) -> None:
    told = tomllib.loads((PROCESSES / story).read_text(encoding="utf-8"))
    outcomes = [step.get("outcome") for step in told["step"] if step["do"] == "results"]
    assert outcomes.index("failed") < outcomes.index("paid")
