"""What page tests share: the built assets, the pages over them, and a browser window that serves a page from memory."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.assets import DIST, PREFIX, Assets, AssetsUnavailable, build
from api.rendering import Pages
from api.security import CONTENT_SECURITY_POLICY
from tests.pages import samples

HOST = "http://tongban.test"
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


def serve(window: Any, html: str, answer: Answer | None = None) -> None:
    """Show `html` as the site would: its own address, its own policy, its own assets; `answer` takes what else is asked for."""

    def handle(route: Any) -> None:
        path = route.request.url.removeprefix(HOST).partition("?")[0]
        if path == "/page":
            route.fulfill(body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})
        elif path.startswith(PREFIX):
            file: Path = DIST / path.removeprefix(PREFIX)
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif answer is None or not answer(route):
            route.fulfill(status=404, body="")

    window.route("**/*", handle)
    window.goto(f"{HOST}/page")
