"""How often an activity runs."""

from lxml import etree

from engine.bpmn.model import LoopInfo
from engine.bpmn.reading.document import Document, child, ours, truth


def read_loop(document: Document, node: etree._Element, owner: str) -> LoopInfo | None:
    """The loop of an activity; None when it runs once."""
    several = child(node, "multiInstanceLoopCharacteristics")
    if several is not None:
        own = ours(several)
        cardinality = document.expression(several, "loopCardinality", owner)
        collection = own.get("collection") or None
        if (cardinality is None) == (collection is None):
            document.fault(several, owner, "loop-count")
        return LoopInfo(
            kind="sequential" if truth(several, "isSequential", default=False) else "parallel",
            cardinality=cardinality,
            collection=collection,
            item=own.get("item"),
            completion=document.expression(several, "completionCondition", owner),
            behavior=several.get("behavior", "All"),
        )
    standard = child(node, "standardLoopCharacteristics")
    if standard is None:
        return None
    maximum = standard.get("loopMaximum")
    if maximum is not None and not maximum.strip().isdecimal():
        document.fault(standard, owner, "loop-maximum", value=maximum)
        maximum = None
    condition = document.expression(standard, "loopCondition", owner)
    if maximum is None and condition is None:
        document.fault(standard, owner, "loop-count")
    return LoopInfo(
        kind="standard",
        test_before=truth(standard, "testBefore", default=False),
        maximum=None if maximum is None else int(maximum),
        condition=condition,
    )
