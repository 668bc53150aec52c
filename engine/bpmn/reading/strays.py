"""Nodes that no process holds: without an id, with one used before, where nobody looks, or of a process known already."""

from collections.abc import Iterator, Mapping

from engine.bpmn.lint.nesting import DANCES, NODES
from engine.bpmn.model import Element, ProcessInfo
from engine.bpmn.reading.document import Document
from engine.bpmn.reading.names import BPMN, is_bpmn, line_of, local

DRAWN = tuple(f"{{{BPMN}}}{kind}" for kind in sorted(NODES | DANCES))


def strays_of(document: Document, kept: Mapping[str, ProcessInfo]) -> Iterator[Element]:
    """Every node of a file that is drawn and in none of the processes that are kept."""
    for node in document.root.iter(*DRAWN):
        around = [outer for outer in node.iterancestors() if is_bpmn(outer)]
        process = next((outer.get("id", "") for outer in around if local(outer) == "process"), "")
        if node not in document.read or process not in kept or kept[process].file != document.file:
            parent = around[0].get("id", "") if around else ""
            yield Element(node.get("id", ""), local(node), node.get("name", ""), process, parent, document.file, line_of(node))
