"""Programs sign in with tokens: shown once, for certain things, for a certain time, revocable, counted."""

import re
from datetime import timedelta

import pytest

from engine.commands import MakeApiToken
from engine.queries import ApiTokens, AuditLog
from engine.sdk.errors import InvalidInput
from engine.security.tokens import token_digest
from tests.api.paper import faults_on, form_at

ADDRESS = "/admin/tokens"


def made(site, username: str = "company", *scopes: str, days: int = 30) -> str:
    command = MakeApiToken(username=username, name="数据共享", scopes=scopes or ("read",), days=days)
    return site.engine.execute(command, by=site.actor("admin")).token


def program(site, token: str):
    client = site.stranger()
    client.headers["Authorization"] = f"Bearer {token}"
    return client


def view(site, token: str):
    return next(each for each in site.engine.ask(ApiTokens(), by=site.actor("admin")) if token.startswith(each.begins))


def test_a_token_is_shown_once_and_only_its_digest_is_kept(site):
    client = site.browser("admin")
    form = form_at(client.get(ADDRESS).text, ADDRESS).set("username", "company").set("name", "对接系统")
    answer = client.post(ADDRESS, data=form.data())
    assert answer.status_code == 200, faults_on(answer.text)
    token = re.search(r"tbk_[\w-]{40,}", answer.text)[0]
    assert token not in client.get(ADDRESS).text
    assert program(site, token).get("/api/v1/me").json()["kind"] == "enterprise"
    log = site.engine.ask(AuditLog(kind="api_token_made"), by=site.actor("admin")).rows[0]
    assert token not in repr(log)
    with site.engine.runtime.database.connect() as connection:
        kept = connection.exec_driver_sql("SELECT token_hash FROM api_token").scalars().all()
    assert token_digest(token) in [bytes(each) for each in kept]


def test_a_token_does_what_its_scopes_say_and_never_more_than_its_account(site):
    reader, writer = program(site, made(site)), program(site, made(site, "company", "read", "write"))
    assert reader.get("/api/v1/me").status_code == 200
    body = {"program": "gz_apprenticeship", "process": "filing"}
    assert reader.post("/api/v1/cases", json=body).status_code == 403
    assert writer.post("/api/v1/cases", json=body).status_code == 201
    assert writer.get("/api/v1/admin/people").status_code == 403
    assert program(site, made(site, "admin")).get("/api/v1/admin/people").status_code == 403
    assert program(site, made(site, "company", "read", "admin")).get("/api/v1/admin/people").status_code == 403
    full = program(site, made(site, "admin", "read", "write", "admin"))
    assert full.get("/api/v1/admin/people").status_code == 200
    another = {"username": "admin", "name": "x", "scopes": ["read"], "days": 1}
    assert full.post("/api/v1/admin/tokens", json=another).status_code == 403, "tokens make no tokens"
    assert site.stranger().get("/cases", headers={"Authorization": f"Bearer {made(site)}"}).status_code != 200, "pages take no tokens"


def test_a_token_ends_when_it_is_revoked_expires_or_was_never_made(site):
    token = made(site)
    assert program(site, token).get("/api/v1/me").status_code == 200
    assert site.rest("admin").delete(f"/api/v1/admin/tokens/{view(site, token).token_id}").status_code == 204
    assert program(site, token).get("/api/v1/me").status_code == 401
    assert view(site, token).state == "revoked"
    assert program(site, "tbk_made-up").get("/api/v1/me").status_code == 401
    short = made(site, days=1)
    site.clock.move_to(site.clock.now() + timedelta(days=2))
    assert program(site, short).get("/api/v1/me").status_code == 401
    assert view(site, short).state == "expired"


def test_the_last_use_is_known_and_too_many_requests_wait(site):
    token = made(site)
    assert view(site, token).last_used_at is None
    client = program(site, token)
    site.app.state.token_throttle.attempts = 3
    try:
        answers = [client.get("/api/v1/me") for _ in range(5)]
    finally:
        site.app.state.token_throttle.attempts = 600
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert view(site, token).last_used_at is not None


@pytest.mark.parametrize(
    ("username", "name", "scopes", "days"),
    [
        ("nobody", "x", ("read",), 1),
        ("company", " ", ("read",), 1),
        ("company", "x", (), 1),
        ("company", "x", ("all",), 1),
        ("company", "x", ("read",), 999),
    ],
)
def test_a_faulty_token_is_refused(site, username, name, scopes, days):
    with pytest.raises(InvalidInput):
        site.engine.execute(MakeApiToken(username=username, name=name, scopes=scopes, days=days), by=site.actor("admin"))
