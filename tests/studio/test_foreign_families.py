"""Every family of diagrams, each element and each attribute of its vendor: no node is lost, whatever is foreign is translated or told."""

import pytest
from lxml import etree

from engine.feel import compile_expression
from engine.packages.dialects import BPMN, CAMUNDA, DIALECTS, FLOWABLE, SPIFF, VENDORS, ZEEBE, incoming, outgoing
from engine.packages.foreign_expressions import NotPlain, feel_of_juel, feel_of_python
from engine.packages.juel import NotExact, juel_of_feel
from tests.build import PROCESSES
from tests.studio.test_pages import begin, fields, send, site

__all__ = ["site"]

FLOW_NODES = (
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask", "callActivity",
    "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway", "startEvent", "endEvent",
    "intermediateCatchEvent", "intermediateThrowEvent", "subProcess", "transaction", "adHocSubProcess",
)  # fmt: skip
"""Every node a process can hold; events on borders and what lies inside sub-processes come on top."""
ATTRIBUTES = {
    "camunda": (
        CAMUNDA, "assignee", "candidateUsers", "candidateGroups", "dueDate", "followUpDate", "priority", "formKey", "formRef", "formRefBinding",
        "asyncBefore", "asyncAfter", "exclusive", "jobPriority", "class", "expression", "delegateExpression", "resultVariable", "type", "topic",
        "decisionRef", "decisionRefBinding", "mapDecisionResult", "calledElementBinding", "variableMappingClass", "initiator", "resource",
    ),
    "flowable": (
        FLOWABLE, "assignee", "candidateUsers", "candidateGroups", "dueDate", "category", "formKey", "formFieldValidation", "skipExpression",
        "async", "exclusive", "class", "expression", "delegateExpression", "resultVariableName", "useLocalScopeForResultVariable", "type",
        "topic", "decisionRef", "inheritVariables", "sameDeployment", "initiator", "triggerable", "localScope",
    ),
}  # fmt: skip
EXTENSIONS = {
    "camunda": (
        '<v:executionListener class="org.example.Heard" event="start"/><v:taskListener event="create" delegateExpression="${heard}"/>'
        '<v:inputOutput><v:inputParameter name="a">${b}</v:inputParameter></v:inputOutput>'
        '<v:formData><v:formField id="amount" type="long"/></v:formData><v:in source="a" target="b"/><v:out variables="all"/>'
        '<v:failedJobRetryTimeCycle>R3/PT10M</v:failedJobRetryTimeCycle><v:connector><v:connectorId>http</v:connectorId></v:connector>'
        '<v:properties><v:property name="colour" value="blue"/></v:properties>'
    ),
    "flowable": (
        '<v:field name="url"><v:string>x</v:string></v:field><v:formProperty id="amount" type="long"/><v:eventListener events="TASK_CREATED"/>'
        '<v:executionListener event="end" expression="${done.run()}"/><v:taskListener event="complete" class="org.example.Heard"/>'
    ),
    "zeebe": (
        '<v:taskDefinition type="pay" retries="3"/><v:taskHeaders><v:header key="a" value="b"/></v:taskHeaders>'
        '<v:ioMapping><v:input source="= a" target="b"/></v:ioMapping><v:assignmentDefinition assignee="= who" candidateGroups="review"/>'
        '<v:formDefinition formId="insurance"/><v:calledDecision decisionId="route" resultVariable="made"/><v:userTask/>'
        '<v:calledElement processId="inner" propagateAllChildVariables="false"/><v:taskSchedule dueDate="= due"/>'
        '<v:subscription correlationKey="= number"/><v:script expression="= 1 + 1" resultVariable="two"/>'
        '<v:properties><v:property name="colour" value="blue"/></v:properties><v:priorityDefinition priority="50"/>'
    ),
    "spiff": (
        "<v:preScript>a = 1</v:preScript><v:postScript>b = 2</v:postScript><v:unitTests><v:unitTest id='t1'/></v:unitTests>"
        '<v:properties><v:property name="formJsonSchemaFilename" value="insurance-schema.json"/>'
        '<v:property name="formUiSchemaFilename" value="insurance-ui.json"/></v:properties><v:calledDecisionId>route</v:calledDecisionId>'
        '<v:serviceTaskOperator id="http/Get" resultVariable="got"><v:parameters/></v:serviceTaskOperator>'
        "<v:instructionsForEndUser>Read this.</v:instructionsForEndUser><v:messageVariable>m</v:messageVariable>"
        '<v:allowGuest>true</v:allowGuest><v:signalButtonLabel>Go</v:signalButtonLabel>'
    ),
}  # fmt: skip
NAMESPACES = {"camunda": CAMUNDA, "flowable": FLOWABLE, "zeebe": ZEEBE, "spiff": SPIFF}
CONDITION = {"camunda": "${a == 1}", "flowable": "#{a eq 1}", "zeebe": "=a = 1", "spiff": "a == 1"}
LOOP = {
    "camunda": '<b:multiInstanceLoopCharacteristics v:collection="${people}" v:elementVariable="person">'
    "<b:completionCondition>${nrOfCompletedInstances / nrOfInstances >= 0.5}</b:completionCondition></b:multiInstanceLoopCharacteristics>",
    "flowable": '<b:multiInstanceLoopCharacteristics><b:loopDataInputRef>people</b:loopDataInputRef><b:inputDataItem name="person"/>'
    "<b:completionCondition>${nrOfCompletedInstances == 1}</b:completionCondition></b:multiInstanceLoopCharacteristics>",
    "zeebe": '<b:multiInstanceLoopCharacteristics><b:extensionElements><v:loopCharacteristics inputCollection="= people" inputElement="person" '
    'outputCollection="all"/></b:extensionElements></b:multiInstanceLoopCharacteristics>',
    "spiff": '<b:multiInstanceLoopCharacteristics><b:loopDataInputRef>people</b:loopDataInputRef><b:inputDataItem id="i" name="person"/>'
    "</b:multiInstanceLoopCharacteristics>",
}  # fmt: skip
DEFINITIONS = (
    "<b:timerEventDefinition><b:timeDuration>{duration}</b:timeDuration></b:timerEventDefinition>", '<b:messageEventDefinition messageRef="m"/>',
    '<b:signalEventDefinition signalRef="s"/>', '<b:errorEventDefinition errorRef="e"/>', '<b:escalationEventDefinition escalationRef="c"/>',
    "<b:conditionalEventDefinition><b:condition>{condition}</b:condition></b:conditionalEventDefinition>", "<b:compensateEventDefinition/>",
    "<b:cancelEventDefinition/>",
)  # fmt: skip


