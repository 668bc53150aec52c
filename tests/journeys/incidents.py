"""What the server could not foresee while a journey ran: a complaint about a 500 has to name its cause, or nobody finds it twice."""

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from traceback import format_exception
from typing import Any

import structlog

LAST = 1500


@contextmanager
def kept_incidents() -> Iterator[list[str]]:
    """The end of the trace of every incident the server logs meanwhile."""
    kept: list[str] = []

    def keep(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if isinstance(event.get("exc_info"), BaseException):
            kept.append("".join(format_exception(event["exc_info"]))[-LAST:])
        return event

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[keep, *before])
    try:
        yield kept
    finally:
        structlog.configure(processors=before)
