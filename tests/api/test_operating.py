"""Operating: where cases stand and how long they wait there, statistics, any case, jobs and the outbox, programs that take no new cases."""

import csv
import re
from datetime import timedelta
from io import StringIO

import pytest

from engine.commands import HoldProgram, LiftHold, OpenCase
from engine.queries import AuditLog, Background, FindCases, RunningLoad, Statistics
from engine.sdk.errors import Conflict, InvalidInput, InvalidState, NotFound, NotPermitted
from tests.api.paper import form_at
from tests.api.site import PROCESS, PROGRAM
from tests.build import work_off
from tests.studio.conftest import administrator
from tests.verbs.conftest import office
from tests.verbs.office import KEY, Office

__all__ = ["office"]
ADMIN = administrator("何珊")
REST = "/api/v1/admin/operations"
LIMITED = 'userTask tb:role="clerk" tb:outcomes="done" tb:form="step" tb:limit="2wd" name="限时"'


def load(office: Office):
    (release,) = [each[0] for each in office.rows("SELECT id FROM release WHERE current AND program = %s", KEY)]
    return office.engine.ask(RunningLoad(release_id=release), by=ADMIN)


def test_cases_are_counted_where_they_stand_with_the_working_days_they_have_waited(office: Office) -> None:
    office.draw("s > a > b > e", b=LIMITED)
    running = [office.case() for _ in range(3)]
    office.clock.move_to(office.clock.now() + timedelta(days=7))  # five working days
    for case in running[:2]:
        office.do(case, "a")
    office.clock.move_to(office.clock.now() + timedelta(days=7))
    seen = {each.element: each for each in load(office).elements}
    assert load(office).open_cases == 3
    assert (seen["a"].waiting, seen["a"].waited, seen["a"].overdue, seen["a"].done, seen["a"].mean) == (1, 10, 0, 2, 5.0)
    assert (seen["b"].waiting, seen["b"].waited, seen["b"].longest, seen["b"].overdue, seen["b"].title.zh) == (2, 10, 5, 2, "限时")
    assert seen["a"].heat == seen["b"].heat == 3
    found = office.engine.ask(FindCases(element="b"), by=ADMIN).rows
    assert {each.case_id for each in found} == set(running[:2])
    number = found[0].number
    assert [each.number for each in office.engine.ask(FindCases(text=number[-5:], status="open"), by=ADMIN).rows] == [number]
    with pytest.raises(NotPermitted):
        office.engine.ask(FindCases(), by=office.people["zhang"])
    with pytest.raises(NotFound):
        office.engine.ask(RunningLoad(release_id=running[0]), by=ADMIN)


def test_statistics_tell_working_days_by_step_what_each_week_brought_and_who_is_late(office: Office) -> None:
    office.draw("s > a > b > e", b=LIMITED)
    monday = office.clock.now().date() - timedelta(days=office.clock.now().weekday())
    office.go_to(monday)
    first, second, third = (office.case() for _ in range(3))
    office.go_to(monday + timedelta(days=1))
    office.do(first, "a")  # one working day
    office.do(first, "b")
    office.go_to(monday + timedelta(days=7))
    office.do(second, "a")  # five
    late = office.case()
    office.go_to(monday + timedelta(days=8))
    office.do(late, "a")  # one
    office.claim(late, "b")
    office.go_to(monday + timedelta(days=15))
    seen = office.engine.ask(Statistics(program=KEY), by=ADMIN)
    steps = {each.element: each for each in seen.steps}
    a, b = steps["a"], steps["b"]
    assert (a.finished, a.median, a.most, a.open, a.overdue, a.spent) == (3, 1, 5, 1, 0, 7 + 11)
    assert (b.finished, b.median, b.most, b.open, b.overdue, b.spent, b.title.zh) == (1, 0, 0, 2, 2, 6 + 5, "限时")
    assert [each.element for each in seen.steps] == ["a", "b"]
    assert (len(seen.throughput), seen.since) == (12, monday + timedelta(days=14 - 77))
    assert [(each.begins, each.begun, each.finished, each.open) for each in seen.throughput[-4:]] == [
        (monday - timedelta(days=7), 0, 0, 0),
        (monday, 3, 1, 2),
        (monday + timedelta(days=7), 1, 0, 3),
        (monday + timedelta(days=14), 0, 0, 3),
    ]
    assert sum(each.red for each in seen.offices) == 2
    assert len(seen.offices) == 2  # the office of whoever holds one, the district of the one nobody holds
    assert third in {each.case_id for each in office.engine.ask(FindCases(program=KEY, element="a"), by=ADMIN).rows}


