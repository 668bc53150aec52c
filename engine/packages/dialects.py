"""Dialects of BPMN 方言: diagrams drawn for Camunda, Flowable or SpiffWorkflow come in with their attributes translated, and go out so.

Everything that has no counterpart is told: nothing disappears silently. A file without vendor attributes is not touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from lxml import etree

from engine.packages.foreign_expressions import NotPlain, feel_of_juel, feel_of_python, is_juel
from engine.packages.juel import NotExact, juel_of_feel
from engine.sdk.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TB = "urn:tongban:bpmn:1"
CAMUNDA, FLOWABLE = "http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn"
ZEEBE, SPIFF = "http://camunda.org/schema/zeebe/1.0", "http://spiffworkflow.org/bpmn/schema/1.0/core"
VENDORS = {
    CAMUNDA: "Camunda 7",
    FLOWABLE: "Flowable",
    "http://flowable.org/modeler": "Flowable",
    "http://flowable.org/design": "Flowable",
    "http://activiti.org/bpmn": "Activiti",
    ZEEBE: "Camunda 8",
    SPIFF: "SpiffWorkflow",
    "https://www.spiffworkflow.org/bpmn": "SpiffWorkflow",
}
ATTRIBUTES = {
    "candidateGroups": "role",
    "formKey": "form",
    "formRef": "form",
    "decisionRef": "decision",
    "topic": "service",
    "collection": "collection",
    "elementVariable": "item",
}
"""Attributes of a vendor -> ours, wherever they stand."""
INSIDE = {
    ("assignmentDefinition", "candidateGroups"): "role",
    ("formDefinition", "formId"): "form",
    ("formDefinition", "formKey"): "form",
    ("taskDefinition", "type"): "service",
    ("calledDecision", "decisionId"): "decision",
    ("loopCharacteristics", "inputCollection"): "collection",
    ("loopCharacteristics", "inputElement"): "item",
    ("serviceTaskOperator", "id"): "service",
}
"""Extension elements of a vendor and their attributes -> ours."""
PROPERTIES = {"formJsonSchemaFilename": "form", "calledDecisionId": "decision"}
OUTWARD = {"role": "candidateGroups", "form": "formKey", "decision": "decisionRef", "collection": "collection", "item": "elementVariable"}
TARGETS = {"camunda": CAMUNDA, "flowable": FLOWABLE}
DIALECTS = {"camunda": "Camunda 7", "flowable": "Flowable", "spiff": "SpiffWorkflow"}
"""Whom a diagram can go out to, and what they are called."""
EXPRESSIONS = frozenset(
    ("conditionExpression", "completionCondition", "loopCardinality", "loopCondition", "condition", "timeDate", "timeDuration", "timeCycle")
)
"""Elements of the standard whose text is an expression."""
STANDARD = re.compile(r"\A(?:R\d*/\S+|P(?=\d|T)[\dYMWDTHS.]+|\d+(?:-\d\d-\d\dT\S+)?)\Z")
"""Moments, spans, cycles and counts as every engine writes them."""
LONGEST = 80
Fate = Literal["translated", "left_out", "kept"]

for _prefix, _namespace in (("camunda", CAMUNDA), ("flowable", FLOWABLE), ("spiffworkflow", SPIFF)):
    etree.register_namespace(_prefix, _namespace)  # the names their editors know them by


class DialectRefused(ValueError):
    """The file is no XML; `line` is where it ends to be."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Told:
    """译注: what became of one thing an element says: translated, left out, or kept as it was."""

    element: str
    fate: Fate
    said: Text


@dataclass(frozen=True, slots=True)
class Translated:
    """译文: the file, and a sentence for everything that was translated, left out or kept."""

    content: bytes
    report: tuple[Told, ...]


def incoming(content: bytes) -> Translated:
    """A diagram of another engine as one of ours; one in which nothing is foreign stays as it is. Raises `DialectRefused`."""
    root = _parsed(content)
    python = any(VENDORS.get(str(namespace)) == "SpiffWorkflow" for namespace in root.nsmap.values())
    report: list[Told] = []
    for element in list(root.iter(etree.Element)):
        if _vendor(str(element.tag)):
            continue
        report += _attributes(element)
        report += _extensions(element)
        report += _references(element)
        report += _expression(element, python=python)
        report += _stays(element)
    if not report:
        return Translated(content, ())
    etree.cleanup_namespaces(root, keep_ns_prefixes=["bpmn", "bpmndi", "dc", "di", "xsi", "tb"], top_nsmap={"tb": TB})
    return Translated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), tuple(report))


def outgoing(content: bytes, target: str) -> Translated:
    """A diagram of ours with the attributes another engine (`camunda`, `flowable`, `spiff`) reads; ours stay beside them."""
    root = _parsed(content)
    report: list[Told] = []
    for element in root.iter(etree.Element):
        for name in [name for name in map(str, element.attrib) if name.startswith(f"{{{TB}}}")]:
            report += _outward(element, _local(name), element.get(name, ""), target)
        if _local(str(element.tag)) in EXPRESSIONS and (text := _text(element)) and not STANDARD.match(text):
            report.append(_expression_out(element, text, target))
    return Translated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), tuple(report))


