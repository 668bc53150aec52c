"""Codes with rules of their own: ID numbers, credit codes, telephone numbers, accounts, amounts of money."""

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from engine.sdk import codes
from engine.sdk.text import Text
from forms.texts import compact

FORMATS = ("mobile", "idcard", "uscc", "postcode", "account", "money")
_POSTCODE = re.compile(r"[0-9]{6}")
_POSTCODE_TEXT = Text("邮政编码应为 6 位数字", "A postcode has 6 digits")
_OCCUPATION = re.compile(r"[1-8]-[0-9]{2}-[0-9]{2}-[0-9]{2}")
_OCCUPATION_TEXT = Text("职业编码应为“6-18-01-01”这样的八位编码", "An occupation code looks like 6-18-01-01")
_DASHES = re.compile(r"[‐‑–—－]")
MAX_CODE = 60
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?|[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?|[+-]?\.[0-9]+")


def clean(kind: str, text: str) -> tuple[str, Text | None]:
    """The code in its normal form, and why it is wrong if it is."""
    if len(text) > MAX_CODE:
        text = text[:MAX_CODE]
    if kind == "postcode":
        return _shaped(text, _POSTCODE, _POSTCODE_TEXT)
    if kind == "occupation":
        return _shaped(text, _OCCUPATION, _OCCUPATION_TEXT)
    found = _READERS[kind](text)
    return found.value, None if found.fault is None else without_stop(found.fault.text)


def without_stop(text: Text) -> Text:
    """A sentence without its full stop, to stand inside another one."""
    return Text(text.zh.rstrip("。"), text.en.rstrip("."))


def _shaped(text: str, shape: re.Pattern[str], reason: Text) -> tuple[str, Text | None]:
    value = _DASHES.sub("-", compact(text))
    return value, None if shape.fullmatch(value) else reason


def decimal_of(text: str, most: int = 40) -> Decimal | None:
    """A typed number: ordinary or full-width digits, thousands commas allowed; no exponent."""
    plain = compact(text)
    if len(plain) > most or not _DECIMAL.fullmatch(plain):
        return None
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        return None


def fen_of(text: str) -> int | None:
    """An amount typed in yuan as whole fen; None when it is no amount."""
    number = decimal_of(compact(text).removeprefix("¥").removeprefix("￥").removesuffix("元"))
    if number is None:
        return None
    fen = number * 100
    return int(fen) if fen == fen.to_integral_value() and abs(fen) < 10**17 else None


def yuan(fen: int, *, grouped: bool = False) -> str:
    """Fen as yuan with two decimals, with thousands commas where asked."""
    sign, (whole, rest) = "-" if fen < 0 else "", divmod(abs(fen), 100)
    return f"{sign}{whole:,}.{rest:02d}" if grouped else f"{sign}{whole}.{rest:02d}"


_READERS: dict[str, Callable[[str], codes.Code]] = {
    "idcard": codes.read_id_number,
    "uscc": codes.read_credit_code,
    "mobile": codes.read_mobile,
    "account": codes.read_account,
}
