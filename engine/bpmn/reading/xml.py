"""Uploaded bytes to an XML tree, safely: no DOCTYPE, no entities, no network, no bombs."""

from typing import Any

from lxml import etree

from engine.bpmn.findings import Finding
from engine.bpmn.lint.sentences import finding
from engine.bpmn.reading.names import is_bpmn, line_of, local

LIMIT = 5_000_000


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
    tree: Any = root.getroottree()
    if tree.docinfo.doctype:
        return None, [finding(file, 1, "", "doctype")]
    if not is_bpmn(root) or local(root) != "definitions":
        return None, [finding(file, line_of(root), "", "not-bpmn")]
    return root, []
