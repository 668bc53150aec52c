"""Opaque cursors of keyset paging 游标."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson

from engine.sdk.errors import FieldError, InvalidInput


def write_cursor(*values: str | int | None) -> str:
    """The cursor after a row with these sort values."""
    return urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def read_cursor(cursor: str) -> list[str]:
    """The sort values of a cursor; `InvalidInput` when it was not made here."""
    try:
        values = orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError as error:
        raise InvalidInput(
            [FieldError("after", "翻页标记无效，请从第一页重新查看。", "The page mark is not valid: start from the first page.")]
        ) from error
    if not isinstance(values, list):
        raise InvalidInput(
            [FieldError("after", "翻页标记无效，请从第一页重新查看。", "The page mark is not valid: start from the first page.")]
        )
    return values
