"""The elements of a DMN model as they are read, before anything is compiled."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Expression:
    """Decision logic of any kind."""

    id: str = ""
    type_ref: str | None = None


@dataclass(slots=True)
class LiteralText(Expression):
    """A FEEL text."""

    text: str = ""
    language: str = ""
    """of the text, where it is not FEEL"""


@dataclass(slots=True)
class BoxedContext(Expression):
    """Named entries, each in scope of those after it; an entry without a name is the result."""

    entries: list[tuple[str | None, Expression]] = field(default_factory=list)


@dataclass(slots=True)
class BoxedList(Expression):
    """Items in a column."""

    items: list[Expression] = field(default_factory=list)


@dataclass(slots=True)
class Relation(Expression):
    """Rows of contexts with the same names."""

    columns: list[str] = field(default_factory=list)
    types: list[str | None] = field(default_factory=list)
    rows: list[list[Expression]] = field(default_factory=list)


@dataclass(slots=True)
class Variable:
    """A name with its type."""

    name: str
    type_ref: str | None = None


@dataclass(slots=True)
class BoxedFunction(Expression):
    """Logic with formal parameters."""

    parameters: list[Variable] = field(default_factory=list)
    body: Expression | None = None
    kind: str = "FEEL"


@dataclass(slots=True)
class Invocation(Expression):
    """A call with named arguments."""

    called: Expression | None = None
    bindings: list[tuple[str, Expression | None]] = field(default_factory=list)


@dataclass(slots=True)
class Conditional(Expression):
    """A boxed `if`."""

    condition: Expression | None = None
    yes: Expression | None = None
    no: Expression | None = None


@dataclass(slots=True)
class Iterator(Expression):
    """A boxed `for`, `some` or `every`."""

    kind: str = "for"
    variable: str = ""
    source: Expression | None = None
    body: Expression | None = None


@dataclass(slots=True)
class BoxedFilter(Expression):
    """A boxed filter."""

    source: Expression | None = None
    match: Expression | None = None


@dataclass(slots=True)
class Input:
    """A column of conditions."""

    id: str
    label: str
    expression: str
    type_ref: str | None = None
    values: str | None = None
    en: str = ""
    """its label in English"""


@dataclass(slots=True)
class Output:
    """A column of results."""

    id: str
    name: str | None
    type_ref: str | None = None
    values: str | None = None
    default: str | None = None
    label: str = ""


@dataclass(slots=True)
class Rule:
    """A row."""

    id: str
    tests: list[str]
    results: list[str]
    annotations: list[str] = field(default_factory=list)


@dataclass(slots=True)
class DecisionTable(Expression):
    """Rules with a hit policy."""

    hit_policy: str = "UNIQUE"
    aggregation: str | None = None
    inputs: list[Input] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    annotations: list[str] = field(default_factory=list)
    languages: dict[tuple[int | None, int], str] = field(default_factory=dict)
    """by row (none for a head) and column the languages of cells that are not FEEL"""


@dataclass(slots=True)
class ItemDefinition:
    """A type that the model defines."""

    id: str
    name: str
    type_ref: str | None = None
    collection: bool = False
    allowed: str | None = None
    constraint: str | None = None
    components: "list[ItemDefinition]" = field(default_factory=list)
    function: bool = False


@dataclass(slots=True)
class InputData:
    """A fact from outside."""

    id: str
    name: str
    variable: Variable


@dataclass(slots=True)
class DecisionElement:
    """A decision with what it requires."""

    id: str
    name: str
    variable: Variable
    logic: Expression | None
    requirements: list[str]
    question: str = ""
    en: str = ""
    """the question in English"""


@dataclass(slots=True)
class Knowledge:
    """A business knowledge model: a function that decisions call."""

    id: str
    name: str
    variable: Variable
    logic: BoxedFunction | None
    requirements: list[str]


@dataclass(slots=True)
class Service:
    """A decision service: decisions offered as one function."""

    id: str
    name: str
    variable: Variable
    outputs: list[str]
    encapsulated: list[str]
    input_decisions: list[str]
    input_data: list[str]


@dataclass(slots=True)
class Import:
    """Another model whose elements are used under a name."""

    name: str
    namespace: str


Drg = InputData | DecisionElement | Knowledge | Service


@dataclass(slots=True)
class Definitions:
    """A file."""

    name: str
    namespace: str
    types: list[ItemDefinition] = field(default_factory=list)
    elements: list[Drg] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
