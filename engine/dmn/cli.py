"""What the command line does with a decision model, as a function from a file to text."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from engine.dmn.causes import Report
from engine.dmn.explanation import Explanation, TableReport
from engine.dmn.findings import DmnRefused, UnknownDecision
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
    if decision is None and not model.decisions:
        raise UnknownDecision("", (*model.services, *model.knowledge))
    made = model.decide(decision or model.decisions[-1], facts, now=now)
    notes = explained(made.explanation) if explain else _warnings(made.warnings)
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
        if decision.tables_more:
            lines.append(f"    … {decision.tables_more}")
        lines += _warnings(decision.warnings)
    if explanation.decisions_more:
        lines.append(f"  … {explanation.decisions_more}")
    return lines + _warnings(explanation.warnings)


def _warnings(reports: Sequence[Report]) -> list[str]:
    return [f"    ! {one.place_zh}：{one.zh} / {one.place_en}: {one.en}" for one in reports]


def _table(table: TableReport) -> list[str]:
    lines = [f"    {table.hit_policy}: " + ", ".join(f"{name} = {value}" for name, value in table.inputs.items())]
    for hit in table.matched:
        clause = f" ({'; '.join(hit.annotations)})" if hit.annotations else ""
        lines.append(f"    ✓ {hit.rule}: {', '.join(hit.results)}{clause}")
    if table.matched_more:
        lines.append(f"    ✓ {table.matched_more}")
    lines += [f"    ✗ {miss.rule}: {miss.column} = {miss.value}, {miss.test}" for miss in table.missed]
    lines += [f"    ✗ {more.rules}: {more.column} = {more.value}" for more in table.missed_more]
    if table.defaulted:
        lines.append("    ✓ 没有规则成立，取默认值 / no rule held, the default")
    if table.not_looked_at:
        rule = table.decided_by
        lines.append(f"    – {table.not_looked_at}: 规则 {rule} 已经决定，未再查看 / rule {rule} had decided, not looked at")
    return lines
