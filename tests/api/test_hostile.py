"""Requests nobody sends by accident."""

import re
import socket
from uuid import uuid4

import pytest

from tests.api.paper import form_at

NOBODY = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def client(site):
    return site.browser("company")


@pytest.fixture(scope="module")
def theirs(site):
    """A draft, and a submitted case, of another enterprise."""
    return site.draft("company"), site.submitted("company")


def test_cases_of_others_are_as_unknown_as_cases_that_do_not_exist(site, theirs):
    rival = site.browser("rival")
    draft, submitted = theirs
    for case_id in (draft, submitted, NOBODY, uuid4()):
        for address in ("", "/form", "/notices", "/withdraw", "/submitted", "/roster/roster"):
            answer = rival.get(f"/cases/{case_id}{address}")
            assert answer.status_code == 404, address
            assert "广州示例电气设备有限公司" not in answer.text
    elsewhere = site.browser("elsewhere")
    for address in ("", "/print", "/diagram"):
        assert elsewhere.get(f"/office/cases/{submitted}{address}").status_code == 404
        assert site.browser("acceptance").get(f"/office/cases/{draft}{address}").status_code == 404


def test_nothing_of_others_can_be_changed(site, theirs):
    rival = site.browser("rival")
    token = form_at(rival.get("/account").text, "/account").value("_csrf")
    draft, submitted = theirs
    for case_id in (draft, submitted):
        for address in ("/form", "/draft", "/withdraw", "/discard", "/roster/roster", "/roster/roster/remove", f"/files/{NOBODY}/remove"):
            answer = rival.post(
                f"/cases/{case_id}{address}", data={"_csrf": token, "reason": "x", "only": "all", "do": "submit", "version": "0"}
            )
            assert answer.status_code == 404, address


@pytest.mark.parametrize(
    "address", ["/cases/{id}/form", "/cases/{id}/withdraw", "/cases/{id}/discard", "/cases/{id}/files", "/sign-out", "/account"]
)
@pytest.mark.parametrize("token", [None, "", "wrong", "é", "x" * 100_000], ids=["none", "empty", "wrong", "accent", "long"])
def test_without_the_session_s_token_nothing_happens(site, client, address, token):
    case_id = site.draft()
    answer = client.post(address.format(id=case_id), data={} if token is None else {"_csrf": token})
    assert answer.status_code in {403, 413, 415}
    assert client.get(f"/cases/{case_id}/form").status_code == 200


def test_another_site_cannot_make_the_browser_post(site, client):
    case_id = site.draft()
    form = site.form(client, case_id)
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ):
        assert client.post(form.action, data=form.data(do="save"), headers=headers).status_code == 403
    assert client.post(form.action, data=form.data(do="save"), headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_a_body_larger_than_accepted_is_refused_before_it_is_read(site):
    host, port = site.address.removeprefix("http://").split(":")
    token = site.browser("company").cookies["tongban_session"]
    head = (
        f"POST /cases/{NOBODY}/form HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: tongban_session={token}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 99999999999\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), 60) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(65536).decode(errors="replace")
    assert answer.startswith("HTTP/1.1 413"), "nothing of the body was sent, and yet there is an answer"


def test_a_body_that_grows_beyond_what_is_accepted_is_cut_off(site, client):
    token = form_at(client.get("/account").text, "/account").value("_csrf")

    def endless():
        yield f"_csrf={token}&reason=".encode()
        for _ in range(40):
            yield b"x" * (1 << 20)

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post(f"/cases/{NOBODY}/withdraw", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "text/html" in answer.headers["content-type"]
    assert "16 MB" in answer.text or "1 MB" in answer.text or "20000" in answer.text


def test_a_form_of_too_many_fields_is_refused_with_a_sentence(site, client):
    case_id = site.draft()
    form = site.form(client, case_id)
    token = form.value("_csrf")
    body = f"_csrf={token}&" + "&".join(f"a{number}=1" for number in range(20_100))
    answer = client.post(form.action, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 413
    assert "20000" in answer.text


@pytest.mark.parametrize(
    ("media_type", "content"),
    [
        ("application/json", b'{"do": "submit"}'),
        ("text/plain", b"_csrf=x"),
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data; boundary=x", b"\x00\xff" * 500),
        ("multipart/form-data; charset=nonsense; boundary=x", b"--x--\r\n"),
        ("", b"\x00"),
    ],
)
def test_what_is_no_form_is_refused_without_a_trace(site, client, media_type, content):
    answer = client.post(f"/cases/{site.draft()}/form", content=content, headers={"Content-Type": media_type})
    assert answer.status_code in {400, 403, 415}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "address",
    [
        "/cases/%00",
        "/cases?status=%00",
        "/guides/%00/x",
        "/guides/a%0d%0ab/x",
        "/guides/..%2f..%2fetc/passwd",
        "/cases/not-a-uuid",
        "/tasks/%f0%28%8c%28",
        "/static/../api/settings.py",
        "/static/%2e%2e/%2e%2e/pyproject.toml",
        "/static/dist/..%5c..%5capp.py",
        "//evil.example",
        "/no/such/page",
        "/" + "a" * 5000,
    ],
)
def test_addresses_that_lead_nowhere_are_answered_with_the_page_for_it(site, address):
    for client in (site.browser("company"), site.browser("acceptance"), site.stranger()):
        answer = client.get(site.address + address)
        assert answer.status_code in ({200, 303, 403} if "?" in address else {303, 400, 403, 404}), answer.text[:500]
        assert "Traceback" not in answer.text
        assert "root:" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "after=x",
        "after=%00",
        "after=" + "A" * 3000,
        "after=bnVsbA",
        "after=eyJhIjoxfQ",
    ],
)
@pytest.mark.parametrize(
    ("username", "address"),
    [("company", "/cases"), ("acceptance", "/tasks"), ("admin", "/admin/people"), ("admin", "/admin/audit"), ("admin", "/admin/incidents")],
)
def test_a_cursor_somebody_made_up_is_refused_politely(site, username, address, query):
    answer = site.browser(username).get(f"{address}?{query}")
    assert answer.status_code in {200, 400, 422}, answer.text[:2000]


@pytest.mark.parametrize(
    "text", ["%", "_", "\\", "'; drop table person; --", "<script>alert(1)</script>", "\u0130", "😀" * 100, "x" * 5000]
)
@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("acceptance", "/tasks?tab=all&text="),
        ("admin", "/admin/people?text="),
        ("admin", "/admin/audit?text="),
        ("company", "/cases?text="),
    ],
)
def test_any_search_text_is_only_a_text(site, username, address, text):
    client = site.browser(username)
    answer = client.get(
        address.split("?")[0], params={address.split("?")[1].split("=")[0]: "all", "text": text} if "tab" in address else {"text": text}
    )
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB"])
def test_other_methods_are_refused(site, client, method):
    assert client.request(method, "/cases").status_code in {403, 405}


