"""区域: what the cells of a table cover, as sets of segments of each column, and what they leave open."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.dmn.columns import Simple, Span, rank
from engine.feel.printing import text_of
from engine.feel.values import Date, Value

_MAX_WORK = 100_000
_MAX_COLUMNS = 200


class TooMuch(Exception):
    """The table has too many combinations to look at all."""


@dataclass(slots=True)
class Axis:
    """A column: its marks in order, the segments before, at and between them, and those that can occur at all."""

    label: str
    marks: list[Any]
    cells: list[int | None]
    """for every rule the segments its cell covers, as bits; None where that cannot be told"""
    domain: int
    texts: list[str]
    """for every rule its cell in one form for all ways of writing the same; empty where anything passes"""
    free: int = 0
    """the rules, as bits, that anything passes"""
    never: int = 0
    """the rules, as bits, that nothing passes"""
    opaque: dict[str, int] = field(default_factory=dict)
    """the rules, as bits, of every text of which cannot be told what it covers"""
    holders: list[int] = field(default_factory=list)
    """for every segment the rules whose cells cover it, as bits"""

    def __post_init__(self) -> None:
        flips = [0] * (2 * len(self.marks) + 2)
        for rule, (cell, text) in enumerate(zip(self.cells, self.texts, strict=True)):
            bit = 1 << rule
            if not text:
                self.free |= bit
            elif cell is None:
                self.opaque[text] = self.opaque.get(text, 0) | bit
                continue
            elif cell == 0:
                self.never |= bit
            for start in bits((cell or 0) & ~((cell or 0) << 1)):
                flips[start] ^= bit
            for last in bits((cell or 0) & ~((cell or 0) >> 1)):
                flips[last + 1] ^= bit
        current = 0
        for flip in flips[:-1]:
            current ^= flip
            self.holders.append(current)

    @property
    def _between(self) -> int:
        """The segments that are no marks."""
        return int("1" + "01" * len(self.marks), 2)

    def meeting(self, rule: int) -> int:
        """The rules, as bits, whose cells have a segment, or a text, in common with that of a rule."""
        if self.free >> rule & 1:
            return ~self.never
        cell = self.cells[rule]
        if cell is None:
            return self.opaque[self.texts[rule]] | self.free
        found = self.free if cell else 0
        for segment in bits(cell):
            found |= self.holders[segment]
        return found

    def shared(self, one: int, other: int) -> "int | str | None":
        """What two rules have in common, as segments or as a text; None where that is nothing, or cannot be told."""
        a, b = self.cells[one], self.cells[other]
        if a is not None and b is not None:
            return a & b or None
        mine, theirs = self.texts[one], self.texts[other]
        return (mine or theirs) if not mine or not theirs or mine == theirs else None

    def covers(self, one: int, other: int) -> bool:
        """Whether whatever passes the cell of the second rule passes that of the first."""
        return bool(self.free >> one & 1) or self.texts[one] == self.texts[other]

    def example(self, segments: int | str) -> str:
        """The segments in words."""
        if isinstance(segments, str):
            return f"{self.label}: {segments}" if segments else f"{self.label} = *"
        if segments & self.domain == self.domain:
            return f"{self.label} = *"
        found: list[str] = []
        others = bool(self.marks) and isinstance(self.marks[0], str) and not self._between & self.domain & ~segments
        for segment in bits(segments & self.domain):
            text = self._others() if others and not segment % 2 else self._segment(segment)
            if text not in found:
                found.append(text)
            if len(found) == 4:
                found.append("…")
                break
        return f"{self.label} {', '.join(found)}"

    def _others(self) -> str:
        """All texts but those that are mentioned."""
        return "≠ " + "/".join(_text(one) for one in self.marks[:3]) + ("/…" if len(self.marks) > 3 else "")

    def _segment(self, segment: int) -> str:
        mark, between = divmod(segment, 2)
        if between:
            return f"= {_text(self.marks[mark])}"
        if not self.marks:
            return "*"
        if mark == 0:
            return f"< {_text(self.marks[0])}"
        if mark == len(self.marks):
            return f"> {_text(self.marks[-1])}"
        return f"in ({_text(self.marks[mark - 1])}..{_text(self.marks[mark])})"


def _text(value: Value) -> str:
    return text_of(value, None, 0, 1)


def bits(mask: int) -> Iterator[int]:
    """The places of the bits of a number."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def marks_of(cells: Sequence[Simple | None]) -> set[Any]:
    """All constants that cells mention."""
    marks: set[Any] = set()
    for cell in cells:
        if cell is not None:
            marks.update(cell.points)
            marks.update(end for span in cell.spans for end in (span.low, span.high) if end is not None)
    return marks


