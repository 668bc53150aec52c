"""REST: the same actions for programs, described completely, refused in problem+json."""

import re

import pytest

from engine.commands import CompleteTask
from engine.queries import TaskQueue
from tests.api.site import OFFICERS, PASSWORD, PDF, PROCESS, PROGRAM, ROSTER, as_typed, told
from tests.api.test_officer_pages import story_data

NOBODY = "00000000-0000-0000-0000-000000000000"

FOR_EVERYBODY = {
    "/api/v1/sessions",
    "/api/v1/guides",
    "/api/v1/guides/{program}/{process}",
    "/api/v1/publicities",
    "/api/v1/publicities/{notice_id}",
    "/api/v1/publicities/{notice_id}/objections",
    "/api/v1/publicities/{notice_id}/objections/with-files",
}


def problem(answer, status, code=None):
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["status"] == status
    assert body["detail"]
    assert body["type"] == f"urn:tongban:problem:{body['code']}"
    if code:
        assert body["code"] == code
    return body


def filed(site):
    """A case filed through REST alone."""
    client, story = site.rest("company"), told()
    case_id = client.post("/api/v1/cases", json={"program": PROGRAM, "process": PROCESS}).json()["case_id"]
    rows = [{"row": number, "values": {**row, "id_no": site.number()}} for number, row in enumerate(story["rows"], 1)]
    imported = client.put(f"/api/v1/cases/{case_id}/rosters/{ROSTER}", json={"rows": rows})
    assert imported.json()["good"] == len(rows), imported.text
    for path in story["files"]:
        field, _, item = path.partition(".")
        sent = client.post(
            f"/api/v1/cases/{case_id}/attachments", data={"field": field, "item": item}, files={"file": ("a.pdf", PDF, "application/pdf")}
        )
        assert sent.status_code == 201, sent.text
    version = client.get(f"/api/v1/cases/{case_id}/form").json()["version"]
    return case_id, client.post(f"/api/v1/cases/{case_id}/submission", json={"data": as_typed(story["data"]), "version": version})


def test_a_case_goes_from_the_draft_to_the_decision_through_rest_alone(site):
    case_id, answer = filed(site)
    assert answer.status_code == 200, answer.text
    receipt = answer.json()
    assert receipt["number"]
    company = site.rest("company")
    assert company.get(f"/api/v1/cases/{case_id}/progress").json()["head"]["number"] == receipt["number"]
    assert receipt["number"] in [row["number"] for row in company.get("/api/v1/cases?status=open").json()["rows"]]
    officer = site.rest("acceptance")
    task = next(
        row["task"]["task_id"] for row in officer.get("/api/v1/tasks?tab=pool&size=200").json()["rows"] if row["case"]["case_id"] == case_id
    )
    problem(officer.post(f"/api/v1/tasks/{task}/completion", json={"outcome": "", "version": 0}), 422)
    assert officer.post(f"/api/v1/tasks/{task}/claim").status_code == 204
    problem(site.rest("acceptance2").post(f"/api/v1/tasks/{task}/claim"), 409, "task_claimed")
    view = officer.get(f"/api/v1/tasks/{task}").json()
    assert "complete" in view["may"]
    file = view["case"]["materials"][0]["attachment_id"]
    assert officer.put(f"/api/v1/tasks/{task}/materials/{file}", json={"mark": "pass"}).status_code == 204
    assert officer.get(f"/api/v1/attachments/{file}").content == PDF
    body = {"outcome": "accept", "data": story_data("accept"), "version": view["step"]["version"]}
    first = officer.post(f"/api/v1/tasks/{task}/completion", json=body, headers={"Idempotency-Key": "once"})
    assert first.status_code == 200, first.text
    assert officer.post(f"/api/v1/tasks/{task}/completion", json=body, headers={"Idempotency-Key": "once"}).json() == first.json()
    for part in ("", "/timeline", "/diagram", "/notices"):
        assert officer.get(f"/api/v1/cases/{case_id}{part}").status_code == 200, part
    assert company.get(f"/api/v1/cases/{case_id}/rosters/{ROSTER}").json()["summary"]["total"] == 8


def test_an_empty_submission_names_every_fault_at_once(site):
    client = site.rest("company")
    case_id = client.post("/api/v1/cases", json={"program": PROGRAM, "process": PROCESS}).json()["case_id"]
    body = problem(
        client.post(f"/api/v1/cases/{case_id}/submission", json={"data": {}, "version": 0}, headers={"Accept-Language": "en"}), 422
    )
    assert len(body["errors"]) > 5
    assert all(error["path"] and error["zh"] and error["detail"] for error in body["errors"] if error["path"])
    assert not re.search("[\u4e00-\u9fff]", body["detail"])


