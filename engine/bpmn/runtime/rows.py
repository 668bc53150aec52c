"""Rows 行 of a stored state: instances that wait side by side are one row, however many there are.

A thousand signatures that are waited for differ in their number and in what each was opened for; everything else is said once, and which
of them are still open is a bit each.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

Row = list[Any]
FEWEST = 4
"""Fewer than these are no shorter together."""
LENGTH, NOTE, DUE = 9, 8, 7
"""Columns of the row of an instance; its note stands last."""


def packed(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows in their order, neighbours that are instances of one activity together."""
    run: list[Row] = []
    for row in rows:
        if run and not _follows(run[-1], row):
            yield from _together(run)
            run = []
        run.append(row)
    yield from _together(run)


def unpacked(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they were."""
    for row in rows:
        if not isinstance(row[0], list):
            yield row
            continue
        (first, index, bits), rest, values = row[0], row[1:DUE], row[DUE:]
        mask, place = int.from_bytes(b64decode(bits), "little"), 0
        for step in range(mask.bit_length()):
            if mask >> step & 1:
                note = {"i": index + step}
                if values and values[0][place] is not None:
                    note["v"] = values[0][place]
                yield [first + step, *rest, 0, note]
                place += 1


def _follows(before: Row, row: Row) -> bool:
    """Whether a row is a later instance of the same activity, opened in the same breath."""
    if not (_is_instance(before) and _is_instance(row)) or before[1:DUE] != row[1:DUE]:
        return False
    return bool(row[0] > before[0] and row[0] - row[NOTE]["i"] == before[0] - before[NOTE]["i"])


def _is_instance(row: Row) -> bool:
    return len(row) == LENGTH and row[DUE] == 0 and isinstance(row[NOTE], dict) and row[NOTE].keys() in ({"i"}, {"i", "v"})


def _together(run: list[Row]) -> Iterator[Row]:
    if len(run) < FEWEST:
        yield from run
        return
    first, values = run[0], [row[NOTE].get("v") for row in run]
    bits = bytearray((run[-1][0] - first[0]) // 8 + 1)
    for row in run:
        place = row[0] - first[0]
        bits[place // 8] |= 1 << place % 8
    known = [values] if any(value is not None for value in values) else []
    yield [[first[0], first[NOTE]["i"], b64encode(bits).decode()], *first[1:DUE], *known]
