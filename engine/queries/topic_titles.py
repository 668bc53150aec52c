"""消息主题名称: what each topic of the outbox and of webhooks tells of, in words."""

from collections.abc import Mapping

from engine.sdk.text import Text

TITLES: Mapping[str, Text] = {
    "absence.arranged": Text("有人外出，已安排代理", "Somebody is away, a substitute acts"),
    "absence.ended": Text("已销假，代理结束", "Somebody is back, the substitution ended"),
    "rating.answered": Text("评价已有答复", "A rating was answered"),
    "rating.bad": Text("收到差评，待回访", "A bad rating is to be called back"),
    "case.copied": Text("抄送", "A copy was sent"),
    "case.decided": Text("办件办结", "A case was closed"),
    "case.extended": Text("期限延长", "A time limit was extended"),
    "case.resumed": Text("办件恢复办理", "A case goes on"),
    "case.stopped": Text("办件中止", "A case was suspended"),
    "case.submitted": Text("申报单位提交申请", "An application was handed in"),
    "case.terminated": Text("办件终止", "A case was terminated"),
    "channel.undelivered": Text("消息未能送达", "A message could not be delivered"),
    "correction.received": Text("收到补正", "Corrections were received"),
    "event.error": Text("流程抛出错误", "A diagram threw an error"),
    "event.escalation": Text("流程升级上报", "A diagram escalated"),
    "event.message": Text("流程发出消息", "A diagram sent a message"),
    "event.signal": Text("流程发出信号", "A diagram sent a signal"),
    "notice.issued": Text("文书签发", "A paper was issued"),
    "person.recused": Text("有人回避", "Somebody was recused"),
    "request.answered": Text("请示已批复", "A request was answered"),
    "request.made": Text("请示", "A request was made"),
    "task.applicant": Text("需要申报单位办理", "Something for the applicant to do"),
    "task.delegated": Text("待办委派", "A task was delegated"),
    "task.given": Text("待办分派", "A task was given to somebody"),
    "task.pooled": Text("待领取有新件", "New tasks in a pool"),
    "task.red": Text("待办超期", "A task is overdue"),
    "task.remarked": Text("督办意见", "A supervisor remarked"),
    "task.reminded": Text("催办", "A reminder"),
    "task.returned": Text("委派已答复", "A delegation was answered"),
    "task.taken": Text("待办改派他人", "A task was taken away"),
    "task.yellow": Text("待办临近期限", "A task is due soon"),
    "webhook.test": Text("试发", "A test"),
}


def title_of_topic(topic: str) -> Text:
    """What a topic tells of; its name where nobody wrote that down."""
    return TITLES.get(topic, Text(topic, topic))
