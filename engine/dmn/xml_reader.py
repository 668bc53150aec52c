"""The XML of DMN 1.1 to 1.6 becomes elements; prefixes and versions of the namespace do not matter, entities are refused."""

from collections.abc import Callable

from lxml import etree

from engine.dmn.causes import shortened
from engine.dmn.elements import (
    DecisionElement,
    Definitions,
    Drg,
    Import,
    InputData,
    ItemDefinition,
    Knowledge,
    Service,
    Variable,
)
from engine.dmn.findings import DmnRefused, Finding, belonging, finding
from engine.dmn.xml_expressions import ExpressionReader, clean, texts
from engine.dmn.xml_form import ENGLISH, check_form, line_of

_FAMILY = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")
_MAX_BYTES = 10_000_000


def parse_xml(xml: bytes) -> etree._Element:
    """The root of a file without DTD, entities and network; DmnRefused for anything else."""
    if len(xml) > _MAX_BYTES:
        raise DmnRefused([finding("too_large", size=len(xml), limit=_MAX_BYTES)])
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise DmnRefused([finding("xml", detail=shortened(str(fault), 300)).at(line=fault.lineno)]) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise DmnRefused([finding("doctype")])
    name = etree.QName(root)
    if name.localname != "definitions" or not (name.namespace or "").startswith(_FAMILY):
        own = shortened(name.namespace or "", 200)
        raise DmnRefused([finding("no_dmn", name=shortened(name.localname, 100), namespace=own)])
    return root


def read_definitions(xml: bytes) -> tuple[Definitions, list[Finding]]:
    """The elements of a file and the faults that its form has."""
    root = parse_xml(xml)
    reader = _Reader(root)
    definitions = reader.definitions()
    return definitions, [*check_form(root, reader.namespace), *reader.findings]


class _Reader(ExpressionReader):
    def __init__(self, root: etree._Element) -> None:
        self.root = root
        super().__init__(etree.QName(root).namespace or "", root.get("expressionLanguage", ""))

    def definitions(self) -> Definitions:
        root = self.root
        found = Definitions(root.get("name", ""), root.get("namespace", ""))
        makers: dict[str, Callable[[etree._Element], Drg]] = {
            "inputData": self.input_data,
            "decision": self.decision,
            "businessKnowledgeModel": self.knowledge,
            "decisionService": self.service,
        }
        for child in self.children(root):
            kind = self.kind(child)
            if kind == "itemDefinition":
                found.types.append(self.item(child))
            elif kind == "import":
                found.imports += self.imported(child)
            elif kind in makers:
                before = len(self.findings)
                element = makers[kind](child)
                if not element.name:
                    self.findings.append(finding("no_name", element.id or kind).at(line=line_of(child)))
                belonging(self.findings, before, element.name)
                found.elements.append(element)
        return found

    def imported(self, node: etree._Element) -> list[Import]:
        """Another model; what is imported but no model is a doubt."""
        kind = node.get("importType", "/DMN/")
        if "/DMN/" not in kind:
            place = finding("import_kind", node.get("id", ""), error=False, kind=shortened(kind, 200))
            self.findings.append(place.at(line=line_of(node)))
            return []
        return [Import(clean(node.get("name", "")), node.get("namespace", ""))]

    def item(self, node: etree._Element) -> ItemDefinition:
        return ItemDefinition(
            node.get("id", ""),
            clean(node.get("name", "")),
            self.text(node, "typeRef"),
            node.get("isCollection") == "true",
            self.inner_text(node, "allowedValues"),
            self.inner_text(node, "typeConstraint"),
            [self.item(child) for child in self.children(node, "itemComponent")],
            self.child(node, "functionItem") is not None,
        )

    def variable(self, node: etree._Element, name: str) -> Variable:
        child = self.child(node, "variable")
        if child is None:
            return Variable(name)
        return Variable(clean(child.get("name", "")) or name, child.get("typeRef"))

    def references(self, node: etree._Element, *kinds: str) -> list[str]:
        return [child.get("href", "") for kind in kinds for child in self.children(node, kind)]

    def requirements(self, node: etree._Element) -> list[str]:
        found: list[str] = []
        for requirement in self.children(node):
            if self.kind(requirement) in ("informationRequirement", "knowledgeRequirement"):
                found += self.references(requirement, "requiredInput", "requiredDecision", "requiredKnowledge")
        return found

    def input_data(self, node: etree._Element) -> InputData:
        name = clean(node.get("name", ""))
        return InputData(node.get("id", ""), name, self.variable(node, name))

    def decision(self, node: etree._Element) -> DecisionElement:
        name = clean(node.get("name", ""))
        logic = self.logic(node)
        question = texts(self.child(node, "question"))
        told = (question, node.get(ENGLISH, ""))
        return DecisionElement(node.get("id", ""), name, self.variable(node, name), logic, self.requirements(node), *told)

    def knowledge(self, node: etree._Element) -> Knowledge:
        name = clean(node.get("name", ""))
        inner = self.child(node, "encapsulatedLogic")
        logic = None if inner is None else self.function(inner)
        return Knowledge(node.get("id", ""), name, self.variable(node, name), logic, self.requirements(node))

    def service(self, node: etree._Element) -> Service:
        name = clean(node.get("name", ""))
        return Service(
            node.get("id", ""),
            name,
            self.variable(node, name),
            self.references(node, "outputDecision"),
            self.references(node, "encapsulatedDecision"),
            self.references(node, "inputDecision"),
            self.references(node, "inputData"),
        )
