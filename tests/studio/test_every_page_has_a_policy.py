"""Every administrator's page answers under the strict content security policy, whatever it answers."""

import re
from uuid import UUID

import pytest

from tests.api.routes import page_addresses
from tests.api.site import open_site


@pytest.fixture(scope="module")
def site(module_database_url, tmp_path_factory):
    with open_site(module_database_url, tmp_path_factory.mktemp("var")) as opened:
        yield opened


def test_every_address_of_administrators_answers_under_the_policy(site):
    client = site.browser("admin")
    paths = sorted({path for path in page_addresses(site.app, "GET") if path.startswith("/admin")})
    assert len(paths) > 40
    bare = []
    for path in paths:
        answer = client.get(re.sub(r"\{[^}]+\}", str(UUID(int=1)), path), follow_redirects=False)
        policy = answer.headers.get("content-security-policy", "")
        closed = "script-src 'self'" in policy or "default-src 'none'" in policy  # files that are downloaded run nothing at all
        if not (closed and "frame-ancestors 'self'" in policy and "unsafe-eval" not in policy):
            bare.append((path, answer.status_code, policy))
    assert bare == []
