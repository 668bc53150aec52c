"""Which element may stand inside which, and how often; the reader looks for each of them there and nowhere else."""

_DATA = frozenset({"property", "ioSpecification", "dataInputAssociation", "dataOutputAssociation"})
_ARTIFACTS = frozenset({"textAnnotation", "association", "group"})
_ANYWHERE = frozenset({"documentation", "extensionElements"})
_LOOPS = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
_EVENT_DEFINITIONS = frozenset({
    "messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition", "timerEventDefinition",
    "conditionalEventDefinition", "terminateEventDefinition", "linkEventDefinition", "cancelEventDefinition", "compensateEventDefinition",
})  # fmt: skip
NODES = frozenset({
    "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity", "subProcess",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway",
    "scriptTask", "transaction", "adHocSubProcess", "complexGateway", "subConversation", "implicitThrowEvent",
})  # fmt: skip
"""What the reader reads as a node."""
DANCES = frozenset({"choreographyTask", "callChoreography", "subChoreography"})
"""Nodes of choreographies: refused wherever they stand."""

_FLOWS = NODES | DANCES | {"sequenceFlow", "laneSet", "dataObject", "dataObjectReference", "dataStoreReference"} | _ARTIFACTS
_NODE = frozenset({"incoming", "outgoing", "auditing", "monitoring"})
_ACTIVITY = _NODE | _DATA | _LOOPS
_EVENT = _NODE | {"property", "dataInput", "dataOutput", "dataInputAssociation", "dataOutputAssociation", "inputSet", "outputSet"}
_TRIGGERED = _EVENT | _EVENT_DEFINITIONS | {"eventDefinitionRef"}
_TASKS = ("task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "sendTask", "receiveTask", "scriptTask", "callActivity")
_EVENTS = ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")
_GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
_SCOPES = ("subProcess", "transaction", "adHocSubProcess")

INSIDE: dict[str, frozenset[str]] = {
    "definitions": _EVENT_DEFINITIONS | {
        "process", "collaboration", "message", "signal", "error", "escalation", "itemDefinition", "category", "import", "extension",
        "relationship", "dataStore", "interface", "endPoint",
    },
    "process": _FLOWS | {"auditing", "monitoring", "property", "ioSpecification", "supportedInterfaceRef", "supports"},
    "collaboration": _ARTIFACTS | {"participant", "messageFlow"},
    "laneSet": frozenset({"lane"}),
    "childLaneSet": frozenset({"lane"}),
    "lane": frozenset({"flowNodeRef", "childLaneSet", "partitionElement"}),
    "sequenceFlow": frozenset({"conditionExpression", "auditing", "monitoring"}),
    **dict.fromkeys(_TASKS, _ACTIVITY),
    **dict.fromkeys(_SCOPES, _ACTIVITY | _FLOWS | {"completionCondition"}),
    **dict.fromkeys(_EVENTS, _TRIGGERED),
    **dict.fromkeys(_GATEWAYS, _NODE),
    "timerEventDefinition": frozenset({"timeDate", "timeDuration", "timeCycle"}),
    "conditionalEventDefinition": frozenset({"condition"}),
    "multiInstanceLoopCharacteristics": frozenset({"loopCardinality", "completionCondition"}),
    "standardLoopCharacteristics": frozenset({"loopCondition"}),
}  # fmt: skip
"""What may stand inside an element beside its documentation and its extensions; nothing else in those that are not named."""

ONCE: tuple[frozenset[str], ...] = (
    _LOOPS,
    *(frozenset({kind}) for kind in (
        "conditionExpression", "condition", "loopCardinality", "completionCondition", "loopCondition", "extensionElements",
    )),
)  # fmt: skip
"""Of each of these sets one element at most may stand inside another: the reader takes the first."""

MEANT = frozenset().union(*INSIDE.values()) - _ANYWHERE - _DATA - _ARTIFACTS - _NODE
"""Elements that mean something, and nothing at all where they do not belong."""


def belongs(kind: str, around: str) -> bool:
    """Whether the reader looks for such an element inside the other."""
    return around == "" or kind not in MEANT or kind in INSIDE.get(around, frozenset())
