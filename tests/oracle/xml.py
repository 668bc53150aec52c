"""A diagram of the oracle as the XML an editor would write."""

from tests.oracle.diagram import Diagram, Flow, Loop, Node, Scope

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="oracle">'
TRIGGERED = ("startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent")


def to_xml(diagram: Diagram) -> bytes:
    """All processes of a diagram in one file."""
    lines = [HEAD, *_declared(diagram)]
    for name, scope in diagram.processes.items():
        lines += [f'<process id="{name}" isExecutable="true">', *_scope(scope), "</process>"]
    return "\n".join([*lines, "</definitions>"]).encode()


def _declared(diagram: Diagram) -> list[str]:
    found: dict[tuple[str, str], str] = {}
    for scope in diagram.processes.values():
        for node in scope.everything():
            if node.event is not None and node.event[1] is not None:
                kind, name = node.event
                if kind in ("message", "signal"):
                    found[kind, name] = f'<{kind} id="{kind}_{name}" name="{name}"/>'
                elif kind in ("error", "escalation"):
                    found[kind, name] = f'<{kind} id="{kind}_{name}" {kind}Code="{name}"/>'
    return list(found.values())


def named(flow: Flow) -> str:
    """A flow whose id begins with ~ is drawn without one, unless something refers to it."""
    return flow.id.replace("~", "f")


def _scope(scope: Scope) -> list[str]:
    lines = []
    for node in scope.nodes.values():
        lines += _node(scope, node)
    for flow in (f for f in scope.flows if not f.id.startswith("link:")):
        name = "" if flow.id.startswith("~") and not flow.default else f' id="{named(flow)}"'
        start = f'<sequenceFlow{name} sourceRef="{flow.source}" targetRef="{flow.target}"'
        lines.append(
            f"{start}/>"
            if flow.condition is None
            else f"{start}><conditionExpression>{flow.condition}</conditionExpression></sequenceFlow>"
        )
    return lines


def _node(scope: Scope, node: Node) -> list[str]:
    more = ""
    default = next((named(flow) for flow in scope.outgoing(node.id) if flow.default), None)
    if default:
        more += f' default="{default}"'
    if node.attached_to:
        more += f' attachedToRef="{node.attached_to}"'
    if not node.interrupting:
        more += f' {"isInterrupting" if node.kind == "startEvent" else "cancelActivity"}="false"'
    if node.by_event:
        more += ' triggeredByEvent="true"'
    if node.calls:
        more += f' calledElement="{node.calls}"'
    if node.kind == "serviceTask":
        more += ' tb:service="x"'
    if node.kind == "receiveTask":
        more += f' messageRef="message_{node.event[1]}"'
    body = [*(_event(node) if node.kind in TRIGGERED else []), *(_loop(node.loop) if node.loop else [])]
    if node.inside is not None:
        body += _scope(node.inside)
    return [f'<{node.kind} id="{node.id}"{more}>', *body, f"</{node.kind}>"]


def _event(node: Node) -> list[str]:
    kind, argument = node.event or ("none", None)
    if kind == "none":
        return []
    if kind == "timer":
        if node.repeats is not None:
            return [f"<timerEventDefinition><timeCycle>R{node.repeats}/PT{argument}M</timeCycle></timerEventDefinition>"]
        return [f"<timerEventDefinition><timeDuration>PT{argument}M</timeDuration></timerEventDefinition>"]
    if kind == "conditional":
        return [f"<conditionalEventDefinition><condition>{argument}</condition></conditionalEventDefinition>"]
    if kind == "link":
        return [f'<linkEventDefinition name="{argument}"/>']
    reference = f' {kind}Ref="{kind}_{argument}"' if argument is not None else ""
    return [f"<{kind}EventDefinition{reference}/>"]


def _loop(loop: Loop) -> list[str]:
    if loop.kind == "standard":
        more = ' testBefore="true"' if loop.test_before else ""
        more += f' loopMaximum="{loop.maximum}"' if loop.maximum is not None else ""
        condition = f"<loopCondition>{loop.condition}</loopCondition>" if loop.condition else ""
        return [f"<standardLoopCharacteristics{more}>{condition}</standardLoopCharacteristics>"]
    more = ' isSequential="true"' if loop.kind == "sequential" else ""
    if isinstance(loop.count, str):
        more += f' tb:collection="{loop.count}" tb:item="one"'
    inner = f"<loopCardinality>{loop.count}</loopCardinality>" if isinstance(loop.count, int) else ""
    if loop.enough is not None:
        inner += f"<completionCondition>nrOfCompletedInstances >= {loop.enough}</completionCondition>"
    return [f"<multiInstanceLoopCharacteristics{more}>{inner}</multiInstanceLoopCharacteristics>"]
