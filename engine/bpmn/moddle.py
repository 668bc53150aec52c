"""Our attributes: read from the one descriptor that the editor uses too."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from engine.sdk.text import Text

DESCRIPTOR = Path(__file__).resolve().parents[2] / "api" / "frontend" / "moddle" / "tongban.json"
NAMESPACE = "urn:tongban:bpmn:1"

_FAMILIES = {
    "FlowNode": (
        "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
        "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
        "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    ),
}  # fmt: skip


@cache
def attributes_of(kind: str) -> frozenset[str]:
    """Names of our attributes that an element of this BPMN kind may carry."""
    descriptor = json.loads(DESCRIPTOR.read_bytes())
    names: set[str] = set()
    for declared in descriptor["types"]:
        if kind in {name for extended in declared["extends"] for name in _kinds(extended.removeprefix("bpmn:"))}:
            names |= {attribute["name"] for attribute in declared["properties"]}
    return frozenset(names)


@cache
def attribute_words() -> Mapping[str, Text]:
    """What people call each of our attributes: one table for the panel of the editor and for sentences."""
    descriptor = json.loads(DESCRIPTOR.read_bytes())
    return {each["name"]: Text(each["zh"], each["en"]) for declared in descriptor["types"] for each in declared["properties"]}


def _kinds(name: str) -> tuple[str, ...]:
    return _FAMILIES.get(name, (name[0].lower() + name[1:],))
