"""What every test may ask for: a database of its own, and a real browser."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import settings

from engine.store.postgres import DatabaseUnavailable
from tests.database import Server

# In CI the same examples every time: a landing does not hang on luck. Everywhere else new ones are tried.
settings.register_profile("ci", derandomize=True, deadline=None)
if os.environ.get("CI"):
    settings.load_profile("ci")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


@pytest.fixture(scope="session")
def database_server() -> Server:
    """The server that holds this run's databases."""
    try:
        return Server()
    except DatabaseUnavailable as error:
        pytest.fail(f"The test database cannot start ({error.reason}):\n{error.detail}", pytrace=False)


@pytest.fixture
def database_url(database_server: Server) -> Iterator[str]:
    """A migrated, empty database for one test, spelled for SQLAlchemy (`engine.store.postgres.plain_url` gives libpq's spelling)."""
    url = database_server.fresh()
    yield url
    database_server.drop(url)


@pytest.fixture(scope="module")
def module_database_url(database_server: Server) -> Iterator[str]:
    """A migrated, empty database the tests of one module share."""
    url = database_server.fresh()
    yield url
    database_server.drop(url)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The system's Chromium; skips with the reason where there is none, and fails where it is required."""
    found = chromium()
    if found is None:
        reason = "no Chromium on this machine: browser tests need the system package chromium"
        if browser_required():
            pytest.fail(f"{reason} (TONGBAN_REQUIRE_BROWSER is set)", pytrace=False)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Any]:
    """One Chromium for the whole run, driven by Playwright; open a context of your own in it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  keeps runs without a browser quick

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests say why they do not run; where a browser is required they run and fail instead."""
    if chromium() is None and not browser_required():
        skip = pytest.mark.skip(reason="no Chromium on this machine: browser tests need the system package chromium")
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(skip)


def chromium() -> str | None:
    """Where the system's Chromium lies, if anywhere."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def browser_required() -> bool:
    """Whether a missing browser is a failure (continuous integration) or a reason to skip."""
    return os.environ.get("TONGBAN_REQUIRE_BROWSER", "") not in ("", "0")
