"""Signing in and out, and the way back."""

import pytest

from tests.api.paper import form_at
from tests.api.site import PASSWORD


def signing_in(client, username, password=PASSWORD, **fields):
    form = form_at(client.get("/sign-in").text, "/sign-in").set("username", username).set("password", password)
    for name, value in fields.items():
        form.set(name, value)
    return client.post("/sign-in", data=form.data())


@pytest.mark.parametrize(("username", "home"), [("company", "/cases"), ("acceptance", "/tasks"), ("admin", "/admin/people")])
def test_everybody_lands_on_their_own_first_page(site, username, home):
    client = site.stranger()
    assert signing_in(client, username).headers["location"] == home
    assert client.get("/").headers["location"] == home
    assert client.get(home).status_code == 200


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(site):
    client = site.stranger()
    cookie = next(value for value in signing_in(client, "company").headers.get_list("set-cookie") if value.startswith("tongban_session"))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie


def test_a_wrong_password_says_no_more_than_an_unknown_name_and_keeps_the_name(site):
    client = site.stranger()
    wrong, unknown = signing_in(client, "rival", "nope"), signing_in(client, "nobody<b>", "nope")
    assert wrong.status_code == unknown.status_code == 422
    sentence = "登录名或密码不正确"
    assert sentence in wrong.text
    assert sentence in unknown.text
    assert 'value="rival"' in wrong.text
    assert "nobody<b>" not in unknown.text
    assert "tongban_session" not in client.cookies


def test_five_wrong_passwords_lock_the_account_and_say_for_how_long(site):
    client = site.stranger()
    for _ in range(5):
        answer = signing_in(client, "elsewhere", "guess")
    assert "15 分钟" in answer.text
    assert signing_in(client, "elsewhere").status_code == 422


def test_a_name_nobody_has_is_told_it_is_locked_in_the_same_words(site):
    client = site.stranger()
    for _ in range(5):
        answer = signing_in(client, "no.such.person", "guess")
    assert "15 分钟" in answer.text
    for _ in range(5):
        told = client.post("/api/v1/sessions", json={"username": "nor.such.a.person", "password": "guess"})
    assert told.status_code == 401
    assert told.json()["code"] == "sign_in_locked"
    assert "15" in told.json()["detail"]


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/\tevil",
        "http:/evil.example",
        "/%0d%0aSet-Cookie:a=b\r\nX: y",
    ],
)
def test_signing_in_never_leads_to_another_site(site, address):
    client = site.stranger()
    answer = signing_in(client, "company", next=address)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/cases"


def test_a_page_asked_for_before_signing_in_is_where_one_comes_back_to(site):
    client = site.stranger()
    answer = client.get("/cases?status=draft")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=/cases%3Fstatus%3Ddraft"
    form = form_at(client.get(answer.headers["location"]).text, "/sign-in")
    assert form.value("next") == "/cases?status=draft"
    assert signing_in(client, "company", next="/cases?status=draft").headers["location"] == "/cases?status=draft"


def test_signing_out_ends_the_session_in_the_engine_too(site):
    client = site.stranger()
    signing_in(client, "company")
    token = client.cookies["tongban_session"]
    form = form_at(client.get("/cases").text, "/sign-out")
    assert client.post("/sign-out", data=form.data()).headers["location"] == "/sign-in"
    client.cookies.set("tongban_session", token)
    assert client.get("/cases").headers["location"].startswith("/sign-in")


def test_without_the_token_of_the_form_nobody_is_signed_in(site):
    client = site.stranger()
    answer = client.post("/sign-in", data={"username": "company", "password": PASSWORD})
    assert answer.status_code == 403
    assert "tongban_session" not in client.cookies


def test_language_and_theme_are_remembered_with_and_without_a_session(site):
    client = site.stranger()
    assert client.get("/language/en?next=/guides").headers["location"] == "/guides"
    assert 'lang="en"' in client.get("/guides").text
    assert client.get("/theme/dark?next=//evil.example").headers["location"] == "/"
    assert 'data-theme="dark"' in client.get("/guides").text
    signing_in(client, "rival")
    client.get("/language/en")
    other = site.stranger()
    signing_in(other, "rival")
    assert 'lang="en"' in other.get("/cases").text
    other.get("/language/zh")


def test_the_browser_s_language_decides_before_anybody_chose(site):
    client = site.stranger()
    assert 'lang="en"' in client.get("/guides", headers={"Accept-Language": "fr, en;q=0.8, zh;q=0.5"}).text
    assert 'lang="zh-CN"' in client.get("/guides", headers={"Accept-Language": "fr"}).text


def test_one_s_own_password_changes_only_with_the_old_one(site):
    client = site.stranger()
    signing_in(client, "second_review")
    page = client.get("/account").text

    def change(old, new, repeat):
        form = form_at(page, "/account").set("old", old).set("new", new).set("repeat", repeat)
        return client.post("/account", data=form.data())

    assert change("wrong", "a-better-secret-77", "a-better-secret-77").status_code == 422
    assert change(PASSWORD, "a-better-secret-77", "another").status_code == 422
    assert change(PASSWORD, "a-better-secret-77", "a-better-secret-77").status_code == 303
    assert signing_in(site.stranger(), "second_review").status_code == 422
    assert signing_in(site.stranger(), "second_review", "a-better-secret-77").status_code == 303
    assert change("a-better-secret-77", PASSWORD, PASSWORD).status_code == 303
