"""Every situation that the apprenticeship programs promise to show has its story, in Guangzhou and in Jiangyin, or says why not."""

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
EXPECTED = {
    "deemed_acceptance": "deemed",
    "advance_at_ceiling": "over_ceiling",
    "duplicate_apprentice": "refused",
    "objection_upheld": "uphold",
    "nobody_passes": "refund",
    "two_thousand": "2000",
    "training_suspended": "training_suspension_notice",
    "training_resumed": "training_resumption_notice",
    "institution_suspended": "institution_suspended",
}
"""A word of the outcome that the story must hold its cases to."""


def test_nothing_promised_is_missing() -> None:
    assert {each.name for each in situations()} >= PROMISED


@pytest.mark.parametrize("situation", situations(), ids=lambda each: each.name)
def test_every_situation_has_its_story_in_each_program_or_says_why_not(situation: Situation) -> None:
    for program, names in situation.stories.items():
        assert names or situation.why_not, f"{program}: {situation.name}"
        for name in names:
            text = (PROCESSES / program / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
            story = tomllib.loads(text)
            assert any(step.get("expect") for step in story["step"]), f"{program}/{name} promises nothing"
            assert EXPECTED.get(name, "") in text, f"{program}/{name}"


@pytest.mark.parametrize("story", ["gz_apprenticeship/scenarios/whole_life.toml", "jy_apprenticeship/scenarios/payment_failed.toml"])
def test_a_payment_fails_and_is_tried_again(story: str) -> None:
    told = tomllib.loads((PROCESSES / story).read_text(encoding="utf-8"))
    outcomes = [step.get("outcome") for step in told["step"] if step["do"] == "results"]
    assert outcomes.index("failed") < outcomes.index("paid")