def test_a_stale_version_is_told_with_the_one_it_met(site):
    client = site.rest("company")
    case_id = client.post("/api/v1/cases", json={"program": PROGRAM, "process": PROCESS}).json()["case_id"]
    assert client.put(f"/api/v1/cases/{case_id}/draft", json={"data": {"enterprise": {"name": "甲"}}, "version": 0}).json()["version"] == 1
    problem(client.put(f"/api/v1/cases/{case_id}/draft", json={"data": {}, "version": 0}), 409, "draft_changed")


def test_a_key_used_for_something_else_is_refused(site):
    client = site.rest("company")
    headers = {"Idempotency-Key": "the-same"}
    body = {"program": PROGRAM, "process": PROCESS}
    first = client.post("/api/v1/cases", json=body, headers=headers)
    assert client.post("/api/v1/cases", json=body, headers=headers).json() == first.json()
    case_id = first.json()["case_id"]
    problem(client.put(f"/api/v1/cases/{case_id}/draft", json={"data": {}, "version": 0}, headers=headers), 409, "key_used")


def test_a_correction_is_answered_through_rest(site):
    case_id = site.submitted()
    view = site.engine.ask(TaskQueue(size=200), by=site.actor("acceptance"))
    task = next(row.task.task_id for row in view.rows if row.case.case_id == case_id)
    item = {"path": "enterprise.contact", "label": "联系人", "problem": "有误", "requirement": "更正"}
    asked = {"complete": "no", "competent": "yes", "opinion": "请补正", "corrections": [item]}
    site.engine.execute(CompleteTask(task_id=task, outcome="correct", data=asked), by=site.actor("acceptance"))
    client = site.rest("company")
    action = client.get(f"/api/v1/cases/{case_id}/progress").json()["action"]
    form = client.get(f"/api/v1/cases/{case_id}/form?task_id={action['task_id']}").json()
    assert form["editable"] == ["enterprise.contact"]
    address = f"/api/v1/cases/{case_id}/corrections/{action['task_id']}"
    problem(site.rest("rival").post(address, json={"data": {}, "version": 0}), 404)
    answer = client.post(address, json={"data": {"enterprise": {"contact": "新人", "address": "偷改"}}, "version": form["version"]})
    assert answer.status_code == 200, answer.text
    assert client.get(f"/api/v1/cases/{case_id}/form").json()["values"]["enterprise"].get("address") != "偷改"
    again = client.post(address, json={"data": {"enterprise": {"contact": "再改"}}, "version": 0})
    problem(again, 409, "task_done")


def test_what_officers_see_of_a_case_is_not_for_its_applicant(site):
    case_id = site.submitted()
    client = site.rest("company")
    task = next(
        row.task.task_id for row in site.engine.ask(TaskQueue(size=200), by=site.actor("acceptance")).rows if row.case.case_id == case_id
    )
    for address in (f"/cases/{case_id}", f"/cases/{case_id}/diagram", f"/tasks/{task}", "/tasks"):
        problem(client.get(f"/api/v1{address}"), 403)
    assert client.get(f"/api/v1/cases/{case_id}/timeline").status_code == 200


def test_only_a_token_of_the_header_counts(site):
    browser = site.browser("company")
    problem(browser.get("/api/v1/me"), 401)
    problem(browser.post("/api/v1/cases", json={"program": PROGRAM, "process": PROCESS}), 401)
    problem(site.stranger().get("/api/v1/me", headers={"Authorization": "Bearer nonsense"}), 401)
    problem(site.stranger().get("/api/v1/me", headers={"Authorization": "Basic eDp5"}), 401)


def test_a_token_ends_with_its_session_and_a_wrong_password_gives_none(site):
    client = site.stranger()
    problem(client.post("/api/v1/sessions", json={"username": "review", "password": "no"}), 401, "sign_in_wrong")
    token = client.post("/api/v1/sessions", json={"username": "review", "password": PASSWORD}).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me", headers=headers).json()["name"].startswith("review")
    assert client.delete("/api/v1/sessions/current", headers=headers).status_code == 204
    problem(client.get("/api/v1/me", headers=headers), 401)


def test_cases_of_others_do_not_exist_for_programs_either(site):
    case_id = site.draft()
    rival, officer = site.rest("rival"), site.rest("acceptance")
    for part in ("/progress", "", "/form", "/timeline", "/diagram", "/notices", f"/rosters/{ROSTER}"):
        problem(rival.get(f"/api/v1/cases/{case_id}{part}"), 403 if part in {"", "/diagram"} else 404)
        problem(officer.get(f"/api/v1/cases/{case_id}{part}"), 404)
    for method, part in (("PUT", "/draft"), ("POST", "/submission"), ("DELETE", ""), ("POST", "/withdrawal")):
        problem(rival.request(method, f"/api/v1/cases/{case_id}{part}", json={"data": {}, "version": 0, "reason": "x"}), 404)


