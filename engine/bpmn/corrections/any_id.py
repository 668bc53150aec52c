# mypy: disable-error-code="no-untyped-call"
"""Ids: what the library does, and what happens instead.

Fault 1: an element called Start, End, Root or X.EndJoin silently replaces a node the library makes for itself.

Inside, every name begins with a sign that no XML id can begin with.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec


def internal(name: str) -> str:
    """The library's name for an element of the diagram."""
    return f"#{name}"


class ScopeSpec(BpmnProcessSpec):
    """The specification of a process or sub-process: its nodes by id, its beginnings, its event sub-processes."""

    def __init__(self, key: str, process: str) -> None:
        super().__init__(name=f"%{key}")  # the library derives names of its own from this one
        self.key = key
        self.process = process
        self.nodes: dict[str, Any] = {}
        self.beginnings: tuple[Any, ...] = ()
        self.listeners: tuple[Any, ...] = ()
        """Start events of event sub-processes that wait for something."""
        self.handlers: tuple[Any, ...] = ()
        """Start events of event sub-processes for errors and escalations."""
