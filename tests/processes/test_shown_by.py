"""Every situation that the apprenticeship programs promise to show has its story, in Guangzhou and, where its rules know it, in Jiangyin."""

import tomllib

import pytest

from tests.build import PROCESSES

GZ, JY = "gz_apprenticeship", "jy_apprenticeship"
SHOWN: dict[str, dict[str, tuple[str, ...]]] = {
    "happy path": {GZ: ("happy_path", "whole_life"), JY: ("filed", "whole_life")},
    "correction in both reviews": {GZ: ("corrected_in_both_reviews",)},
    "deemed acceptance": {GZ: ("deemed_acceptance", "claim_deemed_accepted")},
    "refusal": {GZ: ("refused", "denied", "claim_refused", "claim_denied")},
    "leaver before the advance": {GZ: ("leaver_before_advance", "leaver_before_advance_paid"), JY: ("leaver_before_advance",)},
    "leaver after the advance": {GZ: ("leaver_after_advance",)},
    "nobody passes, refund": {GZ: ("nobody_passes",)},
    "advance at the ceiling and one fen over": {GZ: ("advance_at_ceiling",), JY: ("leaver_before_advance",)},
    "duplicate apprentice across plans": {GZ: ("duplicate_apprentice",)},
    "duplicate apprentice across regions": {GZ: ("duplicate_other_region",)},
    "objection upheld": {GZ: ("objection_upheld",)},
    "payment failure and retry": {GZ: ("whole_life",)},
    "late claim": {GZ: ("late_claim", "late_claim_accepted")},
    "over New Year into a year without a calendar": {GZ: ("over_new_year",)},
    "2,000 rows": {GZ: ("two_thousand",)},
    "an order to rectify, training suspended": {GZ: ("training_suspended",), JY: ("training_suspended",)},
    "a training centre without legal personality": {JY: ("own_centre",)},
}
"""Where Jiangyin has no story, its diagrams call the same shared sub-processes as Guangzhou's (see the table of clauses)."""
EXPECTED = {
    "deemed_acceptance": "deemed",
    "advance_at_ceiling": "over_ceiling",
    "duplicate_apprentice": "refused",
    "objection_upheld": "uphold",
    "nobody_passes": "refund",
    "two_thousand": "2000",
    "training_suspended": "training_suspension_notice",
}
"""A word of the outcome that the story must hold its cases to."""


@pytest.mark.parametrize("situation", SHOWN)
def test_every_situation_has_its_story(situation: str) -> None:
    for program, names in SHOWN[situation].items():
        for name in names:
            text = (PROCESSES / program / "scenarios" / f"{name}.toml").read_text(encoding="utf-8")
            story = tomllib.loads(text)
            assert any(step.get("expect") for step in story["step"]), f"{program}/{name} promises nothing"
            assert EXPECTED.get(name, "") in text, f"{program}/{name}"


def test_a_payment_fails_and_is_tried_again_in_the_whole_life() -> None:
    story = tomllib.loads((PROCESSES / GZ / "scenarios" / "whole_life.toml").read_text(encoding="utf-8"))
    outcomes = [step.get("outcome") for step in story["step"] if step["do"] == "results"]
    assert outcomes.index("failed") < outcomes.index("paid")
