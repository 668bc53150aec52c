"""放假安排文件: a year's arrangement out of a workbook, a comma-separated text or an iCalendar file."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from engine.calendar.arrangement import ListedDay
from engine.sdk.errors import FieldError, InvalidInput
from engine.sdk.text import Text
from forms.roster import Column, read_text, read_workbook, workbook_template
from forms.roster.cells import read_day

MOST_BYTES = 2_000_000
LONGEST = timedelta(days=31)
"""an event that lasts longer is no holiday"""
COLUMNS = (
    Column(key="day", label=Text("日期", "Date"), kind="date", required=True),
    Column(
        key="kind",
        label=Text("类型", "Kind"),
        kind="enum",
        required=True,
        choices={
            "holiday": Text("放假", "day off"),
            "make_up": Text("上班", "make-up workday"),
            "workday": Text("工作日", "workday"),
            "rest": Text("周末", "weekend"),
        },
        description=Text("只需列出放假和调休上班的日期", "Only days off and make-up workdays need to be listed"),
    ),
    Column(key="name", label=Text("节日", "Festival"), max_length=60, sample="春节"),
)
TITLE = Text("年度放假安排", "Holiday arrangement of a year")
WORKS = re.compile(r"班|work", re.IGNORECASE)
RESTS = re.compile(r"休|假|holiday|off|rest", re.IGNORECASE)
NAMED = re.compile(r"元旦|春节|清明节?|劳动节|端午节|中秋节|国庆节")


def template(language: str) -> bytes:
    """The workbook to fill in."""
    return workbook_template(COLUMNS, language, TITLE, 400)


def read_arrangement(content: bytes) -> tuple[ListedDay, ...]:
    """The lines of a file, each with its place; judged by content, not by name.

    Raises:
        InvalidInput: with every line that cannot be read and why.
    """
    if len(content) > MOST_BYTES:
        raise InvalidInput([_whole("文件过大。", "The file is too large.")])
    if content.lstrip(b"\xef\xbb\xbf \r\n")[:15].upper() == b"BEGIN:VCALENDAR":
        return tuple(_events(content.decode("utf-8-sig", "replace")))
    found = read_workbook(content, COLUMNS) if content[:2] == b"PK" or b"\x00" in content[:512] else read_text(content, COLUMNS)
    faults = [_whole(text.zh, text.in_("en")) for text in found.problems]
    faults += [_whole(f"{each.cell} {each.header}：{each.zh}", f"{each.cell}: {each.en}") for each in found.faults]
    if faults:
        raise InvalidInput(faults)
    return tuple(
        ListedDay(date.fromisoformat(row.values["day"]), row.values["kind"], row.values["name"] or "", f"{found.letters['day']}{row.row}")
        for row in found.rows
    )


def _whole(zh: str, en: str) -> FieldError:
    return FieldError("file", zh, en, code="file")


def _events(text: str) -> Iterator[ListedDay]:
    """ICalendar events by RFC 5545, each under the line it begins at; `DTEND` is the day after the last."""
    fields: dict[str, str] = {}
    name, begun = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t"):
            fields[name] = fields.get(name, "") + line[1:]
            continue
        name, _, value = line.partition(":")
        name = name.split(";")[0].strip().upper()
        if (name, value.strip().upper()) == ("BEGIN", "VEVENT"):
            fields, begun = {}, number
        elif (name, value.strip().upper()) == ("END", "VEVENT") and begun:
            yield from _event(fields, begun)
            begun = 0
        elif begun:
            fields[name] = value.strip()
    if begun:
        raise InvalidInput(
            [_whole(f"第 {begun} 行的事件没有结束，文件不完整。", f"The event of line {begun} does not end: a part is missing.")]
        )


def _event(fields: dict[str, str], line: int) -> Iterator[ListedDay]:
    first, last = _day(fields.get("DTSTART", "")), _day(fields.get("DTEND", ""))
    summary = fields.get("SUMMARY", "")
    kind = "make_up" if WORKS.search(summary) else "holiday" if RESTS.search(summary) else ""
    if first is None or (last is not None and not timedelta() <= last - first <= LONGEST):
        raise InvalidInput([_whole(f"第 {line} 行的事件没有正确的日期。", f"The event of line {line} has no valid date.")])
    if not kind:
        said = summary[:40]
        raise InvalidInput([_whole(f"第 {line} 行的“{said}”没有写明休或班。", f"“{said}” of line {line} says neither 休 nor 班.")])
    found = NAMED.search(summary)
    name = found[0] if found else ""
    for number in range(max(1, (last - first).days if last else 1)):
        yield ListedDay(first + timedelta(days=number), kind, f"{name}节" if name == "清明" else name, f"VEVENT {line}")


def _day(value: str) -> date | None:
    return read_day(value[:8])[0] if value else None