def test_statistics_end_where_the_period_begins(office: Office) -> None:
    office.draw("s > a > e")
    office.do(office.case(), "a")
    office.clock.move_to(office.clock.now() + timedelta(weeks=4))
    seen = office.engine.ask(Statistics(program=KEY, weeks=4), by=ADMIN)
    assert (seen.steps, seen.offices, {each.open + each.begun + each.finished for each in seen.throughput}) == ((), (), {0})
    (step,) = office.engine.ask(Statistics(program=KEY), by=ADMIN).steps
    assert (step.finished, step.open) == (1, 0)
    with pytest.raises(InvalidInput):
        office.engine.ask(Statistics(program=KEY, weeks=500), by=ADMIN)
    with pytest.raises(NotFound):
        office.engine.ask(Statistics(program="nowhere"), by=ADMIN)
    with pytest.raises(NotPermitted):
        office.engine.ask(Statistics(program=KEY), by=office.people["zhang"])


def test_cases_are_found_page_by_page(office: Office) -> None:
    office.draw("s > a > e")
    made = {office.case() for _ in range(5)}
    seen, after = [], None
    while True:
        page = office.engine.ask(FindCases(text="91440101MA5CYGH03G", size=2, after=after), by=ADMIN)
        seen += [each.case_id for each in page.rows]
        if (after := page.next) is None:
            break
    assert len(seen) == 5
    assert set(seen) == made


def test_a_program_on_hold_takes_no_new_cases_and_lets_running_ones_go_on(office: Office) -> None:
    office.draw("s > a > e")
    running = office.case()
    draft = office.engine.execute(OpenCase(program=KEY, process="p"), by=office.people["filer"])
    with pytest.raises(InvalidInput):
        office.engine.execute(HoldProgram(program=KEY, reason=" "), by=ADMIN)
    with pytest.raises(NotPermitted):
        office.engine.execute(HoldProgram(program=KEY, reason="x"), by=office.people["zhang"])
    office.engine.execute(HoldProgram(program=KEY, reason="系统升级"), by=ADMIN)
    with pytest.raises(Conflict):
        office.engine.execute(HoldProgram(program=KEY, reason="再次"), by=ADMIN)
    with pytest.raises(InvalidState) as refused:
        office.case()
    assert (refused.value.code, refused.value.facts["reason"]) == ("program_held", "系统升级")
    office.do(running, "a")
    assert office.rows('SELECT status FROM "case" WHERE id = %s', running) == [("closed",)]
    office.engine.execute(LiftHold(program=KEY), by=ADMIN)
    with pytest.raises(InvalidState):
        office.engine.execute(LiftHold(program=KEY), by=ADMIN)
    assert office.case() != draft.case_id


def test_jobs_that_wait_and_what_has_not_left_are_told(office: Office) -> None:
    office.draw("s > a > e", a='userTask tb:actor="applicant" tb:outcomes="done" tb:form="step"')
    office.case()
    seen = office.engine.ask(Background(), by=ADMIN)
    assert {each.job: each.waiting for each in seen.jobs}["deliver"] == seen.outbox_waiting == len(seen.outbox) >= 1
    assert seen.workers == ()
    work_off(office.engine, office.url)
    after = office.engine.ask(Background(), by=ADMIN)
    assert (after.outbox, after.delivered) == ((), seen.outbox_waiting)


