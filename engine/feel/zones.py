"""Named time zones: what their clocks show at a moment, and which moment a local time stands for.

A local time that no clock shows (summer time begins) counts with the offset before the change and is shown as the clocks show it; of a
local time that comes twice (summer time ends) the first is meant, and a moment that is the second one says so by its offset.
"""

from datetime import datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.values import DAY, NANOS, Date, DateTime, Time, Zone, civil_from_days

_CYCLE = 400
"""years after which the calendar repeats, days of the week included"""
_EARLY, _LATE = 400, 9200
"""where the years stand in that the rules of Python cannot reach"""


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo | None:
    """The rules of a named zone; None for a name that no zone has, which is not looked for in files."""
    return ZoneInfo(name) if name in _known() else None


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def _reachable(year: int) -> int:
    if _EARLY <= year < _LATE + _CYCLE:
        return year
    return (_EARLY if year < _EARLY else _LATE) + year % _CYCLE


def _seconds(moment: datetime) -> int:
    return round((moment.utcoffset() or timedelta()) / timedelta(seconds=1))


def offset_seconds(zone: Zone, date: Date | None, time: Time, fold: int = 0) -> int | None:
    """How far the zone's clocks are ahead of Greenwich at that local time; None for a named zone without a date."""
    if zone.offset is not None:
        return zone.offset
    rules = zone_info(zone.name or "")
    if date is None or rules is None:
        return None
    return _seconds(datetime(_reachable(date.year), date.month, date.day, time.hour, time.minute, time.second, tzinfo=rules, fold=fold))


def local_time(nanos: int, zone: Zone | None) -> Time:
    """The time of day so long after midnight, around the clock."""
    seconds, nano = divmod(nanos % (DAY * NANOS), NANOS)
    return Time(seconds // 3600, seconds // 60 % 60, seconds % 60, nano, zone)


def _shown(nanos: int, zone: Zone | None) -> tuple[Date, Time]:
    """Date and time of a number of nanoseconds since 1970, as local clocks count."""
    days, rest = divmod(nanos, DAY * NANOS)
    return Date(*civil_from_days(days)), local_time(rest, zone)


def local_nanos(date: Date, time: Time) -> int:
    """Nanoseconds since 1970 as local clocks count."""
    return date.days * DAY * NANOS + time.nanos


def real_moment(date: Date, time: Time, fold: int = 0) -> DateTime:
    """The moment that a local time stands for; with `fold` the second one where it comes twice."""
    zone = time.zone
    if zone is None or zone.offset is not None:
        return DateTime(date, time)
    first, second = offset_seconds(zone, date, time) or 0, offset_seconds(zone, date, time, 1) or 0
    if first == second:
        return DateTime(date, time)
    if first > second:
        return DateTime(date, time, second if fold else None)
    return DateTime(*_shown(local_nanos(date, time) + (second - first) * NANOS, zone))


def moment_at(nanos: int, zone: Zone) -> DateTime:
    """What the clocks of a zone show so many nanoseconds after 1970 in Greenwich."""
    offset = zone.offset
    if offset is None:
        date, time = _shown(nanos, zone)
        rules = zone_info(zone.name or "") or ZoneInfo("UTC")
        utc = datetime(_reachable(date.year), date.month, date.day, time.hour, time.minute, time.second, tzinfo=rules)
        local = rules.fromutc(utc)
        return DateTime(*_shown(nanos + _seconds(local) * NANOS, zone), _seconds(local) if local.fold else None)
    return DateTime(*_shown(nanos + offset * NANOS, zone))