def test_every_answer_carries_the_headers_of_the_house(site, client):
    case_id = site.draft()
    for address in ("/guides", "/sign-in", "/cases", f"/cases/{case_id}/form", "/no/such/page", "/api/v1/me", "/healthz"):
        headers = client.get(address).headers
        policy = headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'self'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert "no-store" in headers["cache-control"]
        assert "server" not in headers or "uvicorn" in headers["server"]


def test_pages_hold_nothing_a_strict_policy_forbids(site, client):
    case_id = site.submitted()
    pages = [client.get(address).text for address in ("/guides", "/cases", f"/cases/{case_id}", f"/cases/{site.draft()}/form", "/account")]
    pages += [
        site.browser("acceptance").get(address).text
        for address in ("/tasks?tab=pool", f"/office/cases/{case_id}", f"/office/cases/{case_id}/diagram")
    ]
    for page in pages:
        assert not re.search(r"\son[a-z]+\s*=\s*[\"']", page)
        assert not re.search(r"<[a-z][^>]*\sstyle\s*=", page)
        assert not re.search(r"(src|href|action)\s*=\s*[\"']?(https?:)?//", page)
        assert "javascript:" not in page


def test_a_session_cookie_somebody_made_up_is_a_stranger_s(site):
    for value in ("x", "é".encode("latin-1").decode("latin-1"), "A" * 4000, "' or 1=1 --", '"\\054"'):
        client = site.stranger()
        answer = client.get("/cases", headers={"Cookie": f"tongban_session={value}".encode("latin-1")})
        assert answer.status_code == 303


def test_cookies_of_ours_somebody_changed_do_no_harm(site, client):
    case_id = site.submitted()
    for warnings in ("e30=", "W1tudWxsXV0=", "not base64 !", "WzEsMl0=", "W1siPHNjcmlwdD4iLCAieCJdXQ=="):
        answer = client.get(
            f"/cases/{case_id}/submitted",
            headers={
                "Cookie": f"tongban_session={client.cookies['tongban_session']}; tongban_warnings={warnings}; tongban_said=<script>; tongban_language=xx; tongban_theme=yy"
            },
        )
        assert answer.status_code == 200
        assert '<script>"' not in answer.text
        assert "&lt;script&gt;" in answer.text or "script" not in warnings


def test_a_case_id_of_one_case_does_not_open_the_files_of_another(site, client):
    case_id = site.filled()
    held = site.step(case_id).attachments[0]
    token = form_at(client.get("/account").text, "/account").value("_csrf")
    other = site.draft()
    assert client.post(f"/cases/{other}/files/{held.attachment_id}/remove", data={"_csrf": token}).status_code == 404
    assert len(site.step(case_id).attachments) == 3


@pytest.mark.parametrize("username", ["company", "acceptance", "admin"])
def test_no_text_of_a_rest_question_breaks_on_what_a_database_cannot_keep(site, username):
    program = site.rest(username)
    for path, methods in site.stranger().get("/api/openapi.json").json()["paths"].items():
        names = [each["name"] for each in methods.get("get", {}).get("parameters", ()) if each["in"] == "query"]
        for name in names:
            answer = program.get(re.sub(r"\{[^}]*\}", NOBODY, path) + f"?{name}=%00")
            assert answer.status_code < 500, (path, name, answer.text)
    assert program.get("/api/v1/cases?text=%00").status_code == 422