def test_the_pages_show_it_and_a_hold_is_read_on_the_guide(site) -> None:
    case = site.submitted()
    client, rest = site.browser("admin"), site.rest("admin")
    (program,) = [each for each in rest.get(f"{REST}/programs").json() if each["program"] == PROGRAM]
    release = program["release_id"]
    seen = rest.get(f"{REST}/load/{release}").json()
    assert next(each["waiting"] for each in seen["elements"] if each["element"] == "acceptance") >= 1
    assert str(case) in [each["case_id"] for each in rest.get(f"{REST}/cases?element=acceptance").json()["rows"]]
    assert rest.get(f"{REST}/background").status_code == 200
    for address in (
        "",
        f"/load/{release}",
        f"/load/{release}/common/acceptance.bpmn",
        "/cases?text=A",
        "/cases?element=acceptance",
        "/jobs",
        "/statistics",
        f"/statistics?program={PROGRAM}&weeks=26",
    ):
        assert client.get(f"/admin/operations{address}").status_code == 200, address
        assert site.browser("acceptance").get(f"/admin/operations{address}").status_code == 403
    assert '"acceptance"' in client.get(f"/admin/operations/load/{release}/common/acceptance.bpmn").text.replace("&#34;", '"')
    assert client.get(f"/admin/operations/load/{release}/no.bpmn").status_code == 404
    page = client.get("/admin/operations").text
    hold = f"/admin/operations/{PROGRAM}/hold"
    assert client.post(hold, data=form_at(page, hold).data()).status_code == 422
    assert client.post(hold, data=form_at(page, hold).set("reason", "经费调整").data()).status_code == 303
    assert "办理中的办件和关联办件照常办理" in client.get("/admin/operations").text
    guide = site.browser("company").get(f"/guides/{PROGRAM}/{PROCESS}").text
    assert "经费调整" in guide
    lift = f"/admin/operations/{PROGRAM}/lift"
    client.post(lift, data=form_at(client.get("/admin/operations").text, lift).data())
    assert rest.put(f"{REST}/programs/{PROGRAM}/hold", json={"reason": "又停"}).status_code == 204
    assert rest.delete(f"{REST}/programs/{PROGRAM}/hold").status_code == 204
    assert "经费调整" not in site.browser("company").get(f"/guides/{PROGRAM}/{PROCESS}").text


def test_statistics_stand_in_tables_and_lead_to_the_cases_at_a_step(site) -> None:
    site.submitted()
    client, rest = site.browser("admin"), site.rest("admin")
    seen = rest.get(f"{REST}/statistics?program={PROGRAM}").json()
    step = next(each for each in seen["steps"] if each["element"] == "acceptance")
    assert step["open"] >= 1
    assert (len(seen["throughput"]), seen["throughput"][-1]["begun"] >= 1) == (12, True)
    page = client.get(f"/admin/operations/statistics?program={PROGRAM}").text
    leads = f"/admin/operations/cases?program={PROGRAM}&amp;element=acceptance"
    assert leads in page
    assert client.get(leads.replace("&amp;", "&")).status_code == 200
    assert len(re.findall('<th scope="row" class="num"', client.get(f"/admin/operations/statistics?program={PROGRAM}&weeks=4").text)) == 4
    assert rest.get(f"{REST}/statistics?program={PROGRAM}&weeks=5").status_code == 422
    assert rest.get(f"{REST}/statistics?program=nowhere").status_code == 404
    assert site.rest("acceptance").get(f"{REST}/statistics?program={PROGRAM}").status_code == 403


def test_the_audit_log_leaves_as_a_file_whole_and_without_formulas(site) -> None:
    site.submitted()
    client = site.browser("admin")
    answer = client.get("/admin/audit.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    lines = list(csv.reader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert lines[0][:4] == ["at", "seq", "kind", "title"]
    assert len(lines) == 1 + len(site.engine.ask(AuditLog(size=100_000), by=ADMIN).rows)
    assert {line[2] for line in list(csv.reader(StringIO(client.get("/admin/audit.csv?kind=case_submitted").text)))[1:]} == {
        "case_submitted"
    }
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@"))]
    assert site.browser("acceptance").get("/admin/audit.csv").status_code == 403
