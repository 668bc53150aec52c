"""The roster: from the template to the last mended row."""

import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from engine.queries import RosterAll, RosterPage
from tests.api.paper import form_at, forms_of
from tests.api.site import ROSTER, told

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet(client, case_id, rows):
    """The shipped template filled in with rows by column key."""
    answer = client.get(f"/cases/{case_id}/roster/{ROSTER}/template.xlsx")
    assert answer.status_code == 200, answer.text
    book = load_workbook(BytesIO(answer.content))
    page = book.worksheets[0]
    known = {column["label"] for column in COLUMNS}
    header = next(row for row in range(1, 10) if sum(str(cell.value).rstrip("*") in known for cell in page[row]) > 3)
    labels = [str(cell.value).rstrip("*") if cell.value else "" for cell in page[header]]
    keys = {column["label"]: column["key"] for column in COLUMNS}
    for number, values in enumerate(rows, header + 1):
        for index, label in enumerate(labels, 1):
            value = values.get(keys.get(label, ""))
            if value is not None:
                cell = page.cell(number, index)
                cell.value, cell.data_type = str(value), "s"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


COLUMNS = []


@pytest.fixture(autouse=True, scope="module")
def columns(site):
    case_id = site.draft()
    view = site.engine.ask(RosterPage(case_id=case_id, field=ROSTER), by=site.actor("company"))
    COLUMNS[:] = view.columns


def send(client, case_id, content, name="名单.xlsx", replace=True):
    address = f"/cases/{case_id}/roster/{ROSTER}"
    form = form_at(client.get(address).text, address)
    if not replace:
        form.fields = [(key, value) for key, value in form.fields if key != "replace"]
    return client.post(address, data=form.data(), files={"file": (name, content, XLSX)})


def faulty_rows():
    rows = [dict(row) for row in told()["rows"]]
    rows[1]["id_no"] = "440103200204072027"
    rows[3]["hire_date"] = "昨天"
    rows[5]["mobile"] = "138"
    return rows


def test_a_workbook_with_wrong_cells_keeps_every_row_and_names_each_cell(site):
    client, case_id = site.browser("company"), site.draft()
    answer = send(client, case_id, sheet(client, case_id, faulty_rows()))
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].endswith("?only=faulty")
    page = client.get(answer.headers["location"])
    assert page.text.count("has-fault") == 3
    assert "440103200204072027" in page.text
    assert "昨天" in page.text
    rows = site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company"))
    assert len(rows) == 8


def test_a_wrong_row_is_mended_in_the_page(site):
    client, case_id = site.browser("company"), site.draft()
    send(client, case_id, sheet(client, case_id, faulty_rows()))
    wrong = next(row for row in site.engine.ask(RosterAll(case_id=case_id, field=ROSTER, only="faulty"), by=site.actor("company")))
    address = f"/cases/{case_id}/roster/{ROSTER}/rows/{wrong.row_id}"
    form = form_at(client.get(address).text, address)
    refused = client.post(address, data=form.set("id_no", "123").set("name", "<script>x</script>").data())
    assert refused.status_code == 422
    assert "<script>x</script>" not in refused.text
    assert 'value="123"' in refused.text
    saved = client.post(address, data=form.set("id_no", "440103200204072026").set("name", "王国强").data())
    assert saved.status_code == 303, saved.text
    again = site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company"))
    assert sum(bool(row.faults) for row in again) == 2


def test_only_the_faulty_rows_come_back_as_a_workbook_and_go_in_again(site):
    client, case_id = site.browser("company"), site.draft()
    send(client, case_id, sheet(client, case_id, faulty_rows()))
    answer = client.get(f"/cases/{case_id}/roster/{ROSTER}/faulty.xlsx")
    page = load_workbook(BytesIO(answer.content)).worksheets[0]
    assert page.max_row == 4
    cells = [str(cell.value) for row in page.iter_rows() for cell in row]
    assert "440103200204072027" in cells
    assert "昨天" in cells


def test_rows_are_added_and_removed_one_by_one_and_together(site):
    client, case_id = site.browser("company"), site.draft()
    base = f"/cases/{case_id}/roster/{ROSTER}"
    send(client, case_id, sheet(client, case_id, told()["rows"][:2]))
    form = form_at(client.get(f"{base}/rows/new").text, f"{base}/rows/new")
    for name, value in told()["rows"][2].items():
        form.set(name, str(value))
    assert client.post(f"{base}/rows/new", data=form.data()).status_code == 303
    rows = site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company"))
    assert len(rows) == 3
    remove = f"{base}/rows/{rows[0].row_id}/remove"
    client.post(remove, data=form_at(client.get(f"{base}/rows/{rows[0].row_id}").text, remove).data())
    assert len(site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company"))) == 2
    everything = next(each for each in forms_of(client.get(base).text) if ("only", "all") in each.buttons)
    client.post(f"{base}/remove", data=everything.data(only="all"))
    assert site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company")) == ()


def test_pages_of_a_long_roster_and_a_row_that_no_longer_exists(site):
    client, case_id = site.browser("company"), site.draft()
    rows = [dict(told()["rows"][0], name=f"学徒{number}") for number in range(120)]
    assert send(client, case_id, sheet(client, case_id, rows)).status_code == 303
    address = f"/cases/{case_id}/roster/{ROSTER}"
    assert "学徒119" in client.get(f"{address}?page=3").text
    assert "学徒119" in client.get(f"{address}?page=99999").text
    assert client.get(f"{address}?page=-1&only=nonsense").status_code == 200
    assert client.get(f"{address}/rows/00000000-0000-0000-0000-000000000000").status_code == 404


def zipped(**members):
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "/"), content)
    return out.getvalue()


def blank():
    book, out = Workbook(), BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b"name,id\n1,2\n", zipped(a_b="x"), blank(), b"<html>"],
    ids=["empty", "broken", "old_xls_or_password", "csv", "zip", "no_header", "html"],
)
def test_what_is_no_roster_workbook_is_refused_in_a_sentence_and_changes_nothing(site, content):
    client, case_id = site.browser("company"), site.draft()
    send(client, case_id, sheet(client, case_id, told()["rows"][:2]))
    answer = send(client, case_id, content)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert len(site.engine.ask(RosterAll(case_id=case_id, field=ROSTER), by=site.actor("company"))) == 2


def test_an_officer_reads_the_roster_masked_and_cannot_change_it(site):
    case_id = site.submitted()
    officer = site.browser("acceptance")
    address = f"/cases/{case_id}/roster/{ROSTER}"
    page = officer.get(address)
    assert page.status_code == 200
    assert "440105199210182018" not in page.text
    assert 'type="file"' not in page.text
    assert officer.get(f"{address}/rows/new").status_code == 404, "there is no row to fill in for those who cannot change it"


def test_rosters_of_others_do_not_exist(site):
    case_id = site.draft()
    for address in ("", "/template.xlsx", "/faulty.xlsx", "/rows/new"):
        assert site.browser("rival").get(f"/cases/{case_id}/roster/{ROSTER}{address}").status_code == 404
    assert site.browser("company").get(f"/cases/{case_id}/roster/nothing").status_code == 404
    assert site.browser("company").get(f"/cases/{case_id}/roster/%2e%2e").status_code == 404
