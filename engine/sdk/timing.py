"""时限与定时: the times that a diagram may write, read in one place: what the lint accepts is what the engine can count with."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Unit = Literal["wd", "cd", "month"]
MOST = 9999
_DAYS = re.compile(r"(?P<count>\d{1,9})\s*(?P<unit>wd|cd)", re.IGNORECASE | re.ASCII)
_ISO = re.compile(r"P(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?", re.ASCII)
_HOURS = re.compile(r"P(?:(\d{1,5})D)?T(?=\d)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?", re.ASCII)
_CYCLE = re.compile(r"R(\d{0,6})/(.+)", re.ASCII)
_FORMS_ZH = "可写 5wd（工作日）、60cd 或 P60D（自然日）、P3M（月）、P1Y（年）"
_FORMS_EN = "write 5wd (working days), 60cd or P60D (calendar days), P3M (months) or P1Y (years)"


class LimitRefused(ValueError):
    """A limit nobody can count with; says what is wrong and what may be written."""

    def __init__(self, code: str, text: str, zh: str, en: str) -> None:
        self.code = code
        self.text = text
        self.zh = f"时限“{text}”{zh}；{_FORMS_ZH}。"
        self.en = f'The limit "{text}" {en}; {_FORMS_EN}.'
        super().__init__(self.en)


class TimeRefused(ValueError):
    """A moment or cycle of a timer that cannot be read, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Days:
    """So many working days, calendar days or months."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Cycle:
    """周期: again and again after an interval; without a number of times for as long as it may."""

    times: int | None
    interval: timedelta | Days


def days_of(text: str) -> Days:
    """Read 5wd, 60cd, P60D, P2W, P3M, P1Y or P1Y6M.

    Raises:
        LimitRefused: with a sentence in both languages naming the forms that may be written.
    """
    plain = text.strip()
    if found := _DAYS.fullmatch(plain):
        return in_range(plain, int(found["count"]), "wd" if found["unit"].lower() == "wd" else "cd")
    if plain.isdigit():
        raise LimitRefused(
            "limit_without_unit", plain, "没有写明工作日还是自然日", "does not say whether working or calendar days are meant"
        )
    if found := _ISO.fullmatch(plain):
        parts = {name: int(value) for name, value in found.groupdict().items() if value is not None}
        months = parts.get("years", 0) * 12 + parts.get("months", 0)
        days = parts.get("weeks", 0) * 7 + parts.get("days", 0)
        if months and days:
            raise LimitRefused("limit_mixed", plain, "不能同时有月和日", "mixes months with days")
        if parts:
            return in_range(plain, months or days, "month" if months else "cd")
    if plain.upper().startswith("P") and "T" in plain.upper():
        raise LimitRefused("limit_with_hours", plain, "含有小时，时限按整日计算", "has hours in it, but limits are counted in whole days")
    raise LimitRefused("limit_unreadable", plain, "无法识别", "cannot be read")


def in_range(text: str, count: int, unit: Unit) -> Days:
    """An amount that a calendar can count with."""
    if not 0 < count <= MOST:
        raise LimitRefused("limit_out_of_range", text, f"应在 1 至 {MOST} 之间", f"must lie between 1 and {MOST}")
    return Days(count, unit)


def interval_of(text: str) -> timedelta | Days:
    """Read a duration of a timer: hours, minutes and seconds (PT10M, P1DT2H), or days as a limit has them."""
    if found := _HOURS.fullmatch(text.strip()):
        days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return days_of(text)


def moment_of(text: str) -> datetime:
    """Read a moment: 2026-03-02 or 2026-03-02T10:00:00+08:00; without a zone where none is written."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise TimeRefused(f"“{text}”不是日期或时刻", f'"{text}" is no date or moment: {error}') from error


def cycle_of(text: str) -> Cycle:
    """Read a cycle: R3/PT10M, R/5wd."""
    found = _CYCLE.fullmatch(text.strip())
    if found is None:
        raise TimeRefused(f"“{text}”不是周期，可写 R3/PT10M", f'"{text}" is no cycle; write R3/PT10M')
    return Cycle(int(found[1]) if found[1] else None, interval_of(found[2]))


def timer_of(text: str, kind: str) -> datetime | timedelta | Days | Cycle:
    """Read the text of a timer of this kind (date, duration or cycle).

    Raises:
        LimitRefused, TimeRefused: with a sentence in both languages.
    """
    if kind == "cycle":
        return cycle_of(text)
    return moment_of(text) if kind == "date" else interval_of(text)
