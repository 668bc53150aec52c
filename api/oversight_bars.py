"""The plot of the board: a bar an office, its red, yellow and coming tasks side by side, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.queries.oversight import LIGHTS, Tally

WIDTH, ROW, MOST_OFFICES = 320, 30, 12
LIGHT_HEIGHT = 14


@dataclass(frozen=True, slots=True)
class Stretch:
    """One colour of a bar."""

    light: str
    x: float
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar of an office; `y` is where its row begins."""

    office: str
    y: int
    stretches: tuple[Stretch, ...]
    end: float
    total: int


def bars(offices: Sequence[Tally]) -> tuple[Bar, ...]:
    """The worst offices first, as many as can be looked at; the table has all of them."""
    shown = offices[:MOST_OFFICES]
    most = max((each.red + each.yellow + each.next for each in shown), default=0)
    return tuple(_bar(each, place, most) for place, each in enumerate(shown))


def _bar(office: Tally, place: int, most: int) -> Bar:
    stretches, x = [], 0.0
    for light in LIGHTS:
        count: int = getattr(office, light)
        width = round(WIDTH * count / most, 1) if most else 0.0
        if count:
            stretches.append(Stretch(light, round(x, 1), width, count))
        x += width
    return Bar(office.office, place * ROW, tuple(stretches), round(x, 1), office.red + office.yellow + office.next)
