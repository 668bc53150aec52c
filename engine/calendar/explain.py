"""Why a clock's date is what it is: one sentence a reason, adding up to the date."""

from datetime import date

from engine.calendar import ledger
from engine.calendar.calendar import Calendar
from engine.calendar.clock import Clock, Segment
from engine.calendar.words import days
from engine.sdk.text import Text


def explain(clock: Clock, runs: list[ledger.Run], found: ledger.End, calendar: Calendar, today: date, *, provisional: bool) -> list[Text]:
    """Trigger, limit, extensions, rest days, stops, roll and what is provisional, in this order."""
    lines = [_restarted(past.trigger, past.reason) for past in clock.earlier]
    lines += ledger.start_lines(clock.limit, clock.trigger, clock.basis)
    for each in clock.extensions:
        words = each.amount.words
        lines.append(
            Text(
                f"+{words.zh} 延期：{each.reason.zh}（{each.on}，{each.by}）",
                f"+{words.en}: extended, {each.reason.in_('en')} ({each.on}, {each.by})",
            )
        )
    if clock.limit.in_working_days:
        lines += ledger.tally_lines(ledger.tally(runs, found.day, calendar))
    lines += [_stop(segment, today) for segment in clock.segments if not segment.running and segment.until != segment.since]
    lines += ledger.end_lines(found, calendar, provisional=provisional)
    if clock.kept_due is not None:
        lines.append(
            Text(
                f"{clock.kept_due} 已过，不随工作日历更正而改变",
                f"{clock.kept_due} has passed and stays as it was; calendar corrections do not move it",
            )
        )
    return lines


def _restarted(trigger: date, reason: Text) -> Text:
    because = Text(f"：{reason.zh}", f": {reason.in_('en')}") if reason.zh else Text("")
    return Text(f"原自 {trigger} 起算，后重新起算{because.zh}", f"First counted from {trigger}, then started anew{because.en}")


def _stop(segment: Segment, today: date) -> Text:
    reason = Text(segment.reason.zh or "中止", segment.reason.in_("en") or "stopped")
    if segment.until is None:
        many = days(max(0, (today - segment.since).days))
        return Text(
            f"已停 {many.zh} {reason.zh}（{segment.since} 起）", f"Stopped for {many.en} so far: {reason.en} (since {segment.since})"
        )
    many = days((segment.until - segment.since).days)
    return Text(
        f"停 {many.zh} {reason.zh}（{segment.since} 停，{segment.until} 恢复）",
        f"Stopped {many.en}: {reason.en} (stopped {segment.since}, resumed {segment.until})",
    )
