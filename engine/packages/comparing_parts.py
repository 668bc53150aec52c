"""What differs in forms, decision tables and manifests, and what was moved in a drawing, in sentences for people."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from lxml import etree

from engine.bpmn.reading.xml import parse
from engine.dmn.elements import DecisionElement, DecisionTable
from engine.dmn.findings import DmnRefused
from engine.dmn.xml_reader import read_definitions
from engine.packages.toml_sections import MANIFEST, SECTIONS, Section, read_section
from engine.sdk.text import Text

BOUNDS = "{http://www.omg.org/spec/DD/20100524/DC}Bounds"
SHAPE = "{http://www.omg.org/spec/BPMN/20100524/DI}BPMNShape"
LONGEST = 80
WORDS: Mapping[str, Text] = {
    "label": Text("名称", "label"),
    "text": Text("文字", "text"),
    "type": Text("种类", "kind"),
    "description": Text("说明", "description"),
    "validate": Text("校验", "validation"),
    "conditional": Text("显示条件", "condition"),
    "values": Text("选项", "choices"),
    "properties": Text("属性", "properties"),
    "expression": Text("表达式", "expression"),
    "readonly": Text("只读", "read only"),
}
OF_SECTIONS: Mapping[str, Text] = {
    "general": Text("基本信息", "General"),
    "contact": Text("联系方式", "Contact"),
    "document": Text("依据文件", "Documents"),
    "stages": Text("阶段", "Stages"),
    "roles": Text("岗位", "Roles"),
    "outcomes": Text("决定选项", "Choices"),
    "process": Text("可发起的流程", "Processes"),
    "notice": Text("文书", "Papers"),
}
DRAWN_ONLY = {"layout", "id", "key", "components"}


class Told(NamedTuple):
    """One difference: the element it is about, the kind of change, and the sentence."""

    element: str
    change: str
    text: Text


def inside_form(before: bytes, after: bytes) -> Iterator[Told]:
    """Fields that are new, gone or not as they were; a field is known by its key, else its id."""
    was, now = _fields(before), _fields(after)
    if was is None or now is None:
        return
    for name in _both(was, now):
        if name not in was:
            yield Told(name, "added", Text(f"新增字段“{_title(now[name])}”。", f'The field "{_title(now[name])}" is new.'))
        elif name not in now:
            yield Told(name, "removed", Text(f"删除字段“{_title(was[name])}”。", f'The field "{_title(was[name])}" was removed.'))
        else:
            for what in _both(was[name], now[name]):
                one, two = was[name].get(what), now[name].get(what)
                if what not in DRAWN_ONLY and one != two:
                    yield Told(name, "changed", _became("字段", "field", _title(now[name]), WORDS.get(what, Text(what, what)), one, two))
    if list(was) != list(now) and set(was) == set(now):
        yield Told("", "moved", Text("字段的顺序已调整。", "The fields stand in another order."))


def inside_tables(before: bytes, after: bytes) -> Iterator[Told]:
    """Rules that are new, gone or not as they were, by their place in the table; other decisions by their expression."""
    was, now = _decisions(before), _decisions(after)
    if was is None or now is None:
        return
    for name in _both(was, now):
        if name not in was:
            yield Told(name, "added", Text(f"新增决策“{name}”。", f'The decision "{name}" is new.'))
        elif name not in now:
            yield Told(name, "removed", Text(f"删除决策“{name}”。", f'The decision "{name}" was removed.'))
        elif was[name] != now[name]:
            yield from _rules(name, was[name], now[name])


def inside_manifest(before: bytes, after: bytes) -> Iterator[Told]:
    """Entries that are new, gone or not as they were, section by section."""
    for section in SECTIONS.values():
        if section.file == MANIFEST:
            yield from _entries(section, _by_key(section, before), _by_key(section, after))


def moved_shapes(file: str, before: bytes, after: bytes) -> frozenset[str]:
    """The elements whose place in the drawing is another one."""
    was, now = _bounds(file, before), _bounds(file, after)
    return frozenset(name for name in was.keys() & now.keys() if was[name] != now[name])


def _entries(section: Section, was: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]) -> Iterator[Told]:
    where = OF_SECTIONS[section.name] if section.name in OF_SECTIONS else Text(section.name, section.name)
    for key in _both(was, now):
        if key not in was:
            yield Told("", "added", Text(f"{where.zh}：新增“{key}”。", f'{where.en}: "{key}" is new.'))
        elif key not in now:
            yield Told("", "removed", Text(f"{where.zh}：删除“{key}”。", f'{where.en}: "{key}" was removed.'))
        else:
            for what in _both(was[key], now[key]):
                if was[key].get(what) != now[key].get(what):
                    yield Told("", "changed", _became(where.zh, where.en, key, Text(what, what), was[key].get(what), now[key].get(what)))


def _by_key(section: Section, content: bytes) -> dict[str, Mapping[str, Any]]:
    return {str(entry.get(section.key, "")) if section.key else "": entry for entry in read_section(content, section)}


def _rules(name: str, was: list[tuple[str, ...]], now: list[tuple[str, ...]]) -> Iterator[Told]:
    for place in range(max(len(was), len(now))):
        old = was[place] if place < len(was) else None
        new = now[place] if place < len(now) else None
        if old == new:
            continue
        if old is None:
            zh, en = f"决策“{name}”新增第 {place + 1} 行：{_row(new)}。", f'Decision "{name}": row {place + 1} is new: {_row(new)}.'
            yield Told(name, "added", Text(zh, en))
        elif new is None:
            zh, en = f"决策“{name}”删除第 {place + 1} 行：{_row(old)}。", f'Decision "{name}": row {place + 1} was removed: {_row(old)}.'
            yield Told(name, "removed", Text(zh, en))
        else:
            zh = f"决策“{name}”第 {place + 1} 行由“{_row(old)}”改为“{_row(new)}”。"
            yield Told(name, "changed", Text(zh, f'Decision "{name}", row {place + 1}: "{_row(old)}" became "{_row(new)}".'))


def _row(cells: tuple[str, ...] | None) -> str:
    return " | ".join(each or "-" for each in cells or ())


def _decisions(content: bytes) -> dict[str, list[tuple[str, ...]]] | None:
    try:
        definitions = read_definitions(content)[0]
    except DmnRefused:
        return None
    return {each.name: _logic(each) for each in definitions.elements if isinstance(each, DecisionElement)}


def _logic(decision: DecisionElement) -> list[tuple[str, ...]]:
    if not isinstance(decision.logic, DecisionTable):
        return [(str(getattr(decision.logic, "text", "")),)]
    return [(*rule.tests, *rule.results) for rule in decision.logic.rules]


def _fields(content: bytes) -> dict[str, Mapping[str, Any]] | None:
    try:
        form = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return dict(_walked(form)) if isinstance(form, dict) else None


def _walked(component: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in component.get("components", ()):
        if isinstance(each, Mapping):
            yield str(each.get("key") or each.get("path") or each.get("id") or each.get("text", ""))[:LONGEST], each
            yield from _walked(each)


def _title(field: Mapping[str, Any]) -> str:
    return str(field.get("label") or field.get("text") or field.get("key") or field.get("id") or "")[:LONGEST]


def _became(zh: str, en: str, title: str, what: Text, one: object, two: object) -> Text:
    old, new = _short(one), _short(two)
    about = (f"{zh}“{title}”", f'{en} "{title}"') if title else (zh, en)
    return Text(f"{about[0]}的{what.zh}由“{old}”改为“{new}”。", f'The {what.in_("en")} of {about[1]}: "{old}" became "{new}".')


def _short(value: object) -> str:
    told = value if isinstance(value, str) else "—" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def _bounds(file: str, content: bytes) -> dict[str, tuple[str, ...]]:
    root, _ = parse(file, content)
    found: dict[str, tuple[str, ...]] = {}
    for shape in root.iter(SHAPE) if root is not None else ():
        place: etree._Element | None = shape.find(BOUNDS)
        if place is not None:
            found[shape.get("bpmnElement", "")] = tuple(place.get(each, "") for each in ("x", "y", "width", "height"))
    return found


def _both(one: Mapping[str, Any], two: Mapping[str, Any]) -> list[str]:
    """Every name, in the order of the newer, then those that are gone."""
    return [*two, *(name for name in one if name not in two)]
