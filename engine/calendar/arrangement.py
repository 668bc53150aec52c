"""放假安排 a year's holiday arrangement as listed in a file: judged whole, before a day of it is kept."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from engine.calendar.calendar import ONE_DAY, SATURDAY
from engine.sdk.errors import FieldError
from engine.sdk.text import Text

FIRST_YEAR, LAST_YEAR = 2008, 2100
"""since 2008 the festivals are the seven of today"""
KINDS = ("holiday", "make_up", "workday", "rest")
"""放假, 调休上班; the ordinary days are listed by those who list the whole year"""
LONGEST_GAP = timedelta(days=4)
"""days of one festival further apart belong to two years' runs, as New Year's Day and the 31st of December"""
WEEKEND = {"make_up": True, "workday": False, "rest": True}
"""whether such a day lies on a weekend; a holiday may lie anywhere"""
SENTENCES = {
    "year": ("只能导入 {first} 至 {last} 年。", "A year lies between {first} and {last}."),
    "wrong_year": ("{day} 不在 {year} 年。", "{day} is not in {year}."),
    "day_twice": ("{day} 重复，{first} 已列出。", "{day} is listed twice, first at {first}."),
    "day_kind": ("{day} 的“{kind}”不是放假或上班。", "{day}: “{kind}” is neither a day off nor a workday."),
    "make_up_misplaced": ("{day} 本来就是工作日，不能调休上班。", "{day} is a weekday: nobody makes up work on it."),
    "workday_misplaced": ("{day} 是周末，上班应列为调休上班。", "{day} is on a weekend: list it as a make-up workday."),
    "rest_misplaced": ("{day} 不是周末，休息应列为放假。", "{day} is a weekday: list it as a holiday."),
    "whole_year": ("全年列表缺少 {day}。", "The list of the whole year lacks {day}."),
    "statutory": ("缺少 {day}（{name}）：法定节假日应为放假。", "{day} is missing: a statutory holiday ({name})."),
    "gap": ("缺少 {day}：{name}放假从 {before} 跳到 {after}。", "{day} is missing: {name} jumps from {before} to {after}."),
}
FESTIVALS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")


@dataclass(frozen=True, slots=True)
class ListedDay:
    """One line of an arrangement: the day, what it is (`KINDS`), its festival, and where the line stands."""

    day: date
    kind: str
    name: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """The exceptional days of the year with their festivals, what is wrong, and what is unusual enough to be asked about."""

    days: Mapping[date, tuple[str, str]]
    faults: tuple[FieldError, ...]
    doubts: tuple[Text, ...]


def judge(year: int, listed: Sequence[ListedDay]) -> Judged:
    """Find every fault at once; `days` is what the calendar would hold."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        refused = _fault(ListedDay(date.min, ""), "year", first=FIRST_YEAR, last=LAST_YEAR)
        return Judged({}, (refused,), ())
    days: dict[date, ListedDay] = {}
    faults = [*_lines(year, listed, days), *_complete(year, days), *_fixed(year, days), *_gaps(days)]
    found = {day: (line.kind, line.name) for day, line in sorted(days.items()) if line.kind in ("holiday", "make_up")}
    return Judged(found, tuple(faults), tuple(_doubts(year, found)))


def _fault(line: ListedDay, code: str, **facts: object) -> FieldError:
    where = Text(f"{line.place}：", f"{line.place}: ") if line.place else Text("")
    zh, en = SENTENCES[code]
    return FieldError("", where.zh + zh.format(day=line.day, **facts), where.en + en.format(day=line.day, **facts), code=code)


def _lines(year: int, listed: Sequence[ListedDay], days: dict[date, ListedDay]) -> Iterator[FieldError]:
    for line in listed:
        earlier, weekend = days.get(line.day), line.day.weekday() >= SATURDAY
        if line.day.year != year:
            yield _fault(line, "wrong_year", year=year)
        elif earlier is not None:
            yield _fault(line, "day_twice", first=earlier.place or earlier.day)
        elif line.kind not in KINDS:
            yield _fault(line, "day_kind", kind=line.kind)
        elif weekend != WEEKEND.get(line.kind, weekend):
            yield _fault(line, f"{line.kind}_misplaced")
        else:
            days[line.day] = line


def _complete(year: int, days: Mapping[date, ListedDay]) -> Iterator[FieldError]:
    """A list that names ordinary days too is a list of the whole year."""
    if not any(line.kind in ("workday", "rest") for line in days.values()):
        return
    day = date(year, 1, 1)
    while day.year == year:
        if day not in days:
            yield _fault(ListedDay(day, ""), "whole_year")
        day += ONE_DAY


def _fixed(year: int, days: Mapping[date, ListedDay]) -> Iterator[FieldError]:
    """《全国年节及纪念日放假办法》: statutory holidays with a fixed date are days off in every arrangement."""
    fixed = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
    if year >= 2025:
        fixed[5, 2] = "劳动节"
    for (month, number), name in sorted(fixed.items()):
        day = date(year, month, number)
        if day not in days or days[day].kind != "holiday":
            yield _fault(ListedDay(day, ""), "statutory", name=name)


def _gaps(days: Mapping[date, ListedDay]) -> Iterator[FieldError]:
    """The days off of a festival follow each other."""
    off = {day for day, line in days.items() if line.kind == "holiday"}
    by_name: dict[str, list[date]] = {}
    for day in sorted(off):
        by_name.setdefault(days[day].name, []).append(day)
    for name, run in by_name.items():
        for before, after in pairwise(run):
            between = [before + ONE_DAY * n for n in range(1, (after - before).days)]
            if not name or after - before > LONGEST_GAP:
                continue
            for day in between:
                if day not in off:
                    yield _fault(ListedDay(day, ""), "gap", name=name, before=before, after=after)


def _doubts(year: int, days: Mapping[date, tuple[str, str]]) -> Iterator[Text]:
    """What a notice may say in an unusual year, and a slip of the pen says more often."""
    off = sum(1 for day, (kind, _) in days.items() if kind == "holiday" and day.weekday() < SATURDAY)
    made_up = sum(1 for kind, _ in days.values() if kind == "make_up")
    statutory = 13 if year >= 2025 else 11
    if off - made_up != statutory:
        yield Text(
            f"工作日放假 {off} 天、调休上班 {made_up} 天，相差 {off - made_up} 天；法定节假日为 {statutory} 天。可能漏列或多列了日期。",
            f"{off} weekdays off and {made_up} make-up days differ by {off - made_up}; statutory holidays are {statutory}. "
            "A day may be missing, or one too many.",
        )
    names = {name for kind, name in days.values() if kind == "holiday" and name}
    lacking = [each for each in FESTIVALS if names and not any(each in name for name in names)]
    if lacking:
        yield Text(f"没有列出：{'、'.join(lacking)}。", f"Not listed: {', '.join(lacking)}.")
