"""Reading and writing nested data by dotted paths, and the plain values found in it."""

from collections.abc import Mapping, Sequence
from typing import Any

MAX_LEVELS = 60
MISSING: Any = type("Missing", (), {"__repr__": lambda _: "MISSING", "__bool__": lambda _: False})()
"""no value at all, not even an empty one"""


def get(data: object, keys: Sequence[str], default: Any = MISSING) -> Any:
    """The value under a path of keys (row numbers are keys too), or the default."""
    for key in keys:
        if type(data) is dict or isinstance(data, Mapping):  # asking for the abstract class is dear
            if key not in data:
                return default
            data = data[key]
        elif isinstance(data, list) and key.isascii() and key.isdigit() and len(key) < 8 and int(key) < len(data):
            data = data[int(key)]
        else:
            return default
    return data


def put(data: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    """Write a value under a path of keys; whatever stands in the way of the path gives way."""
    for key in keys[:-1]:
        inner = data.get(key)
        if not isinstance(inner, dict):
            inner = data[key] = {}
        data = inner
    data[keys[-1]] = value


def is_empty(value: object) -> bool:
    """空值: null, empty text, an empty list or nothing at all; an unticked box is empty too."""
    return value is None or value is MISSING or value is False or (isinstance(value, (str, list, tuple, dict)) and not value)


def plain(value: object, level: int = 0) -> Any:
    """A copy of data as plain dicts and lists; what is nested deeper than any form is dropped."""
    if level > MAX_LEVELS:
        return None
    kind = type(value)
    if kind is str or value is None or kind is bool or kind is int:
        return value
    if isinstance(value, dict | Mapping):
        return {str(key): plain(item, level + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, level + 1) for item in value]
    return value
