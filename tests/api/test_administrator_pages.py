"""The administrator's pages."""

import re
from uuid import uuid4

import psycopg
import pytest

from engine.commands import OpenIncident
from engine.queries import Incidents, People, Releases
from engine.sdk.actor import Actor
from engine.store.postgres import plain_url
from tests.api.paper import faults_on, form_at
from tests.api.site import PASSWORD
from tests.api.test_sign_in import signing_in
from tests.arrangements import a_whole_year

PAGES = (
    "/admin/people",
    "/admin/people/new",
    "/admin/releases",
    "/admin/calendar/2026",
    "/admin/calendar/2027",
    "/admin/audit",
    "/admin/incidents",
    "/admin/incidents?state=all",
)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_opens_for_administrators_and_for_nobody_else(site, address):
    assert site.browser("admin").get(address).status_code == 200
    assert site.browser("acceptance").get(address).status_code == 403
    assert site.browser("company").get(address).status_code == 403
    assert site.stranger().get(address).headers["location"].startswith("/sign-in?next=/admin")


def person_form(client, address, **fields):
    form = form_at(client.get(address).text, address)
    for name, value in fields.items():
        form.set(name, *([value] if isinstance(value, str) else value))
    return form


def test_a_person_is_added_changed_disabled_and_can_sign_in_only_while_active(site):
    client = site.browser("admin")
    form = person_form(
        client,
        "/admin/people/new",
        username="newbie",
        name="新人 <b>甲</b>",
        kind="officer",
        phone="13800138000",
        password="river-lychee-77",
        role=["review@440106"],
    )
    answer = client.post("/admin/people/new", data=form.data())
    assert answer.status_code == 303, faults_on(answer.text)
    listed = client.get("/admin/people?text=newbie").text
    assert "新人 &lt;b&gt;甲&lt;/b&gt;" in listed
    assert "13800138000" not in listed
    address = re.search(r"/admin/people/[0-9a-f-]{36}", listed)[0]
    assert signing_in(site.stranger(), "newbie", "river-lychee-77").status_code == 303
    form = person_form(client, address)
    form.fields = [(name, value) for name, value in form.fields if name != "active"]
    assert client.post(address, data=form.data()).status_code == 303
    assert signing_in(site.stranger(), "newbie", "river-lychee-77").status_code == 422


def test_a_name_taken_twice_is_told_at_the_field_and_everything_typed_stays(site):
    client = site.browser("admin")
    form = person_form(client, "/admin/people/new", username="company", name="重名", password="river-lychee-77")
    answer = client.post("/admin/people/new", data=form.data())
    assert answer.status_code == 409
    assert 'value="重名"' in answer.text
    assert "river-lychee-77" not in answer.text


def test_a_weak_password_is_refused_with_the_reason(site):
    client = site.browser("admin")
    form = person_form(client, "/admin/people/new", username="weak", name="弱", password="123")
    answer = client.post("/admin/people/new", data=form.data())
    assert answer.status_code == 422
    assert faults_on(answer.text)


def test_a_new_password_ends_the_sessions_of_the_old_one(site):
    held = site.stranger()
    signing_in(held, "sign_off")
    client = site.browser("admin")
    person = next(row for row in site.engine.ask(People(text="sign_off"), by=site.actor("admin")).rows)
    address = f"/admin/people/{person.person_id}"
    form = form_at(client.get(address).text, f"{address}/password").set("password", PASSWORD)
    assert client.post(f"{address}/password", data=form.data()).status_code == 303
    assert held.get("/tasks").status_code == 303


def test_a_password_made_up_is_shown_once_and_works(site):
    client = site.browser("admin")
    person = next(row for row in site.engine.ask(People(text="review"), by=site.actor("admin")).rows if row.username == "review")
    address = f"/admin/people/{person.person_id}"
    form = form_at(client.get(address).text, f"{address}/password").set("password", "")
    answer = client.post(f"{address}/password", data=form.data(), headers={"Referer": f"{site.address}{address}"})
    secret = re.search(r"仅显示这一次）：(\S+?)<", answer.text)[1]
    assert secret not in client.get(address).text
    assert f"/language/en?next={address}" in answer.text
    assert signing_in(site.stranger(), "review", secret).status_code == 303


