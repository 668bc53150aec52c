"""What every kind of component promises: read its definition, take what was typed, judge it, show it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar, Literal, NamedTuple, TypeAlias

from engine.sdk.text import Text
from forms.data import MISSING, is_empty
from forms.definition import Component
from forms.phrases import Phrase
from forms.posted import Posted
from forms.source import Source

Role: TypeAlias = Literal["input", "computed", "group", "list", "apart", "display", "none"]
"""input: has a posted value · computed: an expression · apart: kept outside the data · display: shows only · none: not rendered"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an entry: a code of the catalogue, its facts, and a key below the field where that helps."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    below: str = ""


class Taken(NamedTuple):
    """What became of something typed: the value, or the code of what is wrong with it."""

    value: Any = None
    fault: str = ""
    facts: Mapping[str, object] = MappingProxyType({})


class Context:
    """Where a field stands: its FEEL scope (data, facts, `this`, `parent`, `i`), the case's facts, its path and label.

    Scope and label are worked out by whoever asks for them first: most fields are judged without either.
    """

    __slots__ = ("_component", "_label", "_scope", "facts", "functions", "path")

    def __init__(
        self, component: Component, scope: Callable[[], Mapping[str, Any]], facts: Mapping[str, Any], path: str, functions: Sequence[Any]
    ) -> None:
        self.facts = facts
        self.path = path
        self.functions = functions
        self._component = component
        self._scope = scope
        self._label: Text | None = None

    @property
    def scope(self) -> Mapping[str, Any]:
        """What expressions see."""
        return self._scope()

    @property
    def label(self) -> Text:
        """The field's label over its scope; its key where it has none."""
        if self._label is None:
            label = self._component.label
            self._label = label.text(self.scope, self.functions) if label else Text(self._component.key)
        return self._label

    def say(self, phrase: Phrase, language: str) -> str:
        """A wording of the form in a language, filled with what stands here."""
        return phrase.fill(language, self.scope, functions=self.functions)


class Kind:
    """One kind of component. The defaults are those of a field that holds a text."""

    name: ClassVar[str] = ""
    role: ClassVar[Role] = "input"
    required_code: ClassVar[str] = "required"
    formats: ClassVar[tuple[str, ...]] = ()
    blank: ClassVar[Any] = None
    """the value of a field that was left empty"""
    settles: ClassVar[bool] = False
    """whether values of the kind depend on what else the form says: set where a kind has a `settle` of its own"""

    def __init_subclass__(cls) -> None:
        cls.settles = cls.settle is not Kind.settle

    def settings(self, source: Source) -> Any:
        """What the kind needs of its definition; faults go to the source."""
        del source

    def posted(self, posted: Posted, name: str, stored: Any) -> Any:
        """What a browser sent for it, still raw; MISSING when the field was not on the page."""
        del stored
        return posted.first(name)

    def take(self, component: Component, raw: Any) -> Taken:
        """The value of something raw that is not empty."""
        raise NotImplementedError

    def settled(self, component: Component, value: Any) -> bool:
        """Whether a value is what `settle` would make of it, whatever else the form says; rather no than yes."""
        del component, value
        return False

    def settle(self, component: Component, value: Any, context: Context) -> Any:
        """The value once everything else of the form is known; options and rows settle here."""
        del component, context
        return value

    def judge(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """Everything wrong with a value that is not empty."""
        del component, value, context
        yield from ()

    def empty(self, value: Any) -> bool:
        """Whether a value counts as not given."""
        return is_empty(value)

    def missing(self, component: Component, value: Any, context: Context) -> Iterator[Fault]:
        """What to say when a required field is empty."""
        del component, value, context
        yield Fault(self.required_code)

    def entry(self, component: Component, value: Any) -> Any:
        """What stands in the control: the typed text as it was, or the value written the way it is typed."""
        del component
        return "" if value is None or value is MISSING else str(value) if isinstance(value, str | int | float) else ""

    def text(self, component: Component, value: Any, context: Context, language: str) -> str:
        """The value as a person reads it."""
        del context, language
        return str(self.entry(component, value))

    def extras(self, component: Component, value: Any, context: Context, language: str) -> Mapping[str, Any]:
        """What the kind's template needs besides the usual."""
        del component, value, context, language
        return {}
