"""Comparing texts line by line 文书与文字的比较: notices, guides and stories, in sentences for people."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from engine.packages.differing import Told
from engine.sdk.text import Text

ENDINGS = (".typ", ".md", ".txt", ".toml", ".csv")
MOST_LINES = 5000
MOST_TOLD = 40
LONGEST_LINE = 120


def inside_text(was: bytes, now: bytes) -> Iterator[Told]:
    """What differs between two texts, a sentence a place, with the line in the newer one; nothing where it is no text, or too long."""
    try:
        old, new = was.decode().splitlines(), now.decode().splitlines()
    except UnicodeDecodeError:
        return
    if max(len(old), len(new)) > MOST_LINES:
        return
    places = [each for each in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if each[0] != "equal"]
    for _, start, end, first, last in places[:MOST_TOLD]:
        yield _told(_said(old[start:end]), _said(new[first:last]), first + 1)
    if len(places) > MOST_TOLD:
        more = len(places) - MOST_TOLD
        yield Told("", "changed", Text(f"另有 {more} 处不同。", f"{more} more places differ."))


def _said(lines: list[str]) -> str:
    """The words of some lines, as one."""
    return " ".join(line.strip() for line in lines if line.strip())


def _told(was: str, now: str, line: int) -> Told:
    """One place: of a long line only what is about the change."""
    was, now = _cut(was, now)
    if was and now:
        return Told("", "changed", Text(f"第 {line} 行：“{was}”改为“{now}”。", f'Line {line}: "{was}" became "{now}".'))
    if now:
        return Told("", "added", Text(f"第 {line} 行：新增“{now}”。", f'Line {line}: "{now}" is new.'))
    if was:
        return Told("", "removed", Text(f"第 {line} 行处：删除“{was}”。", f'At line {line}: "{was}" was removed.'))
    return Told("", "changed", Text(f"第 {line} 行处：空行有变化。", f"At line {line}: blank lines differ."))


def _cut(was: str, now: str) -> tuple[str, str]:
    """Both without what they have in common at either end, where they are long; some of it stays, to find the place."""
    if max(len(was), len(now)) <= LONGEST_LINE:
        return was, now
    same = next((place for place, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), min(len(was), len(now)))
    start = max(0, same - 10)
    pieces = []
    for text in (was, now):
        piece = text[start : start + LONGEST_LINE]
        pieces.append(("…" if start else "") + piece + ("…" if start + LONGEST_LINE < len(text) else ""))
    return pieces[0], pieces[1]
