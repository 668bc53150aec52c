"""预审项目: what a program checks by itself at submission, as its officers read it — one entry a check, with title and clause."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.packages.manifest_reader import Reader
from engine.sdk.text import Text

REPEATED = "repeated_in_plan"
"""the fault of a row whose person stands in the roster twice"""


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """预审项: one check. It failed where a decision found one of its `rules` or a row has one of its `faults` (or any other fault in
    one of its `columns`). `when` says for which applications it is made at all. An `asked` check waits for the officer at that
    element: `passed` is a FEEL text over the facts, `rows` another that gives the numbers of the rows it went wrong for.
    """

    key: str
    process: str
    title: Text
    clause: str
    rules: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    when: str = ""
    asked: str = ""
    passed: str = ""
    rows: str = ""


def read_checks(reader: Reader) -> tuple[CheckSpec, ...]:
    """The `[[check]]` entries of a manifest; a check without a title or a clause is a fault."""
    checks = [_check(reader, entry) for entry in reader.tables("check")]
    for key in {spec.key for spec in checks if [other.key for other in checks].count(spec.key) > 1}:
        reader.fault("check_twice", f"预审项“{key}”写了两次。", f'The check "{key}" is written twice.')
    return tuple(checks)


def _check(reader: Reader, entry: Mapping[str, Any]) -> CheckSpec:
    where = f"[[check]] {entry.get('key', '?')}"
    spec = CheckSpec(
        key=reader.string(entry, "key", where),
        process=reader.string(entry, "process", where),
        title=reader.text(entry, "title", where),
        clause=reader.string(entry, "clause", where),
        rules=reader.words(entry, "rules", where),
        faults=reader.words(entry, "faults", where),
        columns=reader.words(entry, "columns", where),
        when=reader.string(entry, "when", where, ""),
        asked=reader.string(entry, "asked", where, ""),
        passed=reader.string(entry, "passed", where, ""),
        rows=reader.string(entry, "rows", where, ""),
    )
    if not spec.clause.strip():
        reader.fault("check_clause", f"{where} 没有写明依据的条款。", f"{where} names no clause.")
    if bool(spec.asked) != bool(spec.passed):
        reader.fault("check_asked", f"{where} 的 asked 与 passed 要一起写。", f"{where} must have both asked and passed, or neither.")
    return spec
