"""Every executable element of BPMN 2.0: how it runs, or the code of the sentence that refuses it. docs/reference/bpmn.md is made of this."""

from dataclasses import dataclass

from tests.bpmn.drawing import CONDITION, ERROR, ESCALATION, MESSAGE, SIGNAL, TERMINATE, TIMER, draw, file_of

S, E, U = "startEvent", "endEvent", "userTask"
MOVES = draw("hs > he", hs=f"startEvent isInterrupting='false' | {SIGNAL}", he=E)
NUDGE = f'<subProcess id="nudge" triggeredByEvent="true">{MOVES}</subProcess>'
"""Lets the case move without changing it."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a diagram, and what becomes of it."""

    element: str
    what: str
    file: bytes
    script: str = ""
    """How it runs; empty for a refusal."""
    code: str = ""
    """The code of the refusal."""
    note: str = ""

    @property
    def name(self) -> str:
        return f"{self.element}: {self.what}" if self.what else self.element


def runs(element: str, what: str, body: str, script: str, note: str = "", more: tuple[str, ...] = ()) -> Row:
    return Row(element, what, file_of(body, *more), script, note=note)


def refused(element: str, what: str, body: str, code: str, note: str = "") -> Row:
    return Row(element, what, file_of(body), code=code, note=note)


def root(element: str, what: str, extra: str, code: str) -> Row:
    """Something beside the processes."""
    return Row(element, what, file_of(SIMPLE).replace(b"</definitions>", extra.encode() + b"</definitions>"), code=code)


def alone(node: str) -> str:
    """One node between a start and an end."""
    return draw("s > n > e", s=S, n=node, e=E)


def throwing(kind: str, event: str) -> str:
    if kind == E:
        return draw("s > e", s=S, e=f"{E} | {event}")
    return draw("s > t > a > e", s=S, t=f"intermediateThrowEvent | {event}", a=U, e=E)


def beside(event: str, interrupting: bool = True, host: str = U) -> str:
    more = "" if interrupting else ' cancelActivity="false"'
    return draw("s > a > e", "b > c > e2", s=S, a=host, b=f'boundaryEvent attachedToRef="a"{more} | {event}', c=U, e=E, e2=E)


def inside(event: str, interrupting: bool = True, body: str = "") -> str:
    more = "" if interrupting else ' isInterrupting="false"'
    handler = draw("hs > h > he", hs=f"{S}{more} | {event}", h=U, he=E)
    return draw("s > a > e", s=S, a=U, e=E) + f'<subProcess id="handler" triggeredByEvent="true">{handler}</subProcess>' + body


def failing_inside(end: str, catch: str, interrupting: bool = True) -> str:
    """A sub-process whose inner end event throws to an event sub-process of the process."""
    more = "" if interrupting else ' isInterrupting="false"'
    handler = draw("hs > h > he", hs=f"{S}{more} | {catch}", h=U, he=E)
    sub = draw("is > ia > ie", **{"is": S, "ia": U, "ie": f"{E} | {end}"})
    return (
        draw("s > a > d > e", s=S, a=f"subProcess | {sub}", d=U, e=E)
        + f'<subProcess id="h0" triggeredByEvent="true">{handler}</subProcess>'
    )


def thrown_to_boundary(end: str, catch: str, interrupting: bool = True) -> str:
    more = "" if interrupting else ' cancelActivity="false"'
    sub = draw("is > ia > ie", **{"is": S, "ia": U, "ie": f"{E} | {end}"})
    return draw(
        "s > a > d > e",
        "b > c > e2",
        s=S,
        a=f"subProcess | {sub}",
        b=f'boundaryEvent attachedToRef="a"{more} | {catch}',
        c=U,
        d=U,
        e=E,
        e2=E,
    )


SIMPLE = alone(U)
INNER = draw("is > ia > ie", **{"is": S, "ia": U, "ie": E})
CYCLE = "<timerEventDefinition><timeCycle>R2/PT10M</timeCycle></timerEventDefinition>"
DATE = "<timerEventDefinition><timeDate>2026-03-02T10:00:00+08:00</timeDate></timerEventDefinition>"
LIMIT = "<timerEventDefinition/>"
CANCEL = "<cancelEventDefinition/>"
COMPENSATE = "<compensateEventDefinition/>"
LINK = '<linkEventDefinition name="L"/>'
SIGNERS = '<multiInstanceLoopCharacteristics tb:collection="signers" tb:item="signer"{0}>{1}</multiInstanceLoopCharacteristics>'
TWO = "<completionCondition>nrOfCompletedInstances >= 2</completionCondition>"
VETO = "<completionCondition>veto</completionCondition>"

