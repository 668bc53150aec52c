"""Every sentence of the lint, once, in Chinese and English; those on how the nodes fit together are in a table of their own."""

from engine.bpmn.findings import Finding
from engine.bpmn.lint.names import in_chinese
from engine.bpmn.lint.shape_sentences import ERROR, SHAPE_SENTENCES, WARNING

NAMED = ("kind", "event", "tag")
"""Facts that are kinds of elements."""

SENTENCES: dict[str, tuple[str, str, str]] = {
    # the file
    "too-large": (
        ERROR,
        "文件过大（{size} 字节），上限 5 MB",
        "the file is too large ({size} bytes); the limit is 5 MB",
    ),
    "too-many-nodes": (
        ERROR,
        "节点过多（{count} 个），上限 5000",
        "there are too many nodes ({count}); the limit is 5000",
    ),
    "doctype": (
        ERROR,
        "不接受 DOCTYPE 声明",
        "a DOCTYPE is not accepted",
    ),
    "not-xml": (
        ERROR,
        "不是有效的 XML：{why}",
        "not well-formed XML: {why}",
    ),
    "not-bpmn": (
        ERROR,
        "根元素不是 BPMN 2.0 的 definitions",
        "the root is not a BPMN 2.0 definitions element",
    ),
    "duplicate-process": (
        ERROR,
        "流程编号在另一个文件中已经使用",
        "another file already has a process of this id",
    ),
    "duplicate-id": (
        ERROR,
        "编号 {name} 重复",
        "the id {name} is used twice",
    ),
    "no-id": (
        ERROR,
        "{kind} 没有编号",
        "{kind} without an id",
    ),
    # references
    "unresolved": (
        ERROR,
        "{attribute} 指向的 {kind} “{name}” 不存在",
        "{attribute} names the {kind} '{name}', which does not exist",
    ),
    "no-reference": (
        ERROR,
        "没有指明{kind}",
        "it does not say which {kind}",
    ),
    "lane-names-nothing": (
        WARNING,
        "泳道里写的节点 “{name}” 不存在",
        "the lane names the node '{name}', which does not exist",
    ),
    "expression-empty": (
        ERROR,
        "{kind}是空的",
        "the {kind} is empty",
    ),
    "dangling-flow": (
        ERROR,
        "顺序流的一端 “{name}” 不存在",
        "one end of the flow, '{name}', does not exist",
    ),
    "loose-flow": (
        ERROR,
        "顺序流缺少起点或终点",
        "the flow lacks its source or target",
    ),
    "crossing-flow": (
        ERROR,
        "顺序流跨越了子流程边界",
        "the flow crosses the border of a sub-process",
    ),
    "unknown-process": (
        ERROR,
        "被调用的流程 “{name}” 不在这些文件中",
        "the called process '{name}' is in none of the files",
    ),
    "no-called": (
        ERROR,
        "调用活动没有指明流程（calledElement）",
        "the call activity does not say which process it calls (calledElement)",
    ),
    "called-start": (
        ERROR,
        "被调用的流程 “{name}” 没有空白开始事件",
        "the called process '{name}' has no plain start event",
    ),
    # events
    "several-events": (
        ERROR,
        "一个事件只能有一个事件定义",
        "an event may have one event definition only",
    ),
    "event-not-here": (
        ERROR,
        "{kind} 不能是{event}事件",
        "{kind} cannot be of the kind {event}",
    ),
    "no-condition": (
        ERROR,
        "条件事件没有条件",
        "the conditional event has no condition",
    ),
    "several-times": (
        ERROR,
        "定时器只能有一个时间（日期、期限、周期或 tb:limit）",
        "a timer may have one time only (date, duration, cycle or tb:limit)",
    ),
    "no-time": (
        ERROR,
        "定时器没有时间",
        "the timer has no time",
    ),
    "cycle-here": (
        ERROR,
        "周期定时器只能用在不中断的边界事件或事件子流程上",
        "a cycle timer belongs on a non-interrupting boundary event or event sub-process",
    ),
    "must-interrupt": (
        ERROR,
        "错误事件必须是中断型",
        "an error event must interrupt",
    ),
    "uncaught-error": (
        ERROR,
        "子流程内的错误 “{code}” 没有任何捕获",
        "the error '{code}' thrown inside the sub-process is caught nowhere",
    ),
    "link-alone": (
        ERROR,
        "链接事件 “{name}” 没有配对",
        "the link event '{name}' has no partner",
    ),
    "link-twice": (
        ERROR,
        "链接 “{name}” 有多个捕获事件",
        "the link '{name}' has several catching events",
    ),
    # nodes
    "unsupported": (
        ERROR,
        "不支持元素 {tag}",
        "the element {tag} is not supported",
    ),
    "script": (
        ERROR,
        "不执行脚本；请改用服务任务（tb:service）或业务规则任务",
        "scripts are not run; use a service task (tb:service) or a business rule task",
    ),
    "no-transaction": (
        ERROR,
        "不支持事务子流程与取消事件；请用错误事件表示失败",
        "transactions and cancel events are not supported; let an error event say that it failed",
    ),
    "no-compensation": (
        ERROR,
        "不支持补偿；请画出撤销所需的步骤",
        "compensation is not supported; draw the steps that undo the work",
    ),
    "no-adhoc": (
        ERROR,
        "不支持自由子流程；请画出步骤的次序，或用包容网关",
        "ad-hoc sub-processes are not supported; draw the order of the steps, or use an inclusive gateway",
    ),
    "no-complex": (
        ERROR,
        "不支持复杂网关；请用会签的完成条件",
        "complex gateways are not supported; use a multi-instance completion condition",
    ),
    "no-choreography": (
        ERROR,
        "不支持编排与会话图（{tag}）",
        "choreographies and conversations ({tag}) are not supported",
    ),
    "no-global": (
        ERROR,
        "不支持全局任务（{tag}）；请画成被调用的流程",
        "global tasks ({tag}) are not supported; draw a process and call it",
    ),
    "use-role": (
        ERROR,
        "不支持 {tag}；办理人请用 tb:role",
        "{tag} is not supported; say who works on it with tb:role",
    ),
    "use-correlation": (
        ERROR,
        "不支持 {tag}；请在事件上用 tb:correlation",
        "{tag} is not supported; put tb:correlation on the event",
    ),
    "use-collection": (
        ERROR,
        "不支持 {tag}；请用 tb:collection 与 tb:item",
        "{tag} is not supported; use tb:collection and tb:item",
    ),
    "data-transformed": (
        ERROR,
        "不支持数据转换（{tag}）；数据由表单、服务与决策写入",
        "data transformations ({tag}) are not supported; forms, services and decisions write the facts",
    ),
    "data-drawn": (
        WARNING,
        "{tag} 只作图示，不参与执行",
        "{tag} is shown, not executed",
    ),
    "nested-here": (
        ERROR,
        "{tag} 不能放在{kind}里面，在这里不起作用",
        "{tag} has no effect inside {kind}",
    ),
    "twice-here": (
        ERROR,
        "{kind}里只能有一个 {tag}",
        "only one {tag} may stand inside {kind}",
    ),
    "default-not-own": (
        ERROR,
        "默认流 “{name}” 不是从这里出发的",
        "the default flow '{name}' does not leave from here",
    ),
    "attribute-idle": (
        ERROR,
        "tb:{name} 在这里不起作用",
        "tb:{name} has no effect here",
    ),
    "not-read": (
        ERROR,
        "没有读入：它的编号或所在位置有误",
        "it was not read: its id or its place is wrong",
    ),
    "inside-refused": (ERROR, "它在不支持的“{other}”（{tag}）里面", "it stands inside {other}, a {tag}, which is refused"),
    "attribute-value": (ERROR, "不支持 {name}=“{value}”", '{name}="{value}" is not supported'),
    "attribute-unknown": (
        ERROR,
        "不支持属性 {name}",
        "the attribute {name} is not supported",
    ),
    "attribute-shown": (
        WARNING,
        "属性 {name} 不起作用",
        "the attribute {name} has no effect",
    ),
    "attribute-ours": (
        ERROR,
        "{kind} 上没有 tb:{name} 属性",
        "{kind} has no attribute tb:{name}",
    ),
    "foreign": (
        ERROR,
        "其他引擎的扩展 {name} 不起作用，请改用 tb 属性",
        "the extension {name} of another engine has no effect here; use tb attributes",
    ),
    "foreign-shown": (
        WARNING,
        "扩展 {name} 不起作用",
        "the extension {name} has no effect",
    ),
    "not-executable": (
        WARNING,
        "流程标为不可执行（isExecutable=false），仍会执行",
        "the process is marked isExecutable=false; it is run all the same",
    ),
    "no-service": (
        ERROR,
        "没有 tb:service 或 tb:notice",
        "it has neither tb:service nor tb:notice",
    ),
    "no-decision": (
        ERROR,
        "业务规则任务没有 tb:decision",
        "the business rule task has no tb:decision",
    ),
    "no-message": (
        ERROR,
        "没有指明消息（messageRef）",
        "it does not say which message (messageRef)",
    ),
    # loops
    "signing-loop": (
        ERROR,
        "签署方式“{signing}”与所画的循环不符：依次签用顺序多实例，其余用并行多实例",
        "the signing {signing} does not fit the loop drawn: sequence needs a sequential multi-instance, the others a parallel one",
    ),
    "signing-nobody": (
        ERROR,
        "签署方式“{signing}”没有写明签署人（tb:signers 或多实例）",
        "the signing {signing} does not say who signs (tb:signers or a multi-instance)",
    ),
    "loop-count": (
        ERROR,
        "没有（或同时有多种）说明循环次数的内容",
        "it does not say, or says twice, how often the activity runs",
    ),
    "loop-maximum": (
        ERROR,
        "loopMaximum 不是数字：{value}",
        "loopMaximum is not a number: {value}",
    ),
    # structure
    **SHAPE_SENTENCES,
    # expressions
    "expression": (
        ERROR,
        "表达式 “{text}” 有误：{why}",
        "the expression '{text}' does not compile: {why}",
    ),
    "time": (
        ERROR,
        "时间无法计算：{why_zh}",
        "the time cannot be counted with: {why_en}",
    ),
    "language": (
        ERROR,
        "表达式语言 {language} 不支持，只支持 FEEL",
        "the expression language {language} is not supported, only FEEL is",
    ),
}


def finding(file: str, line: int, element: str, code: str, /, **facts: object) -> Finding:
    """A finding with its sentences filled in."""
    severity, zh, en = SENTENCES[code]
    named = {key: in_chinese(fact) if key in NAMED else fact for key, fact in facts.items()}
    return Finding(file, line, element, severity, code, zh.format(**named), en.format(**facts))
