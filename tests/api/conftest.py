"""One site a module: an application on a database of its own, with an office, its officers and two enterprises."""

from collections.abc import Iterator

import pytest

from tests.api.site import Site, open_site


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory) -> Iterator[Site]:
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        yield opened
