"""Words of the calendar: amounts and stretches of time as people read them, in both languages."""

from datetime import date

from engine.sdk.text import Text
from engine.sdk.timing import Unit


def amount(count: int, unit: Unit) -> Text:
    """An amount of time with its unit: 2 个工作日, 1 calendar day."""
    chinese = {"wd": "个工作日", "cd": "个自然日", "month": "个月"}[unit]
    english = {"wd": "working day", "cd": "calendar day", "month": "month"}[unit]
    return Text(f"{count} {chinese}", f"{count} {english}" + ("" if count == 1 else "s"))


def days(count: int) -> Text:
    """A number of plain days: 3 天, 1 day."""
    return Text(f"{count} 天", f"{count} day" + ("" if count == 1 else "s"))


def span(first: date, last: date) -> str:
    """A stretch of days, written once when it is a single day."""
    return first.isoformat() if first == last else f"{first.isoformat()} ~ {last.isoformat()}"
