"""What differs in forms, decision tables, manifests and parameters, in sentences for people."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.dmn.elements import DecisionElement, DecisionTable
from engine.dmn.findings import DmnRefused
from engine.dmn.xml_reader import read_definitions
from engine.packages.differing import LONGEST, Told, became, came_or_went, differing
from engine.packages.form_words import DRAWN_ONLY, INSIDE, setting
from engine.packages.section_words import CHOICE_WORDS, COLUMN_WORDS, ENTRY_WORDS, FIELD_WORDS, SECTION_TITLES, bare, value_words
from engine.packages.sections import SECTIONS, Section, SectionField
from engine.packages.toml_sections import read_section
from engine.sdk.text import Text

YES, NO = Text("是", "yes"), Text("否", "no")


def inside_form(before: bytes, after: bytes) -> Iterator[Told]:
    """Fields that are new, gone or not as they were; a field is known by its key, else its id."""
    was, now = _fields(before), _fields(after)
    if was is None or now is None:
        return
    for name, change in differing(was, now):
        if change == "changed":
            title = _field_title(was[name])
            for what, _ in differing(old := _settings(was[name]), new := _settings(now[name])):
                yield Told(name, "changed", became(title, setting(what), _plain(old.get(what)), _plain(new.get(what))))
        else:
            yield Told(name, change, came_or_went(_field_title((now if change == "added" else was)[name]), change))
    if list(was) != list(now) and set(was) == set(now):
        yield Told("", "moved", Text("字段的顺序已调整。", "The fields stand in another order."))


def inside_tables(before: bytes, after: bytes) -> Iterator[Told]:
    """Decisions that are new, gone or not as they were: of a table its columns, its hit policy, and its rules by their place."""
    was, now = _decisions(before), _decisions(after)
    if was is None or now is None:
        return
    for name, change in differing(was, now):
        if change != "changed":
            yield Told(name, change, came_or_went(_named("决策", "decision", name), change))
            continue
        for part, _ in differing(was[name], now[name]):
            yield _of_decision(name, part, was[name].get(part), now[name].get(part))


def inside_sections(file: str, before: bytes, after: bytes) -> Iterator[Told]:
    """Entries of a manifest or of parameters that are new, gone or not as they were, section by section."""
    for section in SECTIONS.values():
        if section.file == file:
            was, now = _by_key(section, before), _by_key(section, after)
            for key, change in differing(was, now):
                title = _entry_title(section, (now if change == "added" else was)[key])
                if change != "changed":
                    yield Told("", change, came_or_went(title, change))
                for field in section.fields:
                    if change != "removed":
                        one, two = was.get(key, {}).get(field.name), now[key].get(field.name)
                        yield from _of_entry(title, field, one, two, change == "added", str(now[key].get("type", "")))


# ---- forms ------------------------------------------------------------------------------------------------------------------


def _fields(content: bytes) -> dict[str, Mapping[str, Any]] | None:
    try:
        form = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return {"": _without_fields(form), **dict(_walked(form))} if isinstance(form, dict) else None


def _without_fields(form: Mapping[str, Any]) -> dict[str, Any]:
    """The form itself: its title and what else it says; how it was drawn is none of people's business."""
    return {name: form[name] for name in ("title", "properties") if name in form}


