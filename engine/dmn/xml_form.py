"""形式检查: what is in a file but would be ignored, and what is missing in it, each with its element and its line.

The schema of DMN is not asked: it refuses what editors add, and says nothing that an administrator understands.
"""

from collections.abc import Callable, Iterator

from lxml import etree

from engine.dmn.external import external_name
from engine.dmn.findings import Finding, finding
from engine.feel.java import JAVA

NAMESPACES = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}
EXPRESSIONS = frozenset(
    (
        *("literalExpression", "context", "list", "relation", "functionDefinition", "invocation"),
        *("conditional", "for", "some", "every", "filter", "decisionTable"),
    )
)
ENGLISH = "{urn:tongban:bpmn:1}en"
"""the attribute with the English words beside a question or a label"""
_COMMON = frozenset(("description", "extensionElements"))
_NEEDS = frozenset(("informationRequirement", "knowledgeRequirement", "authorityRequirement"))
_DECISION = frozenset(
    (
        *("question", "allowedAnswers", "variable", "supportedObjective", "impactedPerformanceIndicator"),
        *("decisionMaker", "decisionOwner", "usingProcess", "usingTask"),
    )
)
_ROOT = frozenset(
    (
        *("import", "itemDefinition", "inputData", "decision", "businessKnowledgeModel", "decisionService", "knowledgeSource"),
        *("group", "textAnnotation", "association", "elementCollection", "performanceIndicator", "organizationUnit"),
        *("drgElement", "artifact", "businessContextElement"),
    )
)
_ITEM = frozenset(("typeRef", "allowedValues", "typeConstraint", "itemComponent", "functionItem"))
_ALLOWED: dict[str, frozenset[str]] = {
    "definitions": _ROOT,
    "itemDefinition": _ITEM,
    "itemComponent": _ITEM,
    "inputData": frozenset(("variable",)),
    "decision": _DECISION | _NEEDS | EXPRESSIONS,
    "businessKnowledgeModel": _NEEDS | {"variable", "encapsulatedLogic"},
    "decisionService": frozenset(("variable", "outputDecision", "encapsulatedDecision", "inputDecision", "inputData")),
    "encapsulatedLogic": EXPRESSIONS | {"formalParameter"},
    "functionDefinition": EXPRESSIONS | {"formalParameter"},
    "literalExpression": frozenset(("text", "importedValues")),
    "context": frozenset(("contextEntry",)),
    "contextEntry": EXPRESSIONS | {"variable"},
    "list": EXPRESSIONS,
    "relation": frozenset(("column", "row")),
    "row": EXPRESSIONS,
    "invocation": EXPRESSIONS | {"binding"},
    "binding": EXPRESSIONS | {"parameter"},
    "conditional": frozenset(("if", "then", "else")),
    "for": frozenset(("in", "return")),
    "some": frozenset(("in", "satisfies")),
    "every": frozenset(("in", "satisfies")),
    "filter": frozenset(("in", "match")),
    "decisionTable": frozenset(("input", "output", "annotation", "rule")),
    "input": frozenset(("inputExpression", "inputValues")),
    "inputExpression": frozenset(("text", "importedValues")),
    "output": frozenset(("outputValues", "defaultOutputEntry")),
    "rule": frozenset(("inputEntry", "outputEntry", "annotationEntry")),
    "informationRequirement": frozenset(("requiredInput", "requiredDecision")),
    "knowledgeRequirement": frozenset(("requiredKnowledge",)),
} | dict.fromkeys(("if", "then", "else", "in", "return", "satisfies", "match"), EXPRESSIONS)
_REQUIRED = {
    "conditional": ("if", "then", "else"),
    "for": ("in", "return"),
    "some": ("in", "satisfies"),
    "every": ("in", "satisfies"),
    "filter": ("in", "match"),
    "binding": ("parameter",),
    "input": ("inputExpression",),
}
_ATTRIBUTES = {
    "for": "iteratorVariable",
    "some": "iteratorVariable",
    "every": "iteratorVariable",
    "parameter": "name",
    "formalParameter": "name",
    "column": "name",
    "itemDefinition": "name",
    "itemComponent": "name",
}
_PARTS_WITH_EXPRESSION = ("if", "then", "else", "in", "return", "satisfies", "match")
_HOLDERS = frozenset((*_PARTS_WITH_EXPRESSION, "contextEntry", "binding", "functionDefinition", "invocation"))
_GRAPH = frozenset(("decision", "businessKnowledgeModel", "decisionService", "inputData", "itemDefinition"))


def check_form(root: etree._Element, namespace: str) -> list[Finding]:
    """Everything about the form of a file that would otherwise go unseen."""
    return _Form(namespace).check(root)


def line_of(node: etree._Element) -> int | None:
    """The line of the file at which an element begins."""
    return node.sourceline if isinstance(node.sourceline, int) else None


