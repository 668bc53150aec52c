"""Host functions 外部函数: what the engine lends to every FEEL expression of a program."""

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.calendar.seed import seed
from engine.feel import HostFunction


def working_day_functions(calendar: Calendar) -> tuple[HostFunction, ...]:
    """工作日函数: what FEEL can ask the calendar."""
    return (
        HostFunction(
            name="working days after",
            parameters=(("from", "date"), ("days", "number")),
            result="date",
            call=lambda start, days: calendar.add_working_days(start, int(days)),
        ),
        HostFunction(
            name="working days between",
            parameters=(("from", "date"), ("to", "date")),
            result="number",
            call=calendar.working_days_between,
        ),
        HostFunction(name="is working day", parameters=(("date", "date"),), result="boolean", call=calendar.is_workday),
        HostFunction(
            name="due date",
            parameters=(("limit", "string"), ("from", "date")),
            result="date",
            call=lambda limit, start: due(Limit.parse(limit), start, calendar).date,
        ),
    )


HOSTS = working_day_functions(seed())
"""The same functions on the shipped calendar, for checking expressions: names and types are what matters there."""
HOST_NAMES = frozenset(host.name for host in HOSTS)
