"""One town a module; visitors come and go, and must leave without a complaint."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser_support.slowness import RATE, slowed
from tests.journeys.town import Town, open_town
from tests.journeys.visitor import DESK, PHONE, Visitor

Invite = Callable[..., Visitor]


@pytest.fixture(scope="module")
def town(request, module_database_url, tmp_path_factory) -> Iterator[Town]:
    """A town with people and no cases; a module that says `DEMO = True` has the demonstration's cases as well."""
    demo = getattr(request.module, "DEMO", False)
    with open_town(module_database_url, tmp_path_factory.mktemp("var"), demo=demo) as opened:
        yield opened


@pytest.fixture
def invite(browser: Any, town: Town) -> Iterator[Invite]:
    """Somebody comes with a browser: `invite("qiye", phone=True, dark=True, script=False)`."""
    came: list[Visitor] = []

    def visitor(username: str, *, phone: bool = False, dark: bool = False, script: bool = True) -> Visitor:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            has_touch=phone,
        )
        context.set_default_timeout(60_000 * RATE)
        slowed(context)
        guest = Visitor(town, username, context.new_page(), script)
        guest.watch()
        came.append(guest)
        return guest

    yield visitor
    for guest in came:
        guest.close()
