"""Reading what stands in addresses: a wrong value in a link shows the whole list instead of an error."""

from collections.abc import Container
from datetime import date
from uuid import UUID

from fastapi import Request


def one_of(value: str, allowed: Container[str], default: str) -> str:
    """Return `value` when it is allowed, else `default`."""
    return value if value in allowed else default


def uuid_of(text: str | None) -> UUID | None:
    """Return the UUID a text holds, None when it holds none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def day_of(text: str | None) -> date | None:
    """Return the ISO date a text holds, None when it holds none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def number_of(text: str | None, default: int, least: int, most: int) -> int:
    """Return the whole number a text holds, kept within bounds."""
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        return default
    return min(max(int(text), least), most)


def parameter(request: Request, name: str, most: int = 200) -> str:
    """Return a query parameter, trimmed and cut; "" when absent."""
    return request.query_params.get(name, "").replace("\x00", "").strip()[:most]
