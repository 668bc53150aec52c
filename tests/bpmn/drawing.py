"""Diagrams in a few words.

draw("s > x >[ok] a > e", "x >[*] b > e", s="startEvent", x="exclusiveGateway", a="userTask", b="userTask", e="endEvent")

Each line is a chain of nodes; `>` is a flow, `>[text]` a flow with that condition, `>[*]` the default flow. Each keyword names a node:
"kind attributes | content".
"""

import re
from html import escape

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1" targetNamespace="t">'
DECLARED = """<message id="M" name="m"/><message id="N" name="n"/><signal id="S" name="s"/><error id="E1" errorCode="E1"/>
<error id="E2" errorCode="E2"/><escalation id="X1" escalationCode="X1"/><escalation id="X2" escalationCode="X2"/>"""
MESSAGE = '<messageEventDefinition messageRef="M"/>'
SIGNAL = '<signalEventDefinition signalRef="S"/>'
ERROR = '<errorEventDefinition errorRef="E1"/>'
ESCALATION = '<escalationEventDefinition escalationRef="X1"/>'
TERMINATE = "<terminateEventDefinition/>"
TIMER = "<timerEventDefinition><timeDuration>PT10M</timeDuration></timerEventDefinition>"
CONDITION = "<conditionalEventDefinition><condition>yes</condition></conditionalEventDefinition>"


def draw(*lines: str, **nodes: str) -> str:
    """Nodes and flows as the inside of a process or sub-process."""
    defaults: dict[str, str] = {}
    flows: list[str] = []
    for line in lines:
        parts = re.split(r"\s*>(?:\[([^\]]*)\])?\s*", line.strip())
        for source, condition, target in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            name = f"f{len(flows)}_{source}_{target}"
            inner = ""
            if condition == "*":
                defaults[source] = name
            elif condition:
                inner = f"<conditionExpression>{escape(condition)}</conditionExpression>"
            flows.append(f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>')
    drawn = []
    for name, spec in nodes.items():
        head, _, content = spec.partition("|")
        kind, _, attributes = head.strip().partition(" ")
        default = f' default="{defaults[name]}"' if name in defaults else ""
        drawn.append(f'<{kind} id="{name}" {attributes}{default}>{content.strip()}</{kind}>')
    return "\n".join([*drawn, *flows])


def file_of(*processes: str, declared: str = DECLARED) -> bytes:
    """A file: each argument is the inside of a process; the first is `p`, the others `p2`, `p3`, ..."""
    names = ["p", *(f"p{number}" for number in range(2, len(processes) + 1))]
    bodies = [f'<process id="{name}" isExecutable="true">{body}</process>' for name, body in zip(names, processes, strict=True)]
    return "\n".join([HEAD, declared, *bodies, "</definitions>"]).encode()
