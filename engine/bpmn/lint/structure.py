"""Whether the nodes fit together: flows, scopes, events, calls. What can be seen without running is seen here."""

from collections.abc import Iterator, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint.deadlocks import deadlock_findings
from engine.bpmn.lint.idle import idle_findings
from engine.bpmn.lint.nodes import node_findings
from engine.bpmn.lint.scopes import scope_findings
from engine.bpmn.lint.sentences import finding
from engine.bpmn.lint.throwing import throwing_findings
from engine.bpmn.lint.waits import wait_findings
from engine.bpmn.model import ProcessInfo


def structure_findings(processes: Mapping[str, ProcessInfo]) -> list[Finding]:
    """Every structural fault of all processes."""
    found: list[Finding] = []
    for process in processes.values():
        if not process.elements:
            found.append(finding(process.file, process.line, process.id, "empty-process"))
        for element in process.elements.values():
            found += node_findings(process, element)
            found += idle_findings(process, element)
        found += scope_findings(process)
        found += _calls(processes, process)
        found += wait_findings(processes, process)
        found += deadlock_findings(process)
        found += throwing_findings(processes, process)
    return found


def _calls(processes: Mapping[str, ProcessInfo], process: ProcessInfo) -> Iterator[Finding]:
    for element in process.elements.values():
        if element.kind != "callActivity":
            continue
        if element.called is None:
            yield finding(element.file, element.line, element.id, "no-called")
        elif element.called not in processes or not processes[element.called].elements:
            yield finding(element.file, element.line, element.id, "unknown-process", name=element.called)
        elif (starts := processes[element.called].starts) and all(e.event is not None and e.event.kind != "none" for e in starts):
            yield finding(element.file, element.line, element.id, "called-start", name=element.called)
