"""Names and places in the XML."""

from lxml import etree

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def local(node: etree._Element) -> str:
    """The tag without its namespace; empty for comments and processing instructions."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""


def is_bpmn(node: etree._Element) -> bool:
    """True for an element of the BPMN 2.0 model namespace."""
    return isinstance(node.tag, str) and etree.QName(node).namespace == BPMN


def line_of(node: etree._Element | None) -> int:
    """The line the element stands on; 1 when it is not known."""
    line = None if node is None else node.sourceline
    return line if isinstance(line, int) else 1
