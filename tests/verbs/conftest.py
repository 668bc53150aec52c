"""The office every test of this folder works in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.verbs.office import Office, an_office


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    found = an_office(database_url, tmp_path)
    yield found
    found.close()
