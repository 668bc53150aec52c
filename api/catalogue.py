"""Strings of the pages: one TOML catalogue a language, looked up by dotted key, with facts filled in."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

LOCALES = Path(__file__).parent / "locales"
PLURAL = frozenset({"one", "other"})

Entry = str | Mapping[str, str]


class MissingString(LookupError):
    """A page asked for a string its catalogue does not have."""


class Catalogue:
    """Every string of one language. An entry with `one` and `other` chooses by its fact `n`."""

    def __init__(self, language: str, entries: Mapping[str, Entry]) -> None:
        """Keep the entries by their full keys."""
        self.language = language
        self.entries = entries

    @classmethod
    def load(cls, language: str, folder: Path = LOCALES) -> "Catalogue":
        """Read `<folder>/<language>.toml`."""
        tree = tomllib.loads((folder / f"{language}.toml").read_text(encoding="utf-8"))
        return cls(language, dict(_flat(tree)))

    def text(self, name: str, /, **facts: object) -> str:
        """Return the string `name` with its {facts} filled in."""
        entry = self.entries.get(name)
        if entry is None:
            raise MissingString(f"{self.language}: {name}")
        if not isinstance(entry, str):
            entry = entry["one" if facts.get("n") in (1, "1") and "one" in entry else "other"]
        return entry.format_map(facts) if facts else entry

    def section(self, prefix: str) -> dict[str, str]:
        """Return the plain strings below `prefix`, by what follows it; scripts are handed theirs this way."""
        start = f"{prefix}."
        return {key.removeprefix(start): entry for key, entry in self.entries.items() if key.startswith(start) and isinstance(entry, str)}


def _flat(tree: Mapping[str, object], above: str = "") -> Iterator[tuple[str, Entry]]:
    for key, value in tree.items():
        name = f"{above}{key}"
        if isinstance(value, str) or (isinstance(value, dict) and set(value) <= PLURAL):
            yield name, value
        elif isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        else:
            raise TypeError(f"{name}: a string or a section is expected")