def diagram(family: str) -> str:
    """A process with every node, each with everything its vendor can say there, loops, borders, lanes, data and artifacts."""
    said = "".join(f' v:{name}="x{index}"' for index, name in enumerate(ATTRIBUTES.get(family, ("",))[1:]))
    inside = f"<b:extensionElements>{EXTENSIONS[family]}</b:extensionElements>"
    condition, duration = CONDITION[family], "${waiting}" if family in ("camunda", "flowable") else "PT5M"
    nodes = "".join(f'<b:{kind} id="n_{kind}" name="{kind}"{said}>{inside}</b:{kind}>' for kind in FLOW_NODES)
    borders = "".join(
        f'<b:boundaryEvent id="border_{index}" attachedToRef="n_task">{each.format(condition=condition, duration=duration)}</b:boundaryEvent>'
        for index, each in enumerate(DEFINITIONS)
    )
    flow = f'<b:sequenceFlow id="flow" sourceRef="n_task" targetRef="n_userTask"><b:conditionExpression>{condition}</b:conditionExpression>'
    return (
        f'<b:definitions xmlns:b="{BPMN}" xmlns:v="{NAMESPACES[family]}" id="d" targetNamespace="x">'
        '<b:message id="m" name="m"/><b:signal id="s" name="s"/><b:error id="e" errorCode="1"/><b:escalation id="c" escalationCode="1"/>'
        '<b:collaboration id="together"><b:participant id="we" processRef="p"/></b:collaboration>'
        '<b:process id="p" isExecutable="true"><b:laneSet id="lanes"><b:lane id="lane"><b:flowNodeRef>n_task</b:flowNodeRef></b:lane></b:laneSet>'
        f'{nodes}{borders}<b:userTask id="many">{LOOP[family]}</b:userTask>'
        '<b:subProcess id="outer"><b:startEvent id="o1"/><b:userTask id="o2"/><b:endEvent id="o3"/></b:subProcess>'
        f'{flow}</b:sequenceFlow><b:dataObject id="data"/><b:dataObjectReference id="ref" dataObjectRef="data"/>'
        '<b:dataStoreReference id="store"/><b:textAnnotation id="note"><b:text>x</b:text></b:textAnnotation><b:group id="group"/>'
        '<b:association id="line" sourceRef="n_task" targetRef="note"/></b:process></b:definitions>'
    )


