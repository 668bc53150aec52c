"""What decision tables can answer 决策表的结果: the texts their columns of results write down, known before anything runs."""

from engine.dmn import Model
from engine.dmn.elements import DecisionElement, DecisionTable


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
