"""查看敏感信息: whoever works on a case may see one masked value, says why, and is written down."""

import pytest

from engine.commands import Recuse
from engine.queries import AuditLog, RosterPage
from tests.api.paper import faults_on, form_at
from tests.api.site import ROSTER
from tests.api.test_officer_pages import task_of

REASON = "与社保系统核对身份"


@pytest.fixture(scope="module")
def case_id(site):
    case_id = site.submitted()
    assert task_of(site, case_id)
    return case_id


def row_of(site, case_id, username="acceptance"):
    return site.engine.ask(RosterPage(case_id=case_id, field=ROSTER), by=site.actor(username)).rows[0]


def asked(client, address, path, reason=REASON):
    form = form_at(client.get(address).text, address.partition("?")[0]).set("path", path).set("reason", reason)
    return client.post(address, data=form.data())


def test_an_officer_sees_one_id_number_of_the_roster_after_saying_why(site, case_id):
    officer, row = site.browser("acceptance"), row_of(site, case_id)
    own = site.engine.ask(RosterPage(case_id=case_id, field=ROSTER), by=site.actor("company")).rows[0]
    address = f"/office/cases/{case_id}/unmask?row={row.row_id}"
    assert f'href="{address}"' in officer.get(f"/cases/{case_id}/roster/{ROSTER}").text
    assert own.values["id_no"] == row.values["id_no"]
    answer = asked(officer, address, "id_no")
    assert answer.status_code == 200, faults_on(answer.text)
    shown = next(word for word in answer.text.replace("<", " ").replace(">", " ").split() if len(word) == 18 and word.startswith("440"))
    assert shown[-4:] == row.values["id_no"][-4:]
    assert "*" not in shown
    assert answer.headers["cache-control"] == "no-store"
    assert shown not in officer.get(address).text, "the page asks again"


def test_who_looked_what_at_and_why_stands_in_the_audit_log_without_the_value(site, case_id):
    row = row_of(site, case_id)
    asked(site.browser("acceptance"), f"/office/cases/{case_id}/unmask?row={row.row_id}", "mobile", "电话核实岗位")
    line = site.engine.ask(AuditLog(kind="field_unmasked"), by=site.actor("admin")).rows[0]
    assert (line.actor, line.data["path"], line.data["row"], line.data["reason"]) == ("acceptance 先生", "mobile", 1, "电话核实岗位")
    assert "1380000" not in str(line.data)


def test_without_a_reason_nothing_is_shown(site, case_id):
    row = row_of(site, case_id)
    answer = asked(site.browser("acceptance"), f"/office/cases/{case_id}/unmask?row={row.row_id}", "id_no", " ")
    assert answer.status_code == 422
    assert "请填写查看理由" in answer.text


def test_whoever_is_recused_does_not_look_and_reads_why(site):
    case = site.submitted()
    row = row_of(site, case)
    site.engine.execute(Recuse(task_id=task_of(site, case), reason="配偶任职于该企业"), by=site.actor("acceptance2"))
    answer = asked(site.browser("acceptance2"), f"/office/cases/{case}/unmask?row={row.row_id}", "id_no")
    assert answer.status_code == 403
    assert "配偶任职于该企业" in answer.text


def test_the_account_and_the_phone_of_the_application_are_offered_too(site, case_id):
    officer = site.browser("acceptance")
    address = f"/office/cases/{case_id}/unmask"
    assert f'href="{address}"' in officer.get(f"/office/cases/{case_id}").text
    page = officer.get(address).text
    assert "开户账号" in page or "账号" in page
    assert asked(officer, address, "filing.enterprise.mobile").status_code == 200


def test_who_does_no_step_of_such_cases_may_not_look(site, case_id):
    address = f"/office/cases/{case_id}/unmask"
    assert site.browser("elsewhere").get(address).status_code == 404
    assert site.browser("company").get(address).status_code == 403
    assert site.browser("admin").get(address).status_code == 403
    assert "unmask" not in site.browser("admin").get(f"/office/cases/{case_id}").text
    body = {"path": "filing.enterprise.mobile", "reason": REASON}
    refused = site.rest("admin").post(f"/api/v1/cases/{case_id}/unmasking", json=body)
    assert (refused.status_code, refused.json()["code"]) == (403, "unmask_right")


def test_programs_do_the_same_and_the_value_is_not_kept_for_a_repeated_request(site, case_id):
    rest, row = site.rest("acceptance"), row_of(site, case_id)
    known = rest.get(f"/api/v1/cases/{case_id}/sealed", params={"row_id": str(row.row_id)}).json()
    assert {field["path"] for field in known["fields"]} == {"id_no", "mobile"}
    body = {"path": "id_no", "reason": REASON, "row_id": str(row.row_id)}
    for _ in range(2):
        answer = rest.post(f"/api/v1/cases/{case_id}/unmasking", json=body, headers={"Idempotency-Key": "look-1"})
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["value"]) == 18
    lines = site.engine.ask(AuditLog(kind="field_unmasked"), by=site.actor("admin")).rows
    assert sum(line.data["path"] == "id_no" for line in lines) >= 2


def test_only_what_is_masked_can_be_opened(site, case_id):
    body = {"path": "filing.enterprise.name", "reason": REASON}
    answer = site.rest("acceptance").post(f"/api/v1/cases/{case_id}/unmasking", json=body)
    assert (answer.status_code, answer.json()["code"]) == (404, "field_not_found")
