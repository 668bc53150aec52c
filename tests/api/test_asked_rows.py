"""补正花名册: a row that is named in a correction is opened alone; the applicant reads the others, and changes none of them."""

import re
from typing import Any
from uuid import UUID

import pytest

from engine.commands import CompleteTask, ImportRoster, RemoveRosterRows, SaveRosterRow
from engine.queries import RosterAll, RosterPage
from engine.scenarios.facts import CaseFacts
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from tests.api.paper import faults_on, flat, form_at
from tests.api.site import ROSTER, Site
from tests.api.test_officer_pages import claimed, story_data

WANTED = (2, 4)


@pytest.fixture
def asked(site: Site) -> tuple[UUID, UUID]:
    """A filing of which two rows of the roster are to be corrected; the case and the applicant's task."""
    case, task = claimed(site)
    items = [{"path": ROSTER, "row": row, "label": "花名册", "problem": "岗位有误", "requirement": "更正"} for row in WANTED]
    data = {**story_data("accept"), "complete": "no", "corrections": items}
    site.engine.execute(CompleteTask(task_id=task, outcome="correct", data=data), by=site.actor("acceptance"))
    return case, site.engine.ask(CaseFacts(case_id=case), by=Actor.system()).open_tasks["correction"]


def rows_of(site: Site, case: UUID) -> dict[int, Any]:
    return {row.no: row for row in site.engine.ask(RosterAll(case_id=case, field=ROSTER), by=site.actor("company"))}


def test_only_the_named_rows_are_changed_or_taken_out_and_keep_their_numbers(site: Site, asked: tuple[UUID, UUID]) -> None:
    case, task = asked
    filer, rows, where = site.actor("company"), rows_of(site, case), {"case_id": case, "field": ROSTER, "task_id": task}
    view = site.engine.ask(RosterPage(case_id=case, field=ROSTER, task_id=task, only="asked"), by=filer)
    assert (view.open_rows, [row.no for row in view.rows]) == (WANTED, [2, 4])
    values = {**rows[1].values, "post": "装配"}
    new = ({"row": 1, "values": values},)
    for command in (
        SaveRosterRow(row_id=rows[1].row_id, values=values, **where),
        SaveRosterRow(row_id=None, values={**values, "id_no": site.number()}, **where),
        RemoveRosterRows(row_ids=(rows[2].row_id, rows[3].row_id), **where),
        RemoveRosterRows(only="all", **where),
        RemoveRosterRows(only="faulty", **where),
        ImportRoster(rows=new, **where),
        ImportRoster(rows=new, mend=True, **where),
    ):
        with pytest.raises(InvalidState) as refused:
            site.engine.execute(command, by=filer)
        assert (refused.value.code, refused.value.facts["rows"]) == ("row_not_reopened", "2、4")
    assert rows_of(site, case) == rows
    site.engine.execute(RemoveRosterRows(row_ids=(rows[2].row_id,), **where), by=filer)
    assert set(rows_of(site, case)) == set(rows) - {2}, "row 4 is still row 4"
    site.engine.execute(SaveRosterRow(row_id=rows[4].row_id, values={**rows[4].values, "post": "装配"}, **where), by=filer)
    assert rows_of(site, case)[4].values["post"] == "装配"


def test_pages_offer_the_named_rows_alone_and_lead_to_them(site: Site, asked: tuple[UUID, UUID]) -> None:
    case, task = asked
    browser, rows = site.browser("company"), rows_of(site, case)
    form = browser.get(f"/cases/{case}/form?task={task}").text
    ways = re.findall(rf'href="(/cases/{case}/roster/{ROSTER}\?task={task}&amp;only=asked)"', form)
    assert len(ways) == len(WANTED)
    assert "花名册 · 第 4 行" in form
    page = browser.get(ways[0].replace("&amp;", "&")).text
    assert "补正只涉及这几行：2、4" in page
    every = browser.get(f"/cases/{case}/roster/{ROSTER}?task={task}").text
    assert (every.count(f"/roster/{ROSTER}/rows/"), every.count("未要求补正")) == (2, len(rows) - 2)
    assert "/remove" not in every
    assert 'type="file"' not in every
    for closed in (f"rows/{rows[1].row_id}", "rows/new"):
        assert browser.get(f"/cases/{case}/roster/{ROSTER}/{closed}?task={task}").status_code == 404
    open_row = f"/cases/{case}/roster/{ROSTER}/rows/{rows[4].row_id}"
    entry = form_at(browser.get(f"{open_row}?task={task}").text, open_row)
    assert browser.post(f"{open_row}?task={task}", data=entry.data(post="装配")).status_code == 303
    assert rows_of(site, case)[4].values["post"] == "装配"


def test_an_officer_names_a_row_on_the_form(site: Site) -> None:
    case, task = claimed(site)
    browser = site.browser("acceptance")
    form = form_at(browser.get(f"/tasks/{task}").text, f"/tasks/{task}/complete")
    for name, value in flat(story_data("accept")):
        form.set(name, value)
    for name in {name for name, _ in form.fields if name.startswith("corrections")}:
        form.set(name)
    asked = {"path": ROSTER, "row": "3", "label": "花名册", "problem": "岗位有误", "requirement": "更正"}
    form.fields += [("corrections", "0"), *((f"corrections.0.{name}", value) for name, value in asked.items())]
    answer = browser.post(f"/tasks/{task}/complete", data=form.set("outcome", "correct").set("complete", "no").data())
    assert answer.status_code == 303, faults_on(answer.text)
    fixing = site.engine.ask(CaseFacts(case_id=case), by=Actor.system()).open_tasks["correction"]
    view = site.engine.ask(RosterPage(case_id=case, field=ROSTER, task_id=fixing), by=site.actor("company"))
    assert view.open_rows == (3,)
