"""A case's diagram shows where the case stands, on the diagram that opens by itself."""

import pytest

from engine.queries import CaseDiagram
from engine.sdk.actor import Actor
from tests.commands.conftest import World


@pytest.mark.parametrize(
    ("steps", "current", "done"),
    [
        (1, {"acceptance", "accept"}, set()),
        (2, {"insurance", "licence", "handling"}, {"accept", "acceptance_notice"}),
        (4, {"review", "assess", "handling"}, {"insurance", "licence"}),
        (6, {"sign_off", "assess", "handling"}, {"review", "second_review"}),
        (7, {"await_training"}, {"handling", "accept", "filing_notice"}),
    ],
)
def test_the_diagram_that_opens_shows_the_present_place(world: World, steps: int, current: set[str], done: set[str]) -> None:
    case, _ = world.story("happy_path.toml", steps)
    shown = world.engine.ask(CaseDiagram(case_id=case), by=Actor.system())
    assert {element for element, state in shown.states.items() if state == "current"} == current
    assert {element for element in done if shown.states.get(element) == "done"} == done
    assert any(f'id="{element}"' in shown.xml for element in current)
