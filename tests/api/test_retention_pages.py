"""Administrators see what falls due, place and lift holds, propose a list and answer it, on pages and by programs; the register is a file."""

import re
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pytest
from openpyxl import load_workbook

from engine.commands import DestroyCases, MakeDossier, WithdrawCase
from engine.sdk.actor import Actor
from engine.store.runtime import ZONE
from tests.api.paper import form_at
from tests.api.routes import addresses, page_addresses
from tests.api.test_repair_pages import second
from tests.build import work_off

ADDRESS, SYSTEM = "/admin/operations/retention", Actor.system()


@pytest.fixture
def old(site, module_database_url):
    """A case that was withdrawn, thirty-one years later."""
    case = site.submitted()
    site.engine.execute(WithdrawCase(case_id=case, reason="不再申请"), by=site.actor("company"))
    work_off(site.engine, module_database_url)
    site.engine.execute(MakeDossier(case_id=case), by=SYSTEM)
    now = site.clock.now()
    second(site)
    site.clients.clear()
    site.clock.move_to(datetime(now.year + 31, 3, 1, 9, tzinfo=ZONE))
    yield case
    site.clients.clear()
    site.clock.move_to(now)


def destroys(site, destruction: UUID) -> None:
    while site.engine.execute(DestroyCases(destruction_id=destruction), by=SYSTEM):
        pass


def test_two_administrators_destroy_what_is_overdue_on_pages(site, old):
    one, two = site.browser("admin"), site.browser("admin2")
    page = one.get(ADDRESS).text
    assert "可以销毁" in page
    assert "默认值" in page, "no text of the program says how long, and the page says so"
    form = form_at(page, ADDRESS)
    looked = one.post(ADDRESS, data=form.data(do="look"))
    assert "将销毁 1 个办件的内容，不能恢复。" in looked.text
    form = form_at(looked.text, ADDRESS)
    assert one.post(ADDRESS, data=form.data(do="ask")).status_code == 422, "why?"
    asked = one.post(ADDRESS, data=form.set("reason", "保管期满").data(do="ask"))
    assert asked.status_code == 303
    listed = asked.headers["location"]
    assert "须由另一名管理员批准" in one.get(listed).text
    form = form_at(two.get(listed).text, listed)
    assert two.post(listed, data=form.data(do="approve")).status_code == 422, "nobody says yes without having said that nothing comes back"
    assert two.post(listed, data=form.data(do="refuse")).status_code == 422, "a refusal needs a reason"
    assert two.post(listed, data=form.set("sure", "yes").data(do="approve")).status_code == 303
    assert "every 2s" in two.get(listed).text, "the page follows the job"
    destroys(site, UUID(listed.rsplit("/", 1)[-1]))
    done = two.get(listed).text
    assert "已处理 1 / 1 件" in done
    assert "every 2s" not in done
    assert two.get(f"{listed}/register.pdf").content.startswith(b"%PDF")
    sheet = load_workbook(BytesIO(two.get(f"{listed}/register.xlsx").content)).active
    told = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert told[0][0].startswith("档案销毁清册 销〔")
    assert told[-1][1].startswith("GZXTZ") or told[-1][1]
    assert told[-1][8].startswith("已销毁")
    case = two.get(f"/office/cases/{old}").text
    assert "本案内容已依法销毁" in case
    assert "没有到期的卷宗" in two.get(ADDRESS).text
    assert site.browser("company").get(f"/cases/{old}").status_code == 200
    assert two.get(f"/office/cases/{old}/dossier").status_code == 404
    for route in (*page_addresses(site.app, "GET"), *(each for each in addresses(site.app, "GET") if each.startswith("/api/"))):
        if re.findall(r"\{(\w+)\}", route) == ["case_id"]:
            for username in ("admin2", "company", "acceptance"):
                client = site.rest(username) if route.startswith("/api/") else site.browser(username)
                assert client.get(route.format(case_id=old)).status_code < 500, f"{username} {route}"
    audit = two.get("/admin/audit?verify=1").text
    assert "销毁卷宗内容" in audit


def test_a_hold_is_placed_on_the_page_of_a_case_and_keeps_it(site, old):
    one = site.browser("admin")
    address = f"/admin/operations/cases/{old}/hold"
    assert f'href="{address}"' in one.get(f"/office/cases/{old}").text
    form = form_at(one.get(address).text, address)
    assert one.post(address, data=form.data(do="place")).status_code == 422, "why?"
    assert one.post(address, data=form.set("reason", "行政诉讼").data(do="place")).status_code == 303
    assert "行政诉讼" in one.get(ADDRESS).text
    assert "本案或关联办件被冻结" in one.get(ADDRESS).text
    rest = site.rest("admin")
    assert rest.get(f"/api/v1/admin/retention/holds/{old}").json()["hold"]["reason"] == "行政诉讼"
    assert rest.post(f"/api/v1/admin/retention/holds/{old}/lift", json={"reason": "结案"}).status_code == 204
    assert rest.put(f"/api/v1/admin/retention/holds/{old}", json={"reason": "审计"}).status_code == 204
    form = form_at(one.get(address).text, address)
    assert one.post(address, data=form.set("reason", "审计结束").data(do="lift")).status_code == 303


def test_programs_do_the_same_by_rest(site, old):
    rest, other = site.rest("admin"), site.rest("admin2")
    address = "/api/v1/admin/retention"
    overdue = rest.get(address).json()["overdue"]
    assert overdue
    assert [row["bars"] for row in rest.get(f"{address}/due").json()["rows"]] == [[]] * overdue
    assert rest.get(f"{address}/effects").json()["cases"] == overdue
    made = rest.post(f"{address}/lists", json={"reason": "保管期满"})
    assert made.status_code == 201
    listed = f"{address}/lists/{made.json()['destruction_id']}"
    assert rest.post(f"{listed}/answer", json={"approve": True, "sure": True}).status_code == 403
    assert other.post(f"{listed}/answer", json={"approve": True}).status_code == 422
    assert other.post(f"{listed}/answer", json={"approve": True, "sure": True}).json() == {"cases": overdue}
    destroys(site, UUID(made.json()["destruction_id"]))
    assert other.get(listed).json()["view"]["state"] == "done"
    assert other.get(f"{listed}/register.pdf").headers["content-type"] == "application/pdf"
    assert other.get(f"{listed}/register.xlsx").status_code == 200
    assert site.rest("company").get(address).status_code == 403