def test_days_are_set_with_their_basis_and_a_year_is_published(site):
    client = site.browser("admin")
    address = "/admin/calendar/2028"
    form = form_at(client.get(address).text, address)
    form.set("day", "2028-05-01", "2028-05-02").set("kind", "holiday").set("note", "劳动节").set("basis", "")
    answer = client.post(address, data=form.data())
    assert answer.status_code == 422
    assert "劳动节" in answer.text
    lacking = form_at(answer.text, address).set("day", "2028-05-01").set("kind", "holiday").set("basis", "示例").set("publish", "1")
    for each in (address, f"{address}/preview"):
        answer = client.post(each, data=lacking.data())
        assert answer.status_code == 422
        assert "缺少 2028-10-01（国庆节）" in answer.text
    names = list(dict.fromkeys(name for _, name in a_whole_year(2028).values()))
    for name in names:
        days = [day.isoformat() for day, (_, festival) in a_whole_year(2028).items() if festival == name]
        form = form_at(client.get(address).text, address).set("day", *days).set("kind", "holiday").set("note", name)
        form.set("basis", "国办发明电〔2027〕9号")
        if name == names[-1]:
            form.set("publish", "1")
        assert client.post(address, data=form.data()).status_code == 303
    assert "国办发明电〔2027〕9号" in client.get(address).text


def test_no_day_ticked_is_told_and_a_year_beyond_all_calendars_does_not_exist(site):
    client = site.browser("admin")
    form = form_at(client.get("/admin/calendar/2026").text, "/admin/calendar/2026").set("basis", "x")
    assert client.post("/admin/calendar/2026", data=form.data()).status_code == 422
    for year in ("1999", "99999", "abc"):
        assert client.get(f"/admin/calendar/{year}").status_code == 404


def test_a_release_shows_its_files_and_draws_its_diagrams(site):
    client = site.browser("admin")
    release = site.engine.ask(Releases(), by=site.actor("admin"))[0]
    base = f"/admin/releases/{release.release_id}"
    assert client.get(base).status_code == 200
    for path, _ in release.files:
        answer = client.get(f"{base}/{path}")
        assert answer.status_code == 200, path
    assert "data-diagram" in client.get(f"{base}/gz_apprenticeship/filing.bpmn").text
    for hostile in ("../../etc/passwd", "%2e%2e/%2e%2e/etc/passwd", "gz_apprenticeship/none.toml"):
        assert client.get(f"{base}/{hostile}").status_code == 404


def test_the_audit_log_is_filtered_by_the_address(site):
    client = site.browser("admin")
    assert "signed_in" in client.get("/admin/audit?kind=signed_in").text
    assert client.get("/admin/audit?since=2026-09-01&until=nonsense&text=%3Cb%3E").status_code == 200
    assert client.get("/admin/audit?verify=1").status_code == 200


def parked(site, *jobs):
    """Incidents of these jobs, each about a message of its own."""
    return [
        site.engine.execute(OpenIncident(job=job, case_id=None, cause="closed", arguments={"message_id": str(uuid4())}), by=Actor.system())
        for job in jobs
    ]


def still_open(site):
    return {row.incident_id for row in site.engine.ask(Incidents(size=1000), by=Actor.system()).rows}