def nodes(content: bytes) -> list[tuple[str, str]]:
    """Every element of the standard that has an id; what a loop runs over is part of the loop."""
    every = etree.fromstring(content).iter(f"{{{BPMN}}}*")
    return [(str(each.tag), each.get("id")) for each in every if each.get("id") and not str(each.tag).endswith("inputDataItem")]


@pytest.mark.parametrize("family", NAMESPACES)
def test_no_node_of_any_family_is_lost_and_everything_foreign_is_translated_or_told(family):
    content = diagram(family).encode()
    made = incoming(content)
    assert nodes(made.content) == nodes(content)
    root = etree.fromstring(made.content)
    names = [str(name) for each in root.iter("*") for name in (each.tag, *each.attrib)]
    assert not [name for name in names if name[1:].partition("}")[0] in VENDORS], "nothing of the vendor is left"
    told = {(each.element, each.fate) for each in made.report}
    vendor = {"camunda": "Camunda 7", "flowable": "Flowable", "zeebe": "Camunda 8", "spiff": "SpiffWorkflow"}[family]
    for element in etree.fromstring(content).iter(f"{{{BPMN}}}*"):
        lines = " ".join(each.said.zh for each in made.report if each.element == element.get("id"))
        for name in (str(name) for name in element.attrib):
            if name[1:].partition("}")[0] in VENDORS and element.get("id"):
                assert f"{vendor} 的 {name.rpartition('}')[2]}“" in lines, (element.get("id"), name)
        holder = element.find(f"{{{BPMN}}}extensionElements")
        for each in holder if holder is not None and element.get("id") else ():
            local = each.tag.rpartition("}")[2]
            wanted = [inner.get("name") for inner in each] if local == "properties" else [local]
            assert all(f"{vendor} 的 {name}" in lines for name in wanted), (element.get("id"), wanted)
    assert ("n_task", "left_out") in told
    assert all(each.said.zh and each.said.en for each in made.report)


@pytest.mark.parametrize("family", NAMESPACES)
def test_loops_conditions_and_timers_of_every_family_are_said_in_feel(family):
    text = incoming(diagram(family).encode()).content.decode()
    assert 'tb:collection="people"' in text
    assert 'tb:item="person"' in text
    if family != "zeebe":
        assert ">a = 1</b:conditionExpression>" in text
        assert ">a = 1</b:condition>" in text
    if family in ("camunda", "flowable"):
        assert ">waiting</b:timeDuration>" in text
        assert "<b:completionCondition>nrOfCompletedInstances" in text
        assert "${" not in text


