"""A town for the tests of a module; each test finds it with an empty queue and nobody at work."""

from collections.abc import Iterator

import pytest

from tests.chaos.town import Town, a_town


@pytest.fixture(scope="module")
def place() -> Iterator[Town]:
    with a_town() as town:
        yield town


@pytest.fixture
def town(place: Town) -> Town:
    place.tidy()
    return place