class _Form:
    def __init__(self, namespace: str) -> None:
        self.namespace = namespace
        self.found: list[Finding] = []
        self.checks: dict[str, Callable[[etree._Element], None]] = {
            "decision": self.decision,
            "businessKnowledgeModel": self.knowledge,
            "decisionService": self.service,
            "functionDefinition": self.function,
            "encapsulatedLogic": self.function,
            "context": self.context,
            "literalExpression": self.literal,
            "decisionTable": self.table,
        }

    def check(self, root: etree._Element) -> list[Finding]:
        """What is wrong, in the order of the file."""
        if self.namespace not in NAMESPACES:
            self.note(root, "version", error=False, namespace=self.namespace)
        waiting = [root]
        while waiting:
            node = waiting.pop()
            name = self.local(node)
            self.children(node, name)
            self.parts(node, name)
            special = self.checks.get(name)
            if special is not None:
                special(node)
            waiting += reversed([child for child in self.own(node) if self.local(child) not in ("extensionElements", "description")])
        return self.found

    def local(self, node: etree._Element) -> str:
        """The name of an element without its prefix."""
        return str(etree.QName(node).localname)

    def own(self, node: etree._Element) -> Iterator[etree._Element]:
        """The children that belong to DMN."""
        return (child for child in node if etree.QName(child).namespace == self.namespace)

    def note(self, node: etree._Element, code: str, *, error: bool = True, **facts: str | int) -> None:
        """Keep a fault with the nearest id, the decision, the row of a table and the line."""
        near = next((one.get("id") for one in (node, *node.iterancestors()) if one.get("id")), "")
        owner = next((one for one in (node, *node.iterancestors()) if self.local(one) in _GRAPH), None)
        rule = next((one for one in (node, *node.iterancestors()) if self.local(one) in ("rule", "row")), None)
        row = None if rule is None else 1 + sum(1 for _ in rule.itersiblings(rule.tag, preceding=True))
        name = "" if owner is None else owner.get("name", "")
        self.found.append(finding(code, near or "", row, None, error=error, **facts).at(decision=name, line=line_of(node)))

    def children(self, node: etree._Element, name: str) -> None:
        """Elements that nothing would read."""
        allowed = _ALLOWED.get(name)
        if allowed is None:
            return
        for child in node:
            kind, namespace = self.local(child), etree.QName(child).namespace or ""
            if namespace == self.namespace:
                if kind not in allowed and kind not in _COMMON:
                    self.note(child, "unknown_element", name=kind, parent=name)
            elif kind != "DMNDI":
                known = not namespace or namespace in NAMESPACES
                self.note(child, "foreign_namespace", error=known, name=kind, namespace=namespace or "-")

    def parts(self, node: etree._Element, name: str) -> None:
        """Children, attributes and expressions that must be there."""
        have = {self.local(child) for child in self.own(node)}
        for part in _REQUIRED.get(name, ()):
            if part not in have:
                self.note(node, "missing_part", parent=name, name=part)
        attribute = _ATTRIBUTES.get(name)
        if attribute and not node.get(attribute, "").strip():
            self.note(node, "missing_part", parent=name, name=attribute)
        expressions = sum(self.local(child) in EXPRESSIONS for child in self.own(node))
        if name in _HOLDERS and expressions == 0:
            self.note(node, "missing_part", parent=name, name="expression")
        if (name in _HOLDERS or name in ("decision", "encapsulatedLogic")) and expressions > 1:
            self.note(node, "several_expressions", parent=name, found=expressions)

    def decision(self, node: etree._Element) -> None:
        """A decision may be without logic while it is drawn."""
        if not any(self.local(child) in EXPRESSIONS for child in self.own(node)):
            self.note(node, "no_logic", error=False)

    def knowledge(self, node: etree._Element) -> None:
        """So may knowledge."""
        logic = next((child for child in self.own(node) if self.local(child) == "encapsulatedLogic"), None)
        if logic is None or not any(self.local(child) in EXPRESSIONS for child in self.own(logic)):
            self.note(node, "no_logic", error=False)

    def service(self, node: etree._Element) -> None:
        """And a service may be without outputs."""
        if not any(self.local(child) == "outputDecision" for child in self.own(node)):
            self.note(node, "missing_part", error=False, parent="decisionService", name="outputDecision")

    def function(self, node: etree._Element) -> None:
        """Functions of other kinds are not executed, but for those of the table."""
        kind = node.get("kind", "FEEL")
        name = "" if kind.upper() == "FEEL" else external_name(kind, dict(self.named_texts(node)))
        if name and name not in JAVA:
            self.note(node, "external_function", error=False, kind=name)

    def named_texts(self, node: etree._Element) -> Iterator[tuple[str | None, str]]:
        """The entries of a context in an element that hold a literal."""
        for entry in node.iter("{*}contextEntry"):
            names = [child.get("name", "") for child in self.own(entry) if self.local(child) == "variable"]
            texts = [
                "".join(str(part) for part in child.itertext()) for child in self.own(entry) if self.local(child) == "literalExpression"
            ]
            yield from zip(names, texts, strict=False)

    def context(self, node: etree._Element) -> None:
        """An entry without a name is the result."""
        entries = [child for child in self.own(node) if self.local(child) == "contextEntry"]
        for entry in entries[:-1]:
            if not any(self.local(child) == "variable" for child in self.own(entry)):
                self.note(entry, "result_not_last")

    def literal(self, node: etree._Element) -> None:
        """A text may be empty while it is drawn."""
        if not "".join(str(part) for part in node.itertext()).strip():
            self.note(node, "empty_expression", error=False)

    def table(self, node: etree._Element) -> None:
        """A table gives something."""
        if not any(self.local(child) == "output" for child in self.own(node)):
            self.note(node, "no_output")
