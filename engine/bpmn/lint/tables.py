"""The tables of the whitelist: elements, attributes, values."""

_ACTIVITY = frozenset({"default"})
_TASK = _ACTIVITY
_EVENT_DEFINITIONS = {
    "messageEventDefinition": frozenset({"messageRef"}),
    "signalEventDefinition": frozenset({"signalRef"}),
    "errorEventDefinition": frozenset({"errorRef"}),
    "escalationEventDefinition": frozenset({"escalationRef"}),
    "timerEventDefinition": frozenset[str](),
    "conditionalEventDefinition": frozenset[str](),
    "terminateEventDefinition": frozenset[str](),
    "linkEventDefinition": frozenset[str](),
}
_EXPRESSIONS = (
    "conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle", "loopCardinality", "loopCondition", "completionCondition",
)  # fmt: skip

ATTRIBUTES: dict[str, frozenset[str]] = {
    "definitions": frozenset({"targetNamespace", "typeLanguage", "exporter", "exporterVersion"}),
    "process": frozenset({"processType", "isClosed", "definitionalCollaborationRef"}),
    "collaboration": frozenset({"isClosed"}),
    "participant": frozenset({"processRef"}),
    "laneSet": frozenset(),
    "lane": frozenset(),
    "childLaneSet": frozenset(),
    "message": frozenset({"itemRef"}),
    "signal": frozenset({"structureRef"}),
    "error": frozenset({"errorCode", "structureRef"}),
    "escalation": frozenset({"escalationCode", "structureRef"}),
    "sequenceFlow": frozenset({"sourceRef", "targetRef", "isImmediate"}),
    "startEvent": frozenset({"isInterrupting"}),
    "endEvent": frozenset(),
    "intermediateCatchEvent": frozenset(),
    "intermediateThrowEvent": frozenset(),
    "boundaryEvent": frozenset({"attachedToRef", "cancelActivity"}),
    "task": _TASK,
    "userTask": _TASK,
    "manualTask": _TASK,
    "serviceTask": _TASK,
    "businessRuleTask": _TASK,
    "sendTask": _TASK | {"messageRef"},
    "receiveTask": _TASK | {"messageRef"},
    "callActivity": _ACTIVITY | {"calledElement"},
    "subProcess": _ACTIVITY | {"triggeredByEvent"},
    "exclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "inclusiveGateway": frozenset({"default", "gatewayDirection"}),
    "parallelGateway": frozenset({"gatewayDirection"}),
    "eventBasedGateway": frozenset({"gatewayDirection"}),
    "multiInstanceLoopCharacteristics": frozenset({"isSequential"}),
    "standardLoopCharacteristics": frozenset({"testBefore", "loopMaximum"}),
    "extensionElements": frozenset(),
    **_EVENT_DEFINITIONS,
    **dict.fromkeys(_EXPRESSIONS, frozenset({"evaluatesToTypeRef"})),
}
"""Supported elements, and what they may carry beside id, name and our own attributes."""

FIXED: dict[str, frozenset[str]] = {
    "isForCompensation": frozenset({"false", "0"}),
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
    "parallelMultiple": frozenset({"false", "0"}),
    "instantiate": frozenset({"false", "0"}),
    "eventGatewayType": frozenset({"Exclusive"}),
    "behavior": frozenset({"All"}),
}
"""Attributes of which only the usual value is supported."""

_TRUTH = frozenset({"true", "false", "1", "0"})
_TRUTHS = ("cancelActivity", "isInterrupting", "isSequential", "triggeredByEvent", "testBefore", "isExecutable", "isClosed")

VALUES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_TRUTHS, _TRUTH),
    "gatewayDirection": frozenset({"Unspecified", "Converging", "Diverging", "Mixed"}),
    "processType": frozenset({"None", "Public", "Private"}),
}
"""Attributes with a fixed set of values, all of them supported; xsd:boolean knows no TRUE and no yes."""

