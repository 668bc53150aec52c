"""The XML of decision logic: literal and boxed expressions, decision tables."""

from collections.abc import Iterator as Each

from lxml import etree

from engine.dmn.causes import shortened
from engine.dmn.elements import (
    BoxedContext,
    BoxedFilter,
    BoxedFunction,
    BoxedList,
    Conditional,
    DecisionTable,
    Expression,
    Input,
    Invocation,
    Iterator,
    LiteralText,
    Output,
    Relation,
    Rule,
    Variable,
)
from engine.dmn.findings import Finding, finding
from engine.dmn.xml_form import ENGLISH, line_of

_MAX_NESTING = 50
_FEEL = frozenset(("feel", "s-feel"))


def clean(text: str) -> str:
    """A name without needless spaces."""
    return " ".join(text.split())


def texts(node: etree._Element | None) -> str:
    """The characters of an element."""
    return "" if node is None else "".join(str(part) for part in node.itertext()).strip()


def is_feel(language: str) -> bool:
    """Whether a name of a language means FEEL: the word itself, or an address that has it for a part and the standard for a host."""
    words = language.lower().strip("/").split("/")
    return words[0] in _FEEL if len(words) == 1 else "feel" in words[1:] and words[2:3] in (["www.omg.org"], ["omg.org"])


