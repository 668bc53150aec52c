"""检查: what is doubtful in the tables of a model."""

from engine.dmn.findings import Finding


def lint_graph(graph: object) -> list[Finding]:
    """All doubts about the tables of a model."""
    return []
