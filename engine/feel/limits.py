"""What one expression may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """限额: the most that one expression may ask for; beyond it stands LimitExceeded."""

    text: int = 20_000
    """characters of an expression"""
    depth: int = 60
    """levels of nesting in the text, and of function calls in an evaluation"""
    steps: int = 100_000
    """iterations and list items touched in one evaluation"""
    seconds: float = 0.5
    """time of one evaluation"""
    items: int = 100_000
    """items of a list that an expression makes"""
    string: int = 1_000_000
    """characters of a text that an expression makes"""
    chain: int = 500
    """operators, members, filters and calls in a row"""
    pattern_seconds: float = 0.05
    """time of matching one regular expression"""


DEFAULT_LIMITS = Limits()