def test_what_has_no_plain_translation_stays_and_is_told_at_its_element():
    foreign = diagram("camunda").replace("${a == 1}", "${bean.judge(execution)}").replace('processRef="p"', 'processRef="${p}"')
    made = incoming(foreign.encode())
    kept = {each.element for each in made.report if each.fate == "kept"}
    assert kept == {"flow", "border_5", "we"}
    assert b"${bean.judge(execution)}" in made.content


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("${amount >= 100 && status == 'ok'}", 'amount >= 100 and status = "ok"'),
        ("${!done || a != b}", "not(done) or a != b"),
        ("#{order.total gt 5 and not order.paid}", "order.total > 5 and not(order.paid)"),
        ("${order['total'] * 2 <= (limit - 1) / 3}", "order.total * 2 <= (limit - 1) / 3"),
        ("${n mod 2 == 0 ? 'even' : \"odd\"}", 'if modulo(n, 2) = 0 then "even" else "odd"'),
        ("${execution.getVariable('amount') == null}", "amount = null"),
        ("${-a < 1.5}", "-a < 1.5"),
    ],
)
def test_plain_juel_becomes_feel(theirs, ours):
    assert feel_of_juel(theirs) == ours


@pytest.mark.parametrize(
    "theirs", ["${bean.run()}", "${empty list}", "${a}-${b}", "PT${n}M", "${a = 1}", "${a ==}", "${f(x)}", "${'}", "${" + "!" * 99 + "a}"]
)
def test_juel_that_is_not_plain_is_no_expression_of_ours(theirs):
    with pytest.raises(NotPlain):
        feel_of_juel(theirs)


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("a == 1 and not b", "a = 1 and not(b)"),
        ("x.y['z'] is None or n % 2 != 0", "x.y.z = null or (modulo(n, 2)) != 0"),
        ("status in ['a', \"b\"]", 'list contains(["a", "b"], status)'),
        ("len(rows) > 3", "count(rows) > 3"),
        ("1 if a else 2", "if a then 1 else 2"),
    ],
)
def test_plain_python_becomes_feel(theirs, ours):
    assert feel_of_python(theirs) == ours


@pytest.mark.parametrize("theirs", ["f(x)", "a < b < c", "[x for x in y]", "lambda: 1", "a = 1", "x[0]", "a.b()"])
def test_python_that_is_not_plain_is_no_expression_of_ours(theirs):
    with pytest.raises(NotPlain):
        feel_of_python(theirs)


EXACT = [
    ('acceptance.outcome = "accept"', "${execution.getVariable('acceptance').outcome == 'accept'}"),
    ("a.b = null or c != true", "${execution.getVariable('a').b == null || execution.getVariable('c') != true}"),
    (
        "(a = 1 or b = 2) and n > 3",
        "${(execution.getVariable('a') == 1 || execution.getVariable('b') == 2) && execution.getVariable('n') > 3}",
    ),
    ('not(a = "it\'s")', "${!(execution.getVariable('a') == 'it\\'s')}"),
    ('a in ("x", "y")', "${(execution.getVariable('a') == 'x' || execution.getVariable('a') == 'y')}"),
    ("n between 1 and 5", "${execution.getVariable('n') >= 1 && execution.getVariable('n') <= 5}"),
    ("n in [1..5)", "${(execution.getVariable('n') >= 1 && execution.getVariable('n') < 5)}"),
    (
        "if a = 1 then b = 2 else c = 3",
        "${(execution.getVariable('a') == 1) ? (execution.getVariable('b') == 2) : (execution.getVariable('c') == 3)}",
    ),
    ("approved", "${execution.getVariable('approved')}"),
]
FACTS = [
    {},
    {"a": 1, "b": 2, "n": 4, "c": False},
    {"a": "it's", "n": 1, "approved": True},
    {"a": "x", "n": 5, "c": 3},
    {"a": {"b": None}, "acceptance": {"outcome": "accept"}, "n": 6},
    {"a": {"b": 1}, "acceptance": {"outcome": "refuse"}, "b": 2, "c": True},
]


@pytest.mark.parametrize(("ours", "theirs"), EXACT)
def test_exact_conditions_go_out_as_juel_and_come_back_meaning_the_same(ours, theirs):
    assert juel_of_feel(ours) == theirs
    back = compile_expression(feel_of_juel(theirs))
    for facts in FACTS:
        assert (compile_expression(ours).evaluate(facts) is True) == (back.evaluate(facts) is True), facts


