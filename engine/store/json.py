"""JSON for the database: exact decimals in and out."""

import json
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


def loads(text: str | bytes) -> Any:
    """The value of a JSON text; numbers with a fraction become decimals."""
    return _EXACT.decode(text if isinstance(text, str) else text.decode())
