"""多久以前: a moment as somebody beside you would tell it."""

from datetime import datetime, timedelta

from engine.sdk.text import Text

JUST_NOW = timedelta(minutes=1)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ago(moment: datetime | None, now: datetime | None) -> Text:
    """How long ago within a day, the day and time beyond; nothing where the moment is not known."""
    if moment is None:
        return Text("")
    if now is None or now - moment >= DAY or moment > now:
        day = moment if now is None else moment.astimezone(now.tzinfo)
        return Text(f"于 {day:%m-%d %H:%M} ", f"at {day:%m-%d %H:%M}")
    passed = now - moment
    if passed < JUST_NOW:
        return Text("刚刚", "just now")
    minutes, hours = passed // JUST_NOW, passed // HOUR
    if passed < HOUR:
        return Text(f"{minutes} 分钟前", "a minute ago" if minutes == 1 else f"{minutes} minutes ago")
    return Text(f"{hours} 小时前", "an hour ago" if hours == 1 else f"{hours} hours ago")
