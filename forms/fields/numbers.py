"""数字 number: exact decimals, never floats."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from forms import codes
from forms.definition import Component
from forms.expressions import Expression
from forms.fields.base import Context, Fault, Kind, Taken
from forms.limits import MAX_NUMBER_CHARACTERS
from forms.phrases import EMPTY, Phrase
from forms.source import Bound, Source

MOST_FEN = 10**17
ORDINARY = 10**15
"""Whole numbers below are what they are: they have no fraction and are not too long."""


@dataclass(frozen=True, slots=True)
class NumberSettings:
    """Bounds and looks of a number."""

    decimals: int | None = None
    increment: Decimal | None = None
    as_text: bool = False
    least: Bound = None
    most: Bound = None
    prefix: Phrase = EMPTY
    suffix: Phrase = EMPTY


class Number(Kind):
    """A number; with `format: money` an amount typed in yuan and kept in fen."""

    name = "number"
    formats = ("money",)

    def settings(self, source: Source) -> NumberSettings:
        """Its decimals, steps, bounds and adorners."""
        rules, looks, own = source.section("validate"), source.section("appearance"), source.section("properties")
        least, most, increment = rules.bound("min"), rules.bound("max"), source.bound("increment")
        if isinstance(least, Decimal) and isinstance(most, Decimal) and least > most:
            rules.refuse("bounds", "min", name="validate")
        if not isinstance(increment, Decimal) or increment <= 0:
            increment = None
        return NumberSettings(
            source.whole("decimalDigits", None, 0, 12),
            increment,
            source.flag("serializeToString"),
            least,
            most,
            looks.phrase("prefixAdorner", own.string("prefix_en")),
            looks.phrase("suffixAdorner", own.string("suffix_en")),
        )

    def take(self, component: Component, raw: Any) -> Taken:
        """An int when it is whole (money always is), otherwise an exact decimal; text where it serializes to text."""
        if component.format == "money":
            return money_of(raw)
        rules: NumberSettings = component.settings
        if type(raw) is int and -ORDINARY < raw < ORDINARY and not rules.as_text:
            return Taken(raw)
        number, fault = _exact(raw)
        if number is None:
            return Taken(fault=fault)
        digits = -int(number.normalize().as_tuple().exponent)
        if rules.decimals is not None and digits > rules.decimals:
            return Taken(fault="decimals" if rules.decimals else "integer", facts={"limit": rules.decimals})
        if rules.as_text:
            return Taken(written(number))
        return Taken(_tidy(number))

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Bounds and steps; for money they are in fen."""
        rules: NumberSettings = component.settings
        number = value if type(value) is int else Decimal(str(value))
        least, most = bound_value(rules.least, context), bound_value(rules.most, context)
        money = component.format == "money"
        if least is not None and number < least:
            yield Fault("min", {"limit": codes.yuan(int(least), grouped=True) if money else written(least)})
        if most is not None and number > most:
            yield Fault("max", {"limit": codes.yuan(int(most), grouped=True) if money else written(most)})
        if rules.increment is not None and not money and (number / rules.increment) % 1 != 0:
            yield Fault("increment", {"limit": written(rules.increment)})

    def entry(self, component: Component, value: Any) -> Any:
        """As typed, or the number without an exponent."""
        if isinstance(value, str) or value is None or isinstance(value, bool):
            return value if isinstance(value, str) else ""
        if component.format == "money" and isinstance(value, int):
            return codes.yuan(value)
        number, _ = _exact(value)
        return "" if number is None else written(number)

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """Money with thousands commas."""
        del context, language
        if component.format == "money" and isinstance(value, int) and not isinstance(value, bool):
            return codes.yuan(value, grouped=True)
        return str(self.entry(component, value))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """Adorners and the keyboard."""
        del value
        rules: NumberSettings = component.settings
        money = component.format == "money"
        return {
            "prefix": context.say(rules.prefix, language) or ("¥" if money else ""),
            "suffix": context.say(rules.suffix, language),
            "inputmode": "numeric" if rules.decimals == 0 and not money else "decimal",
        }


def bound_value(bound: Bound, context: Context) -> Decimal | None:
    """A bound as a number over the context; an expression that gives none is no bound."""
    if not isinstance(bound, Expression):
        return bound
    value = bound.value(context.scope, context.functions)
    return Decimal(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def written(number: Decimal | int) -> str:
    """A number without an exponent and without trailing zeros."""
    text = format(Decimal(number), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def _exact(raw: Any) -> tuple[Decimal | None, str]:
    if isinstance(raw, bool):
        return None, "type"
    if isinstance(raw, str):
        return codes.decimal_of(raw, MAX_NUMBER_CHARACTERS), "number"
    if isinstance(raw, int | Decimal | float):
        number = Decimal(repr(raw)) if isinstance(raw, float) else _small(raw)
        if number is not None and number.is_finite() and len(written_length(number)) <= MAX_NUMBER_CHARACTERS:
            return number, ""
        return None, "number"
    return None, "type"


def _small(raw: int | Decimal) -> Decimal | None:
    if isinstance(raw, int) and raw.bit_length() > 140:
        return None
    return Decimal(raw)


def written_length(number: Decimal) -> str:
    """The written form, or a long stand-in for numbers whose exponent would make it huge."""
    return format(number, "f") if -60 < number.adjusted() < 60 and int(number.as_tuple().exponent) > -60 else "0" * 99


def _tidy(number: Decimal) -> Decimal | int:
    return int(number) if number == number.to_integral_value() else Decimal(written(number))


def money_of(raw: Any) -> Taken:
    """Money as fen: texts are yuan as typed, whole numbers are fen already, anything else is neither."""
    if isinstance(raw, str):
        fen = codes.fen_of(raw)
        return Taken(fault="money") if fen is None else Taken(fen)
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < MOST_FEN:
        return Taken(raw)
    if isinstance(raw, Decimal) and raw.is_finite() and abs(raw) < MOST_FEN and raw == raw.to_integral_value():
        return Taken(int(raw))
    return Taken(fault="money_unit")