@pytest.mark.parametrize(
    ("ours", "why"),
    [
        ("not(late)", "缺少的值"),
        ("not(n > 3)", "缺少的值"),
        ("a + b > 3", "单个的值"),
        ("n > 0.5", "浮点数"),
        ('a < "b"', "先后次序"),
        ("parameters.supervisors >= 2", "只有本系统有"),
        ("count(rows) > 3", "单个的值"),
        ("working days between(a, b)", "没有对应"),
        ("some x in rows satisfies x.ok", "没有对应"),
        ("(a and b) = true", "单个的值"),
        ("受理.outcome = 1", "变量名"),
        ("a = ", "不是可读"),
    ],
)
def test_conditions_that_would_mean_something_else_stay_and_say_why(ours, why):
    with pytest.raises(NotExact) as refused:
        juel_of_feel(ours)
    assert why in refused.value.why.zh
    assert refused.value.why.en


def test_every_condition_that_goes_out_is_told_at_its_element():
    for path in sorted(PROCESSES.glob("*/*.bpmn")):
        for target in ("camunda", "flowable"):
            made = outgoing(path.read_bytes(), target)
            root = etree.fromstring(made.content)
            said = {(each.element, each.fate) for each in made.report if each.said.zh.startswith("表达式")}
            for condition in root.iter(f"{{{BPMN}}}conditionExpression"):
                fate = "translated" if condition.text.startswith("${") else "kept"
                assert (condition.getparent().get("id"), fate) in said, (path.name, condition.text)


@pytest.mark.parametrize("target", DIALECTS)
def test_no_node_is_lost_on_the_way_out_and_every_attribute_of_ours_is_told(target):
    for path in sorted(PROCESSES.glob("*/*.bpmn")):
        content = path.read_bytes()
        made = outgoing(content, target)
        assert nodes(made.content) == nodes(content)
        told = {each.element for each in made.report}
        for element in etree.fromstring(content).iter(f"{{{BPMN}}}*"):
            if element.get("id") and any("tongban" in str(name) and not str(name).endswith("}en") for name in element.attrib):
                known = element.get("id") in told or str(element.tag).endswith(("Definition", "Characteristics"))
                assert known, (path.name, element.get("id"))


def test_the_report_is_read_on_the_way_in_and_on_the_way_out(site):
    client = site.browser("admin")
    base = begin(client, "外来流程图")
    sent = fields(client.get(base).text, f"{base}/diagrams")
    brought = send(client, f"{base}/diagrams", data={**sent, "name": "foreign"}, files={"upload": ("x.bpmn", diagram("camunda").encode())})
    path = "gz_apprenticeship/foreign.bpmn"
    assert brought.status_code == 200
    assert f'href="{base}/files/{path}?element=n_userTask"' in brought.text
    for word in ("已翻译", "已略去", "asyncBefore", "处错误", "n_complexGateway"):
        assert word in brought.text, word
    page = client.get(f"{base}/dialects/camunda/gz_apprenticeship/filing.bpmn").text
    for word in ("导出到 Camunda 7", "另写为 formKey", "没有对应，保留原样", "FEEL，照原样保留"):
        assert word in page, word
    assert client.get(f"{base}/dialects/camunda/gz_apprenticeship/filing.bpmn?take").content.startswith(b"<?xml")
    assert client.get(f"{base}/dialects/other/gz_apprenticeship/filing.bpmn").status_code == 404
    rest = f"/api/v1/admin/studio/drafts/{base.rpartition('/')[2]}"
    made = site.rest("admin").get(f"{rest}/dialects/spiff/gz_apprenticeship/filing.bpmn").json()
    assert "spiffworkflow:property" in made["xml"]
    assert {each["fate"] for each in made["report"]} == {"translated", "kept"}
