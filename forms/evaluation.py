"""What a form is over given data: clean values, computed values, what is hidden, and where every field stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.text import Text
from forms.data import MISSING, get, plain, put
from forms.definition import Component, FormDefinition
from forms.fields.base import Context, Taken
from forms.kinds import kind_of
from forms.limits import MAX_HIDE_ROUNDS, ROWS_CEILING


@dataclass(frozen=True, slots=True)
class Frame:
    """Where expressions are evaluated: the form itself, or one row of a list with the frame around it."""

    prefix: str
    row: dict[str, Any]
    parent: "Frame | None" = None
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Evaluation:
    """A form over data; `values` has neither hidden nor disabled fields, `faults` says what could not be taken."""

    definition: FormDefinition
    facts: Mapping[str, Any]
    functions: Sequence[Any] = ()
    values: dict[str, Any] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    computed: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, Taken] = field(default_factory=dict)
    _scopes: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def root(self) -> Frame:
        """The frame of the form itself."""
        return Frame("", self.values)

    def scope(self, frame: Frame) -> Mapping[str, Any]:
        """What expressions see: facts, then `this`, `parent` and `i`, then the form's data, later ones winning.

        Outside every list `parent` is what the facts call so: the case a linked case belongs to.
        """
        found = self._scopes.get(frame.prefix)
        if found is None:
            parent = frame.parent.row if frame.parent else self.facts.get("parent")
            names = {"this": frame.row, "parent": parent, "i": list(frame.numbers)}
            marked = {f"_{name}_": value for name, value in names.items()}
            found = self._scopes[frame.prefix] = {**self.facts, **marked, **names, **self.values}
        return found

    def context(self, component: Component, frame: Frame) -> Context:
        """The context of one field."""
        scope = self.scope(frame)
        path = frame.prefix + component.key
        label = component.label.text(scope, self.functions) if component.label else Text(component.key)
        return Context(scope, self.facts, path, label, self.functions)

    def rows(self, component: Component, frame: Frame) -> Iterator[Frame]:
        """The frames of a list's rows."""
        rows = get(frame.row, component.keys, None)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            yield Frame(f"{frame.prefix}{component.key}.{index}.", row, frame, (*frame.numbers, index + 1))

    def place(self, component: Component, frame: Frame) -> str:
        """A name for a component in its row: its path, or `#id` where it has none."""
        return frame.prefix + (component.key if component.key and component_has_value(component) else f"#{component.id}")

    def visible(self, components: Sequence[Component] | None = None, frame: Frame | None = None) -> Iterator[tuple[Component, Frame]]:
        """Every component in sight with its frame, in reading order; lists come before their rows."""
        here = frame or self.root()
        for component in self.definition.components if components is None else components:
            if self.place(component, here) in self.hidden:
                continue
            yield component, here
            role = kind_of(component.kind).role
            if role == "group":
                yield from self.visible(component.components, here)
            elif role == "list":
                for row in self.rows(component, here):
                    yield from self.visible(component.components, row)


def component_has_value(component: Component) -> bool:
    """Whether its key names something of its own in the data; a group's path is only a prefix."""
    return kind_of(component.kind).role in ("input", "computed", "list", "apart")


def evaluate(definition: FormDefinition, data: Mapping[str, Any], facts: Mapping[str, Any], functions: Sequence[Any] = ()) -> Evaluation:
    """Take every value, then let computed values and hidden fields settle; what depends on hidden fields sees null."""
    state = Evaluation(definition, facts, functions)
    taken = _take(definition.components, data, "", state.faults)
    for _ in range(MAX_HIDE_ROUNDS):
        _assemble(state, taken)
        found = frozenset(_hidden(state, definition.components, state.root(), outer=False))
        if found == state.hidden:
            break
        state.hidden = found
    else:
        _assemble(state, taken)
    state.faults = {path: fault for path, fault in state.faults.items() if path not in state.hidden}
    return state


def _take(components: Sequence[Component], data: object, prefix: str, faults: dict[str, Taken]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for component in components:
        kind = kind_of(component.kind)
        if kind.role == "group":
            _merge(out, _take(component.components, data, prefix, faults))
        elif kind.role == "list":
            path = prefix + component.key
            rows = rows_of(component, get(data, component.keys))
            put(out, component.keys, [_take(component.components, row, f"{path}.{index}.", faults) for index, row in enumerate(rows)])
        elif kind.role == "input" and not component.disabled:
            raw = get(data, component.keys)
            taken = Taken(kind.blank) if kind.empty(raw) else kind.take(component, raw)
            if taken.fault:
                faults[prefix + component.key] = taken
            put(out, component.keys, kind.blank if taken.fault else taken.value)
    return out


def rows_of(component: Component, raw: Any) -> list[Any]:
    """The rows of a list; what is no list is the initial number of empty rows."""
    if not isinstance(raw, list):
        return [{} for _ in range(component.settings.initial)]
    return raw[: ROWS_CEILING + 1]


def _merge(target: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(target.get(key), dict):
            _merge(target[key], value)
        else:
            target[key] = value


def _assemble(state: Evaluation, taken: dict[str, Any]) -> None:
    state.values = plain(taken)
    for path in sorted(state.hidden, key=len):
        if "#" not in path:
            _drop(state.values, path.split("."))
    state._scopes.clear()  # noqa: SLF001 - same module, same concept
    state.computed = {}
    computing = [c for c in state.definition.walk() if kind_of(c.kind).role == "computed"]
    for _ in range(min(len(computing), MAX_HIDE_ROUNDS)):
        if not _compute(state):
            break
    for component, frame in state.visible():
        kind = kind_of(component.kind)
        if kind.settles and kind.role == "input" and not component.disabled:
            _settle(state, component, frame)


def _drop(values: Any, keys: list[str]) -> None:
    holder = get(values, keys[:-1], None)
    if isinstance(holder, dict):
        holder.pop(keys[-1], None)


def _compute(state: Evaluation) -> bool:
    changed = False
    for component, frame in state.visible():
        if kind_of(component.kind).role != "computed" or component.settings is None:
            continue
        state._scopes.clear()  # noqa: SLF001 - values change while they are computed
        value = component.settings.value(state.scope(frame), state.functions)
        path = frame.prefix + component.key
        changed = changed or state.computed.get(path, MISSING) != value
        state.computed[path] = value
        put(frame.row, component.keys, value)
    state._scopes.clear()  # noqa: SLF001
    return changed


def _settle(state: Evaluation, component: Component, frame: Frame) -> None:
    kind, value = kind_of(component.kind), get(frame.row, component.keys)
    if kind.empty(value):
        return
    settled = kind.settle(component, value, state.context(component, frame))
    if settled is not value:
        put(frame.row, component.keys, settled)
        state._scopes.clear()  # noqa: SLF001


def _hidden(state: Evaluation, components: Sequence[Component], frame: Frame, *, outer: bool) -> Iterator[str]:
    for component in components:
        role = kind_of(component.kind).role
        gone = outer or (component.hide is not None and component.hide.holds(state.scope(frame), state.functions))
        if gone:
            yield state.place(component, frame)
        if role == "group":
            yield from _hidden(state, component.components, frame, outer=gone)
        elif role == "list" and not gone:
            for row in state.rows(component, frame):
                yield from _hidden(state, component.components, row, outer=False)
