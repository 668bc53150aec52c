"""The applicant's form without a script: kept, refused, conflicting, submitted."""

import pytest

from engine.commands import SaveDraft
from engine.queries import CaseProgress
from engine.sdk.errors import NotFound
from tests.api.paper import faults_on, form_at, forms_of
from tests.api.site import PDF, PROCESS, PROGRAM

HTML = "<img src=x onerror=alert(1)>\"'&</textarea><script>alert(2)</script>"


@pytest.fixture
def client(site):
    return site.browser("company")


def test_a_guide_starts_a_draft_and_a_double_click_starts_one(site, client):
    address = f"/guides/{PROGRAM}/{PROCESS}"
    form = form_at(client.get(address).text, address)
    before = site.cases().total
    first, second = client.post(address, data=form.data()), client.post(address, data=form.data())
    assert first.status_code == second.status_code == 303
    assert first.headers["location"] == second.headers["location"]
    assert site.cases().total == before + 1
    assert client.get(first.headers["location"]).status_code == 200


def test_what_was_typed_is_kept_right_or_wrong_and_comes_back(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.name", "甲公司").set("enterprise.uscc", "no code").set("enterprise.employees", "many")
    answer = client.post(form.action, data=form.data(do="save"))
    assert answer.status_code == 303
    again = site.form(client, case_id)
    assert again.value("enterprise.name") == "甲公司"
    assert again.value("enterprise.uscc") == "no code"
    assert again.value("enterprise.employees") == "many"


def test_an_empty_submission_names_every_fault_links_to_the_fields_and_loses_nothing(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.contact", "吴文静").set("enterprise.uscc", "")
    answer = client.post(form.action, data=form.data(do="submit"))
    assert answer.status_code == 422
    assert faults_on(answer.text)
    assert 'href="#f-enterprise-uscc"' in answer.text
    assert 'id="f-enterprise-uscc"' in answer.text
    shown = form_at(answer.text, f"/cases/{case_id}/form")
    assert shown.value("enterprise.contact") == "吴文静"
    assert site.form(client, case_id).value("enterprise.contact") == "吴文静"
    assert client.post(shown.action, data=shown.data(do="submit")).status_code == 422


def test_a_row_is_added_and_removed_by_buttons(site, client):
    case_id = site.draft()
    form = site.form(client, case_id)
    rows = [value for name, value in form.fields if name == "training.modules"]
    added = client.post(form.action, data=form.data(_add="training.modules"))
    assert added.status_code == 303
    assert added.headers["location"].endswith("#f-training-modules")
    form = site.form(client, case_id)
    assert len([value for name, value in form.fields if name == "training.modules"]) == len(rows) + 1
    client.post(form.action, data=form.data(_remove="training.modules.0"))
    form = site.form(client, case_id)
    assert len([value for name, value in form.fields if name == "training.modules"]) == len(rows)


def test_a_live_refresh_stores_nothing_and_judges_only_what_was_on_the_screen(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.uscc", "123").set("_shown", "enterprise.uscc")
    answer = client.post(f"{form.action}?refresh=1", data=form.data(), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "HX-Request" in answer.headers["vary"]
    assert "enterprise-uscc-error" in answer.text
    assert "enterprise-name-error" not in answer.text
    assert site.form(client, case_id).value("enterprise.uscc") != "123"


def test_the_draft_saves_itself_and_a_second_tab_is_told_instead_of_overwriting(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.name", "第一页")
    headers = {"Accept": "application/json"}
    first = client.post(f"/cases/{case_id}/draft", data=form.data(), headers=headers)
    assert first.status_code == 200
    assert first.json()["version"] == 1
    assert "saved_at" in first.json()
    late = client.post(f"/cases/{case_id}/draft", data=form.set("enterprise.name", "第二页").data(), headers=headers)
    assert late.status_code == 409
    assert late.headers["content-type"] == "application/problem+json"
    assert late.json()["code"] == "draft_changed"
    assert late.json()["detail"]
    assert site.form(client, case_id).value("enterprise.name") == "第一页"


@pytest.mark.parametrize("button", ["save", "submit"])
def test_a_stale_page_gets_a_page_that_shows_what_was_typed(site, client, button):
    case_id = site.draft()
    form = site.form(client, case_id)
    site.engine.execute(SaveDraft(case_id=case_id, data={"enterprise": {"name": "别处"}}, version=None), by=site.actor("company"))
    answer = client.post(form.action, data=form.set("enterprise.address", "示例路 1 号").data(do=button))
    assert answer.status_code == 409
    assert "示例路 1 号" in answer.text
    assert f"/cases/{case_id}/form" in answer.text
    assert "Traceback" not in answer.text


def test_a_page_without_its_version_counts_as_stale(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("version")
    assert client.post(form.action, data=form.data(do="save")).status_code == 409


def test_markup_in_every_field_stays_text(site, client):
    case_id = site.draft()
    form = site.form(client, case_id)
    for name in form.names() - {"_csrf", "_key", "version", "training.modules", "training.calendar", "training.assessment_plan"}:
        form.set(name, HTML)
    answer = client.post(form.action, data=form.data(do="submit"), files=[("materials.training_plan", (f"{HTML}.pdf", PDF, "text/html"))])
    assert answer.status_code == 422
    for page in (answer.text, client.get(f"/cases/{case_id}/form").text, client.get(f"/cases/{case_id}").text, client.get("/cases").text):
        assert "<img src=x" not in page
        assert "<script>alert" not in page


def test_characters_no_database_keeps_do_no_harm(site, client):
    case_id = site.draft()
    form = site.form(client, case_id).set("enterprise.name", "甲\x00乙\ufffe").set("no.such.field\x00", "x").set("enterprise", "x")
    assert client.post(form.action, data=form.data(do="save")).status_code == 303
    assert site.form(client, case_id).value("enterprise.name").startswith("甲乙")


def test_a_submission_gives_a_number_a_second_click_gives_the_same(site, client):
    case_id = site.filled()
    form = site.typed(client, case_id)
    first = client.post(form.action, data=form.data(do="submit"))
    assert first.status_code == 303, faults_on(first.text)
    second = client.post(form.action, data=form.data(do="submit"))
    assert second.headers["location"] == first.headers["location"] == f"/cases/{case_id}/submitted"
    receipt = client.get(first.headers["location"])
    number = site.engine.ask(CaseProgress(case_id=case_id), by=site.actor("company")).head.number
    assert number in receipt.text
    assert client.get(f"/cases/{case_id}").status_code == 200
    readonly = client.get(f"/cases/{case_id}/form")
    assert readonly.status_code == 200
    assert not any(each.id == "form" for each in forms_of(readonly.text))


def test_a_submitted_form_posted_again_from_an_old_page_is_refused_with_a_sentence(site, client):
    case_id = site.submitted()
    form = forms_of(client.get("/account").text)[-1]
    answer = client.post(f"/cases/{case_id}/form", data={**form.data(), "do": ["save"], "version": ["1"]})
    assert answer.status_code == 409
    assert "Traceback" not in answer.text


def test_a_case_is_withdrawn_only_with_a_reason(site, client):
    case_id = site.submitted()
    address = f"/cases/{case_id}/withdraw"
    form = form_at(client.get(address).text, address)
    assert client.post(address, data=form.set("reason", "  ").data()).status_code == 422
    form = form_at(client.get(address).text, address)
    assert client.post(address, data=form.set("reason", "计划取消").data()).status_code == 303
    assert site.engine.ask(CaseProgress(case_id=case_id), by=site.actor("company")).head.status == "withdrawn"
    assert client.post(address, data=form_at(client.get("/cases").text, "/sign-out").set("reason", "x").data()).status_code == 409


def test_a_draft_is_thrown_away(site, client):
    case_id = site.draft()
    address = f"/cases/{case_id}/discard"
    assert client.post(address, data=form_at(client.get(f"/cases/{case_id}/form").text, address).data()).status_code == 303
    assert client.get(f"/cases/{case_id}/form").status_code == 404
    with pytest.raises(NotFound):
        site.step(case_id)


def test_the_page_says_once_what_was_done(site, client):
    case_id = site.draft()
    form = site.form(client, case_id)
    client.post(form.action, data=form.data(do="save"))
    assert "草稿已保存" in client.get(form.action).text
    assert "草稿已保存" not in client.get(form.action).text
