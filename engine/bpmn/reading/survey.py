"""外来图导入: what becomes of every node of diagrams drawn elsewhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.lint.tables import LIKE
from engine.bpmn.model import Element, ProcessInfo


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One node of a foreign diagram: kept in any case, and either ready to deploy or refused for the reasons given."""

    element: Element
    findings: tuple[Finding, ...]

    @property
    def deploys(self) -> bool:
        """True when nothing stands against it."""
        return all(each.severity != "error" for each in self.findings)


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


def survey_of(processes: Mapping[str, ProcessInfo], findings: tuple[Finding, ...], strays: Iterable[Element]) -> Survey:
    """Every node with the findings on it; those that no process holds come last."""
    by_place: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        by_place.setdefault((each.file, each.element), []).append(each)
    elements = [
        Surveyed(element, (*by_place.get((element.file, element.id), ()), *_around(process, element)))
        for process in processes.values()
        for element in process.elements.values()
    ]
    lost = [Surveyed(stray, _against(stray, by_place.get((stray.file, stray.id), []))) for stray in strays]
    told = {found for entry in (*elements, *lost) for found in entry.findings}
    return Survey((*elements, *lost), tuple(each for each in findings if each not in told))


def _around(process: ProcessInfo, element: Element) -> tuple[Finding, ...]:
    """What is refused around a node is refused with all it holds."""
    outer = process.elements.get(element.parent)
    while outer is not None:
        if outer.kind in LIKE:
            return (finding(element.file, element.line, element.id, "inside-refused", tag=outer.kind, other=outer.id),)
        outer = process.elements.get(outer.parent)
    return ()


def _against(stray: Element, found: list[Finding]) -> tuple[Finding, ...]:
    """What stands against a node that was not read: what was said about it, and in any case something."""
    own = [each for each in found if stray.id or each.line == stray.line]
    if all(each.severity != "error" for each in own):
        own.append(finding(stray.file, stray.line, stray.id, "not-read"))
    return tuple(own)
