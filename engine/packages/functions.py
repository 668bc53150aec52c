"""Host functions 外部函数: what the engine lends to every FEEL expression of a program."""

from decimal import Decimal

from engine.calendar.calendar import Calendar
from engine.calendar.due import due
from engine.calendar.limits import Limit
from engine.calendar.seed import seed
from engine.feel import HostFunction
from engine.sdk.actor import within
from engine.sdk.money import capitals, to_fen


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
        HostFunction(
            name="receipt day",
            parameters=(("received", "date"), ("rule", "string")),
            result="date",
            call=lambda received, rule: (
                calendar.add_working_days(received, 1) if rule == "next_workday" and not calendar.is_workday(received) else received
            ),
        ),
        HostFunction(name="is working day", parameters=(("date", "date"),), result="boolean", call=calendar.is_workday),
        HostFunction(
            name="due date",
            parameters=(("limit", "string"), ("from", "date")),
            result="date",
            call=lambda limit, start: due(Limit.parse(limit), start, calendar).date,
        ),
    )


def host_functions(calendar: Calendar) -> tuple[HostFunction, ...]:
    """外部函数: everything that is lent: working days on this calendar, amounts in words, regions."""
    return (*working_day_functions(calendar), MONEY_IN_WORDS, IN_REGION)


def _in_words(amount: Decimal) -> str:
    if amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"{amount} yuan is no whole number of fen")
    return capitals(to_fen(amount))


MONEY_IN_WORDS = HostFunction(name="money in words", parameters=(("amount", "number"),), result="string", call=_in_words)
"""大写金额: an amount of yuan as vouchers demand it; null with a report for parts of a fen and beyond what a voucher holds."""
IN_REGION = HostFunction(name="in region", parameters=(("code", "string"), ("area", "string")), result="boolean", call=within)
"""区划: whether a code of GB/T 2260 lies in an area."""

HOSTS = host_functions(seed())
"""The same functions on the shipped calendar, for checking expressions: names and types are what matters there."""
HOST_NAMES = frozenset(host.name for host in HOSTS)
