"""FEEL: the expression language of DMN, for conditions, deadlines, forms and tables that people write in a browser."""

from engine.feel.errors import Cause, FeelError, FeelSyntaxError, LimitExceeded
from engine.feel.expression import Evaluation, Expression, Tests, compile_expression, compile_unary_tests
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.names import Names
from engine.feel.registry import HostFunction
from engine.feel.types import Type
from engine.feel.values import Date, DateTime, DayTimeDuration, Function, Range, Time, YearMonthDuration, Zone

__all__ = [
    "DEFAULT_LIMITS",
    "Cause",
    "Date",
    "DateTime",
    "DayTimeDuration",
    "Evaluation",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "HostFunction",
    "LimitExceeded",
    "Limits",
    "Names",
    "Range",
    "Tests",
    "Time",
    "Type",
    "YearMonthDuration",
    "Zone",
    "compile_expression",
    "compile_unary_tests",
]
