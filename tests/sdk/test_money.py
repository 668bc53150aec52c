"""Amounts are exact, in figures and in capitals."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.sdk.money import MOST_FEN, MoneyRefused, capitals, parse_yuan, to_fen, yuan

AMOUNTS = (
    st.integers(0, MOST_FEN)
    | st.integers(0, 10**7)
    | st.builds(lambda a, b: a * 10**b % MOST_FEN, st.integers(0, 9999), st.integers(0, 14))
)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234", 123400),
        ("1,234.5", 123450),
        ("￥1,234.50", 123450),
        ("1234元", 123400),
        ("0.05", 5),
        ("１２.３０", 1230),
        ("5.", 500),
        ("1.500", 150),
        ("-0", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text, fen):
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "money_empty"),
        ("元", "money_empty"),
        ("12,34", "money_unreadable"),
        ("1e5", "money_unreadable"),
        ("一百", "money_unreadable"),
        ("1.005", "money_decimals"),
        ("-5", "money_negative"),
        ("9" * 14, "money_too_large"),
    ],
)
def test_unreadable_amounts_say_why(text, code):
    with pytest.raises(MoneyRefused) as refused:
        parse_yuan(text)
    assert refused.value.code == code
    assert refused.value.text.zh
    assert refused.value.text.en


def test_negative_amounts_are_read_where_they_are_allowed():
    assert parse_yuan("-5.5", negative=True) == -550


@settings(deadline=None)
@given(st.integers(-MOST_FEN, MOST_FEN))
def test_figures_read_back(fen):
    assert parse_yuan(yuan(fen), negative=True) == fen


def test_half_a_fen_rounds_up():
    assert to_fen(Decimal("0.125")) == 13
    assert to_fen(Decimal("1234.50")) == 123450
    assert to_fen(3) == 300


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (140950, "壹仟肆佰零玖元伍角"),
        (600714, "陆仟零柒元壹角肆分"),
        (168032, "壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "壹拾万柒仟元零伍角叁分"),
        (1640902, "壹万陆仟肆佰零玖元零贰分"),
        (32504, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (30000, "叁佰元整"),
        (100_000_000_00, "壹亿元整"),
        (100_000_001_00, "壹亿零壹元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (100_001_000_00, "壹亿零壹仟元整"),
        (1_000_000_000_000_00, "壹万亿元整"),
        (1_000_000_010_000_00, "壹万亿零壹万元整"),
        (1_000_100_000_000_00, "壹万零壹亿元整"),
        (-100, "负壹元整"),
    ],
)
def test_capitals_follow_the_payment_rules(fen, text):
    assert capitals(fen) == text


def read_capitals(text):
    """An independent reader of capitals, by summing places."""
    digits = {c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
    places = {"拾": 10, "佰": 100, "仟": 1000}
    total = group = digit = fen = 0
    for char in text.removesuffix("整"):
        if char in digits:
            digit = digits[char]
        elif char in places:
            group, digit = group + digit * places[char], 0
        elif char == "万":
            total, group, digit = total + (group + digit) * 10**4, 0, 0
        elif char == "亿":
            total, group, digit = (total + group + digit) * 10**8, 0, 0
        elif char == "元":
            fen, total, group, digit = (total + group + digit) * 100, 0, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[char], 0
    return fen


@settings(deadline=None)
@given(AMOUNTS)
@example(MOST_FEN)
def test_capitals_say_the_amount_and_never_two_noughts(fen):
    text = capitals(fen)
    assert read_capitals(text) == fen
    assert "零零" not in text
    assert "零元" not in text or fen == 0
    assert (text.endswith("整")) == (fen % 100 == 0)


def test_amounts_beyond_capitals_are_refused():
    with pytest.raises(MoneyRefused):
        capitals(MOST_FEN + 1)
