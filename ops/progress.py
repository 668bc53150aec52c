"""What the person sees while set-up works: numbered steps, each with what it is doing now and how long it took."""

import shutil
import sys
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

QUIET_SECONDS = 15
"""How often a log file (no terminal) hears that a step is still alive."""


def width(text: str) -> int:
    """Columns the text takes in a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def cut(text: str, columns: int) -> str:
    """The beginning of `text` that fits into `columns`."""
    kept = ""
    for character in text:
        if width(kept + character) > columns:
            break
        kept += character
    return kept


class Progress:
    """Numbered steps on a terminal or in a log."""

    def __init__(self, total: int, done: int = 0, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._total = total
        self._done = done
        self._began = 0.0
        self._spoke = 0.0
        self._line = ""
        self._live = self._out.isatty()

    @contextmanager
    def step(self, zh: str, en: str) -> Iterator[None]:
        """Show one step from its beginning to its end, with its time."""
        self._done += 1
        self._line = f"[{self._done}/{self._total}] {zh} · {en}"
        self._began = self._spoke = time.monotonic()
        self._write(self._line + " ..." if self._live else self._line + " ...\n")
        try:
            yield
        except BaseException:
            self._write(f"\r\x1b[K{self._line}\n" if self._live else "")
            raise
        seconds = f"{time.monotonic() - self._began:.1f} s"
        self._write(f"\r\x1b[K{self._line}  {seconds}\n" if self._live else f"      {seconds}\n")

    def tick(self, doing: str) -> None:
        """Say what the running step is at; cheap, call it as often as you like."""
        now = time.monotonic()
        seconds = f"{now - self._began:.0f} s"
        if self._live and now - self._spoke > 0.2:
            columns = shutil.get_terminal_size().columns - width(self._line) - len(seconds) - 6
            self._write(f"\r\x1b[K{self._line}  {seconds}  {cut(doing, max(columns, 0))}")
            self._spoke = now
        elif not self._live and now - self._spoke > QUIET_SECONDS:
            self._write(f"      {seconds}  {cut(doing, 100)}\n")
            self._spoke = now

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()
