"""A form made ready for templates: what is shown, in lines of the grid, every text already a text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.sdk.errors import FieldError
from forms.coerce import with_defaults
from forms.data import get
from forms.definition import Component, FormDefinition
from forms.evaluation import Evaluation, Frame, evaluate
from forms.fields.base import Context
from forms.kinds import kind_of
from forms.limits import GRID
from forms.state import FormState
from forms.validation import covers
from forms.words import Words

LEAST_WIDTH = 2
HEADING, LOWEST_HEADING = 3, 6
WITH_PARTS = ("material", "filepicker", "signature")


@dataclass(slots=True)
class Node:
    """One component ready to be shown."""

    kind: str
    path: str
    id: str
    width: int = GRID
    label: str = ""
    hint: str = ""
    clause: str = ""
    required: bool = False
    readonly: bool = False
    errors: list[str] = field(default_factory=list)
    entry: Any = ""
    text: str = ""
    old: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    lines: list[list["Node"]] = field(default_factory=list)
    rows: list["RowNode"] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    below: Mapping[str, list[str]] = field(default_factory=dict)
    component: Component | None = None
    level: int = HEADING
    unfolds: str = ""
    """Where the amount that is shown unfolds."""

    @property
    def described(self) -> str:
        """The ids of everything that describes the control."""
        parts = [("hint", self.hint), ("clause", self.clause), ("error", self.errors)]
        return " ".join(f"{self.id}-{name}" for name, there in parts if there)


@dataclass(slots=True)
class RowNode:
    """One row of a list."""

    index: int
    path: str
    lines: list[list[Node]]
    cells: list[Node | None]


def id_of(path: str) -> str:
    """The id of a field's control: stable over pages and refreshes."""
    return "f-" + path.replace(".", "-").replace("#", "_")


