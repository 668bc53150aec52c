"""Comparing two states of a package 版本比较: what differs, in sentences for people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn import Element
from engine.packages.comparing_parts import Told, inside_form, inside_manifest, inside_tables, moved_shapes
from engine.packages.program import Program, survey_program
from engine.packages.toml_sections import MANIFEST
from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it was: `change` is added, removed, changed or moved; `element` where a diagram or a form has it."""

    file: str
    element: str
    change: str
    text: Text


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Everything that differs, by file: what is inside diagrams, forms, tables, manifests and parameters; of others, that they differ."""
    old, new = survey_program(before)[0], survey_program(after)[0]
    found: list[Difference] = []
    for path in sorted({*before, *after}):
        if before.get(path) == after.get(path):
            continue
        if path not in after:
            found.append(Difference(path, "", "removed", Text("文件已删除。", "The file was removed.")))
        elif path not in before:
            found.append(Difference(path, "", "added", Text("新增文件。", "The file is new.")))
        else:
            told = list(_inside(path, old, new)) if old is not None and new is not None else []
            told += [Difference(path, *each) for each in _parts(path, before[path], after[path], {each.element for each in told})]
            found += told or [Difference(path, "", "changed", Text("内容已修改。", "Its content changed."))]
    return tuple(found)


def _inside(path: str, old: Program, new: Program) -> Iterator[Difference]:
    if path.endswith(".bpmn"):
        was, now = _elements(old, path), _elements(new, path)
        if was and now:  # a diagram that cannot be read has no elements; to call them removed would be wrong
            yield from _diagram(path, was, now)
    elif path == f"{new.key}/parameters.toml":
        yield from _parameters(path, old, new)


def _parts(path: str, was: bytes, now: bytes, known: set[str]) -> Iterator[Told]:
    """What is read from the file alone: forms, tables, manifests, and where a diagram draws what did not change otherwise."""
    if path.endswith(".form"):
        yield from inside_form(was, now)
    elif path.endswith(".dmn"):
        yield from inside_tables(was, now)
    elif path.endswith(f"/{MANIFEST}"):
        yield from inside_manifest(was, now)
    elif path.endswith(".bpmn"):
        for name in sorted(moved_shapes(path, was, now) - known):
            yield Told(name, "moved", Text(f"“{name}”在图上换了位置。", f'"{name}" stands elsewhere in the drawing.'))


def _elements(program: Program, path: str) -> dict[str, tuple[Element, dict[str, str]]]:
    """Element -> what is said of it, conditions of its flows included."""
    return {
        element.id: (element, _said(element))
        for process in program.definition.processes.values()
        if process.file == path
        for element in process.elements.values()
    }


def _said(element: Element) -> dict[str, str]:
    said = {"kind": element.kind, "name": element.name, "called": element.called or "", "documentation": element.documentation}
    said |= {f"condition {flow}": condition for flow, condition in element.conditions.items()}
    said |= {"outgoing": " ".join(sorted(element.outgoing)), "parent": element.parent}
    return {**said, **element.attributes}


def _diagram(
    path: str, old: Mapping[str, tuple[Element, dict[str, str]]], new: Mapping[str, tuple[Element, dict[str, str]]]
) -> Iterator[Difference]:
    for name in sorted({*old, *new}):
        title = (new.get(name) or old[name])[0].name or name
        if name not in new:
            yield Difference(path, name, "removed", Text(f"删除“{title}”。", f'"{title}" was removed.'))
        elif name not in old:
            yield Difference(path, name, "added", Text(f"新增“{title}”。", f'"{title}" is new.'))
        else:
            for what, was, now in _changes(old[name][1], new[name][1]):
                zh, en = f"“{title}”的 {what} 由“{was}”改为“{now}”。", f'{what} of "{title}": "{was}" became "{now}".'
                yield Difference(path, name, "changed", Text(zh, en))


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for what in sorted({*old, *new}):
        was, now = old.get(what, ""), new.get(what, "")
        if was != now:
            yield what, was or "—", now or "—"


def _parameters(path: str, old: Program, new: Program) -> Iterator[Difference]:
    for key in sorted({*old.parameters, *new.parameters}):
        was, now = old.parameters.get(key), new.parameters.get(key)
        if was == now:
            continue
        known = now or was
        title = known.title if known else Text(key)
        values = ["；".join(f"{value.value}" for value in each.values) if each else "—" for each in (was, now)]
        change = "removed" if now is None else "added" if was is None else "changed"
        zh = f"参数“{title.zh}”：{values[0]} → {values[1]}。"
        yield Difference(path, "", change, Text(zh, f'Parameter "{title.in_("en")}": {values[0]} → {values[1]}.'))
