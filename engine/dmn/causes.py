"""原因: why a value became null, with the decision and, in a table, the row and the column.

They stand among the reported causes of FEEL, in the order in which things went wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from engine.dmn.sentences import CAUSES
from engine.feel.compile_parts import coerce
from engine.feel.errors import LimitExceeded
from engine.feel.limits import DEFAULT_LIMITS, Limits
from engine.feel.messages import TERMS
from engine.feel.printing import text_of
from engine.feel.state import State
from engine.feel.types import Type, kind_of
from engine.feel.values import Value

Noted: TypeAlias = tuple[str, str, int, dict[str, object]]
"""a cause as a running evaluation keeps it: code, text of the expression, offset in it, facts"""

_MAX_TEXT = 200
MAX_NOTED = 50
MORE: Noted = ("more", "", 0, {})
"""said where not all causes were kept"""
_SHORT = Limits(steps=2000, string=20_000)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something went wrong; rows and columns are counted from one, inputs first."""

    element: str = ""
    row: int | None = None
    column: int | None = None
    decision: str = ""


_NOWHERE = Spot()


@dataclass(frozen=True, slots=True)
class Report:
    """A cause that was reported, in both languages and with its place."""

    code: str
    zh: str
    en: str
    decision: str
    element: str
    row: int | None
    column: int | None

    @property
    def place_zh(self) -> str:
        """The place in 中文."""
        words = (f"第 {self.row} 行" if self.row else "", f"第 {self.column} 列" if self.column else "")
        return " ".join(filter(None, (self.decision or self.element, "".join(words))))

    @property
    def place_en(self) -> str:
        """The place in English."""
        words = (self.decision or self.element, f"row {self.row}" if self.row else "", f"column {self.column}" if self.column else "")
        return ", ".join(filter(None, words))


class TooCostly(LimitExceeded):
    """A decision asks for more than it may have; says which and, in a table, the row and the column."""

    origin: LimitExceeded
    spot: Spot

    def __init__(self, fault: LimitExceeded, spot: Spot) -> None:
        self.origin = fault.origin if isinstance(fault, TooCostly) else fault
        if isinstance(fault, TooCostly):
            spot = replace(fault.spot, decision=fault.spot.decision or spot.decision)
        self.spot = spot
        place = Report("", "", "", spot.decision, spot.element, spot.row, spot.column)
        self.code, self.facts = self.origin.code, self.origin.facts
        self.line, self.column = self.origin.line, self.origin.column
        self.message_zh = f"{place.place_zh}：{self.origin.message_zh}"
        self.message_en = f"{place.place_en}: {self.origin.message_en}"
        Exception.__init__(self, self.message_en)


def shown(value: Value) -> str:
    """A value as short text."""
    try:
        text = text_of(value, State({}, (), _SHORT, "", 0), 0, 1)
    except LimitExceeded:
        return f"… ({kind_of(value)}, {len(value)})"
    return shortened(text, _MAX_TEXT)


def shortened(text: str, most: int) -> str:
    """A text that is not longer than some characters."""
    return text if len(text) <= most else text[: most - 1] + "…"


def warn(s: State, code: str, spot: Spot, **facts: object) -> None:
    """Report why a value becomes null."""
    if s.warnings is None:
        s.warnings = []
    if len(s.warnings) < MAX_NOTED:
        s.warnings.append((code, "", 0, {"spot": spot, **facts}))


def unfit(s: State, value: Value, expected: Type, spot: Spot) -> None:
    """Report that a value is not of a type, or not one of its allowed values."""
    if coerce(value, expected)[0]:
        warn(s, "not_allowed", spot, value=shown(value))
    else:
        s.warn("result_type", 0, expected=expected, kind=kind_of(value), spot=spot)


def noted(s: State) -> int:
    """How many causes are reported so far."""
    return len(s.warnings) if s.warnings else 0


def located(s: State, before: int, spot: Spot) -> None:
    """The causes reported since then stand there, as far as they do not say better."""
    if s.warnings is None:
        return
    for index in range(before, len(s.warnings)):
        code, text, at, facts = s.warnings[index]
        own = facts.get("spot")
        if not isinstance(own, Spot) or own == _NOWHERE:
            s.warnings[index] = (code, text, at, {**facts, "spot": spot})
        elif not own.decision and spot.decision:
            s.warnings[index] = (code, text, at, {**facts, "spot": replace(own, decision=spot.decision)})


def gathered(s: State, before: int, spot: Spot, kept: dict[tuple[int | None, str], dict[str, object]]) -> None:
    """The causes that a cell of conditions reported since then; of the same cause in one column only the first row is kept."""
    if s.warnings is None:
        return
    fresh = s.warnings[before:]
    del s.warnings[before:]
    for code, text, at, facts in fresh:
        known = kept.get((spot.column, code))
        if known is None:
            known = kept[spot.column, code] = {"spot": spot, **facts, "others": 0, "last": spot.row}
            s.warnings.append((code, text, at, known))
        elif known["last"] != spot.row and isinstance(known["others"], int):
            known["last"], known["others"] = spot.row, known["others"] + 1


def all_reports(s: State) -> tuple[Report, ...]:
    """All causes of a run; where not all could be kept that is said too."""
    found = list(s.warnings or ())
    return reports([*found, MORE] if len(found) >= MAX_NOTED else found)


def reports(found: Sequence[Noted]) -> tuple[Report, ...]:
    """Reported causes with their sentences; the same at the same place is said once."""
    return tuple(dict.fromkeys(_report(one) for one in found))


def _report(one: Noted) -> Report:
    code, _, _, facts = one
    spot = facts.get("spot")
    place = spot if isinstance(spot, Spot) else Spot()
    zh, en = _sentences(code, facts) if code in CAUSES else _of_feel(one)
    others = facts.get("others")
    if others:
        zh, en = f"{zh}（另有 {others} 行同样如此）", f"{en} (and {others} more rows)"
    return Report(code, zh, en, place.decision, place.element, place.row, place.column)


def _sentences(code: str, facts: dict[str, Any]) -> tuple[str, str]:
    zh, en = CAUSES[code]
    return zh.format(**{key: TERMS.get(str(value), value) for key, value in facts.items()}), en.format(**facts)


def _of_feel(one: Noted) -> tuple[str, str]:
    reporter = State({}, (), DEFAULT_LIMITS, "", 0)
    reporter.warnings = [one]
    (cause,) = reporter.causes()
    return cause.message_zh, cause.message_en
