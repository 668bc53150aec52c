"""What one expression may cost."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """限额: the most that one expression may ask for; beyond it stands LimitExceeded."""

    text: int = 10_000
    """characters of an expression"""
    depth: int = 60
    """levels of nesting in the text, and of function calls in an evaluation"""
    steps: int = 40_000
    """units of work of one evaluation; a unit is what a small piece of an expression costs, some 0.3 microseconds"""
    steps_per_fact: int = 30
    """units more for every item among the facts, however deep, so that a long list may be worked through"""
    seconds: float = 0.5
    """processor time of one evaluation"""
    items: int = 100_000
    """items of a list that an expression makes"""
    string: int = 100_000
    """characters of a text that an expression makes"""
    chain: int = 500
    """operators, members, filters and calls in a row"""
    pattern_seconds: float = 0.004
    """processor time of matching one regular expression once"""


DEFAULT_LIMITS = Limits()
