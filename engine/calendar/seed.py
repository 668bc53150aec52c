"""The calendar a new installation starts with: every holiday notice since 2004 that the library knows."""

from functools import cache

from chinese_calendar import constants

from engine.calendar.calendar import Calendar, Day, DayKind
from engine.sdk.text import Text

# The library knows English names and short Chinese ones; people write the Chinese in full.
_CHINESE = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


_ENGLISH = {zh: en for en, zh in _CHINESE.items()}


def festival(name: str) -> Text:
    """What a festival is called, where its English is known."""
    return Text(name, _ENGLISH.get(name, ""))


@cache
def seed() -> Calendar:
    """The published years with their holidays and make-up days, each with its festival's name."""
    days = {day: Day(DayKind.HOLIDAY, Text(_CHINESE.get(name, name), name)) for day, name in constants.holidays.items()}
    days |= {day: Day(DayKind.MAKE_UP, Text(_CHINESE.get(name, name), name)) for day, name in constants.workdays.items()}
    return Calendar(days, {day.year for day in constants.holidays})
