"""Pytest plugin for tests that look at pages: a window in the shared Chromium, and the two checks in one call.

Chromium itself (found on the system; skipped with a reason, or mandatory under TONGBAN_REQUIRE_BROWSER=1) is the
session fixture `browser` of tests/conftest.py.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser_support import axe, layout

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

OpenWindow = Callable[..., Any]


@pytest.fixture
def open_window(browser: Any) -> Iterator[OpenWindow]:
    """Open a page in a context of its own: `open_window(phone=True, dark=True, script=False, bypass_csp=True)`."""
    opened = []

    def window(*, phone: bool = False, dark: bool = False, script: bool = True, bypass_csp: bool = False) -> Any:
        context = browser.new_context(
            viewport=PHONE if phone else DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            java_script_enabled=script,
            bypass_csp=bypass_csp,
        )
        opened.append(context)
        return context.new_page()

    yield window
    for context in opened:
        context.close()


def assert_fine(page: Any) -> None:
    """The page breaks no rule of axe and none of the layout lint."""
    found = [*axe.violations(page), *layout.faults(page)]
    assert not found, "\n".join([page.url, *found])
