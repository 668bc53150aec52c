"""日期时间 datetime: strict ISO texts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Fault, Kind, Taken
from forms.source import Source
from forms.texts import compact, half_width

ZONE = ZoneInfo("Asia/Shanghai")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([0-9]{2}:[0-9]{2})(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?")


@dataclass(frozen=True, slots=True)
class MomentSettings:
    """What is asked (a day, a time, both), how it is written, and its bounds."""

    subtype: str = "date"
    zone: str = "no_timezone"
    interval: int = 15
    not_passed: bool = False
    least: Expression | None = None
    most: Expression | None = None


class Moment(Kind):
    """A day, a time of day, or both."""

    name = "datetime"

    def settings(self, source: Source) -> MomentSettings:
        """Besides form-js' own, `validate.min` and `validate.max` as FEEL days such as `=today`."""
        rules = source.section("validate")
        return MomentSettings(
            source.one_of("subtype", ("date", "time", "datetime"), "date"),
            source.one_of("timeSerializingFormat", ("no_timezone", "utc_offset", "utc_normalized"), "no_timezone"),
            source.whole("timeInterval", 15, 1, 60) or 15,
            source.flag("disallowPassedDates"),
            rules.feel("min"),
            rules.feel("max"),
        )

    def take(self, component: Component, raw: Any) -> Taken:
        """The ISO text; days must exist."""
        rules: MomentSettings = component.settings
        if isinstance(raw, datetime | date) and not isinstance(raw, str):
            raw = raw.isoformat()
        if not isinstance(raw, str):
            return Taken(fault=rules.subtype)
        text = half_width(raw).strip()
        read = {"date": _read_date, "time": _read_time, "datetime": _read_datetime}[rules.subtype]
        value = read(text, rules.zone)
        return Taken(fault=rules.subtype) if value is None else Taken(value)

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Not before today where that is asked; within the bounds."""
        rules: MomentSettings = component.settings
        today = str(context.facts.get("today") or "")[:10]
        if rules.not_passed and today and rules.subtype != "time" and value[:10] < today:
            yield Fault("passed", {"limit": today})
        for bound, code in ((rules.least, "earliest"), (rules.most, "latest")):
            limit = bound.value(context.scope, context.functions) if bound else None
            if not isinstance(limit, str):
                continue
            size = min(len(limit), len(value), 5 if rules.subtype == "time" else 16)
            if value[:size] < limit[:size] if code == "earliest" else value[:size] > limit[:size]:
                yield Fault(code, {"limit": limit[:size].replace("T", " ")})

    def entry(self, component: Component, value: Any) -> Any:
        """As typed; stored moments as local time without a zone, as browsers want it."""
        if isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, str) and component.settings.subtype == "datetime" and component.settings.zone != "no_timezone":
            return _local(value) or value
        return value if isinstance(value, str) else ""

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """With a blank between day and time."""
        del context, language
        return str(self.entry(component, value)).replace("T", " ")

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """The browser's own control; a text box while what was typed would not fit into it."""
        del context, language
        rules: MomentSettings = component.settings
        control = {"date": "date", "time": "time", "datetime": "datetime-local"}[rules.subtype]
        entry = str(self.entry(component, value))
        typed = bool(entry) and self.take(component, entry).fault != ""
        return {"control": "text" if typed else control, "step": rules.interval * 60 if rules.subtype != "date" else None}


def read_date(text: str) -> str | None:
    """A day that exists, written `2026-01-05`; None otherwise."""
    text = compact(text)
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def _read_date(text: str, _zone: str) -> str | None:
    return read_date(text)


def _read_time(text: str, zone: str) -> str | None:
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    try:
        plain = time.fromisoformat(match.group(1)).isoformat("minutes")
    except ValueError:
        return None
    return plain if zone == "no_timezone" else plain + (match.group(4) or "+08:00")


def _read_datetime(text: str, zone: str) -> str | None:
    day, _, rest = text.replace(" ", "T", 1).partition("T")
    match = _TIME.fullmatch(rest)
    if read_date(day) is None or match is None:
        return None
    try:
        moment = datetime.fromisoformat(f"{day}T{match.group(1)}{match.group(4) or ''}")
        if zone == "no_timezone":
            return (moment.astimezone(ZONE) if moment.tzinfo else moment).replace(tzinfo=None).isoformat(timespec="minutes")
        aware = moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
        return (
            aware.astimezone(UTC).isoformat(timespec="minutes").replace("+00:00", "Z")
            if zone == "utc_normalized"
            else aware.isoformat(timespec="minutes")
        )
    except (ValueError, OverflowError):
        return None


def _local(text: str) -> str | None:
    return _read_datetime(text, "no_timezone")
