"""The stored form of a clock: plain JSON that reads back to the same value. What is as in every new clock is left out."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.calendar.clock import NO_REASON, Clock, Extension, Round, Segment
from engine.calendar.limits import Limit
from engine.sdk.text import Text

VERSION = 2
READABLE = frozenset({1, VERSION})
"""The first version left nothing out."""


def to_json(clock: Clock) -> dict[str, Any]:
    """A clock as JSON."""
    told: dict[str, Any] = {
        "v": VERSION,
        "limit": str(clock.limit),
        "trigger": clock.trigger.isoformat(),
        "basis": clock.basis,
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
    if clock.segments == _never_stopped(clock.trigger, clock.finished):
        del told["segments"]
    short = {key: value for key, value in told.items() if value}
    return short if clock.statutory else {**short, "statutory": False}


def from_json(stored: Mapping[str, Any]) -> Clock:
    """The clock that `to_json` wrote; a form of another version is refused."""
    if stored.get("v") not in READABLE:
        raise ValueError(f"a clock of version {stored.get('v')} cannot be read")
    trigger, finished = date.fromisoformat(stored["trigger"]), _read(stored.get("finished"))
    return Clock(
        limit=Limit.parse(stored["limit"]),
        trigger=trigger,
        segments=_segments(stored["segments"]) if "segments" in stored else _never_stopped(trigger, finished),
        basis=basis_of(stored),
        statutory=stored.get("statutory", True),
        extensions=_extensions(stored.get("extensions", ())),
        holds=holds_of(stored),
        earlier=tuple(
            Round(
                date.fromisoformat(each["trigger"]), _segments(each["segments"]), _extensions(each["extensions"]), Text.of(each["reason"])
            )
            for each in stored.get("earlier", ())
        ),
        finished=finished,
        kept_due=_read(stored.get("kept_due")),
    )


def holds_of(stored: Mapping[str, Any]) -> tuple[str, ...]:
    """Who keeps a stored clock stopped."""
    return tuple(stored.get("holds", ()))


def basis_of(stored: Mapping[str, Any]) -> str:
    """The legal basis of a stored clock."""
    return str(stored.get("basis", ""))


def _never_stopped(trigger: date, finished: date | None) -> tuple[Segment, ...]:
    """The ledger of a clock that ran from its beginning until it was finished."""
    return (Segment(running=True, since=trigger, until=finished),)


def _segment(each: Segment) -> dict[str, Any]:
    told: dict[str, Any] = {"since": each.since.isoformat()}
    if not each.running:
        told["running"] = False
    if each.until is not None:
        told["until"] = each.until.isoformat()
    if each.reason != NO_REASON:
        told["reason"] = each.reason.to_json()
    return told


def _extension(each: Extension) -> dict[str, Any]:
    return {"amount": str(each.amount), "reason": each.reason.to_json(), "by": each.by, "on": each.on.isoformat()}


def _segments(stored: Sequence[Mapping[str, Any]]) -> tuple[Segment, ...]:
    return tuple(
        Segment(each.get("running", True), date.fromisoformat(each["since"]), _read(each.get("until")), Text.of(each.get("reason")))
        for each in stored
    )


def _extensions(stored: Sequence[Mapping[str, Any]]) -> tuple[Extension, ...]:
    return tuple(
        Extension(Limit.parse(each["amount"]), Text.of(each["reason"]), each["by"], date.fromisoformat(each["on"])) for each in stored
    )


def _written(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _read(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
