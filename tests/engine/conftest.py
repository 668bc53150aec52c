"""The house every test of this folder stands in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.house import House, a_house


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> Iterator[House]:
    found = a_house(database_url, tmp_path)
    yield found
    found.engine.close()
