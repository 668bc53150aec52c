"""Running cases on the diagram in the browser: how many wait at a step, how many are late, and heat by waiting working days."""

from typing import Any

import pytest

from engine.queries import Releases
from engine.sdk.actor import Actor
from tests.journeys.town import PROGRAM, Town

pytestmark = pytest.mark.browser
SIDE_BY_SIDE = ("insurance", "licence", "standing")


def badges(page: Any, element: str) -> list[str]:
    """What stands at a step of the drawing."""
    return [each.inner_text().strip() for each in page.locator(f".djs-overlays[data-container-id={element}] .badge").all()]


def heat(page: Any, element: str) -> str:
    """How hot a step is: the class it bears, and the colour that is seen."""
    shape = page.locator(f".djs-element[data-element-id={element}]")
    (told,) = [each for each in str(shape.get_attribute("class")).split() if each.startswith("is-heat-")]
    fill = shape.locator(".djs-visual > :first-child").evaluate("each => getComputedStyle(each).fill")
    return f"{told} {fill}"


def test_counts_late_cases_and_heat_stand_on_the_diagram(town: Town, invite: Any) -> None:
    town.story("filed_small.toml", 2, people=1)
    town.story("filed_small.toml", 2, people=2)
    town.go_on("40wd")
    town.story("filed_small.toml", 1, people=3)
    town.settle()
    release = next(each for each in town.engine.ask(Releases(), by=Actor.system()) if each.program == PROGRAM and each.current)
    guest = invite("guanli")
    page = guest.go(f"/admin/operations/load/{release.release_id}")
    for name in ("核验社会保险参保", "受理审查"):
        assert page.locator("tbody tr", has_text=name).count() >= 1
    guest.go(f"/admin/operations/load/{release.release_id}/{PROGRAM}/filing.bpmn")
    page.locator(".djs-overlays .badge").first.wait_for()
    for step in SIDE_BY_SIDE:
        assert badges(page, step) == ["2", "超期 2"], step
    assert badges(page, "sign_off") == []
    assert page.locator(".djs-element[data-element-id=sign_off][class*=is-heat]").count() == 0
    hot = {heat(page, step) for step in SIDE_BY_SIDE}
    assert len(hot) == 1
    (third,) = hot
    assert third.startswith("is-heat-2 "), "each of the three holds a third of all waiting"
    guest.go(f"/admin/operations/load/{release.release_id}/common/acceptance.bpmn")
    page.locator(".djs-overlays .badge").first.wait_for()
    assert badges(page, "acceptance") == ["1"]
    fresh = heat(page, "acceptance")
    assert fresh.startswith("is-heat-1 "), "who came today has waited for nothing"
    assert fresh.split()[1:] != third.split()[1:], "heat is seen as colour"
