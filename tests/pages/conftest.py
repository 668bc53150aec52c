"""What page tests share: the built assets, the pages over them, and a browser window that serves a page from memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.assets import DIST, PREFIX, Assets, AssetsUnavailable, build
from api.rendering import Pages
from api.security import CONTENT_SECURITY_POLICY
from tests.browser_support.plugin import open_window
from tests.pages import samples

__all__ = ["open_window"]

HOST = "http://tongban.test"
LIVE = "/live"
"""The stream of what colleagues do: here nobody does anything, and 204 tells a browser to ask no more."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

Answer = Callable[[Any], bool]


@pytest.fixture(scope="session")
def built() -> Assets:
    """The assets, built when their sources changed."""
    try:
        build(lambda _line: None)
    except AssetsUnavailable as failure:
        pytest.fail(f"{failure.en}\n{failure.details}", pytrace=False)
    return Assets()


@pytest.fixture(scope="session")
def pages(built: Assets) -> Pages:
    """Every template, in both languages, on a fixed day."""
    return Pages(built, lambda: samples.NOW)


class Stage:
    """A window that shows pages from memory as the site would: one address, the site's own policy, its own assets."""

    def __init__(self, window: Any, answer: Answer | None = None) -> None:
        """Take over everything the window asks for; `answer` takes what is neither the page nor an asset."""
        self.window = window
        self.answer = answer
        self.html = ""
        window.route("**/*", self._handle)

    def show(self, html: str) -> Any:
        """Load `html` and return the window."""
        self.html = html
        self.window.goto(f"{HOST}/page")
        return self.window

    def _handle(self, route: Any) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path == "/page":
            headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers=headers)
        elif path.startswith(PREFIX):
            file: Path = DIST / path.removeprefix(PREFIX)
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path == LIVE:
            route.fulfill(status=204, body="")
        elif self.answer is None or not self.answer(route):
            route.fulfill(status=404, body="")
