"""A case's diagram shows where the case stands, on the diagram that opens by itself."""

import pytest

from engine.queries import CaseDiagram, Timeline
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from tests.commands.conftest import World


@pytest.mark.parametrize(
    ("steps", "current", "done"),
    [
        (1, {"acceptance", "accept"}, set()),
        (2, {"insurance", "licence", "standing", "handling"}, {"accept", "acceptance_notice"}),
        (5, {"review", "reviewed", "assess", "handling"}, {"insurance", "licence", "standing", "standing_rules"}),
        (7, {"sign_off", "reviewed", "assess", "handling"}, {"review", "second_review"}),
        (8, {"await_training", "plan_life"}, {"handling", "accept", "filing_notice"}),
    ],
)
def test_the_diagram_that_opens_shows_the_present_place(world: World, steps: int, current: set[str], done: set[str]) -> None:
    case, _ = world.story("happy_path.toml", steps)
    shown = world.engine.ask(CaseDiagram(case_id=case), by=Actor.system())
    assert {element for element, state in shown.states.items() if state == "current"} == current
    assert {element for element in done if shown.states.get(element) == "done"} == done
    assert any(f'id="{element}"' in shown.xml for element in current)


def test_a_step_that_its_time_limit_ended_is_drawn_and_told_as_that_and_not_as_a_fault(world: World) -> None:
    case, _ = world.story("deemed_acceptance.toml", 3)
    shown = world.engine.ask(CaseDiagram(case_id=case), by=Actor.system())
    everywhere = {
        element: state
        for file in shown.files
        for element, state in world.engine.ask(CaseDiagram(case_id=case, file=file), by=Actor.system()).states.items()
    }
    assert everywhere["acceptance"] == "expired"
    assert "failed" not in everywhere.values()
    told = {event.kind: event.title for event in world.engine.ask(Timeline(case_id=case), by=Actor.system())}
    assert "task_cancelled" not in told
    assert "期限届满" in told["task_expired"].zh
    assert "time limit" in told["task_expired"].in_("en")


def test_steps_that_end_with_the_whole_case_are_drawn_as_cancelled_and_not_as_a_fault(world: World) -> None:
    case, _ = world.story("withdrawn_by_applicant.toml")
    states = set(world.engine.ask(CaseDiagram(case_id=case), by=Actor.system()).states.values())
    assert "cancelled" in states
    assert "failed" not in states


def test_diagrams_are_called_by_their_names_in_both_languages(world: World) -> None:
    case, _ = world.story("happy_path.toml", 1)
    shown = world.engine.ask(CaseDiagram(case_id=case), by=Actor.system())
    assert set(shown.titles) >= set(shown.files)
    assert shown.titles["common/acceptance.bpmn"] == Text("受理", "Acceptance")
    assert all(title.zh and title.en and ".bpmn" not in title.zh for title in shown.titles.values())
