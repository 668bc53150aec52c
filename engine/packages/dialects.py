"""Dialects of BPMN 方言: diagrams drawn for Camunda, Flowable or SpiffWorkflow come in with their attributes translated, and go out so.

Everything that has no counterpart is told: nothing disappears silently. A file without vendor attributes is not touched.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from engine.sdk.text import Text

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
TB = "urn:tongban:bpmn:1"
CAMUNDA, FLOWABLE = "http://camunda.org/schema/1.0/bpmn", "http://flowable.org/bpmn"
ZEEBE, SPIFF = "http://camunda.org/schema/zeebe/1.0", "http://spiffworkflow.org/bpmn/schema/1.0/core"
VENDORS = {
    CAMUNDA: "Camunda 7",
    FLOWABLE: "Flowable",
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
DIALECTS = (*TARGETS, "spiff")
LONGEST = 80


for _prefix, _namespace in (("camunda", CAMUNDA), ("flowable", FLOWABLE), ("spiffworkflow", SPIFF)):
    etree.register_namespace(_prefix, _namespace)  # the names their editors know them by


class DialectRefused(ValueError):
    """The file is no XML; `line` is where it ends to be."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Translated:
    """译文: the file, and a sentence for everything that was translated or left out."""

    content: bytes
    report: tuple[Text, ...]


def incoming(content: bytes) -> Translated:
    """A diagram of another engine as one of ours. Raises `DialectRefused`."""
    root = _parsed(content)
    if (
        not any(_vendor(name) for element in root.iter(etree.Element) for name in map(str, (element.tag, *element.attrib)))
        and b"${" not in content
    ):
        return Translated(content, ())
    report: list[Text] = []
    for element in list(root.iter(etree.Element)):
        if _vendor(str(element.tag)):
            continue
        report += _attributes(element)
        report += _extensions(element)
        report += _condition(element)
    etree.cleanup_namespaces(root, keep_ns_prefixes=["bpmn", "bpmndi", "dc", "di", "xsi", "tb"], top_nsmap={"tb": TB})
    return Translated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), tuple(report))


def outgoing(content: bytes, target: str) -> Translated:
    """A diagram of ours with the attributes another engine (`camunda`, `flowable`, `spiff`) reads; ours stay beside them."""
    root = _parsed(content)
    report: list[Text] = []
    for element in root.iter(etree.Element):
        for name in [name for name in map(str, element.attrib) if name.startswith(f"{{{TB}}}")]:
            local, value = _local(name), element.get(name, "")
            if target == "spiff" and local in {"form", "decision"}:
                _property(element, next(theirs for theirs, ours in PROPERTIES.items() if ours == local), value)
            elif target in TARGETS and local in OUTWARD:
                element.set(f"{{{TARGETS[target]}}}{OUTWARD[local]}", value)
            elif target in TARGETS and local == "service":
                element.set(f"{{{TARGETS[target]}}}type", "external")
                element.set(f"{{{TARGETS[target]}}}topic", value)
            elif local != "en":
                where = _where(element)
                report.append(Text(f"{where}：tb:{local} 没有对应，保留原样。", f"{where}: tb:{local} has no counterpart and stays."))
    return Translated(etree.tostring(root, xml_declaration=True, encoding="UTF-8"), tuple(report))


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


def _where(element: etree._Element) -> str:
    while element is not None and not element.get("id"):
        above = element.getparent()
        if above is None:
            break
        element = above
    return element.get("id") or _local(str(element.tag))


def _attributes(element: etree._Element) -> Iterator[Text]:
    for name in [name for name in map(str, element.attrib) if _vendor(name)]:
        value = str(element.attrib.pop(name))
        yield _told(element, _vendor(name), _local(name), value, ATTRIBUTES.get(_local(name)))


def _told(element: etree._Element, vendor: str, name: str, value: str, ours: str | None) -> Text:
    where, short = _where(element), value[:LONGEST]
    if ours is None or element.get(f"{{{TB}}}{ours}"):
        return Text(f"{where}：{vendor} 的 {name}“{short}”没有对应，已略去。", f'{where}: {name} "{short}" of {vendor} was left out.')
    kept = value.split(",", maxsplit=1)[0].strip() if ours == "role" else value.rpartition(":")[2] if ours == "form" else value
    kept = kept.removesuffix(".json").removesuffix("-schema") if ours == "form" else kept.removeprefix("=").removeprefix("${").rstrip("}")
    element.set(f"{{{TB}}}{ours}", kept)
    return Text(f"{where}：{vendor} 的 {name}“{short}”译为 tb:{ours}“{kept}”。", f'{where}: {name} "{short}" became tb:{ours} "{kept}".')


def _extensions(element: etree._Element) -> Iterator[Text]:
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


def _extension(element: etree._Element, each: etree._Element, vendor: str) -> Iterator[Text]:
    local = _local(str(each.tag))
    if local == "calledElement" and each.get("processId"):
        element.set("calledElement", each.get("processId", ""))
        return
    if local == "properties":
        for entry in each:
            name, value = entry.get("name", ""), entry.get("value", "")
            yield _told(element, vendor, name, value, PROPERTIES.get(name))
        return
    known = [(name, ours) for (tag, name), ours in INSIDE.items() if tag == local and each.get(name)]
    for name, ours in known:
        yield _told(element, vendor, f"{local}/{name}", each.get(name, ""), ours)
    if local == "calledDecisionId" and each.text:
        yield _told(element, vendor, local, each.text.strip(), "decision")
    elif not known:
        where = _where(element)
        yield Text(f"{where}：{vendor} 的 {local} 没有对应，已略去。", f"{where}: {local} of {vendor} was left out.")


def _condition(element: etree._Element) -> Iterator[Text]:
    if element.tag != f"{{{BPMN}}}conditionExpression" or not element.text or "${" not in element.text:
        return
    before = element.text.strip()
    element.text = feel_of(before)
    where = _where(element)
    yield Text(f"{where}：条件“{before}”译为“{element.text}”。", f'{where}: the condition "{before}" became "{element.text}".')


def feel_of(text: str) -> str:
    """An expression of JUEL as FEEL, as far as the signs go."""
    inner = text.strip().removeprefix("${").removesuffix("}").strip()
    for theirs, ours in (("==", "="), ("&&", " and "), ("||", " or ")):
        inner = inner.replace(theirs, ours)
    inner = re.sub(r"!(?!=)\s*([\w.]+)", r"not(\1)", inner)
    return "=" + re.sub(r"\s+", " ", inner.replace("'", '"')).replace(" eq ", " = ").replace(" ne ", " != ").strip()


def _property(element: etree._Element, name: str, value: str) -> None:
    holder = element.find(f"{{{BPMN}}}extensionElements")
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        element.insert(0, holder)
    properties = holder.find(f"{{{SPIFF}}}properties")
    if properties is None:
        properties = etree.SubElement(holder, f"{{{SPIFF}}}properties", nsmap={"spiffworkflow": SPIFF})
    etree.SubElement(properties, f"{{{SPIFF}}}property", name=name, value=value)