def _walked(component: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for each in component.get("components", ()):
        if isinstance(each, Mapping):
            yield str(each.get("key") or each.get("path") or each.get("id") or each.get("text", ""))[:LONGEST], each
            yield from _walked(each)


def _settings(field: Mapping[str, Any]) -> dict[str, Any]:
    """All settings of a field side by side, those within others too."""
    found: dict[str, Any] = {}
    for name, value in field.items():
        if name in INSIDE and isinstance(value, Mapping):
            found |= {f"{inner}": each for inner, each in value.items()}
        elif name not in DRAWN_ONLY:
            found[name] = value
    return found


def _field_title(field: Mapping[str, Any]) -> Text:
    called = str(field.get("label") or field.get("text") or field.get("key") or field.get("id") or "")[:LONGEST]
    more = field.get("properties")
    english = str(more.get("label_en") or called) if isinstance(more, Mapping) else called
    return Text(f"字段“{called}”", f'field "{english[:LONGEST]}"') if called else Text("表单", "form")


def _plain(value: object) -> Text:
    """A value of a form as people read it: choices and columns by their labels, wordings in both languages, yes and no."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping) and "zh" in value:
        return Text.of(value)
    if isinstance(value, list):
        words = [str(each.get("label") or each.get("key") or each) if isinstance(each, Mapping) else str(each) for each in value]
        return Text.typed("、".join(words))
    if value is None or isinstance(value, str):
        return Text.typed(value or "")
    return Text.typed(json.dumps(value, ensure_ascii=False, default=str))


# ---- decision tables --------------------------------------------------------------------------------------------------------


def _decisions(content: bytes) -> dict[str, dict[str, str]] | None:
    try:
        definitions = read_definitions(content)[0]
    except DmnRefused:
        return None
    return {each.name: _logic(each) for each in definitions.elements if isinstance(each, DecisionElement)}


def _logic(decision: DecisionElement) -> dict[str, str]:
    """What a decision says, part by part; rules by their number."""
    table = decision.logic
    if not isinstance(table, DecisionTable):
        return {"expression": str(getattr(table, "text", ""))}
    inputs = (f"{each.label or each.expression} = {each.expression}" for each in table.inputs)
    outputs = (each.label or each.name or "" for each in table.outputs)
    rows = {str(place): " | ".join(each or "-" for each in (*rule.tests, *rule.results)) for place, rule in enumerate(table.rules, 1)}
    policy = " ".join(filter(None, (table.hit_policy, table.aggregation)))
    return {"policy": policy, "inputs": " | ".join(inputs), "outputs": " | ".join(outputs), **rows}


PARTS_OF_DECISION: Mapping[str, Text] = {
    "expression": Text("表达式", "expression"),
    "policy": Text("命中方式", "hit policy"),
    "inputs": Text("条件列", "input columns"),
    "outputs": Text("结果列", "output columns"),
}


def _of_decision(name: str, part: str, was: str | None, now: str | None) -> Told:
    if part in PARTS_OF_DECISION:
        title = _named("决策", "decision", name)
        return Told(name, "changed", became(title, PARTS_OF_DECISION[part], Text.typed(was or ""), Text.typed(now or "")))
    if was is None:
        return Told(name, "added", Text(f"决策“{name}”新增第 {part} 行：{now}。", f'Decision "{name}": row {part} is new: {now}.'))
    if now is None:
        return Told(name, "removed", Text(f"决策“{name}”删除第 {part} 行：{was}。", f'Decision "{name}": row {part} was removed: {was}.'))
    zh = f"决策“{name}”第 {part} 行由“{was}”改为“{now}”。"
    return Told(name, "changed", Text(zh, f'Decision "{name}", row {part}: "{was}" became "{now}".'))


# ---- manifests and parameters -----------------------------------------------------------------------------------------------


def _by_key(section: Section, content: bytes) -> dict[str, Mapping[str, Any]]:
    return {str(entry.get(section.key, "")) if section.key else "": entry for entry in read_section(content, section)}


def _entry_title(section: Section, entry: Mapping[str, Any]) -> Text:
    where = ENTRY_WORDS.get(section.name) or bare(SECTION_TITLES[section.name])
    said = entry.get("title", entry) if section.key else {}
    called = Text.of(said) if isinstance(said, Mapping) else Text.typed(str(said))
    name = called if called.zh else Text.typed(str(entry.get(section.key, "")))
    return Text(f"{where.zh}“{name.zh}”", f'{where.en} "{name.in_("en")}"') if name.zh else where


def _of_entry(title: Text, field: SectionField, was: Any, now: Any, fresh: bool, kind: str) -> Iterator[Told]:
    """What differs in a field; of a new entry only what lies in rows, which its title does not tell."""
    if field.kind == "values":
        yield from _of_values(title, was or [], now, kind)
    elif fresh or was == now:
        return
    elif field.kind == "columns":
        yield from _of_columns(title, was, now)
    else:
        yield Told("", "changed", became(title, bare(FIELD_WORDS[field.name]), _shown(field, was), _shown(field, now)))


def _of_values(title: Text, was: list[dict[str, str]], now: list[dict[str, str]], kind: str) -> Iterator[Told]:
    """Dated values of a parameter of a type, by the day from which they hold."""
    old, new = ({each["from"]: each for each in rows} for rows in (was, now))
    for day, change in differing(old, new):
        one, two = (value_words(each.get(day, {}).get("value", ""), kind) for each in (old, new))
        source = " ".join(filter(None, ((new if day in new else old)[day][part] for part in ("document", "clause"))))
        zh = f"{title.zh}自 {day} 起的取值：{one.zh} → {two.zh}（{source}）。"
        yield Told("", change, Text(zh, f"The value of the {title.in_('en')} from {day}: {one.in_('en')} → {two.in_('en')} ({source})."))


def _of_columns(title: Text, was: list[dict[str, Any]], now: list[dict[str, Any]]) -> Iterator[Told]:
    """Columns of a register, by their key."""
    old, new = ({each["key"]: each for each in rows} for rows in (was, now))
    for key, change in differing(old, new):
        column = (new if change == "added" else old)[key]
        called = Text(f"{title.zh}的列“{column['zh']}”", f'column "{column["en"] or column["zh"]}" of the {title.in_("en")}')
        if change != "changed":
            yield Told("", change, came_or_went(called, change))
            continue
        for part, _ in differing(old[key], new[key]):
            one, two = (_column_value(part, each[key][part]) for each in (old, new))
            yield Told("", "changed", became(called, bare(COLUMN_WORDS[part]), one, two))


def _column_value(part: str, value: Any) -> Text:
    if part == "type":
        return CHOICE_WORDS.get(value, Text.typed(str(value)))
    if part == "sum":
        return YES if value else NO
    if isinstance(value, Mapping):
        return Text("；".join(f"{key}：{Text.of(each).zh}" for key, each in value.items()),
                    "; ".join(f"{key}: {Text.of(each).in_('en')}" for key, each in value.items()))  # fmt: skip
    return Text.typed(str(value))


def _shown(field: SectionField, value: Any) -> Text:
    """A value of a manifest as people read it."""
    kinds: Mapping[str, Callable[[Any], Text]] = {
        "title": Text.of,
        "flag": lambda told: YES if told else NO,
        "words": lambda told: Text.typed("、".join(told)),
        "pairs": lambda told: Text.typed("；".join(f"{key} = {text}" for key, text in told.items())),
    }
    if field.kind in kinds:
        return kinds[field.kind](value)
    return CHOICE_WORDS.get(value, Text.typed(value)) if field.choices else Text.typed(value)


def _named(zh: str, en: str, name: str) -> Text:
    return Text(f"{zh}“{name}”", f'{en} "{name}"')
