"""JSON of the database is read exactly, by whichever reader."""

import json
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from engine.store.json import loads, loads_row

TEXTS = ("", "a", '"', "\\", '\\"', "1.5", ': 2.5, "', "2026-11-22T10:20:30.123456+08:00", "\\x54420a", "行 1.5e7\n", "true", "E", "\u2028")
MARK = "§"
NUMBERS = (0, -1, 7, 10**17, 10**18, -(10**18), 2**63, 2**64, -(2**64), 10**19, 10**40, Decimal("0.1"), Decimal("-12345678901234567890.10"))


def made(dice: Random, depth: int = 0) -> Any:
    """Any value that can be stored."""
    kind = dice.randrange(7 if depth < 4 else 5)
    if kind == 0:
        return dice.choice(NUMBERS) if dice.random() < 0.2 else dice.randrange(-1000, 1000)
    if kind < 3:
        return dice.choice(TEXTS) + dice.choice(TEXTS)
    if kind < 5:
        return dice.choice((None, True, False))
    if kind == 5:
        return [made(dice, depth + 1) for _ in range(dice.randrange(5))]
    return {dice.choice(TEXTS) + str(place): made(dice, depth + 1) for place in range(dice.randrange(5))}


def same(one: Any, other: Any) -> bool:
    """Equal, and of equal kinds all the way down."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.mark.parametrize("seed", range(40))
def test_rows_are_read_as_the_exact_reader_reads_them(seed: int) -> None:
    dice = Random(seed)
    for _ in range(100):
        value = [made(dice), made(dice)]
        text = json.dumps(value, default=lambda number: f"{MARK}{number:f}{MARK}", ensure_ascii=False)
        text = text.replace(f'"{MARK}', "").replace(f'{MARK}"', "")
        assert same(loads(text), value)
        assert same(loads_row(text.encode()), value)


@pytest.mark.parametrize("text", ["[1.0]", "[1e5]", '{"a": 1E5}', "123456789012345678901234567890", '["\\\\", 1.50]', '{"a\\"": -0.1}'])
def test_a_number_keeps_its_digits(text: str) -> None:
    assert same(loads(text), json.loads(text, parse_float=Decimal))


@pytest.mark.parametrize(
    "text",
    [
        "1.50",
        "-0.1",
        "17",
        "12345678901234567890",
        "-12345678901234567890",
        '"1.5"',
        "null",
        '{"a": 1.50}',
        '{"a":12345678901234567890}',
        '["x123456789012345678901234567890123456789012", 12345678901234567890]',
        "[1,-12345678901234567890]",
    ],
)
def test_a_column_is_read_as_the_exact_reader_reads_it(text: str) -> None:
    assert same(loads_row(text.encode()), loads(text))
