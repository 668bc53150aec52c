"""Rows 行 of a stored state: instances that wait side by side are one row, however many there are.

A thousand signatures that are waited for differ in their number and in what each was opened for; everything else is said once, and which
of them are still open is a bit each.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Self

Row = list[Any]
FEWEST = 4
"""Fewer than these are no shorter together."""
LENGTH, NOTE, DUE = 9, 8, 7
"""Columns of the row of an instance; its note stands last."""


@dataclass(slots=True)
class Run:
    """一排: instances of one activity, opened in the same breath: the number and index of the first, which are open, what they share."""

    first: int
    index: int
    bits: int
    alike: Row
    values: list[Any] | None = None
    """What each open one was opened for, in order; None when none was opened for anything."""

    @classmethod
    def of(cls, row: Row) -> Self | None:
        """The run of one instance; None for any other row."""
        if not (len(row) == LENGTH and row[DUE] == 0 and isinstance(row[NOTE], dict) and row[NOTE].keys() in ({"i"}, {"i", "v"})):
            return None
        value = row[NOTE].get("v")
        return cls(row[0], row[NOTE]["i"], 1, row[1:DUE], None if value is None else [value])

    @classmethod
    def read(cls, row: Row) -> Self:
        """The run that a packed row describes."""
        (first, index, bits), alike, values = row[0], row[1:DUE], row[DUE:]
        return cls(first, index, int.from_bytes(b64decode(bits), "little"), alike, values[0] if values else None)

    def __contains__(self, number: int) -> bool:
        """Whether the instance of that number is open."""
        return number >= self.first and bool(self.bits >> number - self.first & 1)

    @property
    def last(self) -> int:
        """The number of the youngest."""
        return self.first + self.bits.bit_length() - 1

    def items(self) -> list[Any]:
        """What each was opened for; None where for nothing."""
        return self.values if self.values is not None else [None] * self.bits.bit_count()

    def numbers(self) -> list[int]:
        """Those that are open, the oldest first."""
        return [self.first + step for step in range(self.bits.bit_length()) if self.bits >> step & 1]

    def rows(self) -> list[Row]:
        """A row for each."""
        return [self._row(number, value) for number, value in zip(self.numbers(), self.items(), strict=True)]

    def take(self, number: int) -> Row:
        """The row of one, which leaves the run."""
        mark = 1 << number - self.first
        value = self.values.pop((self.bits & mark - 1).bit_count()) if self.values is not None else None
        self.bits ^= mark
        return self._row(number, value)

    def _row(self, number: int, value: Any) -> Row:
        note = {"i": self.index + number - self.first}
        return [number, *self.alike, 0, note if value is None else {**note, "v": value}]

    def goes_on_in(self, other: Self) -> bool:
        """Whether another run holds later instances of the same activity, opened in the same breath."""
        same = other.first - other.index == self.first - self.index and other.alike == self.alike
        return same and other.first > self.last

    def with_(self, other: Self) -> Self:
        """Both together."""
        known = self.values is not None or other.values is not None
        values = [*self.items(), *other.items()] if known else None
        return type(self)(self.first, self.index, self.bits | other.bits << other.first - self.first, self.alike, values)

    def stored(self) -> list[Row]:
        """One row for all, where that is shorter."""
        if self.bits.bit_count() < FEWEST:
            return self.rows()
        gone = (self.bits & -self.bits).bit_length() - 1  # those before the oldest that is open
        bits = self.bits >> gone
        text = b64encode(bits.to_bytes((bits.bit_length() - 1) // 8 + 1, "little")).decode()
        known = [] if self.values is None or all(value is None for value in self.values) else [self.values]
        return [[[self.first + gone, self.index + gone, text], *self.alike, *known]]


def packed(rows: Iterable[Row | Run]) -> Iterator[Row]:
    """Rows in their order, neighbours that are instances of one activity together."""
    parts: list[Run] = []
    for row in rows:
        run = row if isinstance(row, Run) else Run.of(row)
        if parts and (run is None or not parts[-1].goes_on_in(run)):
            yield from _together(parts).stored()
            parts = []
        if run is not None:
            parts.append(run)
        else:
            yield row  # type: ignore[misc]  # what is no run is a row
    if parts:
        yield from _together(parts).stored()


def _together(parts: list[Run]) -> Run:
    """One run of many, by halves: a thousand are put together as fast as they are read."""
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    return _together(parts[:middle]).with_(_together(parts[middle:]))


def unpacked(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they were."""
    for row in rows:
        if isinstance(row[0], list):
            yield from Run.read(row).rows()
        else:
            yield row
