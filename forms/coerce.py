"""From what a browser posted to nested data: still as typed, so that nothing is lost; not judged."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from forms.data import MISSING, get, plain, put
from forms.definition import Component, FormDefinition
from forms.evaluation import Frame, evaluate, rows_of
from forms.kinds import kind_of
from forms.limits import ROWS_CEILING
from forms.posted import Posted
from forms.validation import covers

REFRESH, SHOWN, ADD, REMOVE = "refresh", "_shown", "_add", "_remove"


def from_post(
    definition: FormDefinition,
    form: Any,
    stored: Mapping[str, Any] | None = None,
    editable: AbstractSet[str] | None = None,
    facts: Mapping[str, Any] | None = None,
    functions: Sequence[Any] = (),
) -> dict[str, Any]:
    """读取提交: nested data of a posted form (a multidict, or a mapping of texts or lists of texts).

    Fields that are read-only, disabled or not in `editable` keep what is `stored`, whatever was posted; rows are added and removed
    as the buttons `_add` and `_remove` say.
    """
    reader = _Reader(Posted.of(form), plain(stored or {}), editable)
    data = reader.read(definition.components, "", reader.stored)
    if any(not isinstance(component.readonly, bool) for component in definition.walk()):
        _restore(definition, data, reader.stored, facts or {}, functions)
    return data


def asks_refresh(form: Any) -> bool:
    """Whether a post only asks for the page again: a live refresh, or a row to add or remove."""
    posted = Posted.of(form)
    return any(posted.has(name) for name in (REFRESH, ADD, REMOVE))


def shown(definition: FormDefinition, form: Any) -> set[str]:
    """The fields whose errors were on the screen, to be judged again on a refresh; rows that move take their errors along."""
    posted = Posted.of(form)
    paths = {path for text in posted.all(SHOWN) for path in text.split()}
    for removed in posted.all(REMOVE):
        head, _, number = removed.rpartition(".")
        if number.isascii() and number.isdigit() and any(c.kind == "dynamiclist" for c in definition.walk()):
            paths = {moved for path in paths if (moved := _moved(path, f"{head}.", int(number)))}
    return paths


def with_defaults(definition: FormDefinition, data: Mapping[str, Any], facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """预填: the data with the default of every field that has no value at all; `properties.prefill` names the fact it comes from."""
    out = plain(data)
    _defaults(definition.components, out, facts or {})
    return out if isinstance(out, dict) else {}


class _Reader:
    """Walks the form and the post side by side."""

    def __init__(self, posted: Posted, stored: dict[str, Any], editable: AbstractSet[str] | None) -> None:
        self.posted = posted
        self.stored = stored
        self.editable = editable

    def read(self, components: Sequence[Component], prefix: str, stored: Any) -> dict[str, Any]:
        """The data of some components; `stored` is the stored row around them."""
        out: dict[str, Any] = {}
        for component in components:
            role = kind_of(component.kind).role
            if role == "group":
                for path, value in _leaves(self.read(component.components, prefix, stored), component.components):
                    put(out, path, value)
            elif role == "list":
                put(out, component.keys, self.rows(component, prefix + component.key, get(stored, component.keys)))
            elif role == "input":
                value = self.value(component, prefix + component.key, get(stored, component.keys))
                if value is not MISSING:
                    put(out, component.keys, value)
        return out

    def value(self, component: Component, path: str, stored: Any) -> Any:
        """What was posted for a field, or what is stored where nobody may change it."""
        if component.disabled or not self.may_change(path):
            return stored
        if component.readonly is True:
            return component.default if stored is MISSING and component.default is not None else stored
        return kind_of(component.kind).posted(self.posted, path, stored)

    def rows(self, component: Component, path: str, stored: Any) -> list[Any]:
        """The rows of a list, in the order of the page, with the buttons applied."""
        if not self.may_change(path):
            kept = stored if isinstance(stored, list) else []
            return [self.read(component.components, f"{path}.{index}.", row) for index, row in enumerate(kept)]
        numbers = list(dict.fromkeys(t for t in self.posted.all(path) if t.isascii() and t.isdigit() and len(t) < 6))[: ROWS_CEILING + 1]
        known = stored if isinstance(stored, list) else []
        rows: list[Any] = []
        removed = {text.rpartition(".")[2] for text in self.posted.all(REMOVE) if text.rpartition(".")[0] == path}
        rules = component.settings
        for number in numbers:
            if number in removed and rules.changeable and len(numbers) - len(removed) >= rules.least:
                continue
            old = known[int(number)] if int(number) < len(known) else {}
            rows.append(self.read(component.components, f"{path}.{number}.", old))
        if not rules.changeable:
            rows = rows_of(component, rows or None)
        elif path in self.posted.all(ADD) and len(rows) < rules.most:
            rows.append({})
        return rows

    def may_change(self, path: str) -> bool:
        """Whether the person may change it."""
        return self.editable is None or covers(self.editable, path)


def _leaves(data: dict[str, Any], components: Sequence[Component]) -> list[tuple[tuple[str, ...], Any]]:
    found = []
    for component in components:
        if kind_of(component.kind).role == "group":
            found += _leaves(data, component.components)
        elif component.key and (value := get(data, component.keys)) is not MISSING:
            found.append((component.keys, value))
    return found


def _restore(definition: FormDefinition, data: dict[str, Any], stored: Any, facts: Mapping[str, Any], functions: Sequence[Any]) -> None:
    state = evaluate(definition, data, facts, functions)
    for part, frame in state.visible("all"):
        component = part.component
        if isinstance(component.readonly, bool) or not component.readonly.holds(state.scope(frame), functions):
            continue
        keys = _keys(component, frame)
        old = get(stored, keys)
        holder = get(data, keys[: len(keys) - len(component.keys)], None)
        if not isinstance(holder, dict):
            continue
        if old is MISSING:
            put(holder, component.keys, component.default)
        else:
            put(holder, component.keys, old)


def _keys(component: Component, frame: Frame) -> list[str]:
    return f"{frame.prefix}{component.key}".split(".")


def _defaults(components: Sequence[Component], row: Any, facts: Mapping[str, Any]) -> None:
    if not isinstance(row, dict):
        return
    for component in components:
        role = kind_of(component.kind).role
        if role == "group":
            _defaults(component.components, row, facts)
        elif role == "list":
            rows = rows_of(component, get(row, component.keys))
            put(row, component.keys, rows)
            for inner in rows:
                _defaults(component.components, inner, facts)
        elif role == "input" and get(row, component.keys) is MISSING:
            fact = get(facts, str(component.properties.get("prefill") or "").split("."), None)
            first = component.default if fact is None else fact
            if first is not None:
                put(row, component.keys, first)


def _moved(path: str, head: str, removed: int) -> str:
    if not path.startswith(head):
        return path
    number, dot, rest = path[len(head) :].partition(".")
    if not (number.isascii() and number.isdigit()):
        return path
    if int(number) == removed:
        return ""
    return f"{head}{int(number) - (int(number) > removed)}{dot}{rest}"
