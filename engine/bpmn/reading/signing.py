"""会签: a step that several people sign is a repeated activity; `tb:signing` says how, `tb:signers` who."""

from collections.abc import Mapping
from dataclasses import replace

from lxml import etree

from engine.bpmn.model import LoopInfo
from engine.bpmn.reading.document import Document

KINDS = frozenset({"one", "all", "any", "sequence", "ratio"})
SIGNED = frozenset({"userTask", "manualTask"})
SIGNER = "signer"


def signed(document: Document, node: etree._Element, kind: str, own: Mapping[str, str], drawn: LoopInfo | None) -> LoopInfo | None:
    """The loop of an activity with what its signing adds; the drawn one where nobody signs.

    The activity closes as soon as its facts say `decided`; whoever counts the signatures writes that.
    """
    signing, owner = own.get("signing", ""), node.get("id", "")
    if kind not in SIGNED or signing not in KINDS:
        return drawn
    decided = f"{owner}.decided = true"
    if drawn is not None:
        if drawn.kind == "standard" or (drawn.kind == "sequential") != (signing == "sequence"):
            document.fault(node, owner, "signing-loop", signing=signing)
        return replace(drawn, completion=drawn.completion or decided)
    signers = own.get("signers")
    if signing != "one" and not signers:
        document.fault(node, owner, "signing-nobody", signing=signing)
    return LoopInfo(
        kind="sequential" if signing == "sequence" else "parallel",
        cardinality=None if signers else "1",
        collection=signers,
        item=SIGNER if signers else None,
        completion=decided,
    )
