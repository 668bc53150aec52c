"""Functions on points and ranges: their places relative to one another."""

from collections.abc import Callable

from engine.feel.operators import equal, order
from engine.feel.ranges import parse_range
from engine.feel.registry import NoResult, function
from engine.feel.values import Range, Value


def _compare(left: Value, right: Value) -> int:
    found = order(left, right)
    if found is None:
        raise NoResult("the points do not compare", "端点不能比较")
    return found


def _before_end(low: Value, high: Value, both: bool) -> bool:
    """Whether low is below high, or meets it where both are included."""
    found = _compare(low, high)
    return found < 0 or (found == 0 and both)


def _range(value: Value) -> Range:
    """A point as the range of itself."""
    return value if type(value) is Range else Range(value, value)


def before(first: Value, second: Value) -> bool:
    """Whether the first ends before the second begins."""
    a, b = _range(first), _range(second)
    found = _compare(a.end, b.start)
    return found < 0 or (found == 0 and not (a.end_included and b.start_included))


def after(first: Value, second: Value) -> bool:
    """Whether the first begins after the second ends."""
    return before(second, first)


def meets(a: Range, b: Range) -> bool:
    """Whether the first ends where the second begins, and both hold that point."""
    return a.end_included and b.start_included and _compare(a.end, b.start) == 0


def met_by(a: Range, b: Range) -> bool:
    """Whether the first begins where the second ends, and both hold that point."""
    return meets(b, a)


def overlaps(a: Range, b: Range) -> bool:
    """Whether the two have a point in common."""
    return not before(a, b) and not before(b, a)


def _starts_before(a: Range, b: Range) -> bool:
    found = _compare(a.start, b.start)
    return found < 0 or (found == 0 and a.start_included and not b.start_included)


def _ends_before(a: Range, b: Range) -> bool:
    found = _compare(a.end, b.end)
    return found < 0 or (found == 0 and b.end_included and not a.end_included)


def overlaps_before(a: Range, b: Range) -> bool:
    """Whether the first begins earlier and ends inside the second."""
    return _starts_before(a, b) and overlaps(a, b) and not _ends_before(b, a)


def overlaps_after(a: Range, b: Range) -> bool:
    """Whether the first begins inside the second and ends later."""
    return _starts_before(b, a) and overlaps(a, b) and not _ends_before(a, b)


def includes(a: Range, b: Value) -> bool:
    """Whether the range holds the point or the whole other range."""
    other = _range(b)
    return not _starts_before(other, a) and not _ends_before(a, other)


def during(a: Value, b: Range) -> bool:
    """Whether the point or range lies wholly in the other."""
    return includes(b, a)


def finishes(a: Value, b: Range) -> bool:
    """Whether the first ends where the second ends and begins inside it."""
    first = _range(a)
    return first.end_included == b.end_included and _compare(first.end, b.end) == 0 and not _starts_before(first, b)


def finished_by(a: Range, b: Value) -> bool:
    """Whether the second finishes the first."""
    return finishes(b, a)


def starts(a: Value, b: Range) -> bool:
    """Whether the first begins where the second begins and ends inside it."""
    first = _range(a)
    return first.start_included == b.start_included and _compare(first.start, b.start) == 0 and not _ends_before(b, first)


def started_by(a: Range, b: Value) -> bool:
    """Whether the second starts the first."""
    return starts(b, a)


def coincides(a: Value, b: Value) -> bool:
    """Whether the two are the same."""
    if type(a) is not Range and type(b) is not Range:
        return _compare(a, b) == 0
    return equal(_range(a), _range(b)) is True


def _enter(name: str, run: Callable[[Value, Value], bool], *kinds: tuple[str, str]) -> None:
    """Enter a function for pairs of `point` and `range`."""
    for first, second in kinds:
        left = f"{first}{1 if first == second else ''}: {'range' if first == 'range' else 'Any'}"
        right = f"{second}{2 if first == second else ''}: {'range' if second == 'range' else 'Any'}"
        function(f"{name}({left}, {right}) -> boolean", work=8)(run)


_P, _R = "point", "range"
for _name, _run in (("before", before), ("after", after)):
    _enter(_name, _run, (_R, _R), (_R, _P), (_P, _R), (_P, _P))
for _name, _both in (
    ("meets", meets),
    ("met by", met_by),
    ("overlaps", overlaps),
    ("overlaps before", overlaps_before),
    ("overlaps after", overlaps_after),
):
    _enter(_name, _both, (_R, _R))
for _name, _holds in (("includes", includes), ("finished by", finished_by), ("started by", started_by)):
    _enter(_name, _holds, (_R, _R), (_R, _P))
for _name, _lies in (("during", during), ("finishes", finishes), ("starts", starts)):
    _enter(_name, _lies, (_R, _R), (_P, _R))
_enter("coincides", coincides, (_R, _R), (_P, _P))


@function("range(from: string) -> range", work=30)
def range_of_text(source: str) -> Range:
    """The range that the text says, such as `[1..10)`."""
    return parse_range(source)
