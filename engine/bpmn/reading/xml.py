"""Uploaded bytes to an XML tree, safely: no DOCTYPE, no entities, no network, no bombs."""

from lxml import etree

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
LIMIT = 5_000_000


def local(node: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def is_bpmn(node: etree._Element) -> bool:
    """True for an element of the BPMN 2.0 model namespace."""
    return isinstance(node.tag, str) and etree.QName(node).namespace == BPMN


def line_of(node: etree._Element | None) -> int:
    """The line the element stands on; 1 when it is not known."""
    return 1 if node is None else int(node.sourceline or 1)


def parse(file: str, data: bytes) -> tuple[etree._Element | None, list[Finding]]:
    """The root of the file, or None with the reasons."""
    if len(data) > LIMIT:
        return None, [finding(file, 1, "", "too-large", size=len(data))]
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if b"<!DOCTYPE" in data or "<!DOCTYPE".encode("utf-16-le") in data or "<!DOCTYPE".encode("utf-16-be") in data:
        return None, [finding(file, 1, "", "doctype")]
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return None, [finding(file, getattr(error, "lineno", None) or 1, "", "not-xml", why=str(error))]
    if root.getroottree().docinfo.doctype:
        return None, [finding(file, 1, "", "doctype")]
    if not is_bpmn(root) or local(root) != "definitions":
        return None, [finding(file, line_of(root), "", "not-bpmn")]
    return root, []
