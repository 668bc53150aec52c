"""What decision tables can answer 决策表的结果: the texts their columns of results write down, known before anything runs."""

from engine.dmn import Model
from engine.dmn.elements import DecisionElement, DecisionTable, InputData, Knowledge
from engine.sdk.text import Text


def results_of(model: Model, decision: str, column: str) -> tuple[str, ...]:
    """The cells of a column of results of a decision's table, rule by rule, as they are written; none where it has no such column."""
    for one in model.definitions.elements:
        if isinstance(one, DecisionElement) and one.name == decision and isinstance(one.logic, DecisionTable):
            at = next((index for index, output in enumerate(one.logic.outputs) if output.name == column), None)
            return tuple(rule.results[at].strip() for rule in one.logic.rules) if at is not None else ()
    return ()


def codes_of(model: Model, decision: str) -> frozenset[str]:
    """The codes a decision can answer with; those it computes are not among them."""
    cells = results_of(model, decision, "code")
    return frozenset(cell[1:-1] for cell in cells if len(cell) > 2 and cell[0] == cell[-1] == '"')


def logic_of(model: Model, decision: str) -> object:
    """What a decision computes, with everything of its file that it asks; how it is drawn and explained does not matter."""
    return {name: computes for name, (computes, _) in _behind(model, decision).items()}


def asked_by(model: Model, decision: str) -> frozenset[str]:
    """The facts from outside that a decision asks for, itself or through others of its file."""
    asked = {each for _, requirements in _behind(model, decision).values() for each in requirements}
    return frozenset(one.name for one in model.definitions.elements if isinstance(one, InputData) and one.id in asked)


def title_of(model: Model, decision: str) -> Text:
    """A decision as its question names it, else its name."""
    for one in model.definitions.elements:
        if isinstance(one, DecisionElement) and one.name == decision:
            return Text(one.question or one.name, one.en or one.name)
    return Text(decision)


def _behind(model: Model, decision: str) -> dict[str, tuple[object, list[str]]]:
    """The decision and all it asks: what each computes, and the ids of what it requires."""
    known = {one.id: one for one in model.definitions.elements if isinstance(one, DecisionElement | Knowledge)}
    waiting = [one.id for one in known.values() if one.name == decision and isinstance(one, DecisionElement)]
    met: dict[str, tuple[object, list[str]]] = {}
    while waiting:
        one = known.get(waiting.pop())
        if one is not None and one.name not in met:
            met[one.name] = ((one.logic, one.variable), [each.rpartition("#")[2] for each in one.requirements])
            waiting += met[one.name][1]
    return met
