"""外来图导入: what becomes of every node of diagrams drawn elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.findings import Finding
from engine.bpmn.model import Element, ProcessInfo


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One node of a foreign diagram: kept in any case, and either ready to deploy or refused for the reasons given."""

    element: Element
    findings: tuple[Finding, ...]

    @property
    def deploys(self) -> bool:
        """True when nothing stands against it."""
        return all(finding.severity != "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Survey:
    """The report of an import."""

    elements: tuple[Surveyed, ...]
    others: tuple[Finding, ...]
    """Findings on what is no node: files, flows, messages, data."""

    @property
    def deploys(self) -> bool:
        """True when the files can be deployed as they are."""
        return all(entry.deploys for entry in self.elements) and all(f.severity != "error" for f in self.others)


def survey_of(processes: Mapping[str, ProcessInfo], findings: tuple[Finding, ...]) -> Survey:
    """Every node with the findings on it."""
    by_place: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_place.setdefault((finding.file, finding.element), []).append(finding)
    elements = [
        Surveyed(element, tuple(by_place.pop((element.file, element.id), ())))
        for process in processes.values()
        for element in process.elements.values()
    ]
    return Survey(tuple(elements), tuple(finding for rest in by_place.values() for finding in rest))
