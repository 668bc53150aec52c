"""Facts as a template sees them: plain JSON without characters that only serve to deceive."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from uuid import UUID

from engine.sdk.text import Text

# Controls, halves of characters, and marks that turn the reading direction around. Line breaks and tabs stay.
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(value: object) -> object:
    """Dates as ISO, exact numbers as text, sentences by language, texts without invisible characters.

    Raises:
        TypeError: a value that has no place in a document.
    """
    match value:
        case str():
            return _INVISIBLE.sub("", value)
        case None | bool() | int() | float():
            return value
        case Text():
            return plain(value.to_json())
        case Enum():
            return plain(value.value)
        case Decimal() | UUID():
            return str(value)
        case date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case set() | frozenset():
            return sorted(str(plain(each)) for each in value)
    raise TypeError(f"{type(value).__name__} cannot stand in a document")
