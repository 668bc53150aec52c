"""What the command line does with a decision model, as a function from a file to text."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from engine.dmn.explanation import Explanation, TableReport
from engine.dmn.model import read
from engine.feel.exchange import inward
from engine.feel.printing import text_of
from engine.feel.registry import HostFunction


def run_decide(
    path: str | Path,
    facts: dict[str, object],
    decision: str | None = None,
    explain: bool = False,
    functions: Sequence[HostFunction] = (),
    now: datetime | None = None,
) -> str:
    """The value of one decision of a file, or of all of them, and if asked why it is so. Models beside the file serve its imports."""
    file = Path(path)
    others = [other.read_bytes() for other in sorted(file.parent.glob("*.dmn")) if other.name != file.name]
    model = read(file.read_bytes(), others, functions)
    lines: list[str] = []
    for name in [decision] if decision else model.decisions:
        made = model.decide(name, facts, now=now)
        lines.append(f"{name} = {text_of(inward(made.value), None, 0, 1)}")
        if explain:
            lines += explained(made.explanation)
    return "\n".join(lines)


def explained(explanation: Explanation) -> list[str]:
    """An explanation in lines of text."""
    lines = [f"  {name}: {value}" for name, value in explanation.inputs.items()]
    for decision in explanation.decisions:
        lines.append(f"  {decision.name} = {decision.value}")
        for table in decision.tables:
            lines += _table(table)
        lines += [f"    ! {report.zh} / {report.en}" for report in decision.warnings]
    return lines


def _table(table: TableReport) -> list[str]:
    lines = [f"    {table.hit_policy}: " + ", ".join(f"{name} = {value}" for name, value in table.inputs.items())]
    for hit in table.matched:
        clause = f" ({'; '.join(hit.annotations)})" if hit.annotations else ""
        lines.append(f"    ✓ {hit.rule}: {', '.join(hit.results)}{clause}")
    lines += [f"    ✗ {miss.rule}: {miss.column} = {miss.value}, {miss.test}" for miss in table.missed]
    return lines