def _expression_out(element: etree._Element, text: str, target: str) -> Told:
    """An expression of ours as another engine's where it is exact, else as it was, with the reason."""
    short = text[:LONGEST]
    why, after = Text("对方用 Python", "they speak Python"), ""
    try:
        after = juel_of_feel(text) if target in TARGETS else ""
    except NotExact as refusal:
        why = refusal.why
    if not after:
        zh = f"表达式“{short}”是 FEEL，照原样保留，须按对方的写法改写（{why.zh}）。"
        en = f'The expression "{short}" is FEEL and stays as it is: say it anew there ({why.in_("en")}).'
        return Told(_where(element), "kept", Text(zh, en))
    element.text = after
    if element.get("language") is not None:
        del element.attrib["language"]
    said = Text(f"表达式“{short}”译为“{element.text}”。", f'The expression "{short}" became "{element.text}".')
    return Told(_where(element), "translated", said)


def _outward(element: etree._Element, local: str, value: str, target: str) -> Iterator[Told]:
    """One attribute of ours as another engine's; names in English are read by nobody else and are not told."""
    theirs = ""
    if target == "spiff" and local in {"form", "decision"}:
        theirs = next(name for name, ours in PROPERTIES.items() if ours == local)
        _property(element, theirs, value)
    elif target in TARGETS and local == "collection" and not value.isidentifier():
        try:
            element.set(f"{{{TARGETS[target]}}}{OUTWARD[local]}", juel_of_feel(value))
        except NotExact:
            theirs = ""
        else:
            theirs = OUTWARD[local]
    elif target in TARGETS and local in OUTWARD:
        theirs = OUTWARD[local]
        element.set(f"{{{TARGETS[target]}}}{theirs}", value)
    elif target in TARGETS and local == "service":
        theirs = "topic"
        element.set(f"{{{TARGETS[target]}}}type", "external")
        element.set(f"{{{TARGETS[target]}}}{theirs}", value)
    if theirs:
        said = Text(f"tb:{local}“{value[:LONGEST]}”另写为 {theirs}。", f'tb:{local} "{value[:LONGEST]}" is also said as {theirs}.')
        yield Told(_where(element), "translated", said)
    elif local != "en":
        yield Told(_where(element), "kept", Text(f"tb:{local} 没有对应，保留原样。", f"tb:{local} has no counterpart and stays."))


def _parsed(content: bytes) -> etree._Element:
    if b"<!DOCTYPE" in content:
        raise DialectRefused("DOCTYPE", 1)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DialectRefused(str(error.msg), error.lineno or 0) from error


def _vendor(name: str) -> str:
    """Whose name it is; "" for the standard's and ours."""
    return VENDORS.get(name[1:].partition("}")[0], "") if name.startswith("{") else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _text(element: etree._Element) -> str:
    return (element.text or "").strip()


def _where(element: etree._Element) -> str:
    """The nearest element with an id that people know: what a node is made of (loops, event definitions) is told at the node."""
    while (above := element.getparent()) is not None:
        if element.get("id") and not _local(str(element.tag)).endswith(("EventDefinition", "LoopCharacteristics", *EXPRESSIONS)):
            break
        element = above
    return element.get("id") or _local(str(element.tag))


def _attributes(element: etree._Element) -> Iterator[Told]:
    for name in [name for name in map(str, element.attrib) if _vendor(name)]:
        value = str(element.attrib.pop(name))
        yield _told(element, _vendor(name), _local(name), value, ATTRIBUTES.get(_local(name)))


def _told(element: etree._Element, vendor: str, name: str, value: str, ours: str | None) -> Told:
    where, short = _where(element), value[:LONGEST]
    kept = "" if ours is None or element.get(f"{{{TB}}}{ours}") else _as_ours(ours, value)
    if not kept:
        left = Text(f"{vendor} 的 {name}“{short}”没有对应，已略去。", f'{name} "{short}" of {vendor} was left out.')
        return Told(where, "left_out", left)
    element.set(f"{{{TB}}}{ours}", kept)
    zh, en = f"{vendor} 的 {name}“{short}”译为 tb:{ours}“{kept}”", f'{name} "{short}" of {vendor} became tb:{ours} "{kept}"'
    others = "、".join(_groups(value)[1:]) if ours == "role" else ""
    if others:
        zh += f"；一个环节只由一个角色办理，“{others[:LONGEST]}”已略去"
        en += f', "{others[:LONGEST].replace("、", ", ")}" left out, as one role handles a step'
    return Told(where, "left_out" if others else "translated", Text(f"{zh}。", f"{en}."))


