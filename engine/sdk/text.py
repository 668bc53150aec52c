"""A sentence for people, in both languages of the product."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


class Untranslated(str):
    """A sentence in 中文 that was asked for in English and has none: nobody wrote it. Pages show it as it is; tests find it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in 中文 and English; English falls back to 中文 where nobody wrote it."""

    zh: str
    en: str = ""

    def in_(self, language: str) -> str:
        """The wording for `language` ("zh" or "en")."""
        if language != "en":
            return self.zh
        return self.en or Untranslated(self.zh)

    @classmethod
    def typed(cls, words: str) -> "Text":
        """What has no other language: words people typed, names, numbers of papers."""
        return cls(words, words)

    def to_json(self) -> dict[str, str]:
        """The stored shape: `{"zh": ..., "en": ...}`."""
        return {"zh": self.zh, "en": self.en}

    @classmethod
    def of(cls, value: object, default: str = "") -> "Text":
        """Read a `Text` from a string, a `{"zh", "en"}` mapping, or nothing (then `default`)."""
        if isinstance(value, Text):
            return value
        if isinstance(value, Mapping):
            return cls(str(value.get("zh", default)), str(value.get("en", "")))
        return cls(str(value)) if value else cls(default)
