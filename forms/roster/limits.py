"""What a workbook may cost before anybody looks into it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """限额: the most a workbook may be."""

    rows: int = 20_000
    """rows of data"""
    file_bytes: int = 20_000_000
    unpacked_bytes: int = 150_000_000
    members: int = 500
    cells: int = 2_500_000
    """cells of the smallest rectangle around everything that is filled in"""
    header_rows: int = 20
    """rows among which the header row is looked for"""
    blank_rows: int = 1_048_576
    """rows, blank ones included"""


DEFAULT_LIMITS = RosterLimits()
