"""JSON for the database: exact decimals in and out."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson


def _default(value: Any) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f")) if value.is_finite() else None
    if isinstance(value, date | datetime | UUID):
        return str(value)
    if hasattr(value, "items"):
        return dict(value)
    raise TypeError(f"{type(value).__name__} cannot be stored as JSON")


def dumps(value: Any) -> str:
    """JSON text; a decimal is written digit for digit."""
    return orjson.dumps(value, default=_default).decode()


_EXACT = json.JSONDecoder(parse_float=Decimal)
SHAPE = bytes.maketrans(b"123456789", b"000000000")
"""To look for numbers of any digits: every digit becomes 0."""
LONG = b"0" * 19
"""More digits than always fit the fast reader's integers."""
BEFORE_NUMBERS = b"[,: \n-"
FRACTION = re.compile(rb"0+(?:[\s,\]}]|$)")
"""What follows the point of a number, and the end of its value."""


def loads(text: str | bytes) -> Any:
    """The value of a JSON text; numbers with a fraction become decimals."""
    return _EXACT.decode(text if isinstance(text, str) else text.decode())


def loads_row(data: bytes) -> Any:
    """The same for what PostgreSQL wrote, a column or an array or object put together from rows: its numbers have no exponents.

    The fast reader knows no decimals, and nearly no row holds any: finding that out and reading fast takes half of what reading exactly
    does, which was a fifth of a step.
    """
    return orjson.loads(data) if _is_whole(data) else _EXACT.decode(data.decode())


def _is_whole(data: bytes) -> bool:
    """Whether no number has a fraction or too many digits; what looks like one inside a string counts, too."""
    shape = data.translate(SHAPE)
    long = shape.find(LONG)
    while long >= 0:
        if shape[max(0, long - 1) : long] in BEFORE_NUMBERS:  # nothing before it: the number is all there is
            return False
        long = shape.find(LONG, long + len(LONG))  # bytes as text are full of digits
    point = shape.find(b".")
    while point >= 0:
        if FRACTION.match(shape, point + 1):
            return False
        point = shape.find(b".", point + 1)
    return True
