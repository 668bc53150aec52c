"""Checking the expressions of forms 检查表单条件: what every FEEL text in a form sees, and the kinds that its choices have."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from engine.packages.check_texts import BOOLEAN, DAYS, LIST, NUMBER, SCALARS, Said, type_of
from engine.packages.facts import Fields, form_type
from engine.packages.program import Program

_TRUTHS = frozenset(("hide", "readonly", "required", "check"))
_LISTS = frozenset(("valuesExpression", "columnsExpression", "dataSource"))
_TAG = re.compile(r"\{\{\s*(#if\s|#loop\s|/)?(.*?)\}\}", re.DOTALL)
_CHOICES = frozenset(("radio", "select", "checklist", "taglist"))
_KINDS: dict[type[Any], str] = {str: "string", bool: "boolean", int: "number", float: "number"}
_KEPT = dict.fromkeys(SCALARS, "string") | {"number": "number", "boolean": "boolean"}
"""As what a computed value is kept, by its kind."""
_GROUPS, _ROWS = frozenset(("group",)), frozenset(("dynamiclist",))


def form_facts(form: Mapping[str, Any], fields: Fields) -> dict[str, Any]:
    """The type of what a form holds, its choices with the kind of their values."""
    known = form_type(fields(form))
    for path, kind in _known_kinds(form, ""):
        _enter(known, path.split("."), kind)
    for path, row, text in _computed(form, "", known):
        _enter(known, path.split("."), _KEPT.get(type_of(text, {**known, "this": row, "_this_": row}).kind, "Any"))
    return known


def _computed(holder: Mapping[str, Any], prefix: str, row: Any) -> Iterator[tuple[str, Any, str]]:
    """Path, what is around it and text of every computed field."""
    for component in _components(holder):
        kind, path = component.get("type"), _joined(prefix, component)
        if kind in _GROUPS:
            yield from _computed(component, path, row)
        elif kind in _ROWS:
            rows = _at(row, str(component.get("path", "")).split("."))
            yield from _computed(component, f"{path}.*", rows[0] if isinstance(rows, list) and rows else "Any")
        elif kind == "expression" and isinstance(component.get("expression"), str):
            yield path, row, component["expression"]


def _known_kinds(holder: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Path -> kind of what says more than the kind of its field."""
    for component in _components(holder):
        kind, path = component.get("type"), _joined(prefix, component)
        if kind in _GROUPS:
            yield from _known_kinds(component, path)
        elif kind in _ROWS:
            yield from _known_kinds(component, f"{path}.*")
        elif kind in _CHOICES and isinstance(component.get("values"), list):
            kinds = {_KINDS.get(type(one.get("value")), "Any") if isinstance(one, Mapping) else "Any" for one in component["values"]}
            inner = kinds.pop() if len(kinds) == 1 else "Any"
            yield path, inner if kind in ("radio", "select") else [inner]
        elif _said_format(component) == "money":
            yield path, "number"  # whole fen, however it is typed
        elif kind == "number" and component.get("serializeToString") is True:
            yield path, "string"


def _said_format(component: Mapping[str, Any]) -> object:
    properties = component.get("properties")
    return properties.get("format") if isinstance(properties, Mapping) else None


def _components(holder: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inside = holder.get("components")
    return [one for one in inside if isinstance(one, Mapping)] if isinstance(inside, list) else []


def _joined(prefix: str, component: Mapping[str, Any]) -> str:
    own = component.get("path") if component.get("type") in _GROUPS | _ROWS else component.get("key")
    return ".".join(part for part in (prefix, own) if isinstance(part, str) and part)


def _enter(known: Any, path: list[str], kind: Any) -> None:
    """Write the kind of a path that is known already; of others nothing is said."""
    name, *rest = path
    if name == "*" and isinstance(known, list) and known and rest:
        _enter(known[0], rest, kind)
    elif isinstance(known, dict) and name in known:
        if rest:
            _enter(known[name], rest, kind)
        else:
            known[name] = kind


def form_texts(program: Program, name: str, known: Mapping[str, Any], beside: Mapping[str, Any]) -> Iterator[Said]:
    """Every FEEL text of a form: it sees the form's own values, `this`, `parent` and `i`, and what is beside them."""
    own = {**beside, "rosters": "Any", "attachments": "Any", "regions": "Any", "now": "string", **known}
    reader = _Texts(_file_of(program, name), own)
    yield from reader.inside(program.forms[name], known, {})


def _file_of(program: Program, name: str) -> str:
    paths = [path for path in program.files if path.endswith(f"/{name}.form")]
    return min(paths, key=lambda path: (not path.startswith(f"{program.key}/"), path), default=f"{name}.form")


class _Texts:
    """Walks a form and says what each of its texts sees."""

    def __init__(self, file: str, own: Mapping[str, Any]) -> None:
        self.file = file
        self.own = own

    def inside(self, holder: Mapping[str, Any], row: Any, outer: Mapping[str, Any]) -> Iterator[Said]:
        """The texts of the components of a form, a group or a row."""
        names = {**self.own, "this": row, "_this_": row, "_parent_": "Any", "i": ["number"], "_i_": ["number"], **outer}
        for component in _components(holder):
            yield from self.texts(component, component, "", names)
            if component.get("type") in _ROWS:
                rows = _at(row, str(component.get("path", "")).split("."))
                yield from self.inside(component, rows[0] if isinstance(rows, list) and rows else "Any", {"parent": row})
            else:
                yield from self.inside(component, row, outer)

    def texts(self, component: Mapping[str, Any], part: Mapping[str, Any], where: str, names: Mapping[str, Any]) -> Iterator[Said]:
        """The texts of one component itself."""
        for key, value in part.items():
            if key in ("components", "values"):
                continue
            at = f"{where}{key}"
            for inner in value if isinstance(value, list) else [value]:
                if isinstance(inner, Mapping):
                    yield from self.texts(component, inner, f"{at}.", names)
                elif isinstance(inner, str):
                    yield from self.said(component, at, inner, names)

    def said(self, component: Mapping[str, Any], at: str, text: str, names: Mapping[str, Any]) -> Iterator[Said]:
        """A text that is FEEL, or the pieces of FEEL in a wording."""
        identity = str(component.get("id") or component.get("key") or component.get("type") or "")
        zh, en = f"组件“{identity}”的 {at}：", f'{at} of "{identity}": '
        if text.startswith("="):
            yield Said(self.file, text, _expected(component, at), None, identity, zh, en, names)
            return
        blocks: list[str | None] = []
        for mark, inner in _TAG.findall(text):
            if mark == "/":
                del blocks[-1:]
                continue
            loops = tuple(one for one in blocks if one is not None)
            expected = BOOLEAN if mark.startswith("#if") else LIST if mark else ()
            yield Said(self.file, inner.strip(), expected, None, identity, zh, en, names, loops)
            if mark:
                blocks.append(inner.strip() if mark.startswith("#loop") else None)


def _at(known: Any, path: list[str]) -> Any:
    for name in path:
        known = known.get(name) if isinstance(known, dict) else None
    return known


def _expected(component: Mapping[str, Any], at: str) -> tuple[str, ...]:
    name = at.rpartition(".")[2]
    if at == "expression" and _said_format(component) == "money":
        return NUMBER
    if name in _TRUTHS:
        return BOOLEAN
    if name in _LISTS:
        return LIST
    if at in ("validate.min", "validate.max"):
        return NUMBER if component.get("type") == "number" else (*DAYS, "time")
    return ()
