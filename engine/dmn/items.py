"""数据类型: the types a model defines, with the values they allow, and how a value is fitted to one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.dmn.elements import ItemDefinition
from engine.dmn.findings import Finding, finding
from engine.feel.compile_parts import coerce
from engine.feel.errors import FeelError
from engine.feel.expression import Tests, compile_unary_tests
from engine.feel.registry import HostFunction
from engine.feel.state import State
from engine.feel.types import ANY, NAMED, Type
from engine.feel.values import Value


@dataclass(slots=True)
class Item:
    """A type with its constraints, those of its members among them."""

    type: Type
    allowed: Tests | None = None
    each: "Item | None" = None
    """the type of the items of a list"""
    members: "dict[str, Item]" = field(default_factory=dict)
    size: int = 1
    """how many types it is made of, each counted wherever it occurs"""
    plain: bool = True
    """whether nothing but the type has to be checked"""


_ANYTHING = Item(ANY)
_MAX_SIZE = 2000


def fit(s: State, value: Value, item: Item) -> tuple[bool, Value]:
    """A value as one of the type, and whether it is one; null is of every type unless it is not allowed."""
    fits, coerced = coerce(value, item.type)
    if not fits or item.plain or coerced is None:
        return fits, coerced
    return _allowed(s, coerced, item), coerced


def _allowed(s: State, value: Value, item: Item) -> bool:
    if item.allowed is not None and not holds(s, item.allowed, value):
        return False
    if item.each is not None and type(value) is list:
        return all(_allowed(s, one, item.each) for one in value if one is not None)
    if item.members and type(value) is dict:
        return all(_allowed(s, value[name], member) for name, member in item.members.items() if value.get(name) is not None)
    return True


def holds(s: State, tests: Tests, value: Value) -> bool:
    """Whether a value passes tests that use no other facts."""
    saved = s.locals, s.text
    s.locals, s.text = [value] + [None] * tests.size, tests.text
    try:
        return tests.run(s) is True
    finally:
        s.locals, s.text = saved


class Items:
    """The types that a model knows, its own and those of its imports under their names."""

    def __init__(
        self, definitions: list[ItemDefinition], imported: Sequence[tuple[str, "Items"]], functions: Sequence[HostFunction] = ()
    ) -> None:
        self.own = {definition.name: definition for definition in definitions}
        self.items: dict[str, Item] = {}
        self.findings: list[Finding] = []
        self.functions = tuple(functions)
        """lent by the program to all expressions of the model"""
        self.members: set[str] = {function.name for function in functions}
        """names that may be more than plain words in a row, wherever they stand"""
        for prefix, other in imported:
            for name, item in other.items.items():
                self.items[f"{prefix}.{name}" if prefix else name] = item
            self.members |= other.members
        for name in self.own:
            self._resolve(name, ())
        self.types: dict[str, Type] = {name: item.type for name, item in self.items.items()}

    def find(self, type_ref: str | None, element: str = "") -> Item:
        """The type of a reference; Any where there is none."""
        if type_ref is None:
            return _ANYTHING
        name = type_ref.strip()
        found = self._named(name)
        if found is None:
            self.findings.append(finding("unknown_type", element, name=name))
            return _ANYTHING
        return found

    def known(self, type_ref: str | None) -> Type:
        """The type of a reference; Any where there is none, or none of that name, which is said elsewhere."""
        found = None if type_ref is None else self._named(type_ref.strip())
        return ANY if found is None else found.type

    def _named(self, name: str) -> Item | None:
        return self.items.get(name) or self._built_in(name) or self._component(name)

    def _built_in(self, name: str) -> Item | None:
        plain = name.rpartition(":")[2].strip()
        known = NAMED.get(plain)
        return Item(known) if known is not None else self.items.get(plain)

    def _component(self, name: str) -> Item | None:
        """A component of a type, written `type.component`."""
        owner, _, component = name.rpartition(".")
        known = self.items.get(owner) or (self._component(owner) if owner else None)
        return None if known is None else (known.each or known).members.get(component)

    def _resolve(self, name: str, path: tuple[str, ...]) -> Item:
        if name in self.items:
            return self.items[name]
        if name in path:
            self.findings.append(finding("type_cycle", name, name=name))
            return _ANYTHING
        item = self._item(self.own[name], (*path, name))
        if item.size > _MAX_SIZE:
            self.findings.append(finding("type_size", name, name=name))
            item = _ANYTHING
        self.items[name] = item
        return item

    def _item(self, definition: ItemDefinition, path: tuple[str, ...]) -> Item:
        if definition.components:
            members = {component.name: self._item(component, path) for component in definition.components}
            self.members.update(members)
            kind = Type("context", fields=tuple((name, member.type) for name, member in members.items()), open=False)
            size = 1 + sum(member.size for member in members.values())
            base = Item(kind, None, None, members, size, all(member.plain for member in members.values()))
        elif definition.function:
            base = Item(NAMED["function"])
        else:
            base = self._base(definition, path)
        allowed = self._tests(definition.allowed, definition)
        if allowed is not None:
            base = Item(base.type, allowed, base.each, base.members, base.size, plain=False)
        if definition.collection:
            base = Item(Type("list", base.type), None, base, {}, base.size + 1, base.plain)
        constraint = self._tests(definition.constraint, definition)
        return base if constraint is None else Item(base.type, constraint, base.each, base.members, base.size, plain=False)

    def _base(self, definition: ItemDefinition, path: tuple[str, ...]) -> Item:
        reference = definition.type_ref
        if reference is None:
            return _ANYTHING
        if reference in self.own:
            return self._resolve(reference, path)
        return self.find(reference, definition.id or definition.name)

    def _tests(self, text: str | None, definition: ItemDefinition) -> Tests | None:
        if text is None:
            return None
        try:
            return compile_unary_tests(text)
        except FeelError as fault:
            self.findings.append(
                finding("expression", definition.id or definition.name, detail=fault.message_en, detail_zh=fault.message_zh)
            )
            return None
