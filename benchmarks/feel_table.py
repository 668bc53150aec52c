"""The figures of FEEL as a table."""

from typing import Any


def microseconds(value: float | None) -> str:
    """A time for the table."""
    return "–" if value is None else f"{value * 1e6:,.2f}"


def times(one: float | None, other: float | None) -> str:
    """How many times as fast."""
    return "–" if one is None or other is None else f"{other / one:,.1f}x"


HEAD = (
    "",
    "compiled",
    "parse + evaluate",
    "feelin",
    "bkflow-feel",
    "compiled : feelin",
    "parse + evaluate : feelin",
    "parse + evaluate : bkflow-feel",
)


def report(own: dict[str, Any], other: dict[str, Any] | None, bk: dict[str, Any]) -> list[str]:
    """The Markdown table, in µs of processor time per call."""
    lines = [f"| {' | '.join(HEAD)} |", f"|---{'|--:' * (len(HEAD) - 1)}|"]
    for name in own["compiled"]:
        compiled, whole = own["compiled"][name], own["whole"][name]
        js = other["whole"][name] if other else None
        theirs = bk["whole"][name] if name in bk["right"] else None
        lines.append(row(name, compiled, whole, js, theirs))
    lines.append(row("one expression of the kit", None, own["corpus"], other and other["corpus"], bk["corpus"]))
    lines.append(row(f"table of {own['rows']} rows, UNIQUE", own["table"], None, other and other["table"], bk["table"]))
    return lines


def row(label: str, compiled: float | None, whole: float | None, js: float | None, theirs: float | None) -> str:
    """One line; bkflow-feel shows a time only where it gives the right value."""
    ratios = [times(compiled, js), times(whole, js), times(whole, theirs)]
    return f"| {' | '.join([label, *map(microseconds, (compiled, whole, js, theirs)), *ratios])} |"
