"""What lists share: opaque cursors of keyset paging 游标, and search patterns."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from typing import TypeVar

import orjson

from engine.sdk.errors import FieldError, InvalidInput


def write_cursor(*values: str | int | None) -> str:
    """The cursor after a row with these sort values."""
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


First = TypeVar("First")
Second = TypeVar("Second")


def read_cursor(cursor: str, first: Callable[[str], First], second: Callable[[str], Second]) -> tuple[First, Second]:
    """The two sort values of a cursor, each read by its own reader; `InvalidInput` when it was not made here."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        one, two = values
        return first(str(one)), second(str(two))
    except (ValueError, TypeError) as error:
        refused = FieldError("after", "翻页标记无效，请从第一页重新查看。", "The page mark is not valid: start from the first page.")
        raise InvalidInput([refused]) from error


def like(text: str) -> str:
    """A pattern that finds the text anywhere, with its own wildcards made harmless."""
    plain = text.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{plain}%"