class ExpressionReader:
    """Reads decision logic from elements of one namespace."""

    def __init__(self, namespace: str, language: str) -> None:
        self.namespace = namespace
        self.language = language
        """of the expressions that do not say one"""
        self.findings: list[Finding] = []
        self.level = 0
        self.makers = {
            "literalExpression": self.literal,
            "context": self.context,
            "list": self.boxed_list,
            "relation": self.relation,
            "functionDefinition": self.function,
            "invocation": self.invocation,
            "conditional": self.conditional,
            "for": self.iterator,
            "some": self.iterator,
            "every": self.iterator,
            "filter": self.filter,
            "decisionTable": self.table,
        }

    def children(self, node: etree._Element, kind: str | None = None) -> Each[etree._Element]:
        """The child elements that belong to DMN."""
        for child in node:
            name = etree.QName(child)
            if name.namespace == self.namespace and kind in (None, name.localname):
                yield child

    def child(self, node: etree._Element, kind: str) -> etree._Element | None:
        """The first child element of a kind."""
        return next(self.children(node, kind), None)

    def kind(self, node: etree._Element) -> str:
        """The name of an element without its prefix."""
        return str(etree.QName(node).localname)

    def text(self, node: etree._Element, kind: str) -> str | None:
        """The characters of a child element; None where there are none."""
        return texts(self.child(node, kind)) or None

    def inner_text(self, node: etree._Element, kind: str) -> str | None:
        """The text in a child element such as `allowedValues`."""
        child = self.child(node, kind)
        return None if child is None else self.text(child, "text")

    def logic(self, node: etree._Element | None) -> Expression | None:
        """The first expression inside an element."""
        if node is None:
            return None
        child = next((child for child in self.children(node) if self.kind(child) in self.makers), None)
        return None if child is None else self.made(child)

    def made(self, node: etree._Element) -> Expression | None:
        """An expression from its element; None with a finding where it is nested too deep."""
        self.level += 1
        try:
            if self.level > _MAX_NESTING:
                self.findings.append(finding("nesting", node.get("id", ""), limit=_MAX_NESTING).at(line=line_of(node)))
                return None
            return self.makers[self.kind(node)](node)
        finally:
            self.level -= 1

    def within(self, node: etree._Element, kind: str) -> Expression | None:
        """The expression inside a child element such as `then`."""
        return self.logic(self.child(node, kind))

    def literal(self, node: etree._Element) -> Expression:
        """`literalExpression`."""
        language = self.foreign(node)
        if language:
            place = finding("foreign_language", node.get("id", ""), error=False, language=language)
            self.findings.append(place.at(line=line_of(node)))
        return LiteralText(node.get("id", ""), node.get("typeRef"), self.text(node, "text") or "", language)

    def foreign(self, node: etree._Element) -> str:
        """The language of an expression; empty where that is FEEL."""
        language = node.get("expressionLanguage", self.language).strip()
        return "" if not language or is_feel(language) else shortened(language, 200)

    def context(self, node: etree._Element) -> Expression:
        """`context`."""
        entries: list[tuple[str | None, Expression]] = []
        names: set[str] = set()
        for entry in self.children(node, "contextEntry"):
            variable = self.child(entry, "variable")
            logic = self.logic(entry) or LiteralText()
            if variable is not None and logic.type_ref is None:
                logic.type_ref = variable.get("typeRef")
            name = None if variable is None else clean(variable.get("name", ""))
            if name and name in names:  # the standard: the names of a context's entries are distinct
                self.findings.append(finding("entry_twice", node.get("id", ""), name=name).at(line=line_of(entry)))
            names.add(name or "")
            entries.append((name, logic))
        return BoxedContext(node.get("id", ""), node.get("typeRef"), entries)

    def boxed_list(self, node: etree._Element) -> Expression:
        """`list`."""
        return BoxedList(node.get("id", ""), node.get("typeRef"), self._all(node))

    def _all(self, node: etree._Element) -> list[Expression]:
        return [self.made(child) or LiteralText() for child in self.children(node) if self.kind(child) in self.makers]

    def relation(self, node: etree._Element) -> Expression:
        """`relation`."""
        columns = [clean(column.get("name", "")) for column in self.children(node, "column")]
        types = [column.get("typeRef") for column in self.children(node, "column")]
        rows = [self._all(row) for row in self.children(node, "row")]
        for index, row in enumerate(rows, 1):
            if len(row) != len(columns):
                place = finding("cells", node.get("id", ""), index, found=len(row), expected=len(columns))
                self.findings.append(place.at(line=line_of(node)))
        return Relation(node.get("id", ""), node.get("typeRef"), columns, types, rows)

    def function(self, node: etree._Element) -> BoxedFunction:
        """`functionDefinition` and `encapsulatedLogic`."""
        parameters = [Variable(clean(one.get("name", "")), one.get("typeRef")) for one in self.children(node, "formalParameter")]
        return BoxedFunction(node.get("id", ""), node.get("typeRef"), parameters, self.logic(node), node.get("kind", "FEEL"))

    def invocation(self, node: etree._Element) -> Expression:
        """`invocation`."""
        bindings: list[tuple[str, Expression | None]] = []
        for binding in self.children(node, "binding"):
            parameter = self.child(binding, "parameter")
            if parameter is not None:
                bindings.append((clean(parameter.get("name", "")), self.logic(binding)))
        return Invocation(node.get("id", ""), node.get("typeRef"), self.logic(node), bindings)

    def conditional(self, node: etree._Element) -> Expression:
        """`conditional`."""
        return Conditional(
            node.get("id", ""), node.get("typeRef"), self.within(node, "if"), self.within(node, "then"), self.within(node, "else")
        )

    def iterator(self, node: etree._Element) -> Expression:
        """`for`, `some`, `every`."""
        kind = self.kind(node)
        body = self.within(node, "return" if kind == "for" else "satisfies")
        variable = clean(node.get("iteratorVariable", ""))
        return Iterator(node.get("id", ""), node.get("typeRef"), kind, variable, self.within(node, "in"), body)

    def filter(self, node: etree._Element) -> Expression:
        """`filter`."""
        return BoxedFilter(node.get("id", ""), node.get("typeRef"), self.within(node, "in"), self.within(node, "match"))

    def table(self, node: etree._Element) -> Expression:
        """`decisionTable`."""
        found = DecisionTable(
            node.get("id", ""),
            node.get("typeRef"),
            node.get("hitPolicy", "UNIQUE").upper(),
            node.get("aggregation"),
            [self.input(child) for child in self.children(node, "input")],
            [self.output(child) for child in self.children(node, "output")],
            [self.rule(child) for child in self.children(node, "rule")],
            [clean(child.get("name", "")) for child in self.children(node, "annotation")],
        )
        self._languages(node, found)
        for index, rule in enumerate(found.rules, 1):
            for cells, columns, first in ((rule.tests, found.inputs, 1), (rule.results, found.outputs, len(found.inputs) + 1)):
                if len(cells) != len(columns):
                    column = first + min(len(cells), len(columns))
                    place = finding("cells", rule.id or found.id, index, column, found=len(cells), expected=len(columns))
                    self.findings.append(place.at(line=line_of(node)))
        return found

    def _languages(self, node: etree._Element, table: DecisionTable) -> None:
        """Which cells are not FEEL; in a file of another language those of the heads, which stand for their columns."""
        heads = [self.child(one, "inputExpression") for one in self.children(node, "input")] or list(self.children(node, "output"))
        cells: list[tuple[int | None, int, etree._Element]] = [
            (None, column, head) for column, head in enumerate(heads, 1) if head is not None
        ]
        for row, rule in enumerate(self.children(node, "rule"), 1):
            entries = [*self.children(rule, "inputEntry"), *self.children(rule, "outputEntry")]
            cells += [(row, column, entry) for column, entry in enumerate(entries, 1) if entry.get("expressionLanguage")]
        for place, column, cell in cells:
            language = self.foreign(cell)
            if language:
                table.languages[place, column] = language
                note = finding("foreign_language", cell.get("id", "") or table.id, place, column, error=False, language=language)
                self.findings.append(note.at(line=line_of(cell)))

    def input(self, node: etree._Element) -> Input:
        """`input` of a table."""
        inner = self.child(node, "inputExpression")
        text = "" if inner is None else self.text(inner, "text") or ""
        type_ref = None if inner is None else inner.get("typeRef")
        values = self.inner_text(node, "inputValues")
        return Input(node.get("id", ""), node.get("label") or text, text, type_ref, values, node.get(ENGLISH, ""))

    def output(self, node: etree._Element) -> Output:
        """`output` of a table."""
        default = self.inner_text(node, "defaultOutputEntry")
        name = clean(node.get("name", "")) or None
        return Output(node.get("id", ""), name, node.get("typeRef"), self.inner_text(node, "outputValues"), default, node.get("label", ""))

    def rule(self, node: etree._Element) -> Rule:
        """`rule` of a table."""
        tests = [self.text(child, "text") or "-" for child in self.children(node, "inputEntry")]
        results = [self.text(child, "text") or "" for child in self.children(node, "outputEntry")]
        annotations = [self.text(child, "text") or "" for child in self.children(node, "annotationEntry")]
        description = self.text(node, "description")
        return Rule(node.get("id", ""), tests, results, annotations or ([description] if description else []))