SHOWN = frozenset({"implementation", "isImmediate", "partitionElementRef"})
"""Attributes that say nothing to this engine."""

NEUTRAL = frozenset({
    "documentation", "text", "textAnnotation", "association", "group", "category", "itemDefinition", "auditing", "monitoring", "incoming",
    "outgoing", "flowNodeRef", "messageFlow", "eventDefinitionRef", "partitionElement",
})  # fmt: skip
"""Elements without a meaning for execution, or read elsewhere."""

DRAWN = frozenset({
    "dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInputAssociation", "dataOutputAssociation",
    "ioSpecification",
    "property", "dataInput", "dataOutput", "dataState", "inputSet", "outputSet", "interface", "supportedInterfaceRef", "supports",
    "endPoint", "import", "relationship", "extension",
})  # fmt: skip
"""Elements that are kept and shown, and do nothing."""

REFUSED: dict[str, str] = {
    "scriptTask": "script",
    "transaction": "no-transaction",
    "cancelEventDefinition": "no-transaction",
    "compensateEventDefinition": "no-compensation",
    "adHocSubProcess": "no-adhoc",
    "complexGateway": "no-complex",
    "choreography": "no-choreography",
    "globalChoreographyTask": "no-choreography",
    "choreographyTask": "no-choreography",
    "callChoreography": "no-choreography",
    "subChoreography": "no-choreography",
    "globalConversation": "no-choreography",
    "conversation": "no-choreography",
    "callConversation": "no-choreography",
    "subConversation": "no-choreography",
    "globalTask": "no-global",
    "globalUserTask": "no-global",
    "globalManualTask": "no-global",
    "globalScriptTask": "no-global",
    "globalBusinessRuleTask": "no-global",
    "resource": "use-role",
    "resourceRole": "use-role",
    "performer": "use-role",
    "humanPerformer": "use-role",
    "potentialOwner": "use-role",
    "correlationProperty": "use-correlation",
    "correlationKey": "use-correlation",
    "correlationSubscription": "use-correlation",
    "loopDataInputRef": "use-collection",
    "loopDataOutputRef": "use-collection",
    "inputDataItem": "use-collection",
    "outputDataItem": "use-collection",
    "complexBehaviorDefinition": "unsupported",
    "participantMultiplicity": "unsupported",
    "rendering": "unsupported",
    "ioBinding": "unsupported",
}
"""Elements with a sentence of their own."""

LIKE = {"transaction": "subProcess", "adHocSubProcess": "subProcess", "scriptTask": "task", "complexGateway": "inclusiveGateway"}
"""Refused nodes whose attributes and contents are judged all the same, as those of what stands there once they are redrawn."""

OWN_PARTS = frozenset({
    "method", "protocol", "ordering", "cancelRemainingInstances", "completionCondition", "scriptFormat", "script", "activationCondition",
})  # fmt: skip
"""What only those have: it is refused with them."""

NODES_ON_WHICH_FOREIGN_IS_REFUSED = frozenset(
    set(ATTRIBUTES) - {"definitions", "process", "collaboration", "participant", "laneSet", "lane", "childLaneSet", "message", "signal"}
)

VENDORS = {
    "camunda.org/schema/1.0": "camunda",
    "camunda.org/schema/zeebe": "zeebe",
    "flowable.org": "flowable",
    "activiti.org": "activiti",
    "spiffworkflow.org": "spiffworkflow",
    "jboss.org/drools": "drools",
    "omg.org/bpmn20/ext": "vendor",
}

QUIET_NAMESPACES = frozenset({
    "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace", "http://www.omg.org/spec/BPMN/20100524/DI",
    "http://www.omg.org/spec/DD/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC", "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0", "http://camunda.org/schema/modeler/1.0",
    "http://www.w3.org/2001/XMLSchema",
})  # fmt: skip
"""Drawing and schema."""
