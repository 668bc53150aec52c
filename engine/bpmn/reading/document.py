"""One file: its tree, what it declares for all its processes, and the faults found while reading it."""

from lxml import etree

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.moddle import NAMESPACE
from engine.bpmn.reading.names import is_bpmn, line_of, local

MISSING = object()


class Document:
    """A parsed file; names without prefix are resolved against it."""

    def __init__(self, file: str, root: etree._Element) -> None:
        self.file = file
        self.root = root
        self.findings: list[Finding] = []
        self.declared: dict[str, etree._Element] = {}
        self.read: set[etree._Element] = set()
        """The nodes that have become part of a process."""
        for node in root:
            if is_bpmn(node) and node.get("id"):
                self.declared[node.get("id", "")] = node
        self._duplicates()

    def fault(self, node: etree._Element | None, element: str, code: str, **facts: object) -> None:
        """Note a fault at a node."""
        self.findings.append(finding(self.file, line_of(node), element, code, **facts))

    def refer(self, node: etree._Element, attribute: str, kind: str, owner: str) -> etree._Element | None:
        """The root element (message, signal, error ...) that an attribute names; a name that leads nowhere is a fault."""
        name = plain(node.get(attribute))
        if name is None:
            return None
        target = self.declared.get(name)
        if target is None or local(target) != kind:
            self.fault(node, owner, "unresolved", attribute=attribute, name=name, kind=kind)
            return None
        return target

    def expression(self, node: etree._Element, name: str, owner: str) -> str | None:
        """The text of an expression inside a node, None where there is none; one that is there and says nothing is a fault."""
        found = child(node, name)
        text = text_of(found)
        if found is not None and text is None:
            self.fault(found, owner, "expression-empty", kind=name)
        return text

    def _duplicates(self) -> None:
        seen: set[str] = set()
        for node in self.root.iter():
            name = node.get("id") if is_bpmn(node) else None
            if name is None:
                continue
            if name in seen:
                self.fault(node, name, "duplicate-id", name=name)
            seen.add(name)


def plain(name: str | None) -> str | None:
    """A QName reference without its prefix; empty counts as absent."""
    if not name or not name.strip():
        return None
    return name.strip().rpartition(":")[2]


def text_of(node: etree._Element | None) -> str | None:
    """The text of an element, stripped; None when there is none."""
    if node is None:
        return None
    text = "".join(str(part) for part in node.itertext()).strip()
    return text or None


def child(node: etree._Element, name: str) -> etree._Element | None:
    """The first BPMN child of that local name."""
    return next((sub for sub in node if is_bpmn(sub) and local(sub) == name), None)


def truth(node: etree._Element, attribute: str, default: bool) -> bool:
    """An xsd:boolean attribute."""
    value = node.get(attribute)
    return default if value is None else value.strip() in {"true", "1"}


def ours(node: etree._Element) -> dict[str, str]:
    """Our own attributes of an element, without prefix."""
    prefix = f"{{{NAMESPACE}}}"
    return {str(key)[len(prefix) :]: str(value) for key, value in node.attrib.items() if str(key).startswith(prefix)}
