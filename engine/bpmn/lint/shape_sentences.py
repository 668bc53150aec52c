"""The sentences on how nodes fit together: scopes, flows, loops that do not wait, joins that never fire."""

ERROR, WARNING = "error", "warning"

SHAPE_SENTENCES: dict[str, tuple[str, str, str]] = {
    "empty-scope": (
        ERROR,
        "里面没有任何节点",
        "there is nothing inside",
    ),
    "empty-process": (
        WARNING,
        "流程里没有任何节点，不能启动",
        "there is nothing inside the process; it cannot be started",
    ),
    "several-starts": (
        ERROR,
        "只能有一个空白开始事件",
        "there may be one plain start event only",
    ),
    "subprocess-start": (
        ERROR,
        "子流程的开始事件必须是空白的，且只有一个",
        "a sub-process begins with one plain start event",
    ),
    "event-subprocess-start": (
        ERROR,
        "事件子流程必须恰有一个带触发器的开始事件",
        "an event sub-process has exactly one start event, and it has a trigger",
    ),
    "event-subprocess-flow": (
        ERROR,
        "事件子流程不能有顺序流、循环或边界事件",
        "an event sub-process has no flows, loops or boundary events",
    ),
    "incoming-here": (
        ERROR,
        "{kind} 不能有进入的顺序流",
        "no flow may lead to a node of this kind ({kind})",
    ),
    "outgoing-here": (
        ERROR,
        "{kind} 不能有离开的顺序流",
        "no flow may leave a node of this kind ({kind})",
    ),
    "no-outgoing": (
        ERROR,
        "{kind} 没有离开的顺序流",
        "{kind} needs an outgoing flow",
    ),
    "not-attached": (
        ERROR,
        "边界事件没有附着在同一范围的活动上",
        "the boundary event is not attached to an activity of the same scope",
    ),
    "unreachable": (
        ERROR,
        "从开始事件到不了这里",
        "no start event leads here",
    ),
    "never-thrown": (
        WARNING,
        "里面没有什么会抛出这个{event}，这条路走不到",
        "nothing inside throws this {event}; the path behind it is never taken",
    ),
    "caught-before": (
        WARNING,
        "同一处已有“{other}”接住这个{event}，这一个永远轮不到",
        "{other} catches this {event} in the same place already; this one never gets a turn",
    ),
    "never-left": (
        WARNING,
        "子流程只以错误结束，它后面的节点走不到",
        "the sub-process ends with an error only; what stands behind it is never reached",
    ),
    "condition-missing": (
        ERROR,
        "{kind} 的顺序流 {flow} 没有条件，也不是默认流",
        "the flow {flow} out of this {kind} has no condition and is not the default",
    ),
    "condition-here": (
        ERROR,
        "从 {kind} 离开的顺序流 {flow} 不能有条件",
        "the flow {flow} out of this {kind} cannot have a condition",
    ),
    "condition-default": (
        ERROR,
        "默认流 {flow} 不能有条件",
        "the default flow {flow} cannot have a condition",
    ),
    "no-default": (
        WARNING,
        "没有默认流；条件都不成立时办件会停住",
        "there is no default flow; the case becomes an incident when no condition holds",
    ),
    "event-gateway-target": (
        ERROR,
        "事件网关后面只能是等待事件或接收任务，且只由它到达：{name}",
        "behind an event-based gateway stand waiting events or receive tasks that only it leads to: {name}",
    ),
    "endless": (
        ERROR,
        "循环中没有任何等待：{names}",
        "a loop without anything that waits: {names}",
    ),
    "endless-maybe": (
        WARNING,
        "循环中只有自动步骤，可能停不下来：{names}",
        "a loop of automatic steps only; it may never stop: {names}",
    ),
    "deadlock": (
        ERROR,
        "这个并行汇聚永远等不齐",
        "this parallel join can never be complete",
    ),
    "deadlock-maybe": (
        WARNING,
        "某些走法会停在这个汇聚：{names}",
        "on some paths tokens wait here for ever: {names}",
    ),
}
