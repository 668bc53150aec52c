"""金额: exact amounts in fen, as figures and in capitals. No floats anywhere."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from engine.sdk.text import Text

MOST_FEN = 10**15 - 1  # 9,999,999,999,999.99 yuan: beyond any budget line, still within capitals
_FIGURE = re.compile(r"(?P<sign>-?)(?P<yuan>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fen>\d*))?", re.ASCII)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万")
_GROUP = 10_000


class FenMark:
    """What tells a reader of an API's schema that a whole number is an amount of money."""

    __slots__ = ()

    def __get_pydantic_json_schema__(self, core: Any, handler: Callable[[Any], Mapping[str, Any]]) -> dict[str, Any]:
        """The schema of a whole number, with its format."""
        return {**handler(core), "format": "fen"}


Fen = Annotated[int, FenMark()]
"""金额: an amount in fen that is shown to somebody; whatever shows one says where it unfolds, too (ADR 0608)."""


class MoneyRefused(ValueError):
    """An amount that cannot be read, with the reason in both languages."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        self.code = code
        self.text = Text(zh + "。", en + ".")
        super().__init__(self.text.en)


def parse_yuan(text: str, *, negative: bool = False) -> int:
    """Read an amount of yuan (1234, 1,234.5, ￥1,234.50, 1234元) as fen.

    Raises:
        MoneyRefused: not a number, more than two decimals, wrong commas, too large, or negative where that is not allowed.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).removeprefix("¥").removesuffix("元")
    if not plain:
        raise MoneyRefused("money_empty", "请填写金额", "Enter an amount")
    found = _FIGURE.fullmatch(plain)
    if found is None:
        raise MoneyRefused(
            "money_unreadable", f"“{text.strip()}”不是金额，请写成 1234.50", f'"{text.strip()}" is not an amount; write it like 1234.50'
        )
    decimals = found["fen"] or ""
    if len(decimals.rstrip("0")) > 2:
        raise MoneyRefused("money_decimals", "金额最多两位小数（分）", "An amount has at most two decimals")
    fen = int(found["yuan"].replace(",", "")) * 100 + int((decimals + "00")[:2])
    if fen > MOST_FEN:
        raise MoneyRefused("money_too_large", f"金额不能超过 {yuan(MOST_FEN)} 元", f"An amount cannot exceed {yuan(MOST_FEN)} yuan")
    if found["sign"] and fen and not negative:
        raise MoneyRefused("money_negative", "金额不能为负数", "An amount cannot be negative")
    return -fen if found["sign"] else fen


def to_fen(amount: Decimal | int) -> int:
    """An exact amount of yuan in fen, half a fen rounded up as the treasury does."""
    return int((Decimal(amount) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(fen: int) -> str:
    """An amount in figures: 1,234.50."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{rest:02d}"


def capitals(fen: int) -> str:
    """大写金额 as vouchers demand it (支付结算办法附一): 壹仟陆佰捌拾元零叁角贰分, 叁佰元整."""
    if abs(fen) > MOST_FEN:
        raise MoneyRefused("money_too_large", f"金额不能超过 {yuan(MOST_FEN)} 元", f"An amount cannot exceed {yuan(MOST_FEN)} yuan")
    whole, rest = divmod(abs(fen), 100)
    jiao, cents = divmod(rest, 10)
    text = _whole(whole) + "元" if whole or not rest else ""
    if jiao:
        text += ("零" if whole and whole % 10 == 0 else "") + _DIGITS[jiao] + "角"
    elif cents and whole:
        text += "零"
    if cents:
        text += _DIGITS[cents] + "分"
    return ("负" if fen < 0 else "") + text + ("" if rest else "整")


def _whole(number: int) -> str:
    """A whole number in capitals; a gap of noughts is said as one 零."""
    if number == 0:
        return "零"
    groups = []
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(group)
    text, gap = "", False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if not group:
            # 万亿 and 亿 share their 亿: it is still said when only the 亿 group is empty.
            text += "亿" if place == 2 and len(groups) == 4 else ""
            gap = True
            continue
        text += ("零" if text and (gap or group < _GROUP // 10) else "") + _four(group)
        text += _GROUPS[place]
        gap = False
    return text


def _four(group: int) -> str:
    text, gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit:
            text += ("零" if text and gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = not digit
    return text
