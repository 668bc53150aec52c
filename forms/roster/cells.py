"""One cell of a roster: what stands there, as the value the column wants, or why not."""

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.sdk.text import Text
from forms import codes
from forms.roster.columns import Column
from forms.roster.sentences import say
from forms.texts import compact, half_width, has_control, matches, one_line

EPOCH = dt.date(1899, 12, 30)
SERIALS = range(10_000, 80_000)
YEARS = range(1900, 2200)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-|/(\d{1,2})/|\.(\d{1,2})\.|年(\d{1,2})月)(\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?", re.ASCII
)
_EIGHT = re.compile(r"\d{8}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{2}", re.ASCII)
ERRORS = frozenset(("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#GETTING_DATA", "#SPILL!", "#CALC!"))
_YES = frozenset(("是", "y", "yes", "true", "1", "√", "✓", "有"))
_NO = frozenset(("否", "n", "no", "false", "0", "×", "无"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A clean value, or what is wrong, and what was cleaned."""

    value: Any = None
    code: str = ""
    fault: Text | None = None
    note: Text | None = None


def read_cell(column: Column, raw: Any, today: dt.date | None) -> Cell:
    """The cell for a raw value: of a spreadsheet, of a posted form, or of stored values."""
    if isinstance(raw, str):
        text = raw.strip().lstrip("'") if raw[:1] in " '\t\n\r\u3000\ufeff" or raw[-1:].isspace() else raw
        if text in ERRORS:
            return _no("error_cell", value=text)
        if has_control(text):
            return _no("control")
        raw = text
    if raw is None or raw == "":
        return _no("required") if column.required else Cell()
    cell = _READ[column.kind](column, raw, today)
    if cell.fault is None and isinstance(raw, str) and cell.note is None and column.kind != "text" and half_width(raw) != raw:
        return Cell(cell.value, note=say("note_width"))
    return cell


def _no(code: str, **facts: object) -> Cell:
    return Cell(code=code, fault=say(code, **facts))


def _text(column: Column, raw: Any, today: dt.date | None) -> Cell:
    del today
    text = one_line(written(raw))
    if len(text) > column.max_length:
        return _no("max_length", limit=column.max_length, size=len(text))
    if column.pattern is not None and matches(column.pattern, text) is not True:
        fault = column.pattern_text if column.pattern_text.zh else say("pattern")
        tidy = half_width(text)
        if tidy != text and matches(column.pattern, compact(tidy)) is True:
            return Cell(compact(tidy), note=say("note_width"))
        return Cell(code="pattern", fault=fault)
    return Cell(text or None) if text or not column.required else _no("required")


def _number(column: Column, raw: Any, today: dt.date | None) -> Cell:
    del today
    number = _decimal(raw)
    whole = column.kind == "int"
    if number is None or (whole and number != number.to_integral_value()):
        return _no(column.kind, value=written(raw)[:40])
    if column.least is not None and number < column.least:
        return _no("min", limit=column.least)
    if column.most is not None and number > column.most:
        return _no("max", limit=column.most)
    return Cell(int(number) if number == number.to_integral_value() else number)


def _money(column: Column, raw: Any, today: dt.date | None) -> Cell:
    """Cells hold yuan."""
    del today
    fen: int | None = None
    if isinstance(raw, str):
        fen = codes.fen_of(raw)
    elif (number := _decimal(raw)) is not None:
        cents = number * 100
        fen = int(cents) if cents == cents.to_integral_value() and abs(cents) < 10**17 else None
    if fen is None:
        return _no("money", value=written(raw)[:40])
    if column.least is not None and fen < column.least:
        return _no("min", limit=codes.yuan(column.least))
    if column.most is not None and fen > column.most:
        return _no("max", limit=codes.yuan(column.most))
    return Cell(fen)


def _date(column: Column, raw: Any, today: dt.date | None) -> Cell:
    day, note = read_day(raw)
    if day is None:
        return _no("date", value=written(raw)[:40])
    if today and column.not_future and day > today:
        return _no("future", limit=today.isoformat())
    if today and column.not_past and day < today:
        return _no("past", limit=today.isoformat())
    return Cell(day.isoformat(), note=note)


def read_day(raw: Any) -> tuple[dt.date | None, Text | None]:
    """A day out of everything a spreadsheet may hold for one, with a note where that took a guess."""
    if isinstance(raw, dt.datetime):
        return (raw.date(), say("note_time") if raw.time() != dt.time() else None) if raw.year in YEARS else (None, None)
    if isinstance(raw, dt.date):
        return (raw, None) if raw.year in YEARS else (None, None)
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        return None, None
    number = _decimal(raw) if not isinstance(raw, str) else None
    if number is not None:
        if number != number.to_integral_value():
            return None, None
        if int(number) in SERIALS:
            day = EPOCH + dt.timedelta(days=int(number))
            return day, say("note_serial", value=int(number), date=day.isoformat())
        raw = str(int(number))
    if not isinstance(raw, str):
        return None, None
    text = compact(raw) if not re.search(r"\d[ T]\d", raw) else half_width(raw).strip()
    match = _DATE.fullmatch(text)
    if match is not None:
        parts = [part for part in match.groups() if part]
        return _day(*map(int, parts)), None
    return (_day(int(text[:4]), int(text[4:6]), int(text[6:])), None) if _EIGHT.fullmatch(text) else (None, None)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day) if year in YEARS else None
    except ValueError:
        return None


def _enum(column: Column, raw: Any, today: dt.date | None) -> Cell:
    del today
    key = _words(column).get(_folded(written(raw)))
    if key is not None:
        return Cell(key)
    known = list(column.choices.values())
    zh, en = "、".join(label.zh for label in known[:12]), ", ".join(label.in_("en") for label in known[:12])
    return _no("enum", value=written(raw)[:40], known=Text(zh, en))


@lru_cache(256)
def _words(column: Column) -> dict[str, str]:
    """Every way of writing a choice, with the choice it means; where two are written alike, the first."""
    words: dict[str, str] = {}
    for key, label in column.choices.items():
        for text in (_folded(key), _folded(label.zh), *([_folded(label.en)] if label.en else [])):
            words.setdefault(text, key)
    return words


def _folded(text: str) -> str:
    return compact(text).casefold()


def _bool(column: Column, raw: Any, today: dt.date | None) -> Cell:
    del column, today
    text = "1" if raw is True else "0" if raw is False else _folded(written(raw))
    if text in _YES or text in _NO:
        return Cell(text in _YES)
    return _no("bool", value=written(raw)[:40])


def _code(column: Column, raw: Any, today: dt.date | None) -> Cell:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        return _no("kind")
    if isinstance(raw, float) and (not abs(raw) < 10**15 or raw != int(raw)):  # NaN too
        return _no("scientific", value=f"{raw:.5E}")
    text = written(raw)
    if _SCIENTIFIC.fullmatch(text):
        return _no("scientific", value=text)
    del today
    value, reason = codes.clean(column.code, text)
    if reason is not None:
        return Cell(code=column.code, fault=reason)
    return Cell(value, note=say("note_width") if half_width(text).upper() != text.upper() or " " in text else None)


def written(raw: Any) -> str:
    """A raw value as a person wrote it: whole figures without a decimal point, days in ISO."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        return str(int(raw)) if abs(raw) < 10**15 and raw == int(raw) else repr(raw)
    if isinstance(raw, int):
        return str(raw) if abs(raw) < 10**30 else "…"
    if isinstance(raw, Decimal):
        return format(raw, "f") if abs(raw.adjusted()) < 60 else str(raw)
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        return raw.date().isoformat()
    return str(raw)


def _decimal(raw: Any) -> Decimal | None:
    if isinstance(raw, bool):
        return None
    if isinstance(raw, str):
        return codes.decimal_of(raw)
    if isinstance(raw, int):
        return Decimal(raw) if abs(raw) < 10**18 else None
    if isinstance(raw, float):
        if not abs(raw) < 1e15:  # NaN too
            return None
        exact = Decimal(repr(raw))
        rounded = round(exact, 6)
        # A spreadsheet keeps 0.1 + 0.2 as 0.30000000000000004; nobody typed that.
        return rounded if abs(rounded - exact) < Decimal("1e-9") else exact
    return raw if isinstance(raw, Decimal) and raw.is_finite() and abs(raw.adjusted()) < 18 else None


_READ = {"text": _text, "int": _number, "number": _number, "money": _money, "date": _date, "enum": _enum, "bool": _bool, "code": _code}