@dataclass(slots=True)
class Builder:
    """Builds the nodes of one form in one state."""

    state: FormState
    form: Evaluation
    data: Mapping[str, Any]
    words: Words
    errors: Mapping[str, list[FieldError]]

    @classmethod
    def of(cls, definition: FormDefinition, state: FormState) -> "Builder":
        """A builder over the state's values, defaults filled in."""
        data = dict(state.values) if state.readonly or state.print else with_defaults(definition, state.values, state.facts)
        errors: dict[str, list[FieldError]] = {}
        for error in state.errors:
            errors.setdefault(error.path, []).append(error)
        form = evaluate(definition, data, state.facts, state.functions, handed_in=state.readonly)
        return cls(state, form, data, Words(state.language), errors)

    def lines(self, components: Sequence[Component], frame: Frame, level: int = HEADING) -> list[list[Node]]:
        """The lines of the grid, nothing hidden on them; headings begin at `level`."""
        lines: list[list[tuple[Component, Node]]] = []
        row = ""
        for component in components:
            if self.form.place(component, frame) in self.form.hidden:
                continue
            node = self.node(component, frame, level)
            if node is None:
                continue
            if lines and component.layout.row and component.layout.row == row:
                lines[-1].append((component, node))
            else:
                lines.append([(component, node)])
            row = component.layout.row
        for line in lines:
            _share([component for component, _ in line], [node for _, node in line])
        return [[node for _, node in line] for line in lines]

    def node(self, component: Component, frame: Frame, level: int) -> Node | None:
        """The node of a component; None when it shows nothing."""
        kind, language = kind_of(component.kind), self.state.language
        if kind.role == "none" or (kind.role == "computed" and component.properties.get("show") is not True):
            return None
        context = self.form.context(component, frame)
        path = self.form.place(component, frame)
        value = self.value(component, frame, context)
        raw = get(self.data, context.path.split("."), None) if kind.role == "input" else value
        node = Node(component.kind, path, id_of(path), component=component, level=min(level, LOWEST_HEADING))
        node.label = context.label.in_(language) if component.label else ""
        node.hint = context.say(component.description, language)
        node.clause = component.clause
        node.required = component.required and not component.disabled
        node.readonly = kind.role == "computed" or self.fixed(component, context, path)
        node.errors = [error.text.in_(language) for error in self.errors.get(path, ())]
        node.below = self.below(path) if component.kind in WITH_PARTS else {}
        node.entry = kind.entry(component, raw)
        node.text = self.words.hidden_value if _sealed(raw) else kind.text(component, value, context, language)
        if path in self.state.changed and kind.role == "input":
            node.old = kind.text(component, self.state.changed[path], context, language)
        node.extras = kind.extras(component, raw if kind.role == "input" else value, context, language)
        node.unfolds = self.unfolds(component, node)
        if "items" in node.extras:
            node.extras = {"items": [{**item, "locked": self.locked(component, node, item["path"])} for item in node.extras["items"]]}
        if kind.role == "group":
            node.lines = self.lines(component.components, frame, level + bool(node.label))
            return node if node.lines else None
        if kind.role == "list":
            self.fill(node, component, frame)
        return node

    def unfolds(self, component: Component, node: Node) -> str:
        """Where an amount leads: one that was computed or filled in for somebody, and any that is shown to be read."""
        told = node.readonly or bool(component.properties.get("prefill"))
        return f"{self.state.amounts}/{node.path.replace('.', '/')}" if self.state.amounts and component.format == "money" and told else ""

    def fill(self, node: Node, component: Component, frame: Frame) -> None:
        """The rows of a list, as lines to edit and as cells to read."""
        inside = [c for top in component.components for c in top.walk() if _has_cell(c)]
        scope = self.form.scope(frame)
        node.headings = [c.label.fill(self.state.language, scope, functions=self.form.functions) or c.key for c in inside]
        for row in self.form.rows(component, frame):
            index = row.numbers[-1]
            lines = self.lines(component.components, row, node.level + 1)
            known = {cell.component.id: cell for cell in _leaves(lines) if cell.component}
            node.rows.append(RowNode(index, row.prefix[:-1], lines, [known.get(c.id) for c in inside]))

    def value(self, component: Component, frame: Frame, context: Context) -> Any:
        """The clean value; what could not be taken as it was typed."""
        if component.disabled or context.path in self.form.faults:
            return get(self.data, context.path.split("."), None)
        return get(frame.row, component.keys, None) if component.key else None

    def fixed(self, component: Component, context: Context, path: str) -> bool:
        """Whether it can only be read here."""
        if self.state.readonly or self.state.print or component.disabled:
            return True
        if self.state.editable is not None and component.key and not covers(self.state.editable, path):
            return True
        if isinstance(component.readonly, bool):
            return component.readonly
        return component.readonly.holds(context.scope, context.functions)

    def below(self, path: str) -> dict[str, list[str]]:
        """The faults of the parts of a field, by part."""
        head = f"{path}."
        return {
            at.removeprefix(head): [error.text.in_(self.state.language) for error in own]
            for at, own in self.errors.items()
            if at.startswith(head)
        }

    def locked(self, component: Component, node: Node, path: str) -> bool:
        """Whether one item of a checklist of files can only be read; a correction may open a single item."""
        if not node.readonly or self.state.readonly or self.state.print or component.disabled:
            return node.readonly
        return self.state.editable is None or not covers(self.state.editable, path)


def _share(components: list[Component], nodes: list[Node]) -> None:
    fixed = sum(component.layout.columns or 0 for component in components)
    open_ones = sum(component.layout.columns is None for component in components)
    rest = max(LEAST_WIDTH, (GRID - fixed) // open_ones) if open_ones else 0
    for component, node in zip(components, nodes, strict=True):
        node.width = component.layout.columns or min(GRID, rest)


def _has_cell(component: Component) -> bool:
    role = kind_of(component.kind).role
    return role in ("input", "apart") or (role == "computed" and component.properties.get("show") is True)


def _leaves(lines: list[list[Node]]) -> list[Node]:
    return [leaf for line in lines for node in line for leaf in ([node] if not node.lines else _leaves(node.lines))]


def _sealed(raw: Any) -> bool:
    return isinstance(raw, Mapping) and "$enc" in raw
