"""An administrator asks for a repair on the page of a case or of incidents; another one answers it there."""

from uuid import UUID

from engine.commands import OpenIncident
from engine.queries import CaseRepair, Incidents
from engine.scenarios.cast import EnsurePerson
from engine.sdk.actor import Actor
from tests.api.paper import form_at
from tests.api.site import PASSWORD
from tests.build import work_off

SYSTEM = Actor.system()


def second(site):
    office = site.actor("admin").organisation_id
    person = EnsurePerson(username="admin2", name="乙", kind="administrator", organisation_id=office, password=PASSWORD)
    site.engine.execute(person, by=Actor.system())
    return site.browser("admin2")


def test_a_case_is_put_elsewhere_by_two(site):
    case, client = site.submitted(), site.browser("admin")
    address = f"/admin/operations/cases/{case}/repair"
    assert f'href="{address}"' in client.get(f"/office/cases/{case}").text
    form = form_at(client.get(address).text, address)
    assert client.post(address, data=form.data(do="look")).status_code == 422, "where to?"
    known = site.engine.ask(CaseRepair(case_id=case), by=site.actor("admin"))
    form = form.set("items", *(str(token.item) for token in known.tokens if token.kind == "user")).set("target", known.places[0][1])
    looked = client.post(address, data=form.data(do="look"))
    assert "取消的待办" in looked.text
    asking = form_at(looked.text, address).set("items", *(str(token.item) for token in known.tokens if token.kind == "user"))
    asking.set("target", known.places[0][1])
    assert client.post(address, data=asking.data(do="ask")).status_code == 422, "why?"
    asked = client.post(address, data=asking.set("reason", "误操作").data(do="ask"))
    assert asked.status_code == 303
    page = asked.headers["location"]
    assert "须由另一名管理员处理" in client.get(page).text
    other = second(site)
    assert other.post(page, data=form_at(other.get(page).text, page).data(do="refuse")).status_code == 422, "a refusal needs a reason"
    assert other.post(page, data=form_at(other.get(page).text, page).data(do="approve")).status_code == 303
    assert "已执行" in other.get(page).text
    assert "已执行" in client.get("/admin/operations/repairs").text


def test_a_fact_of_incidents_is_mended_by_two_and_programs_do_it_too(site):
    case = site.submitted()
    raised = OpenIncident(job="look_again", case_id=case, cause="数据有误", arguments={"case_id": str(case)})
    incident = site.engine.execute(raised, by=Actor.system())
    client, address = site.browser("admin"), "/admin/operations/mend"
    form = form_at(client.get(f"{address}?incident={incident}").text, address).set("path", "filing.enterprise.name").set("value", "新名称")
    assert "新名称" in client.post(address, data=form.data(do="look")).text
    body = {"kind": "facts", "incident_ids": [str(incident)], "path": "filing.enterprise.name", "value": "新名称"}
    rest = site.rest("admin")
    assert rest.post("/api/v1/admin/repairs/effects", json=body).json()[0]["changed"][1] == "新名称"
    asked = rest.post("/api/v1/admin/repairs", json={**body, "reason": "录入错误"})
    assert asked.status_code == 201
    repair = UUID(asked.json()["repair_id"])
    assert rest.post(f"/api/v1/admin/repairs/{repair}/answer", json={"approve": True}).status_code == 403, "whoever asked may not answer"
    second(site)
    other = site.rest("admin2")
    assert other.post(f"/api/v1/admin/repairs/{repair}/answer", json={"approve": True}).json() == {"count": 1}
    assert other.get(f"/api/v1/admin/repairs/{repair}").json()["repair"]["state"] == "done"
    assert site.rest("company").get("/api/v1/admin/repairs").status_code == 403


def test_of_several_incidents_of_one_cause_those_that_can_be_mended_are_and_the_others_stay(site, module_database_url):
    cases = [site.submitted(), site.submitted(), site.draft()]
    incidents = [
        site.engine.execute(OpenIncident(job="look_again", case_id=case, cause="企业名称有误", arguments={"case_id": str(case)}), by=SYSTEM)
        for case in cases
    ]
    client, other, address = site.browser("admin"), second(site), "/admin/operations/mend"
    listed = client.get("/admin/incidents?state=open").text
    assert all(f'value="{incident}"' in listed for incident in incidents)
    chosen = client.get(address, params={"incident": [str(each) for each in incidents]}).text
    form = form_at(chosen, address).set("path", "filing.enterprise.name").set("value", "更正后的名称")
    looked = client.post(address, data=form.data(do="look")).text
    assert looked.count("→ 更正后的名称") == 2
    assert looked.count("note amber") == 2, "why one cannot, and that it is left out"
    assert "1 个办件不能这样更正" in looked
    assert "为其余 2 个办件提交批准" in looked
    whole = {"kind": "facts", "incident_ids": [str(each) for each in incidents], "path": "filing.enterprise.name", "value": "更正后的名称"}
    repair = site.rest("admin").post("/api/v1/admin/repairs", json={**whole, "reason": "录入错误"}).json()["repair_id"]
    refused = site.rest("admin2").post(f"/api/v1/admin/repairs/{repair}/answer", json={"approve": True})
    assert refused.status_code in (409, 422), "as long as one of them cannot, none is mended"
    assert open_incidents(site) >= set(incidents)
    asked = client.post(address, data=form_at(looked, address).set("reason", "录入错误").data(do="ask"))
    page = asked.headers["location"]
    assert other.post(page, data=form_at(other.get(page).text, page).data(do="approve")).status_code == 303
    work_off(site.engine, module_database_url)
    assert open_incidents(site) & set(incidents) == {incidents[2]}, "the others were tried again and went through"
    for case in cases[:2]:
        told = site.rest("admin").post("/api/v1/admin/repairs/effects", json={**whole, "incident_ids": [], "case_ids": [str(case)]}).json()
        assert told[0]["changed"][0] == "更正后的名称"


def open_incidents(site) -> set[UUID]:
    return {row.incident_id for row in site.engine.ask(Incidents(state="open"), by=site.actor("admin")).rows}
