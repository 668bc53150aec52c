"""A whole year's holiday arrangement, as a notice could say it."""

from datetime import date, timedelta

SATURDAY = 5
FESTIVALS = (
    ("元旦", (1, 1), 1), ("春节", (2, 8), 4), ("清明节", (4, 5), 1), ("劳动节", (5, 1), 2), ("端午节", (6, 9), 1), ("中秋节", (9, 15), 1),
    ("国庆节", (10, 1), 3),
)  # fmt: skip
"""The festival, its first day and how many days are off by law; days of a weekend are off besides."""


def a_whole_year(year: int) -> dict[date, tuple[str, str]]:
    """Every day off of a year, festival by festival; nobody makes up work."""
    days: dict[date, tuple[str, str]] = {}
    for name, (month, number), legal in FESTIVALS:
        day, off = date(year, month, number), 0
        while off < legal:
            days[day] = ("holiday", name)
            off += day.weekday() < SATURDAY
            day += timedelta(days=1)
    return days
