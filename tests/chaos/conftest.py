"""A town for each test of this folder."""

from collections.abc import Iterator

import pytest

from tests.chaos.town import Town, a_town


@pytest.fixture
def town() -> Iterator[Town]:
    with a_town() as town:
        yield town
