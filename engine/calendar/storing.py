"""The stored form of a clock: plain JSON that reads back to the same value."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.calendar.clock import Clock, Extension, Round, Segment
from engine.calendar.limits import Limit
from engine.sdk.text import Text

VERSION = 1


def to_json(clock: Clock) -> dict[str, Any]:
    """A clock as JSON."""
    return {
        "v": VERSION,
        "limit": str(clock.limit),
        "trigger": clock.trigger.isoformat(),
        "basis": clock.basis,
        "statutory": clock.statutory,
        "segments": [_segment(each) for each in clock.segments],
        "extensions": [_extension(each) for each in clock.extensions],
        "holds": list(clock.holds),
        "earlier": [
            {
                "trigger": each.trigger.isoformat(),
                "segments": [_segment(part) for part in each.segments],
                "extensions": [_extension(part) for part in each.extensions],
                "reason": each.reason.to_json(),
            }
            for each in clock.earlier
        ],
        "finished": _written(clock.finished),
        "kept_due": _written(clock.kept_due),
    }


def from_json(stored: Mapping[str, Any]) -> Clock:
    """The clock that `to_json` wrote; a form of another version is refused."""
    if stored.get("v") != VERSION:
        raise ValueError(f"a clock of version {stored.get('v')} cannot be read")
    return Clock(
        limit=Limit.parse(stored["limit"]),
        trigger=date.fromisoformat(stored["trigger"]),
        segments=_segments(stored["segments"]),
        basis=stored["basis"],
        statutory=stored["statutory"],
        extensions=_extensions(stored["extensions"]),
        holds=tuple(stored["holds"]),
        earlier=tuple(
            Round(
                date.fromisoformat(each["trigger"]), _segments(each["segments"]), _extensions(each["extensions"]), Text.of(each["reason"])
            )
            for each in stored["earlier"]
        ),
        finished=_read(stored["finished"]),
        kept_due=_read(stored["kept_due"]),
    )


def _segment(each: Segment) -> dict[str, Any]:
    return {"running": each.running, "since": each.since.isoformat(), "until": _written(each.until), "reason": each.reason.to_json()}


def _extension(each: Extension) -> dict[str, Any]:
    return {"amount": str(each.amount), "reason": each.reason.to_json(), "by": each.by, "on": each.on.isoformat()}


def _segments(stored: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    return tuple(
        Segment(each["running"], date.fromisoformat(each["since"]), _read(each["until"]), Text.of(each["reason"])) for each in stored
    )


def _extensions(stored: Sequence[Mapping[str, Any]]) -> tuple[Extension, ...]:
    return tuple(
        Extension(Limit.parse(each["amount"]), Text.of(each["reason"]), each["by"], date.fromisoformat(each["on"])) for each in stored
    )


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
