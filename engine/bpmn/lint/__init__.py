"""What a diagram may contain, and every sentence that says why it may not."""

from engine.bpmn.lint.expressions import expression_findings
from engine.bpmn.lint.structure import structure_findings
from engine.bpmn.lint.whitelist import whitelist_findings

__all__ = ["expression_findings", "structure_findings", "whitelist_findings"]
