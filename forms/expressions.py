"""FEEL in forms: compiled once when the form is read, never able to crash a page."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.feel.errors import FeelError
from engine.feel.expression import Expression as CompiledExpression
from engine.feel.expression import compile_expression
from engine.feel.names import Names
from engine.sdk.host_functions import HOST_NAMES

_NAMES = Names(HOST_NAMES)


@dataclass(frozen=True, slots=True)
class Expression:
    """表达式: a FEEL expression of a form; `text` is without the leading `=`."""

    text: str
    compiled: CompiledExpression

    def value(self, scope: Mapping[str, Any], functions: Sequence[Any] = ()) -> Any:
        """What it says over a scope, as plain data; null when it cannot be evaluated."""
        try:
            return _plain(self.compiled.evaluate(scope, functions=functions))
        except FeelError:
            return None

    def holds(self, scope: Mapping[str, Any], functions: Sequence[Any] = ()) -> bool:
        """Whether it is exactly true; null, errors and everything else are not."""
        return self.value(scope, functions) is True


def compiled(text: str) -> Expression:
    """Read an expression with or without its leading `=`; raises `FeelError`."""
    body = text.removeprefix("=")
    return Expression(body.strip(), compile_expression(body, _NAMES))


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**30 else value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value if value is None or isinstance(value, bool | str) else str(value)
