"""What the XML may hold. Whatever is not named here and has a meaning for execution is a finding; nothing is ignored silently."""

from collections.abc import Iterator

from lxml import etree

from engine.bpmn.findings import Finding
from engine.bpmn.lint.nesting import MEANT, ONCE, belongs
from engine.bpmn.lint.sentences import finding
from engine.bpmn.lint.tables import (
    ATTRIBUTES,
    DRAWN,
    FIXED,
    LIKE,
    NEUTRAL,
    NODES_ON_WHICH_FOREIGN_IS_REFUSED,
    OWN_PARTS,
    QUIET_NAMESPACES,
    REFUSED,
    SHOWN,
    VALUES,
    VENDORS,
)
from engine.bpmn.moddle import NAMESPACE, attributes_of
from engine.bpmn.reading.names import BPMN, is_bpmn, line_of, local

FEEL = "feel"
DEFAULT_LANGUAGES = ("http://www.w3.org/1999/XPath",)
"""What editors write on top of every file; on an expression it is meant."""


def whitelist_findings(file: str, root: etree._Element) -> list[Finding]:
    """Everything in the file that would not be honoured."""
    return list(_Walk(file).node(root, ""))


class _Walk:
    def __init__(self, file: str) -> None:
        self.file = file

    def say(self, node: etree._Element, owner: str, code: str, /, **facts: object) -> Finding:
        return finding(self.file, line_of(node), owner, code, **facts)

    def node(self, node: etree._Element, owner: str, around: str = "") -> Iterator[Finding]:
        if not isinstance(node.tag, str):
            return
        name = etree.QName(node)
        if name.namespace != BPMN:
            if name.namespace not in QUIET_NAMESPACES:
                yield self.foreign(node, owner, owner, name.namespace or "", name.localname)
            return
        kind = name.localname
        owner = node.get("id") or owner
        if kind in REFUSED:
            yield self.say(node, owner, REFUSED[kind], tag=kind)
            if kind in LIKE:
                yield from self.inside(node, owner, LIKE[kind])
            return
        if kind in DRAWN:
            yield from self.drawn(node, owner, kind)
            return
        if not belongs(kind, around):
            yield self.say(node, owner, "nested-here", tag=kind, kind=around)
        if kind not in ATTRIBUTES:
            if kind not in NEUTRAL:
                yield self.say(node, owner, "unsupported", tag=kind)
            yield from self.hidden(node, kind)
            return
        yield from self.inside(node, owner, kind)

    def inside(self, node: etree._Element, owner: str, kind: str) -> Iterator[Finding]:
        """What a node carries and holds, judged as that of a kind that is supported."""
        yield from self.attributes(node, owner, kind)
        yield from self.once(node, owner, kind)
        own = local(node) != kind
        for child in node:
            if own and is_bpmn(child) and local(child) in OWN_PARTS:
                continue
            if kind == "extensionElements":
                yield from self.extension(child, node, owner)
            else:
                yield from self.node(child, owner, kind)

    def once(self, node: etree._Element, owner: str, kind: str) -> Iterator[Finding]:
        """The second of what may be there once."""
        for group in ONCE:
            several = [child for child in node if is_bpmn(child) and local(child) in group]
            if len(several) > 1:
                yield self.say(several[1], owner, "twice-here", tag=local(several[1]), kind=kind)

    def hidden(self, node: etree._Element, kind: str) -> Iterator[Finding]:
        """What means something, inside an element in which nobody looks for it."""
        for inner in node.iter(f"{{{BPMN}}}*"):
            if inner is not node and local(inner) in MEANT and local(inner) in ATTRIBUTES:
                yield self.say(inner, inner.get("id") or "", "nested-here", tag=local(inner), kind=kind)

    def drawn(self, node: etree._Element, owner: str, kind: str) -> Iterator[Finding]:
        if node.get("mustUnderstand", "false").strip() not in {"false", "0"}:
            yield self.say(node, owner, "attribute-value", name="mustUnderstand", value=node.get("mustUnderstand"))
            return
        transformed = list(node.iter(f"{{{BPMN}}}assignment", f"{{{BPMN}}}transformation"))
        if transformed:
            yield self.say(transformed[0], owner, "data-transformed", tag=etree.QName(transformed[0]).localname)
        else:
            yield self.say(node, owner, "data-drawn", tag=kind)
        yield from self.hidden(node, kind)

    def attributes(self, node: etree._Element, owner: str, kind: str) -> Iterator[Finding]:
        own = local(node) != kind
        for key, raw in node.attrib.items():
            name, value = etree.QName(str(key)), str(raw)
            if own and name.localname in OWN_PARTS and name.namespace in (None, BPMN):
                continue
            if name.namespace == NAMESPACE:
                if name.localname not in attributes_of(kind):
                    yield self.say(node, owner, "attribute-ours", kind=kind, name=name.localname)
            elif name.namespace and name.namespace != BPMN:
                if name.namespace not in QUIET_NAMESPACES:
                    yield self.foreign(node, owner, kind, name.namespace, name.localname)
            else:
                yield from self.plain(node, owner, kind, name.localname, value)

    def plain(self, node: etree._Element, owner: str, kind: str, name: str, value: str) -> Iterator[Finding]:
        if name in {"id", "name"}:
            return
        if name in {"language", "expressionLanguage"}:
            meant_for_none = name == "expressionLanguage" and value in DEFAULT_LANGUAGES
            if FEEL not in value.lower() and not meant_for_none:
                yield self.say(node, owner, "language", language=value)
        elif value.strip() not in FIXED.get(name, VALUES.get(name, {value.strip()})):
            yield self.say(node, owner, "attribute-value", name=name, value=value)
        elif name == "isExecutable":
            if value.strip() in {"false", "0"}:
                yield self.say(node, owner, "not-executable")
        elif name in SHOWN:
            yield self.say(node, owner, "attribute-shown", name=name)
        elif name not in ATTRIBUTES[kind] and name not in FIXED:
            yield self.say(node, owner, "attribute-unknown", name=name)

    def extension(self, child: etree._Element, parent: etree._Element, owner: str) -> Iterator[Finding]:
        if not isinstance(child.tag, str):
            return
        name = etree.QName(child)
        if name.namespace not in QUIET_NAMESPACES:
            around = parent.getparent()
            kind = "" if around is None else etree.QName(around).localname
            yield self.foreign(child, owner, kind, name.namespace or "", name.localname)

    def foreign(self, node: etree._Element, owner: str, kind: str, namespace: str, name: str) -> Finding:
        if namespace == NAMESPACE:
            return self.say(node, owner, "unsupported", tag=f"tb:{name}")
        vendor = next((short for part, short in VENDORS.items() if part in namespace), None)
        if vendor is not None and kind in NODES_ON_WHICH_FOREIGN_IS_REFUSED:
            return self.say(node, owner, "foreign", name=f"{vendor}:{name}")
        return self.say(node, owner, "foreign-shown", name=f"{vendor or namespace}:{name}")