@pytest.mark.parametrize(
    "address", ["/people", "/releases", "/calendar/2026", "/audit", "/audit/verification", "/incidents", "/organisations", "/roles"]
)
def test_administration_is_for_administrators(site, address):
    assert site.rest("admin").get(f"/api/v1/admin{address}").status_code == 200
    for username in ("company", *OFFICERS[:1]):
        problem(site.rest(username).get(f"/api/v1/admin{address}"), 403)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'"x"',
        b'{"data": {"a": "\\u0000"}, "version": 0}',
        b'{"data": {"a": "\\ud800"}, "version": 0}',
        b'{"data": {"\\ud800": 1}, "version": 0}',
        b'{"data": {"a": NaN}, "version": 0}',
        b'{"data": {"a": 1e999}, "version": 0}',
        b'{"data": {"a": 123456789012345678901234567890}, "version": 0}',
        b'{"data": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b', "version": 0}',
        b'{"data": ' + b"[" * 20000 + b"]" * 20000 + b', "version": 0}',
        b'{"data": {}, "version": -1}',
        b'{"data": {}, "version": "x"}',
        b"\xff\xfe{}",
    ],
)
def test_json_nobody_can_store_is_refused_as_a_problem(site, content):
    client, case_id = site.rest("company"), site.draft()
    answer = client.put(f"/api/v1/cases/{case_id}/draft", content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_is_judged_by_content_here_too(site):
    client, case_id = site.rest("company"), site.draft()
    address = f"/api/v1/cases/{case_id}/attachments"
    wrong = client.post(
        address, data={"field": "materials", "item": "training_plan"}, files={"file": ("a.pdf", b"<html>", "application/pdf")}
    )
    assert problem(wrong, 422)["errors"][0]["path"] == "materials.training_plan"
    problem(client.post(address, data={"field": "materials"}, files={"file": ("a.pdf", PDF)}), 422)
    problem(client.post(address, json={}), 422)


def test_the_description_is_complete_and_says_how_everything_is_refused(site):
    document = site.stranger().get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.")
    names = set()
    for path, methods in document["paths"].items():
        assert path.startswith("/api/v1/")
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation["summary"], where
            assert operation["description"], where
            assert operation["tags"], where
            assert operation["operationId"] not in names, where
            names.add(operation["operationId"])
            refused = {status: reply for status, reply in operation["responses"].items() if status >= "400"}
            assert refused, where
            for reply in refused.values():
                assert list(reply["content"]) == ["application/problem+json"], where
            if path not in FOR_EVERYBODY:
                assert operation["security"], where
    text = site.stranger().get("/api/openapi.json").text
    for reference in set(re.findall(r'"#/components/schemas/([^"]+)"', text)):
        assert reference in document["components"]["schemas"], reference


def test_the_listing_of_operations_loads_nothing_foreign(site):
    answer = site.stranger().get("/api/docs")
    assert answer.status_code == 200
    assert "/api/v1/cases/{case_id}/submission" in answer.text
    assert not re.search(r"(src|href)=[\"']https?://", answer.text)


def test_unknown_operations_and_methods_are_problems_too(site):
    client = site.rest("company")
    problem(client.get("/api/v1/nothing"), 404)
    problem(client.request("DELETE", "/api/v1/me"), 405)
    problem(client.get(f"/api/v1/cases/{NOBODY}/progress"), 404)
    problem(client.get("/api/v1/cases/not-a-uuid/progress"), 404)
    problem(client.get("/api/v1/cases?size=100000"), 422)


def test_the_queue_asked_for_wrongly_is_refused_by_name(site):
    body = problem(site.rest("acceptance").get("/api/v1/tasks?tab=nonsense"), 422)
    assert body["errors"][0]["path"] == "tab"
    assert site.engine.ask(TaskQueue(), by=site.actor("acceptance"))


def test_what_does_not_fit_the_description_is_said_in_chinese_without_english(site):
    client = site.rest("company")
    zh = {"Accept-Language": "zh"}
    answers = [
        client.post("/api/v1/cases", json={"program": 7}, headers=zh),
        client.get("/api/v1/cases?size=0&status=nothing", headers=zh),
    ]
    for answer in answers:
        assert answer.status_code == 422
        for error in answer.json()["errors"]:
            assert re.fullmatch(r"[^a-zA-Z]+", error["detail"]), error


def test_an_applicant_who_asks_for_the_office_s_view_is_told_which_one_is_theirs(site):
    case_id = site.submitted()
    refused = site.rest("company").get(f"/api/v1/cases/{case_id}")
    assert refused.status_code == 403
    assert "/progress" in refused.json()["detail"]
