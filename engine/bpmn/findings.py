"""What is wrong with a diagram, and how it is said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """问题: one fault of one diagram, with its place and a sentence in Chinese and English."""

    file: str
    line: int
    element: str
    severity: str
    """error: refused at deployment; warning: accepted, but look at it."""
    code: str
    zh: str
    en: str

    def __str__(self) -> str:
        """One line, as a compiler would print it."""
        return f"{self.file}:{self.line} {self.element} [{self.code}] {self.en}"