def _as_ours(ours: str, value: str) -> str:
    """A value of theirs as ours; "" where it only comes about as a case runs, and ours is a name."""
    if ours == "collection":
        try:
            return feel_of_juel(value) if is_juel(value) else value.strip().removeprefix("=").strip()
        except NotPlain:
            return ""
    if is_juel(value) or value.startswith("="):
        return ""
    if ours == "role":
        return next(iter(_groups(value)), "")
    return value.rpartition(":")[2].removesuffix(".json").removesuffix("-schema") if ours == "form" else value


def _groups(value: str) -> list[str]:
    return [name for each in value.split(",") if (name := each.strip())]


def _extensions(element: etree._Element) -> Iterator[Told]:
    holder = element.find(f"{{{BPMN}}}extensionElements")
    if holder is None:
        return
    for each in list(holder):
        vendor = _vendor(str(each.tag)) if isinstance(each.tag, str) else ""
        if not vendor:
            continue
        yield from _extension(element, each, vendor)
        holder.remove(each)
    if not len(holder):
        element.remove(holder)


def _extension(element: etree._Element, each: etree._Element, vendor: str) -> Iterator[Told]:
    local, where = _local(str(each.tag)), _where(element)
    called = each.get("processId", "")
    if local == "calledElement" and called and not called.startswith("="):
        element.set("calledElement", called)
        said = Text(f"{vendor} 的 {local}“{called}”译为 calledElement。", f'{local} "{called}" of {vendor} became calledElement.')
        yield Told(where, "translated", said)
        return
    if local == "properties":
        for entry in each.iter(etree.Element):
            if entry is not each:
                name = entry.get("name", "")
                yield _told(element, vendor, name, entry.get("value", ""), PROPERTIES.get(name))
        return
    known = [(name, ours) for (tag, name), ours in INSIDE.items() if tag == local and each.get(name)]
    for name, ours in known:
        yield _told(element, vendor, f"{local}/{name}", each.get(name, ""), ours)
    if local == "calledDecisionId" and _text(each):
        yield _told(element, vendor, local, _text(each), "decision")
        return
    rest = [name for name in map(str, each.attrib) if _local(name) not in {name for name, _ in known}]
    if not known or rest or len(each):
        more = "、".join(_local(name) for name in rest)
        zh, en = (f"（{more}）", f" ({', '.join(_local(name) for name in rest)})") if more else ("", "")
        said = Text(f"{vendor} 的 {local}{zh}没有对应，已略去。", f"{local}{en} of {vendor} was left out.")
        yield Told(where, "left_out", said)


def _references(element: etree._Element) -> Iterator[Told]:
    """What a repeated step runs over, said the standard's way, is our `collection` and `item`."""
    for tag, name, ours in (("loopDataInputRef", "", "collection"), ("inputDataItem", "name", "item")):
        found = element.find(f"{{{BPMN}}}{tag}") if _local(str(element.tag)) == "multiInstanceLoopCharacteristics" else None
        value = "" if found is None else found.get(name, "") if name else _text(found)
        if found is not None and value:
            yield _told(element, "BPMN", tag, value, ours)
            element.remove(found)


def _expression(element: etree._Element, *, python: bool) -> Iterator[Told]:
    before = _text(element)
    if _local(str(element.tag)) not in EXPRESSIONS or not before or not (python or is_juel(before)):
        return
    try:
        after = feel_of_juel(before) if is_juel(before) else feel_of_python(before)
    except NotPlain:
        if is_juel(before):
            zh, en = (
                f"表达式“{before[:LONGEST]}”不能照译，保留原文，须改写为 FEEL。",
                f'"{before[:LONGEST]}" has no plain translation: say it in FEEL.',
            )
            yield Told(_where(element), "kept", Text(zh, en))
        return
    if after != before:
        element.text = after
        if element.get("language") is not None:
            del element.attrib["language"]
        said = Text(f"表达式“{before[:LONGEST]}”译为“{after}”。", f'The expression "{before[:LONGEST]}" became "{after}".')
        yield Told(_where(element), "translated", said)


def _stays(element: etree._Element) -> Iterator[Told]:
    """Expressions in names and references of the standard, which are names here."""
    for name, value in ((_local(str(name)), str(value)) for name, value in element.attrib.items()):
        if is_juel(value):
            said = Text(
                f"{name}“{value[:LONGEST]}”是表达式，保留原文，须改为固定的值。",
                f'{name} "{value[:LONGEST]}" is an expression: say a fixed value.',
            )
            yield Told(_where(element), "kept", said)


def _property(element: etree._Element, name: str, value: str) -> None:
    holder = element.find(f"{{{BPMN}}}extensionElements")
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        element.insert(0, holder)
    properties = holder.find(f"{{{SPIFF}}}properties")
    if properties is None:
        properties = etree.SubElement(holder, f"{{{SPIFF}}}properties", nsmap={"spiffworkflow": SPIFF})
    etree.SubElement(properties, f"{{{SPIFF}}}property", name=name, value=value)
