"""覆盖: which rules of a table hold at once, never take effect, and what none of them covers."""

from itertools import islice

from engine.dmn.columns import constant
from engine.dmn.findings import Finding, finding, not_looked_at
from engine.dmn.regions import Axis, TooMuch, bits, described, intersection, limited, meeting, uncovered
from engine.dmn.table import ResultColumn, Table
from engine.feel.expression import Expression
from engine.feel.operators import same

_MAX_EACH = 20
_MAX_COUNTED = 1000


def overlaps(table: Table, axes: list[Axis]) -> list[Finding]:
    """Pairs of rules that hold at once; under ANY those that do not agree. Those beyond the first are counted."""
    found: list[Finding] = []
    more, first = 0, 0
    alike = _alike(table) if table.source.hit_policy == "ANY" else None
    for later in range(1, len(table.source.rules)):
        others = meeting(axes, later) & ((1 << later) - 1)
        if alike is not None:
            others &= ~alike[later]
        for earlier in bits(others):
            if len(found) >= _MAX_EACH:
                break
            others ^= 1 << earlier
            shared = intersection(axes, earlier, later)
            if shared is not None:
                found.append(_overlap(axes, earlier, later, shared))
        if others:
            first, more = first or later + 1, more + others.bit_count()
    if more:
        found.append(finding("overlaps_more", "", first, 1, count=more))
    return found


def _overlap(axes: list[Axis], earlier: int, later: int, shared: list[int | str]) -> Finding:
    columns = tuple(range(1, len(axes) + 1))
    zh, en = described(axes, shared, columns)
    first = next(iter(limited(axes, shared)), 1)
    found = finding("overlap", "", later + 1, first, one=earlier + 1, other=later + 1, example=en, example_zh=zh)
    return found.at(rows=(earlier + 1, later + 1), columns=columns)


def _alike(table: Table) -> list[int]:
    """For every rule those, as bits, with the same results."""
    groups: dict[tuple[object, ...], int] = {}
    keys = [tuple(_key(column, rule) for column in table.results) for rule in range(len(table.source.rules))]
    for rule, key in enumerate(keys):
        groups[key] = groups.get(key, 0) | 1 << rule
    return [groups[key] for key in keys]


def _key(column: ResultColumn, rule: int) -> object:
    cell = column.expressions[rule]
    return None if cell is None else _meaning(cell)


def _meaning(cell: Expression) -> object:
    """What is equal where two results are: the value of a constant, else the text in one form for all ways of writing the same."""
    known, value = constant(cell.tree)
    return (type(value), value) if known else cell.print()


def unreachable(table: Table, axes: list[Axis]) -> list[Finding]:
    """Rules that others always come before: those above them, or under PRIORITY those with more important results."""
    found = []
    before = _more_important(table) if table.source.hit_policy == "PRIORITY" else None
    for rule in range(len(table.source.rules)):
        others = meeting(axes, rule) & (((1 << rule) - 1) if before is None else before[rule])
        hiding = _hiding(axes, rule, others)
        if hiding:
            column = next((number for number, one in enumerate(axes, 1) if not one.free >> rule & 1), 1)
            rows = tuple(one + 1 for one in hiding)
            some = ", ".join(map(str, rows[:5])) + (" …" if len(rows) > 5 else "")
            found.append(finding("unreachable", "", rule + 1, column, other=some).at(rows=rows[:_MAX_EACH]))
    return found


def _hiding(axes: list[Axis], rule: int, others: int) -> list[int]:
    """Of other rules those that together hold wherever a rule holds; none where they leave something to it."""
    known = [column for column in axes if column.cells[rule] is not None]
    told = [column for column in axes if column.cells[rule] is None]
    hiding = [other for other in bits(others) if all(column.covers(other, rule) for column in told)]
    region = [column.cells[rule] or 0 for column in known]
    if not hiding or 0 in region:
        return []
    for other in hiding:
        if all(_whole(column, other, part) for column, part in zip(known, region, strict=True)):
            return [other]
    try:
        left = next(uncovered(known, region, sum(1 << other for other in hiding)), None)
    except TooMuch:
        return []
    return hiding if left is None else []


def _whole(column: Axis, rule: int, part: int) -> bool:
    return part & ~(column.cells[rule] or 0) == 0 or bool(column.free >> rule & 1)


def _more_important(table: Table) -> list[int]:
    """For every rule those, as bits, whose results stand before its own; equal ones count in the order of the table."""
    ranks = [_rank(table, rule) for rule in range(len(table.source.rules))]
    ordered = sorted((rank, rule) for rule, rank in enumerate(ranks) if rank is not None)
    found, passed = [0] * len(ranks), 0
    for _, rule in ordered:
        found[rule] = passed
        passed |= 1 << rule
    return found


def _rank(table: Table, rule: int) -> tuple[int, ...] | None:
    found = []
    for column in table.results:
        cell = column.expressions[rule]
        known, value = (True, None) if cell is None else constant(cell.tree)
        if not known:
            return None
        found.append(next((index for index, one in enumerate(column.order) if same(one, value)), len(column.order)))
    return tuple(found)


def gaps(table: Table, axes: list[Axis]) -> list[Finding]:
    """What no rule covers, as far as the cells tell; those beyond the first are counted."""
    if any(cell is None for column in axes for cell in column.cells) or not axes:
        return []
    size = len(table.source.rules)
    found: list[Finding] = []
    try:
        regions = uncovered(axes, [column.domain for column in axes], (1 << size) - 1)
        for region in islice(regions, _MAX_EACH):
            columns = limited(axes, region)
            zh, en = described(axes, region, columns)
            place = finding("gap", "", size + 1, next(iter(columns), 1), error=False, example=en, example_zh=zh)
            found.append(place.at(columns=columns))
        more = sum(1 for _ in islice(regions, _MAX_COUNTED))
    except TooMuch:
        what, what_zh = ("more gaps", "更多空缺") if found else ("gaps", "空缺")
        return [*found, not_looked_at(what, what_zh, size + 1, 1)]
    if more:
        least = more == _MAX_COUNTED
        en, zh = ("at least ", "至少") if least else ("", "")
        found.append(finding("gaps_more", "", size + 1, 1, error=False, count=more, least=en, least_zh=zh))
    return found