def axis(label: str, cells: Sequence[Simple | None], texts: list[str], domain: Simple | None, boolean: bool) -> Axis:
    """A column with the segments that its cells and its allowed values make; of mixed kinds only the texts tell something."""
    ordered = _ordered(marks_of([*cells, domain]) | ({True, False} if boolean else set()))
    if ordered is None:
        return Axis(label, [], [None] * len(cells), 1, texts)
    places = list(ordered)
    everything = (1 << (2 * len(places) + 1)) - 1
    if boolean:
        possible = 0b01010
    else:
        possible = everything if domain is None or not (domain.points or domain.spans) else _covered(domain, places, everything)
        possible &= ~_empty(list(ordered.values()))
    found = [None if cell is None else _covered(cell, places, everything) & possible for cell in cells]
    return Axis(label, list(ordered.values()), found, possible, texts)


def _ordered(marks: set[Any]) -> dict[Any, Any] | None:
    """The marks by their places in their order; None where they have none in common."""
    ranks = [(*rank(mark), mark) for mark in marks]
    if len({kind for kind, _, _ in ranks}) > 1 or any(kind is None for kind, _, _ in ranks):
        return None
    return {place: mark for _, place, mark in sorted(ranks, key=lambda one: one[1])}


def _empty(marks: list[Any]) -> int:
    """The segments between two days that follow each other."""
    gaps = 0
    for index in range(1, len(marks)):
        if type(marks[index]) is Date and marks[index].days - marks[index - 1].days == 1:
            gaps |= 1 << (2 * index)
    return gaps


def _covered(cell: Simple, places: list[Any], everything: int) -> int:
    if cell.anything:
        return everything
    found = 0
    for point in cell.points:
        found |= 1 << (2 * _place(places, point) + 1)
    for span in cell.spans:
        found |= _span(span, places)
    return everything & ~found if cell.negated else found


def _place(places: list[Any], value: Value) -> int:
    return bisect_left(places, rank(value)[1])


def _span(span: Span, places: list[Any]) -> int:
    start = 0 if span.low is None else 2 * _place(places, span.low) + (1 if span.low_included else 2)
    stop = 2 * len(places) if span.high is None else 2 * _place(places, span.high) + (1 if span.high_included else 0)
    return ((1 << (stop - start + 1)) - 1) << start if stop >= start else 0


def meeting(axes: Sequence[Axis], rule: int) -> int:
    """The rules, as bits, that share a part of every column with a rule."""
    found = -1
    for column in axes:
        found &= column.meeting(rule)
    return found


def intersection(axes: Sequence[Axis], one: int, other: int) -> list[int | str] | None:
    """What two rules share in every column; None where they share nothing or that cannot be told."""
    found: list[int | str] = []
    for column in axes:
        shared = column.shared(one, other)
        if shared is None:
            return None
        found.append(shared)
    return found


def uncovered(axes: Sequence[Axis], region: Sequence[int], rules: int) -> Iterator[list[int]]:
    """The parts of a region that none of the rules (as bits) covers; TooMuch where there are too many combinations."""
    if len(axes) > _MAX_COLUMNS:
        raise TooMuch
    work = [0]

    def walk(level: int, left: int, path: list[int]) -> Iterator[list[int]]:
        work[0] += 1
        if work[0] > _MAX_WORK:
            raise TooMuch
        if not left:
            yield [*path, *region[level:]]
            return
        if level == len(axes) or any(_covers_rest(axes, region, level, rule) for rule in bits(left)):
            return
        work[0] += region[level].bit_length() >> 3
        for segments, holding in _classes(axes[level], region[level], left):
            yield from walk(level + 1, holding, [*path, segments])

    return walk(0, rules, [])


def _covers_rest(axes: Sequence[Axis], region: Sequence[int], level: int, rule: int) -> bool:
    return all((axes[index].cells[rule] or 0) & region[index] == region[index] for index in range(level, len(axes)))


def _classes(column: Axis, region: int, rules: int) -> list[tuple[int, int]]:
    """The segments of a column, those together in which the same rules hold."""
    groups: dict[int, int] = {}
    for segment in bits(region):
        holding = column.holders[segment] & rules
        groups[holding] = groups.get(holding, 0) | 1 << segment
    return [(segments, holding) for holding, segments in groups.items()]


def described(axes: Sequence[Axis], region: Sequence[int | str], columns: Sequence[int]) -> tuple[str, str]:
    """What a region has in some columns (counted from one), in 中文 and in English."""
    texts = [(number, axes[number - 1].example(region[number - 1])) for number in columns]
    zh = "；".join(f"第 {number} 列 {text}" for number, text in texts)
    en = "; ".join(f"column {number} {text}" for number, text in texts)
    return zh or "任何情况", en or "whatever is given"


def limited(axes: Sequence[Axis], region: Sequence[int | str]) -> tuple[int, ...]:
    """The columns, counted from one, in which not everything is meant."""
    return tuple(
        number
        for number, (column, part) in enumerate(zip(axes, region, strict=True), 1)
        if part and (isinstance(part, str) or part & column.domain != column.domain)
    )
