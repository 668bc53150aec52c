"""The pictures of the README, taken from the running system: made anew when TONGBAN_SCREENSHOTS is set."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.journeys.pages import places
from tests.journeys.town import Town
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(os.environ.get("TONGBAN_SCREENSHOTS", "") in ("", "0"), reason="pictures are made when TONGBAN_SCREENSHOTS is set"),
]
DEMO = True
IMAGES = Path(__file__).parents[2] / "docs" / "images"
MOST_BYTES = 300_000
PICTURES = {
    "progress": "enterprise",
    "guide": "guide",
    "form": "form",
    "everything": "officer",
    "step-acceptance": "acceptance",
    "step-review": "review",
    "step-second_review": "second-review",
    "step-sign_off": "sign-off",
    "area": "supervisor",
    "diagram": "diagram",
    "people": "administrator",
    "provisional": "calendar",
    "oversight": "board",
    "studio-diagram": "studio-diagram",
    "load-drawing": "load",
    "retention": "retention",
}


def test_a_picture_of_each_role_s_main_pages_is_kept(town: Town, invite: Any):
    town.settle()
    for place in places(town):
        if place.name in PICTURES:
            visitor = invite(place.username)
            take(visitor, place.path, PICTURES[place.name])
    phone = invite("qiye", phone=True, dark=True)
    take(phone, next(place.path for place in places(town) if place.name == "progress"), "enterprise-phone-dark")


def take(visitor: Visitor, path: str, name: str) -> None:
    """One page as it first appears, in few enough colours to be small."""
    visitor.go(path)
    if visitor.page.locator("[data-modeler]").count():
        visitor.page.locator("[data-modeler][data-checked]").wait_for()
        visitor.page.locator(".djs-shape[data-element-id=accept]").click()
        visitor.page.locator(".bio-properties-panel-group").first.wait_for()
    if visitor.page.locator("[data-diagram]").count():
        visitor.page.locator("[data-diagram][data-drawn]").wait_for()
    visitor.page.locator("html[data-ready]").wait_for()
    picture = Image.open(BytesIO(visitor.page.screenshot(animations="disabled", caret="hide")))
    IMAGES.mkdir(parents=True, exist_ok=True)
    file = IMAGES / f"{name}.png"
    picture.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)
    assert file.stat().st_size < MOST_BYTES, f"{file.name} is too heavy"
