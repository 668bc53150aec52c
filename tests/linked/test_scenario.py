"""The scenario player tells the life of a plan with its linked cases and its money."""

from dataclasses import replace

from engine.scenarios.reading import read_scenario
from tests.linked.conftest import PACKAGES, Town


def test_the_whole_life_of_a_plan_comes_out_as_its_scenario_promises(town: Town):
    story = read_scenario(PACKAGES / "training_plan" / "scenarios" / "whole_life.toml", "training_plan")
    assert [str(mismatch) for mismatch in town.player.play(story)] == []


def test_a_sum_that_differs_is_told(town: Town):
    story = read_scenario(PACKAGES / "training_plan" / "scenarios" / "whole_life.toml", "training_plan")
    wrong = replace(story.steps[4], expect={"money": {"advance.planned": 240001}})
    told = town.player.play(replace(story, steps=(*story.steps[:4], wrong)))
    assert [(each.what, each.expected, each.found) for each in told] == [
        ("money", {"advance.planned": 240001}, {"advance.planned": 240000})
    ]  # fmt: skip
