"""What operators rely on: health, numbers, log lines, limits, and refusals that never show a trace."""

import json
import re
from types import SimpleNamespace

import pytest
from fastapi import Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from api.downloads import disposition
from api.errors import problem_of, status_of
from api.pages.applicant import pack_warnings, unpack_warnings
from api.security import safe_next
from api.settings import Settings
from api.throttle import WINDOW, Throttle
from engine.sdk import errors
from engine.sdk.text import Text
from tests.api.site import open_site
from tests.api.test_sign_in import signing_in


def test_the_process_says_that_it_lives_and_that_it_can_work(site):
    assert site.stranger().get("/healthz").text == "ok\n"
    assert site.stranger().get("/readyz").status_code == 200


def test_numbers_are_for_the_machine_itself_and_administrators(site):
    client = site.stranger()
    client.get("/guides")
    numbers = client.get("/metrics")
    assert 'tongban_http_requests_total{method="GET",route="/guides",status="200"}' in numbers.text
    assert client.get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 404
    assert site.browser("admin").get("/metrics", headers={"X-Forwarded-For": "203.0.113.9"}).status_code == 200


def test_every_answer_has_a_number_that_its_log_line_has_too(site, capsys):
    number = site.stranger().get("/guides").headers["x-request-id"]
    site.stranger().get("/healthz")
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    line = next(each for each in lines if each.get("request") == number)
    assert (line["event"], line["path"], line["status"]) == ("request", "/guides", 200)


def test_what_nobody_foresaw_becomes_a_page_with_a_number_that_is_in_the_log(site, capsys):
    @site.app.get("/explode")
    @site.app.get("/api/v1/explode")
    def explode(request: Request) -> None:
        secret = "do not show me"  # noqa: F841
        raise ZeroDivisionError(str(request.url))

    page = site.browser("company").get("/explode")
    assert page.status_code == 500
    assert "ZeroDivisionError" not in page.text
    assert "Traceback" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    shown = re.search(r'id="incident">([0-9A-F]{10})<', page.text)[1]
    told = site.stranger().get("/api/v1/explode")
    assert told.headers["content-type"] == "application/problem+json"
    assert told.json()["incident"] != shown
    log = capsys.readouterr().out
    assert shown in log
    assert "ZeroDivisionError" in log
    assert "do not show me" not in log


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.NotFound("x"), 404),
        (errors.NotPermitted("x"), 403),
        (errors.InvalidInput([]), 422),
        (errors.InvalidState("x"), 409),
        (errors.Conflict("x"), 409),
        (errors.ServiceFailed("x"), 500),
        (errors.DecisionFailed("x"), 500),
        (errors.EngineError("x"), 500),
        (type("Nearer", (errors.NotFound,), {})("x"), 404),
    ],
)
def test_each_kind_of_refusal_has_its_status(error, status):
    assert status_of(error) == status


def test_a_refusal_without_a_sentence_of_its_own_still_has_one():
    for status in (400, 403, 404, 405, 415, 418, 429, 503):
        problem = problem_of(HTTPException(status, "Something Else"))
        assert problem.status == status
        assert problem.detail.zh
        assert problem.title.en


def test_a_guesser_is_slowed_down_and_let_in_again_later():
    time = SimpleNamespace(now=0.0)
    throttle = Throttle(3, lambda: time.now)
    assert [throttle.admit("a") for _ in range(3)] == [0, 0, 0]
    assert throttle.admit("a") > 0
    assert throttle.admit("b") == 0
    time.now = WINDOW + 1
    assert throttle.admit("a") == 0


def test_too_many_attempts_from_one_address_are_told_how_long_to_wait(database_url, tmp_path):
    with open_site(database_url, tmp_path, sign_in_attempts=3) as site:
        client = site.stranger()
        answers = [signing_in(client, "company", "guess") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert client.post("/api/v1/sessions", json={"username": "company", "password": "x"}).json()["code"] == "too_often"


@pytest.mark.parametrize("address", ["/cases", "/cases?a=b#c", "/", "/guides/甲"])
def test_a_path_of_ours_is_kept(address):
    assert safe_next(address) == address


@pytest.mark.parametrize("address", [None, "", "//x", "/\\x", "https://x", "javascript:x", "x", "/a\nb", "/" + "a" * 3000, "\\\\x", "/a b"])
def test_everything_else_leads_home(address):
    assert safe_next(address) == "/"


@pytest.mark.parametrize("name", ['a"b.pdf', "a\r\nb.pdf", "../b.pdf", "甲.pdf", "", "\u202e.pdf", ";filename=x"])
def test_a_name_in_a_header_is_plain_and_complete(name):
    value = disposition(name)
    assert value.isascii()
    assert not re.search(r"[\r\n]", value)
    assert re.fullmatch(r"attachment; filename=\"[\w .\-]+\"; filename\*=UTF-8''[\w.%~\-]+", value, re.ASCII)


def test_warnings_travel_in_a_cookie_that_stays_small():
    few = (Text("甲", "A"), Text("乙", ""))
    assert unpack_warnings(pack_warnings(few)) == few
    many = tuple(Text("很长的提示" * 20, "x") for _ in range(200))
    assert len(pack_warnings(many)) <= 3000
    assert unpack_warnings(pack_warnings(many))[0] == many[0]


def test_settings_are_read_from_the_environment_and_never_change(monkeypatch, tmp_path):
    monkeypatch.setenv("TONGBAN_VAR", str(tmp_path))
    monkeypatch.setenv("TONGBAN_MAX_FILE_BYTES", "1000")
    monkeypatch.setenv("DATABASE_URL", "postgresql://x/y")
    settings = Settings()
    assert (settings.var, settings.max_file_bytes, settings.database_url) == (tmp_path, 1000, "postgresql://x/y")
    with pytest.raises(ValidationError):
        settings.max_file_bytes = 2
    monkeypatch.setenv("TONGBAN_SECRET_KEY", "the master")
    assert "the master" not in repr(Settings())


def test_cookies_are_secure_where_the_site_is(database_url, tmp_path):
    with open_site(database_url, tmp_path, https=True) as site:
        client = site.stranger()
        answer = client.get("/sign-in")
        assert "max-age" in answer.headers["strict-transport-security"]
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
