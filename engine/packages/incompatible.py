"""Incompatible benefits 不得重复享受: kinds of benefits and the pairs that exclude each other, read from `incompatible.toml` as data."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.sdk.errors import Finding
from engine.sdk.text import Text

FILE = "incompatible.toml"
SCOPES = ("person", "certificate", "occupation_level", "enterprise_year")
STATES = ("reserved", "granted")
PAIR_FIELDS = {"a", "b", "scope", "document", "clause", "title", "states", "at_most", "same_year", "at_entry"}


@dataclass(frozen=True, slots=True)
class Pair:
    """不相容项: whoever holds `b` may not receive `a`, and the other way round, within the scope.

    `at_most` is how many of the other kind may be held in all before the next is refused (1: none beside the new one); `same_year` counts
    those of one year only. `states` limits what counts (a promise, or only what was granted). `at_entry` says whether a roster row is
    blocked already when it is entered, or only warned of.
    """

    a: str
    b: str
    scope: str
    title: Text
    document: str = ""
    clause: str = ""
    states: tuple[str, ...] = STATES
    at_most: int = 1
    same_year: bool = False
    at_entry: str = "warn"

    def partner(self, kind: str) -> str | None:
        """The kind that stands against `kind`, or None when the pair does not speak of it."""
        if kind == self.a:
            return self.b
        return self.a if kind == self.b else None


@dataclass(frozen=True, slots=True)
class Incompatible:
    """不得重复享受: everything the package and its shared fragments say."""

    kinds: Mapping[str, Text]
    pairs: tuple[Pair, ...]

    def against(self, kind: str) -> tuple[Pair, ...]:
        """The pairs that speak of a kind."""
        return tuple(pair for pair in self.pairs if pair.partner(kind) is not None)

    def title(self, kind: str) -> Text:
        """The name of a kind; its key where nobody named it."""
        return self.kinds.get(kind, Text(kind, kind))


def read_incompatible(files: Mapping[str, bytes]) -> tuple[Incompatible, list[Finding]]:
    """What all `incompatible.toml` of a package say together, with every fault found."""
    kinds: dict[str, Text] = {}
    pairs: list[tuple[str, Pair]] = []
    findings: list[Finding] = []
    for path in sorted(path for path in files if path.rsplit("/", 1)[-1] == FILE):
        try:
            data = tomllib.loads(files[path].decode("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            findings.append(Finding(path, f"不是有效的 TOML：{error}", f"Not valid TOML: {error}", "incompatible_toml"))
            continue
        kinds |= {str(entry["key"]): Text.of(entry.get("title"), str(entry["key"])) for entry in _entries(data, "kind") if entry.get("key")}
        for entry in _entries(data, "pair"):
            pair, faults = _pair(entry, path)
            findings += faults
            pairs.append((path, pair))
    for path, pair in pairs:
        findings += [
            Finding(
                path, f"没有登记补贴种类“{kind}”（[[kind]]）。", f'The kind of benefit "{kind}" is not declared ([[kind]]).', "pair_kind"
            )
            for kind in dict.fromkeys((pair.a, pair.b))
            if kind not in kinds
        ]
    return Incompatible(kinds, tuple(pair for _, pair in pairs)), findings


def _entries(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = data.get(key, [])
    return [entry for entry in found if isinstance(entry, Mapping)] if isinstance(found, list) else []


def _pair(entry: Mapping[str, Any], path: str) -> tuple[Pair, list[Finding]]:
    pair = Pair(
        a=str(entry.get("a", "")),
        b=str(entry.get("b", "")),
        scope=str(entry.get("scope", "")),
        title=Text.of(entry.get("title"), ""),
        document=str(entry.get("document", "")),
        clause=str(entry.get("clause", "")),
        states=tuple(str(state) for state in entry.get("states", STATES)),
        at_most=entry["at_most"] if isinstance(entry.get("at_most"), int) else 1,
        same_year=bool(entry.get("same_year")),
        at_entry=str(entry.get("at_entry", "warn")),
    )
    name = f"{pair.a} × {pair.b}"
    checks = (
        (
            pair.scope not in SCOPES,
            "pair_scope",
            f"范围“{pair.scope}”不认识，应为 {SCOPES}",
            f'unknown scope "{pair.scope}", one of {SCOPES}',
        ),
        (not set(pair.states) <= set(STATES), "pair_states", f"状态应取自 {STATES}", f"states are among {STATES}"),
        (not pair.clause, "pair_clause", "缺少条款依据", "the clause is missing"),
        (pair.at_most < 1, "pair_at_most", "at_most 应不小于 1", "at_most is at least 1"),
        (pair.at_entry not in {"warn", "block"}, "pair_at_entry", "at_entry 应为 warn 或 block", "at_entry is warn or block"),
        (bool(set(entry) - PAIR_FIELDS), "pair_unknown", f"不认识的项 {sorted(set(entry) - PAIR_FIELDS)}", "unknown entries"),
    )
    return pair, [Finding(path, f"{name}：{zh}。", f"{name}: {en}.", code) for wrong, code, zh, en in checks if wrong]
