"""A year's holidays come from a file: looked at first, refused whole with the place and the reason, kept when confirmed."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook

from engine.calendar.seed import seed
from engine.queries import AuditLog, CalendarOf
from tests.api.paper import faults_on, form_at

ADDRESS = "/admin/calendar/2027"
BASIS = "国办发明电〔2026〕12号"
OFF = {
    "元旦": ["2027-01-01", "2027-01-02", "2027-01-03"],
    "春节": ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-02-09", "2027-02-10", "2027-02-11"],
    "清明节": ["2027-04-03", "2027-04-04", "2027-04-05"],
    "劳动节": ["2027-05-01", "2027-05-02", "2027-05-03", "2027-05-04", "2027-05-05"],
    "端午节": ["2027-06-07", "2027-06-08", "2027-06-09"],
    "中秋节": ["2027-09-15"],
    "国庆节": ["2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04", "2027-10-05", "2027-10-06", "2027-10-07"],
}
WORK = {"春节": ["2027-01-30", "2027-02-20"], "劳动节": ["2027-04-25"], "端午节": ["2027-06-12"], "国庆节": ["2027-09-26", "2027-10-09"]}


def lines(**other: str) -> list[tuple[str, str, str]]:
    found = [(day, "放假", name) for name, days in OFF.items() for day in days]
    found += [(day, "上班", name) for name, days in WORK.items() for day in days]
    return [line for line in found if other.get("without") != line[0]]


def as_csv(rows: list[tuple[str, str, str]], encoding: str = "utf-8-sig") -> bytes:
    return "\r\n".join(["日期,类型,节日", *(",".join(row) for row in rows)]).encode(encoding)


def as_ics(rows: list[tuple[str, str, str]]) -> bytes:
    events = [
        f"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:{day.replace('-', '')}\r\nSUMMARY:{name}（{'休' if kind == '放假' else '班'}）\r\nEND:VEVENT"
        for day, kind, name in rows
    ]
    return "\r\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR"]).encode()


def as_workbook(site, rows: list[tuple[str, str, str]]) -> bytes:
    """The template, filled in."""
    blank = site.browser("admin").get("/admin/calendar/template.xlsx")
    book = load_workbook(BytesIO(blank.content))
    for number, row in enumerate(rows, 3):
        for column, value in enumerate(row, 1):
            book.worksheets[0].cell(number, column).value = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def sent(site, content: bytes):
    client = site.browser("admin")
    form = form_at(client.get(ADDRESS).text, f"{ADDRESS}/file").set("basis", BASIS)
    return client.post(f"{ADDRESS}/file", data=form.data(), files=[("file", ("a", content, "application/octet-stream"))])


def published(site) -> bool:
    return site.engine.ask(CalendarOf(year=2027), by=site.actor("admin")).published


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (as_csv(lines(without="2027-02-08")), "2027-02-08"),
        (as_csv([*lines(), ("2027-01-01", "放假", "元旦")]), "A2"),
        (as_csv([*lines(), ("2026-12-31", "放假", "元旦")]), "2026-12-31"),
        (as_csv([*lines(), ("2027-03-03", "上班", "")]), "本来就是工作日"),
        (as_csv([("2027-01-01", "也许", "元旦")]), "B2"),
        (as_csv([("2027-13-01", "放假", "元旦")]), "A2"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20270101\r\n", "第 2 行"),
        (b"PK\x03\x04 not a workbook", "工作簿"),
        (b"", "表头"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_place_and_nothing_is_kept(site, content, place):
    before = site.engine.ask(CalendarOf(year=2027), by=site.actor("admin"))
    answer = sent(site, content)
    assert answer.status_code == 422
    assert place in faults_on(answer.text) or place in answer.text, faults_on(answer.text)
    assert site.engine.ask(CalendarOf(year=2027), by=site.actor("admin")) == before


def test_what_is_unusual_is_kept_only_by_somebody_who_is_sure(site):
    preview = sent(site, as_csv(lines(without="2027-10-09")))
    assert preview.status_code == 200, faults_on(preview.text)
    form = form_at(preview.text, f"{ADDRESS}/arrangement")
    assert site.browser("admin").post(form.action, data=form.set("sure").data()).status_code == 422
    assert not published(site)


def test_a_year_is_looked_at_confirmed_and_published_and_the_log_says_by_whom(site):
    client = site.browser("admin")
    for content in (as_ics(lines()), as_csv(lines(), "gb18030"), as_workbook(site, lines())):
        preview = sent(site, content)
        assert preview.status_code == 200, faults_on(preview.text)
        assert "2027" in preview.text
    assert not published(site), "looking keeps nothing"
    form = form_at(preview.text, f"{ADDRESS}/arrangement")
    assert client.post(form.action, data=form.data()).status_code == 303
    year = site.engine.ask(CalendarOf(year=2027), by=site.actor("admin"))
    assert (year.published, year.basis) == (True, BASIS)
    days = {each.day.isoformat(): (each.workday, each.name.zh, each.name.en) for each in year.days}
    assert days["2027-10-09"] == (True, "国庆节", "National Day")
    assert days["2027-02-08"] == (False, "春节", "Spring Festival")
    log = site.engine.ask(AuditLog(kind="calendar_changed"), by=site.actor("admin")).rows[0]
    assert log.actor == site.actor("admin").name


def test_programs_preview_and_keep_a_year_too(site):
    rest = site.rest("admin")
    known = seed()
    rows = [
        (day.isoformat(), "放假" if what.kind.value == "holiday" else "上班", what.name.zh)
        for day, what in sorted(known.days.items())
        if day.year == 2025
    ]
    file = {"file": ("2025.csv", as_csv(rows), "text/csv")}
    effect = rest.post("/api/v1/admin/calendar/2025/effects", files=file).json()
    assert (effect["faults"], effect["moves"], len(effect["days"])) == ([], [], len(rows))
    kept = rest.put("/api/v1/admin/calendar/2025", data={"basis": "国办发明电〔2024〕12号"}, files=file)
    assert kept.status_code == 200, kept.text
    broken = {"file": ("2025.csv", as_csv(rows[1:]), "text/csv")}
    refused = rest.put("/api/v1/admin/calendar/2025", data={"basis": "x"}, files=broken)
    assert refused.status_code == 422
    assert "2025-01-01" in refused.text
    assert rest.get("/api/v1/admin/calendar-template").content[:2] == b"PK"
    assert date(2025, 1, 1) in known.days
