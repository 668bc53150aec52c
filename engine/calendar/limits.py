"""时限: an amount of time as a diagram or a parameter writes it."""

import calendar as gregorian
import re
from dataclasses import dataclass
from datetime import date, timedelta

from engine.calendar.words import Unit, amount
from engine.sdk.text import Text

MOST = 9999
_DAYS = re.compile(r"(?P<count>\d{1,9})\s*(?P<unit>wd|cd)", re.IGNORECASE | re.ASCII)
_ISO = re.compile(r"P(?:(?P<years>\d{1,6})Y)?(?:(?P<months>\d{1,6})M)?(?:(?P<weeks>\d{1,6})W)?(?:(?P<days>\d{1,6})D)?", re.ASCII)
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


@dataclass(frozen=True, slots=True)
class Limit:
    """时限: so many working days, calendar days or months."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 < self.count <= MOST:
            raise LimitRefused("limit_out_of_range", str(self), f"应在 1 至 {MOST} 之间", f"must lie between 1 and {MOST}")

    @classmethod
    def parse(cls, text: str) -> "Limit":
        """Read 5wd, 60cd, P60D, P2W, P3M, P1Y or P1Y6M.

        Raises:
            LimitRefused: with a sentence in both languages naming the forms that may be written.
        """
        plain = text.strip()
        if found := _DAYS.fullmatch(plain):
            return cls._of(plain, int(found["count"]), "wd" if found["unit"].lower() == "wd" else "cd")
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
                return cls._of(plain, months or days, "month" if months else "cd")
        if plain.upper().startswith("P") and "T" in plain.upper():
            raise LimitRefused(
                "limit_with_hours", plain, "含有小时，时限按整日计算", "has hours in it, but limits are counted in whole days"
            )
        raise LimitRefused("limit_unreadable", plain, "无法识别", "cannot be read")

    @classmethod
    def _of(cls, text: str, count: int, unit: Unit) -> "Limit":
        if not 0 < count <= MOST:
            raise LimitRefused("limit_out_of_range", text, f"应在 1 至 {MOST} 之间", f"must lie between 1 and {MOST}")
        return cls(count, unit)

    @property
    def in_working_days(self) -> bool:
        """Whether rest days are left out of the count."""
        return self.unit == "wd"

    @property
    def words(self) -> Text:
        """The limit as people say it; whole years of months are said as years."""
        if self.unit == "month" and self.count % 12 == 0:
            years = self.count // 12
            return Text(f"{years} 年", f"{years} year" + ("" if years == 1 else "s"))
        return amount(self.count, self.unit)

    def end(self, trigger: date) -> date:
        """The last day of a calendar limit before any roll; months end on the matching day or the month's last (民法典 art. 202)."""
        if self.unit == "month":
            return add_months(trigger, self.count)
        return trigger + timedelta(days=self.count)

    def __str__(self) -> str:
        return f"P{self.count}M" if self.unit == "month" else f"{self.count}{self.unit}"


def add_months(day: date, months: int) -> date:
    """The matching day so many months later, or the month's last day where there is none (民法典 art. 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))
