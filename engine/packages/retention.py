"""Retention 保管期限: how long the dossier of a closed case is kept, as the manifest of its program says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from engine.packages.manifest_reader import Reader
from engine.packages.parameters import Parameter

SECTION = "retention"
PARAMETER = "archive_years"
"""The shared default: years by the archive's own rules, for programs whose documents say nothing."""
LONGEST = 200
FIELDS = {"years", "permanent", "document", "clause"}


@dataclass(frozen=True, slots=True)
class Retention:
    """保管期限: years (None: for ever 永久) with document and clause; `default` where no text of the program says it."""

    years: int | None
    document: str = ""
    clause: str = ""
    default: bool = False

    def until(self, closed: date) -> date | None:
        """The last day on which a case that ended on a day is kept: years count from the end of that year; None: for ever."""
        return date(closed.year + self.years, 12, 31) if self.years is not None else None


@dataclass(frozen=True, slots=True)
class RetentionSpec:
    """What `[retention]` says; where it names neither years nor permanence, the parameter `archive_years` does."""

    own: Retention | None = None

    def on(self, parameters: Mapping[str, Parameter], day: date) -> Retention:
        """What holds for a case filed on a day. Where nobody said anything a case is kept for ever: nothing is destroyed by omission."""
        if self.own is not None:
            return self.own
        parameter = parameters.get(PARAMETER)
        value = parameter.on(day) if parameter is not None else None
        if value is None:
            return Retention(None, default=True)
        return Retention(int(value.value), value.document, value.clause, default=True)


def read_retention(reader: Reader) -> RetentionSpec:
    """`[retention] years = 30`, or `permanent = true`, with `document` and `clause`; with every fault."""
    told = reader.table(SECTION)
    for unknown in sorted(set(told) - FIELDS):
        reader.fault("manifest_unknown", f"[retention] 有不认识的项“{unknown}”。", f'Unknown entry "{unknown}" in [retention].')
    permanent, years = told.get("permanent") is True, _years(reader, told.get("years"))
    if permanent and years is not None:
        reader.fault(
            "retention_both", "[retention] 不能既永久又有年数。", "[retention] cannot be permanent and have years at the same time."
        )
    source = (reader.string(told, "document", "[retention]", ""), reader.string(told, "clause", "[retention]", ""))
    return RetentionSpec(Retention(None if permanent else years, *source)) if permanent or years is not None else RetentionSpec()


def _years(reader: Reader, told: Any) -> int | None:
    if told is None:
        return None
    text = str(told)
    if isinstance(told, bool) or not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        zh, en = f"[retention] 的 years 应为 1 至 {LONGEST} 的整数。", f"years of [retention] must be a whole number from 1 to {LONGEST}."
        reader.fault("retention_years", zh, en)
        return None
    return int(text)