def test_incidents_are_retried_as_ticked_and_all_of_a_job_at_once(site):
    before = still_open(site)
    first, second, third, other = parked(site, "deliver", "deliver", "deliver", "render_notice")
    client = site.browser("admin")
    form = form_at(client.get("/admin/incidents").text, "/admin/incidents/retry")
    form.set("incident", str(first))
    assert client.post("/admin/incidents/retry", data=form.data()).status_code == 303
    assert "已全部重新执行" in client.get("/admin/incidents").text
    assert still_open(site) - before == {second, third, other}
    form = form_at(client.get("/admin/incidents?job=deliver").text, "/admin/incidents/retry")
    assert client.post("/admin/incidents/retry", data=form.data(only="all")).status_code == 303
    assert still_open(site) - before == {other}
    form = form_at(client.get("/admin/incidents").text, "/admin/incidents/retry")
    assert client.post("/admin/incidents/retry", data=form.data()).status_code == 303
    assert "没有选中" in client.get("/admin/incidents").text
    assert still_open(site) - before == {other}


def test_incidents_are_retried_in_bulk_by_rest_and_what_is_dealt_with_is_passed_over(site):
    before = still_open(site)
    chosen = parked(site, "fire_timers", "fire_timers")
    rest = site.rest("admin")
    body = {"incident_ids": [str(each) for each in chosen]}
    assert rest.post("/api/v1/admin/incidents/retry", json=body).json() == {"count": 2}
    assert rest.post("/api/v1/admin/incidents/retry", json=body).json() == {"count": 0}
    assert still_open(site) == before
    assert site.rest("acceptance").post("/api/v1/admin/incidents/retry", json=body).status_code == 403


def test_verifying_the_log_tells_which_chain_is_broken_and_where(site, module_database_url):
    case = site.submitted()
    client, rest = site.browser("admin"), site.rest("admin")
    assert "链条完整" in client.get("/admin/audit?verify=1").text
    assert rest.get("/api/v1/admin/audit/verification").json()["chains"] >= 1
    with psycopg.connect(plain_url(module_database_url), autocommit=True) as connection:
        touched = "UPDATE entry SET actor = actor || 'x' WHERE case_id = %s AND seq = 1"
        connection.execute(touched, (case,))
        page = client.get("/admin/audit?verify=1").text
        connection.execute("UPDATE entry SET actor = left(actor, -1) WHERE case_id = %s AND seq = 1", (case,))
    assert "下列链条在所示位置断开" in page
    assert f'href="/office/cases/{case}"' in page.partition("下列链条在所示位置断开")[2].partition("</ul>")[0]
    assert rest.get(f"/api/v1/admin/audit/verification?case_id={case}").json()["broken"] is None
    with psycopg.connect(plain_url(module_database_url), autocommit=True) as connection:
        connection.execute("UPDATE chain SET seq = seq + 1 WHERE name = 'system'")
        broken = rest.get("/api/v1/admin/audit/verification").json()
        connection.execute("UPDATE chain SET seq = seq - 1 WHERE name = 'system'")
    assert (broken["chain"], broken["broken"] is not None) == ("system", True)


def test_an_administrator_lets_somebody_stand_in_for_an_officer_and_ends_it(site):
    client, rest = site.browser("admin"), site.rest("admin")
    officer, colleague = site.actor("acceptance").user_id, site.actor("acceptance2").user_id
    address = f"/admin/people/{officer}"
    arrange = f"{address}/absences"
    form = form_at(client.get(address).text, arrange)
    assert client.post(arrange, data=form.data()).status_code == 422, "who, when and why?"
    today = site.clock.now().date().isoformat()
    form.set("substitute_id", str(colleague)).set("starts_on", today).set("ends_on", today).set("reason", "外出培训")
    assert client.post(arrange, data=form.data()).status_code == 303
    assert "外出培训" in client.get(address).text
    (absence,) = rest.get(f"/api/v1/admin/people/{officer}/substitutes").json()["absences"]
    end = f"{arrange}/{absence['absence_id']}/end"
    assert client.post(end, data=form_at(client.get(address).text, end).data()).status_code == 303
    assert rest.get(f"/api/v1/admin/people/{officer}/substitutes").json()["absences"] == []
    assert site.browser("acceptance2").get(address).status_code == 403
