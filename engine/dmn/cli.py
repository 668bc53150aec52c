"""What the command line does with a decision model, as a function from a file to text."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from engine.dmn.explanation import DecisionReport, Explanation, TableReport
from engine.dmn.findings import DmnRefused
from engine.dmn.model import read
from engine.dmn.xml_reader import read_definitions
from engine.feel.cli import Told
from engine.feel.exchange import inward
from engine.feel.printing import text_of
from engine.feel.registry import HostFunction


def run_decide(
    path: str | Path,
    facts: Mapping[str, object],
    decision: str | None = None,
    *,
    explain: bool = False,
    functions: Sequence[HostFunction] = (),
    now: datetime | None = None,
) -> Told:
    """The value of one decision of a file (its last one unless named), with what went wrong on the way and, if asked, why it is so.

    Models beside the file serve its imports.
    """
    file = Path(path)
    model = read(file.read_bytes(), _beside(file), functions)
    made = model.decide(decision or model.decisions[-1], facts, now=now)
    notes = explained(made.explanation) if explain else [line for each in made.explanation.decisions for line in _warnings(each)]
    return Told(text_of(inward(made.value)), tuple(notes))


def _beside(file: Path) -> list[bytes]:
    """The models beside a file that imports any; what is no model must not stand in the way."""
    if not read_definitions(file.read_bytes())[0].imports:
        return []
    found = []
    for other in sorted(file.parent.glob("*.dmn")):
        content = other.read_bytes()
        with suppress(DmnRefused):
            read_definitions(content)
            if other.name != file.name:
                found.append(content)
    return found


def explained(explanation: Explanation) -> list[str]:
    """An explanation in lines of text."""
    lines = [f"  {name}: {value}" for name, value in explanation.inputs.items()]
    for decision in explanation.decisions:
        lines.append(f"  {decision.name} = {decision.value}")
        for table in decision.tables:
            lines += _table(table)
        lines += _warnings(decision)
    return lines


def _warnings(decision: DecisionReport) -> list[str]:
    return [f"    ! {decision.name}: {report.zh} / {report.en}" for report in decision.warnings]


def _table(table: TableReport) -> list[str]:
    lines = [f"    {table.hit_policy}: " + ", ".join(f"{name} = {value}" for name, value in table.inputs.items())]
    for hit in table.matched:
        clause = f" ({'; '.join(hit.annotations)})" if hit.annotations else ""
        lines.append(f"    ✓ {hit.rule}: {', '.join(hit.results)}{clause}")
    lines += [f"    ✗ {miss.rule}: {miss.column} = {miss.value}, {miss.test}" for miss in table.missed]
    return lines
