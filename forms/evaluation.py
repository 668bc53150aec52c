"""What a form is over given data: clean values, computed values, what is hidden, and where every field stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from forms.data import MISSING, get, plain, put
from forms.definition import Component, FormDefinition
from forms.fields.base import Context, Taken
from forms.limits import MAX_HIDE_ROUNDS, ROWS_CEILING
from forms.plan import Level, Part, Pass, place_of, plan_of


@dataclass(frozen=True, slots=True)
class Frame:
    """Where expressions are evaluated: the form itself, or one row of a list with the frame around it."""

    prefix: str
    row: dict[str, Any]
    parent: "Frame | None" = None
    numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Evaluation:
    """A form over data; `values` has neither hidden nor disabled fields, `faults` says what could not be taken.

    `kept` is what was handed in: a value that was computed then stays what it was, whatever is known or not known now.
    """

    definition: FormDefinition
    facts: Mapping[str, Any]
    functions: Sequence[Any] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)
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
        return Context(component, partial(self.scope, frame), self.facts, frame.prefix + component.key, self.functions)

    def rows(self, component: Component, frame: Frame) -> Iterator[Frame]:
        """The frames of a list's rows."""
        rows = get(frame.row, component.keys, None)
        for index, row in enumerate(rows if isinstance(rows, list) else ()):
            yield Frame(f"{frame.prefix}{component.key}.{index}.", row, frame, (*frame.numbers, index + 1))

    def place(self, component: Component, frame: Frame) -> str:
        """A name for a component in its row: its path, or `#id` where it has none."""
        return frame.prefix + place_of(component)

    def visible(self, each: Pass, level: Level | None = None, frame: Frame | None = None) -> Iterator[tuple[Part, Frame]]:
        """Every part in sight that matters to a pass, with its frame, in reading order; lists come before their rows.

        What stands in a hidden group is hidden itself.
        """
        here = frame or self.root()
        prefix, hidden = here.prefix, self.hidden
        for part in (level or plan_of(self.definition)).passes[each]:
            if hidden and prefix + part.place in hidden:
                continue
            yield part, here
            if part.inside is not None:
                for row in self.rows(part.component, here):
                    yield from self.visible(each, part.inside, row)


def evaluate(
    definition: FormDefinition, data: Mapping[str, Any], facts: Mapping[str, Any], functions: Sequence[Any] = (), *, handed_in: bool = False
) -> Evaluation:
    """Take every value, then let computed values and hidden fields settle; what depends on hidden fields sees null.

    What was `handed_in` is read as it was: what it holds is not computed anew.
    """
    state, plan = Evaluation(definition, facts, functions, data if handed_in else {}), plan_of(definition)
    taken = _take(plan, data, "", state.faults)
    for _ in range(MAX_HIDE_ROUNDS):
        _assemble(state, taken)
        found = frozenset(_hidden(state, plan, state.root()))
        if found == state.hidden:
            break
        state.hidden = found
    else:
        _assemble(state, taken)
    state.faults = {path: fault for path, fault in state.faults.items() if path not in state.hidden}
    return state


def _take(level: Level, data: object, prefix: str, faults: dict[str, Taken]) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for part in level.passes["take"]:
        component, kind, raw = part.component, part.kind, get(data, part.keys)
        if part.inside is not None:
            path, rows = prefix + component.key, rows_of(component, raw)
            put(out, part.keys, [_take(part.inside, row, f"{path}.{index}.", faults) for index, row in enumerate(rows)])
        elif kind.empty(raw):
            put(out, part.keys, kind.blank)
        else:
            taken = kind.take(component, raw)
            if taken.fault:
                faults[prefix + component.key] = taken
            put(out, part.keys, kind.blank if taken.fault else taken.value)
    return out


def rows_of(component: Component, raw: Any) -> list[Any]:
    """The rows of a list; what is no list is the initial number of empty rows."""
    if not isinstance(raw, list):
        return [{} for _ in range(component.settings.initial)]
    return raw[: ROWS_CEILING + 1]


def _assemble(state: Evaluation, taken: dict[str, Any]) -> None:
    state.values = plain(taken)
    for path in sorted(state.hidden, key=len):
        if "#" not in path:
            _drop(state.values, path.split("."))
    state._scopes.clear()  # noqa: SLF001 - same module, same concept
    state.computed = {}
    for _ in range(min(_computed_parts(plan_of(state.definition)), MAX_HIDE_ROUNDS)):
        if not _compute(state):
            break
    for part, frame in state.visible("settle"):
        if part.inside is None:
            _settle(state, part, frame)


def _computed_parts(level: Level) -> int:
    return sum(1 if part.inside is None else _computed_parts(part.inside) for part in level.passes["compute"])


def _drop(values: Any, keys: list[str]) -> None:
    holder = get(values, keys[:-1], None)
    if isinstance(holder, dict):
        holder.pop(keys[-1], None)


def _compute(state: Evaluation) -> bool:
    changed = False
    for part, frame in state.visible("compute"):
        if part.inside is not None:
            continue
        state._scopes.clear()  # noqa: SLF001 - values change while they are computed
        path = frame.prefix + part.component.key
        value = get(state.kept, path.split(".")) if state.kept else MISSING
        if value is MISSING:
            value = part.component.settings.value(state.scope(frame), state.functions)
        changed = changed or state.computed.get(path, MISSING) != value
        state.computed[path] = value
        put(frame.row, part.keys, value)
    state._scopes.clear()  # noqa: SLF001
    return changed


def _settle(state: Evaluation, part: Part, frame: Frame) -> None:
    value = get(frame.row, part.keys)
    if part.kind.empty(value) or part.kind.settled(part.component, value):
        return
    settled = part.kind.settle(part.component, value, state.context(part.component, frame))
    if settled is not value:
        put(frame.row, part.keys, settled)
        state._scopes.clear()  # noqa: SLF001


def _hidden(state: Evaluation, level: Level, frame: Frame) -> Iterator[str]:
    gone: set[Part] = set()
    for part in level.passes["hide"]:
        hide = part.component.hide
        if part.around in gone or (hide is not None and hide.holds(state.scope(frame), state.functions)):
            gone.add(part)
            yield frame.prefix + part.place
        elif part.inside is not None:
            for row in state.rows(part.component, frame):
                yield from _hidden(state, part.inside, row)