ROWS: list[Row] = [
    # start events
    runs("startEvent", "none", SIMPLE, "open n; do n; finished; end e"),
    runs("startEvent", "message", draw("s > a > e", s=f"{S} | {MESSAGE}", a=U, e=E), "open a", 'begins a case of a process with by = "message", when a case or SendMessage sends the message and nobody waits for it; refused at the package check where the manifest does not say so'),
    runs("startEvent", "timer", draw("s > a > e", s=f"{S} | {TIMER}", a=U, e=E), "open a", "begins a case on the days and in the regions of the manifest's schedule, which stands for the drawn timer; refused at the package check without one"),
    runs("startEvent", "signal", draw("s > a > e", s=f"{S} | {SIGNAL}", a=U, e=E), "open a", 'begins a case in every process with by = "message" that begins with the signal; refused at the package check where the manifest does not say so'),
    refused("startEvent", "conditional", draw("s > a > e", s=f"{S} | {CONDITION}", a=U, e=E), "event-not-here", "there are no facts before there is a case"),
    refused("startEvent", "error", draw("s > a > e", s=f"{S} | {ERROR}", a=U, e=E), "event-not-here"),
    refused("startEvent", "escalation", draw("s > a > e", s=f"{S} | {ESCALATION}", a=U, e=E), "event-not-here"),
    refused("startEvent", "compensation", draw("s > a > e", s=f"{S} | {COMPENSATE}", a=U, e=E), "no-compensation"),
    refused("startEvent", "several event definitions", draw("s > a > e", s=f"{S} | {MESSAGE}{SIGNAL}", a=U, e=E), "several-events"),
    refused("startEvent", "two none starts", draw("s > a > e", "s2 > a", s=S, s2=S, a=U, e=E), "several-starts"),
    runs("startEvent", "missing", draw("a > e", a=U, e=E), "open a; do a; finished", "nodes without incoming flow begin"),
    refused("startEvent", "parallelMultiple", draw("s > a > e", s=f'{S} parallelMultiple="true"', a=U, e=E), "attribute-value"),
    # start events of event sub-processes
    runs("event sub-process", "message, interrupting", inside(MESSAGE), "open a hs; message m; open h; do h; finished"),
    runs("event sub-process", "message, non-interrupting, twice", inside(MESSAGE, False), "message m; message m; open a h h hs; do a; do h; do h; finished"),
    runs("event sub-process", "timer, interrupting", inside(TIMER), "open a hs; tick; open h; do h; finished"),
    runs("event sub-process", "timer, non-interrupting", inside(TIMER, False), "tick; open a h; do a; do h; finished"),
    runs("event sub-process", "timer, tb:limit", inside(LIMIT).replace('<startEvent id="hs"', '<startEvent id="hs" tb:limit="60cd"'), "tick; open h"),
    runs("event sub-process", "timer that never comes", inside(TIMER), "do a; finished"),
    runs("event sub-process", "cycle timer", inside(CYCLE, False), "tick; tick; open a h h; do a; do h; do h; finished"),
    runs("event sub-process", "signal", inside(SIGNAL), "signal s; open h; do h; finished"),
    runs("event sub-process", "signal, non-interrupting", inside(SIGNAL, False), "signal s; open a h hs"),
    runs("event sub-process", "conditional", inside(CONDITION), "fact yes false; open a hs; fact yes true; signal other; open h"),
    runs("event sub-process", "conditional, non-interrupting", inside(CONDITION, False), "fact yes true; open a h hs; signal other; open a h hs"),
    runs("event sub-process", "error", failing_inside(ERROR, ERROR), "open ia; do ia; open h; do h; finished"),
    runs("event sub-process", "escalation, interrupting", failing_inside(ESCALATION, ESCALATION), "do ia; open h; do h; finished"),
    runs("event sub-process", "escalation, non-interrupting", failing_inside(ESCALATION, ESCALATION, False), "do ia; open d h; do h; do d; finished"),
    refused("event sub-process", "compensation", inside(COMPENSATE), "no-compensation"),
    refused("event sub-process", "none", inside(""), "event-subprocess-start"),
    refused("event sub-process", "error, non-interrupting", inside(ERROR, False), "must-interrupt"),
    # end events
    runs("endEvent", "none", SIMPLE, "do n; finished"),
    runs("endEvent", "message", throwing(E, MESSAGE), "finished; thrown message m"),
    runs("endEvent", "signal", throwing(E, SIGNAL), "finished; thrown signal s"),
    runs("endEvent", "error, of the process", throwing(E, ERROR), "finished; end e", "the case ends with the code"),
    runs("endEvent", "error, in a sub-process", thrown_to_boundary(ERROR, ERROR), "do ia; open c; do c; finished"),
    refused("endEvent", "error that nobody catches", draw("s > a > e", s=S, a="subProcess | " + draw("is > ie", **{"is": S, "ie": f"{E} | {ERROR}"}), e=E), "uncaught-error"),
    runs("endEvent", "escalation", throwing(E, ESCALATION), "finished; thrown escalation X1"),
    runs("endEvent", "terminate", draw("s > q > a > e", "q > b > t", s=S, q="parallelGateway", a=U, b=U, e=E, t=f"{E} | {TERMINATE}"), "do b; finished; end t"),
    runs("endEvent", "terminate, in a sub-process", draw("s > a > d > e", s=S, d=U, e=E, a="subProcess | " + draw("is > ip > ia > ie", "ip > ib > it", **{"is": S, "ip": "parallelGateway", "ia": U, "ib": U, "ie": E, "it": f"{E} | {TERMINATE}"})), "do ib; open d; do d; finished"),
    refused("endEvent", "cancel", throwing(E, CANCEL), "no-transaction"),
    refused("endEvent", "compensation", throwing(E, COMPENSATE), "no-compensation"),
    runs("endEvent", "missing", draw("s > a", s=S, a=U), "do a; finished", "a node without outgoing flow ends its token"),
    # intermediate events
    runs("intermediateCatchEvent", "message", alone(f"intermediateCatchEvent | {MESSAGE}"), "open n; message m; finished"),
    runs("intermediateCatchEvent", "message, with tb:correlation", alone(f'intermediateCatchEvent tb:correlation="number" | {MESSAGE}'), "fact number 7; message m; message m 8; open n; message m 7; finished", "takes the message with that key alone, in the case and across cases"),
    runs("intermediateCatchEvent", "message, without tb:correlation", alone(f"intermediateCatchEvent | {MESSAGE}"), "message m 8; finished", "takes any message of that name with a key, after those that wait for it; without one, only of its own or a linked case"),
    runs("intermediateCatchEvent", "message, tb:correlation that is null", alone(f'intermediateCatchEvent tb:correlation="number" | {MESSAGE}') + NUDGE, "message m; message m 7; open hs n; fact number 7; signal s; message m 7; finished", "takes nothing; the key is looked for again whenever the case moves or somebody else changes its facts"),
    runs("intermediateCatchEvent", "timer, duration", alone(f"intermediateCatchEvent | {TIMER}"), "open n; tick; finished"),
    runs("intermediateCatchEvent", "timer, date", alone(f"intermediateCatchEvent | {DATE}"), "open n; tick; finished"),
    runs("intermediateCatchEvent", "timer, tb:limit", alone(f'intermediateCatchEvent tb:limit="15wd" | {LIMIT}'), "open n; tick; finished"),
    refused("intermediateCatchEvent", "timer, cycle", alone(f"intermediateCatchEvent | {CYCLE}"), "cycle-here"),
    runs("intermediateCatchEvent", "signal", alone(f"intermediateCatchEvent | {SIGNAL}"), "open n; signal s; finished"),
    runs("intermediateCatchEvent", "conditional", alone(f"intermediateCatchEvent | {CONDITION}"), "fact yes false; open n; fact yes true; signal other; finished", "looked at whenever the case moves or somebody else changes its facts, and every day where it asks the day"),
    runs("intermediateCatchEvent", "link", draw("s > a > t", "c > b > e", s=S, a=U, t=f"intermediateThrowEvent | {LINK}", c=f"intermediateCatchEvent | {LINK}", b=U, e=E), "do a; open b; do b; finished"),
    runs("intermediateCatchEvent", "eventDefinitionRef", alone("intermediateCatchEvent | <eventDefinitionRef>shared</eventDefinitionRef>"), "open n; message m; finished"),
    refused("intermediateCatchEvent", "compensation", alone(f"intermediateCatchEvent | {COMPENSATE}"), "no-compensation"),
    refused("intermediateCatchEvent", "error", alone(f"intermediateCatchEvent | {ERROR}"), "event-not-here"),
    refused("intermediateCatchEvent", "several event definitions", alone(f"intermediateCatchEvent | {MESSAGE}{TIMER}"), "several-events"),
    refused("intermediateCatchEvent", "none", alone("intermediateCatchEvent"), "event-not-here"),
    runs("intermediateThrowEvent", "none", throwing("", ""), "open a"),
    runs("intermediateThrowEvent", "message", throwing("", MESSAGE), "open a; thrown message m"),
    runs("intermediateThrowEvent", "message caught in the same case", draw("s > q > t > e", "q > c > a > e2", s=S, q="parallelGateway", c=f"intermediateCatchEvent | {MESSAGE}", t=f"intermediateThrowEvent | {MESSAGE}", a=U, e=E, e2=E), "open a"),
    runs("intermediateThrowEvent", "signal", throwing("", SIGNAL), "open a; thrown signal s"),
    runs("intermediateThrowEvent", "escalation", throwing("", ESCALATION), "open a; thrown escalation X1"),
    refused("intermediateThrowEvent", "link without its catch", throwing("", LINK), "link-alone"),
    refused("intermediateThrowEvent", "compensation", throwing("", COMPENSATE), "no-compensation"),
    refused("intermediateThrowEvent", "timer", throwing("", TIMER), "event-not-here"),
    # boundary events
    runs("boundaryEvent", "message, interrupting", beside(MESSAGE), "open a b; message m; open c; do c; finished"),
    runs("boundaryEvent", "message, non-interrupting, twice", beside(MESSAGE, False), "message m; message m; open a b c c; do a; do c; do c; finished"),
    runs("boundaryEvent", "timer, interrupting", beside(TIMER), "tick; open c"),
    runs("boundaryEvent", "timer, non-interrupting", beside(TIMER, False), "tick; open a c; do a; do c; finished"),
    runs("boundaryEvent", "timer, cycle", beside(CYCLE, False), "tick; tick; open a c c; do a; open c c"),
    refused("boundaryEvent", "timer, cycle, interrupting", beside(CYCLE), "cycle-here"),
    runs("boundaryEvent", "timer, tb:limit", draw("s > a > e", "b > c > e2", s=S, a=U, b=f'boundaryEvent attachedToRef="a" tb:limit="5wd" | {LIMIT}', c=U, e=E, e2=E), "tick; open c"),
    runs("boundaryEvent", "signal", beside(SIGNAL), "signal s; open c"),
    runs("boundaryEvent", "signal, non-interrupting", beside(SIGNAL, False), "signal s; signal s; open a b c c"),
    runs("boundaryEvent", "conditional", beside(CONDITION), "fact yes false; open a b; fact yes true; signal other; open c"),
    runs("boundaryEvent", "conditional, non-interrupting", beside(CONDITION, False), "fact yes false; open a b; fact yes true; signal o; open a b c; signal o; open a b c; fact yes false; signal o; fact yes true; signal o; open a b c c"),
    runs("boundaryEvent", "error", thrown_to_boundary(ERROR, ERROR), "do ia; open c"),
    runs("boundaryEvent", "error without code", thrown_to_boundary(ERROR, "<errorEventDefinition/>"), "do ia; open c", "catches every code"),
    runs("boundaryEvent", "error of a service", beside(ERROR, host='serviceTask tb:service="x"'), "open a; fail a E1; open c", "`Effects(error=code)` of a service; what was called in goes the way drawn for the code"),
    runs("boundaryEvent", "escalation", thrown_to_boundary(ESCALATION, ESCALATION), "do ia; open c"),
    runs("boundaryEvent", "escalation, non-interrupting", thrown_to_boundary(ESCALATION, ESCALATION, False), "do ia; open c d"),
    refused("boundaryEvent", "error, non-interrupting", beside(ERROR, False), "must-interrupt"),
    refused("boundaryEvent", "compensation", beside(COMPENSATE), "no-compensation"),
    refused("boundaryEvent", "cancel", beside(CANCEL), "no-transaction"),
    refused("boundaryEvent", "none", beside(""), "event-not-here"),
    refused("boundaryEvent", "on a gateway", draw("s > a > e", "b > e", s=S, a="exclusiveGateway", b=f'boundaryEvent attachedToRef="a" | {TIMER}', e=E), "not-attached"),
    # tasks
    runs("userTask", "", SIMPLE, "open n; do n; finished"),
    runs("manualTask", "", alone("manualTask"), "open n; do n; finished", "somebody says when it is done"),
    runs("task", "", alone("task"), "open n; do n; finished", "as manualTask"),
    runs("serviceTask", "inside the step", alone('serviceTask tb:service="x"'), "fact sync true; finished; done n"),
    runs("serviceTask", "left open", alone('serviceTask tb:service="x"'), "open n; do n; finished"),
    refused("serviceTask", "without tb:service", alone("serviceTask"), "no-service"),
    runs("sendTask", "message", alone('sendTask messageRef="M"'), "finished; thrown message m"),
    runs("sendTask", "tb:notice", alone('sendTask tb:notice="x"'), "open n; do n; finished", "as a service task"),
    refused("sendTask", "without message", alone("sendTask"), "no-message"),
    runs("receiveTask", "", alone('receiveTask messageRef="M"'), "open n; message m; finished"),
    refused("receiveTask", "without message", alone("receiveTask"), "no-message"),
    refused("receiveTask", "instantiate", alone('receiveTask messageRef="M" instantiate="true"'), "attribute-value"),
    runs("businessRuleTask", "", alone('businessRuleTask tb:decision="d"'), "finished; done d"),
    refused("businessRuleTask", "without tb:decision", alone("businessRuleTask"), "no-decision"),
    refused("scriptTask", "", alone("scriptTask | <script>1</script>"), "script"),
    refused("any activity", "isForCompensation", alone('userTask isForCompensation="true"'), "attribute-value"),
    refused("any activity", "startQuantity", alone('userTask startQuantity="2"'), "attribute-value"),
    refused("any activity", "completionQuantity", alone('userTask completionQuantity="2"'), "attribute-value"),
    refused("any activity", "potentialOwner, performer, resourceRole", alone("userTask | <potentialOwner/>"), "use-role"),
    # scopes
    runs("subProcess", "embedded", alone(f"subProcess | {INNER}"), "open ia; do ia; finished"),
    runs("subProcess", "without start event", alone("subProcess | " + draw("ia > ie", ia=U, ie=E)), "open ia; do ia; finished"),
    refused("subProcess", "empty", alone("subProcess"), "empty-scope"),
    refused("subProcess", "with a message start", alone("subProcess | " + draw("is > ie", **{"is": f"{S} | {MESSAGE}", "ie": E})), "subprocess-start"),
    runs("callActivity", "", alone('callActivity calledElement="p2"'), "open ia; do ia; finished", "resolved among the files of one release", (INNER,)),
    refused("callActivity", "of itself before anything waits", alone('callActivity calledElement="p"'), "endless"),
    refused("callActivity", "of an unknown process", alone('callActivity calledElement="nowhere"'), "unknown-process"),
    refused("transaction", "", alone(f"transaction | {INNER}"), "no-transaction"),
    refused("adHocSubProcess", "", alone(f"adHocSubProcess | {draw(ia=U)}"), "no-adhoc"),
    # gateways
    runs("exclusiveGateway", "first condition that holds", draw("s > x >[yes] a > e", "x >[no] b > e", "x >[*] c > e", s=S, x="exclusiveGateway", a=U, b=U, c=U, e=E), "fact no true; open b"),
    runs("exclusiveGateway", "default", draw("s > x >[yes] a > e", "x >[*] b > e", s=S, x="exclusiveGateway", a=U, b=U, e=E), "open b"),
    runs("exclusiveGateway", "nothing holds", draw("s > a > x >[yes] b > e", s=S, a=U, x="exclusiveGateway", b=U, e=E), "incident do a", "an incident"),
    refused("exclusiveGateway", "flow without condition", draw("s > x >[yes] a > e", "x > b > e", s=S, x="exclusiveGateway", a=U, b=U, e=E), "condition-missing"),
    runs("parallelGateway", "split and join", draw("s > q > a > j > d > e", "q > b > j", s=S, q="parallelGateway", a=U, b=U, j="parallelGateway", d=U, e=E), "do b; open a; do a; open d"),
    runs("parallelGateway", "join in a correction loop", draw("s > m > q > a > j > d > x >[again] m", "q > b > j", "x >[*] e", s=S, m="exclusiveGateway", q="parallelGateway", a=U, b=U, j="parallelGateway", d=U, x="exclusiveGateway", e=E), "fact again true; do a; do b; do d; do b; open a; do a; open d; fact again false; do d; finished"),
    refused("parallelGateway", "condition", draw("s > q >[yes] a > e", "q > b > e", s=S, q="parallelGateway", a=U, b=U, e=E), "condition-here"),
    runs("inclusiveGateway", "split and join", draw("s > o >[yes] a > j > d > e", "o >[no] b > j", "o >[*] c > j", s=S, o="inclusiveGateway", a=U, b=U, c=U, j="inclusiveGateway", d=U, e=E), "fact yes true; fact no true; open a b; do a; open b; do b; open d"),
    runs("inclusiveGateway", "join in a loop", draw("s > m > o >[yes] a > j > d > x >[again] m", "o >[*] b > j", "x >[*] e", s=S, m="exclusiveGateway", o="inclusiveGateway", a=U, b=U, j="inclusiveGateway", d=U, x="exclusiveGateway", e=E), "fact again true; open b; do b; open d; fact yes true; do d; open a; do a; open d; fact again false; do d; finished"),
    runs("eventBasedGateway", "", draw("s > g > t > a > e", "g > m > b > e", "g > r > c > e", s=S, g="eventBasedGateway", t=f"intermediateCatchEvent | {TIMER}", m=f"intermediateCatchEvent | {SIGNAL}", r='receiveTask messageRef="M"', a=U, b=U, c=U, e=E), "open t m r; message m; open c"),
    refused("eventBasedGateway", "before a task", draw("s > g > a > e", s=S, g="eventBasedGateway", a=U, e=E), "event-gateway-target"),
    refused("eventBasedGateway", "parallel", draw("s > g > t > e", s=S, g='eventBasedGateway eventGatewayType="Parallel"', t=f"intermediateCatchEvent | {TIMER}", e=E), "attribute-value"),
    refused("eventBasedGateway", "instantiate", draw("s > g > t > e", s=S, g='eventBasedGateway instantiate="true"', t=f"intermediateCatchEvent | {TIMER}", e=E), "attribute-value"),
    refused("complexGateway", "", draw("s > c > e", s=S, c="complexGateway", e=E), "no-complex"),
    # flows
    runs("sequenceFlow", "several out of an activity", draw("s > a > b > e", "a > c > e2", s=S, a=U, b=U, c=U, e=E, e2=E), "do a; open b c"),
    runs("sequenceFlow", "several into an activity", draw("s > q > a > e", "q > a", s=S, q="parallelGateway", a=U, e=E), "open a a; do a; do a; finished"),
    runs("sequenceFlow", "conditional out of an activity", draw("s > a >[yes] b > e", "a >[no] c > e2", "a >[*] d > e3", s=S, a=U, b=U, c=U, d=U, e=E, e2=E, e3=E), "fact yes true; fact no true; do a; open b c"),
    runs("sequenceFlow", "default out of an activity", draw("s > a >[yes] b > e", "a >[*] d > e3", s=S, a=U, b=U, d=U, e=E, e3=E), "do a; open d"),
    refused("sequenceFlow", "across the border of a sub-process", draw("s > a > e", "ia > e", s=S, a=f"subProcess | {INNER}", e=E), "crossing-flow"),
    refused("sequenceFlow", "nothing leads to it", draw("s > a > e", "b > e", s=S, a=U, b=U, e=E), "unreachable"),
    refused("sequenceFlow", "a loop without a wait", draw("s > x > y >[yes] x", "y >[*] e", s=S, x="exclusiveGateway", y="exclusiveGateway", e=E), "endless"),
    refused("sequenceFlow", "a condition that says nothing", draw("s > a >[ ] b > e", "a >[*] d > e3", s=S, a=U, b=U, d=U, e=E, e3=E), "expression-empty"),
    # loops
    runs("multiInstanceLoopCharacteristics", "parallel", alone("userTask | " + SIGNERS.format("", "")), "fact signers a,b,c; open n n n; do n; do n; do n; finished"),
    runs("multiInstanceLoopCharacteristics", "sequential", alone("userTask | " + SIGNERS.format(' isSequential="true"', "")), "fact signers a,b; open n; do n; open n; do n; finished"),
    runs("multiInstanceLoopCharacteristics", "two of three", alone("userTask | " + SIGNERS.format("", TWO)), "fact signers a,b,c; do n; open n n; do n; finished", "nrOfInstances, nrOf{Active,Completed,Terminated}Instances, loopCounter"),
    runs("multiInstanceLoopCharacteristics", "veto", alone("userTask | " + SIGNERS.format("", VETO)), "fact signers a,b,c; fact veto true; do n; finished", "any condition over the facts, weighted votes included"),
    runs("multiInstanceLoopCharacteristics", "loopCardinality", alone("userTask | <multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>"), "open n n"),
    runs("multiInstanceLoopCharacteristics", "on a sub-process", alone("subProcess | " + INNER + SIGNERS.format("", "")), "fact signers a,b; open ia ia; do ia; do ia; finished"),
    runs("multiInstanceLoopCharacteristics", "on a call activity", alone('callActivity calledElement="p2" | ' + SIGNERS.format("", "")), "fact signers a,b; open ia ia", "", (INNER,)),
    runs("multiInstanceLoopCharacteristics", "with a boundary event", beside(TIMER, host="userTask | " + SIGNERS.format("", "")), "fact signers a,b; open a a b; tick; open c"),
    refused("multiInstanceLoopCharacteristics", "behavior", alone('userTask | <multiInstanceLoopCharacteristics behavior="None" tb:collection="x"/>'), "attribute-value"),
    refused("multiInstanceLoopCharacteristics", "loopDataInputRef, inputDataItem", alone('userTask | <multiInstanceLoopCharacteristics tb:collection="x"><loopDataInputRef>x</loopDataInputRef></multiInstanceLoopCharacteristics>'), "use-collection"),
    refused("multiInstanceLoopCharacteristics", "without a count", alone("userTask | <multiInstanceLoopCharacteristics/>"), "loop-count"),
    runs("standardLoopCharacteristics", "condition", alone("userTask | <standardLoopCharacteristics><loopCondition>yes</loopCondition></standardLoopCharacteristics>"), "fact yes true; do n; open n; fact yes false; do n; finished"),
    runs("standardLoopCharacteristics", "loopMaximum", alone('userTask | <standardLoopCharacteristics loopMaximum="2"/>'), "do n; do n; finished"),
    runs("standardLoopCharacteristics", "testBefore", alone('userTask | <standardLoopCharacteristics testBefore="true"><loopCondition>yes</loopCondition></standardLoopCharacteristics>'), "finished"),
    # beside the processes
    Row("eventDefinition", "at the root, without use", file_of(SIMPLE), "do n; finished"),
    root("globalTask, globalUserTask, globalManualTask, globalScriptTask, globalBusinessRuleTask", "", '<globalUserTask id="g"/>', "no-global"),
    root("choreography, conversation", "", '<choreography id="g"/>', "no-choreography"),
    root("correlationProperty", "", '<correlationProperty id="g"/>', "use-correlation"),
    root("resource", "", '<resource id="g"/>', "use-role"),
    refused("correlationSubscription", "", SIMPLE + '<correlationSubscription id="g"/>', "use-correlation"),
    refused("ioBinding", "", SIMPLE + '<ioBinding id="g"/>', "unsupported"),
    Row("collaboration, participant, messageFlow, laneSet, lane", "", file_of(SIMPLE + '<laneSet id="l"><lane id="l1" name="L"><flowNodeRef>n</flowNodeRef></lane></laneSet>').replace(b"</definitions>", b'<collaboration id="c"><participant id="pa" processRef="p"/></collaboration></definitions>'), "open n", note="lane names are given to tasks"),
    runs("dataObject, dataStore, ioSpecification, dataInputAssociation, ...", "", SIMPLE + '<dataObject id="d"/>', "open n", "shown, not executed: a warning"),
    refused("assignment, transformation", "", alone("userTask | <dataInputAssociation><assignment/></dataInputAssociation>"), "data-transformed"),
    runs("textAnnotation, association, group, category, documentation", "", SIMPLE + '<textAnnotation id="t"><text>x</text></textAnnotation>', "open n"),
]  # fmt: skip
