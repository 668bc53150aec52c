"""决策表的判定: which changed tables a moved case will still consult, and what they say of it before and after."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from engine.bpmn import Element, Instance, ProcessInfo
from engine.packages.program import Program
from engine.packages.rates import MONEY
from engine.packages.table_results import asked_by, title_of
from engine.running.environment import CaseEnvironment
from engine.running.going_back import levels, reached
from engine.running.kept_tables import Table, differing_tables, table_of, tables_to_keep
from engine.running.plain import plain
from engine.running.reckoning import TOLD_APART
from engine.running.settings import settings_after, settings_of
from engine.sdk.errors import EngineError
from engine.sdk.money import yuan
from engine.sdk.text import Text
from engine.store.runtime import ZONE

MOST_TOLD = 3
"""Differences that a sentence names."""
NOTHING = Text("无", "nothing")
YES, NO = Text("是", "yes"), Text("否", "no")


def changed_tables(
    env: CaseEnvironment, instance: Instance, old: Program, new: Program, mapping: Mapping[str, str]
) -> Iterator[tuple[str, str, Text]]:
    """`keeps_table` or `other_table`, the decision, and what is to be said, of every changed table still ahead of the case."""
    uow, case = env.uow, env.case
    keeps = tables_to_keep(uow, case, old, new)
    by_steps, by_payment = _ahead(instance, new, mapping), set(new.process(case.process).payment_checks)
    for decision in sorted(by_steps | by_payment):
        was, now = table_of(uow, case, old, decision), new.decisions.get(decision)
        if was is None or now is None or decision not in differing_tables(was.home, new):
            continue
        title, code = title_of(now, decision), "keeps_table" if decision in keeps else "other_table"
        settings = settings_after(case, old, new, env.today)
        sides = ((was, settings_of(case, was.home, env.today)), (Table(decision, now, new, kept=False), settings))
        said = [_said(env, table, parameters) if decision in by_steps else None for table, parameters in sides]
        yield code, decision, _sentence(title, said[0], said[1], keeps=code == "keeps_table")


def _ahead(instance: Instance, program: Program, mapping: Mapping[str, str]) -> set[str]:
    """The decisions of rule tasks that flows lead to from where the case will stand."""
    found: set[str] = set()
    for item in (*instance.items, *instance.asleep):
        for process, node, _ in levels(item):
            info, start = program.definition.processes.get(process), mapping.get(node, node)
            if info is not None and start in info.elements:
                steps = (step for each in reached(info, start) for step in _within(program, info, each))
                found |= {step.attributes.get("decision", "") for step in steps}
    return found - {""}


def _within(program: Program, info: ProcessInfo, node: str) -> Iterator[Element]:
    """The node, and what stands in the sub-process or the called processes it is."""
    element = info.elements[node]
    yield element
    for child in info.inside(node):
        yield from _within(program, info, child.id)
    for name in program.reachable(element.called) if element.called else ():
        yield from program.definition.processes[name].elements.values()


def _said(env: CaseEnvironment, table: Table, parameters: Mapping[str, Any]) -> Any:
    """What a table says of the facts there are; None while a fact it asks for is missing, or where it cannot answer."""
    scope = {**env.scope(), "parameters": parameters}
    if any(scope.get(name) is None for name in asked_by(table.model, table.decision)):
        return None
    try:
        return plain(table.answer(scope, env.functions, env.uow.now.astimezone(ZONE)).value)
    except EngineError:
        return None


def _sentence(title: Text, before: Any, after: Any, *, keeps: bool) -> Text:
    if before is None or after is None:
        return _joined(title, Text("所需数据尚未齐备，暂不能比较结果", "what it needs is not there yet: the results cannot be compared"))
    differing = [each for each in _differences(before, after) if each[0].rpartition(".")[2] not in TOLD_APART]
    if not differing:
        return _joined(title, Text("按现有数据，结果相同", "by the data there is, the result is the same"))
    parts = [(path, _worded(path, one), _worded(path, other)) for path, one, other in differing[:MOST_TOLD]]
    name = [f"{path} " if path else "" for path, _, _ in parts]
    if keeps:
        zh = [f"{n}{one.zh}（新版本为 {other.zh}）" for n, (_, one, other) in zip(name, parts, strict=True)]
        en = [f"{n}{one.in_('en')} (the new release says {other.in_('en')})" for n, (_, one, other) in zip(name, parts, strict=True)]
    else:
        zh = [f"{n}由 {one.zh} 变为 {other.zh}" for n, (_, one, other) in zip(name, parts, strict=True)]
        en = [f"{n}{one.in_('en')} becomes {other.in_('en')}" for n, (_, one, other) in zip(name, parts, strict=True)]
    more = len(differing) > len(parts)
    told = Text(f"{'、'.join(zh)}{'等' if more else ''}", f"{', '.join(en)}{', …' if more else ''}")
    return _joined(title, Text(f"按现有数据：{told.zh}", f"by the data there is: {told.in_('en')}"))


def _joined(title: Text, said: Text) -> Text:
    return Text(f"{title.zh}（{said.zh}）", f"{title.in_('en')} ({said.in_('en')})")


def _differences(before: Any, after: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """What differs, with its path; lists as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = [*before, *(key for key in after if key not in before)]
        return [each for key in keys for each in _differences(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))]
    return [(path, before, after)] if before != after else []


def _worded(path: str, value: Any) -> Text:
    """A value as people read it; what is money by its name in yuan."""
    if value is None or value in ([], {}):
        return NOTHING
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, int | Decimal) and value == int(value) and path.rpartition(".")[2] in MONEY:
        return Text(f"{yuan(int(value))} 元", f"{yuan(int(value))} yuan")
    if isinstance(value, list):
        parts = [str(each.get("code", "…")) if isinstance(each, Mapping) else str(each) for each in value]
        return Text("、".join(parts), ", ".join(parts))
    return Text("…") if isinstance(value, Mapping) else Text(str(value))
