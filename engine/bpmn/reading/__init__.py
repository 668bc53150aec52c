"""From uploaded bytes to a definition, or to the list of everything that is wrong with them."""

from collections.abc import Callable, Mapping

from engine.bpmn.findings import Finding
from engine.bpmn.lint import expression_findings, structure_findings, whitelist_findings
from engine.bpmn.lint.nesting import NODES
from engine.bpmn.lint.sentences import finding
from engine.bpmn.model import Definition, Element, ProcessInfo
from engine.bpmn.reading.document import Document
from engine.bpmn.reading.names import BPMN
from engine.bpmn.reading.processes import read_processes
from engine.bpmn.reading.strays import strays_of
from engine.bpmn.reading.survey import Survey, survey_of
from engine.bpmn.reading.xml import parse
from engine.bpmn.refusals import DiagramRefused

CROWD = 5_000
"""Nodes in one file; a procedure of law has some dozens."""
FLOW_NODES = tuple(f"{{{BPMN}}}{kind}" for kind in sorted(NODES))
Compile = Callable[[str], object]


def read(files: Mapping[str, bytes], compile: Compile | None = None) -> Definition:  # noqa: A002
    """读图: a definition of the files, or DiagramRefused with all faults of all of them at once."""
    processes, findings = examine(files, compile)
    if any(finding.severity == "error" for finding in findings):
        raise DiagramRefused(findings)
    return Definition(files=dict(files), processes=processes, findings=findings)


def lint(files: Mapping[str, bytes], compile: Compile | None = None) -> tuple[Finding, ...]:  # noqa: A002
    """检查: every fault of every file, in file and line order; empty when there is nothing to say."""
    return examine(files, compile)[1]


def survey(files: Mapping[str, bytes], compile: Compile | None = None) -> Survey:  # noqa: A002
    """导入报告: every node of diagrams drawn elsewhere, none lost, each with what stands against it."""
    processes, findings, strays = _examined(files, compile)
    return survey_of(processes, findings, strays)


def examine(files: Mapping[str, bytes], compiler: Compile | None) -> tuple[dict[str, ProcessInfo], tuple[Finding, ...]]:
    """细看: what could be read of the files, sound or not, and everything that is wrong with them."""
    return _examined(files, compiler)[:2]


def _examined(files: Mapping[str, bytes], compiler: Compile | None) -> tuple[dict[str, ProcessInfo], tuple[Finding, ...], list[Element]]:
    """The processes, the findings, and the nodes that no process holds."""
    findings: list[Finding] = []
    processes: dict[str, ProcessInfo] = {}
    strays: list[Element] = []
    for file in files:
        root, faults = parse(file, files[file])
        findings += faults
        if root is None:
            continue
        if (count := sum(1 for _ in root.iter(*FLOW_NODES))) > CROWD:
            findings.append(finding(file, 1, "", "too-many-nodes", count=count))
            continue
        findings += whitelist_findings(file, root)
        document = Document(file, root)
        for process in read_processes(document):
            if process.id in processes:
                findings.append(finding(file, process.line, process.id, "duplicate-process"))
            else:
                processes[process.id] = process
        strays += strays_of(document, processes)
        findings += document.findings
    findings += structure_findings(processes)
    if compiler is not None:
        findings += expression_findings(processes, compiler)
    order = {file: position for position, file in enumerate(files)}
    return processes, tuple(sorted(findings, key=lambda f: (order.get(f.file, 0), f.line, f.element, f.code))), strays
