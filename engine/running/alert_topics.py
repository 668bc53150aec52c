"""What people can be told 提醒事项: the kinds they choose by, and the sentence of every topic."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.sdk.text import Text

PAGE, MAIL, ROBOT = "page", "mail", "robot"
CHANNELS = (PAGE, MAIL, ROBOT)
OFFICER, ENTERPRISE = frozenset({"officer"}), frozenset({"enterprise"})
EVERYBODY = frozenset({"officer", "enterprise", "administrator"})


@dataclass(frozen=True, slots=True)
class Kind:
    """提醒类别: what people choose channels for; `at_first` are the channels before anybody chose."""

    title: Text
    audience: frozenset[str]
    at_first: tuple[str, ...] = CHANNELS


KINDS: Mapping[str, Kind] = {
    "arrived": Kind(Text("待办到达：分派、转办、委派给我", "A task for me: assigned, transferred, delegated"), OFFICER),
    "pool": Kind(Text("待领取有新件", "New cases in my pool"), OFFICER, ()),
    "reminded": Kind(Text("催办与督办意见", "Reminders and a supervisor's remarks"), OFFICER),
    "warning": Kind(Text("时限预警：黄灯、红灯", "Deadlines: yellow and red"), OFFICER | ENTERPRISE),
    "copied": Kind(Text("抄送", "Copies"), OFFICER),
    "returned": Kind(Text("委派已答复、待办改派", "Delegations answered, tasks taken away"), OFFICER),
    "correction": Kind(Text("补正已提交", "Corrections received"), OFFICER),
    "request": Kind(Text("请示与批复", "Requests and their answers"), OFFICER),
    "office": Kind(Text("外出代理与回避", "Absences and recusals"), OFFICER),
    "rating": Kind(Text("差评回访", "Bad ratings to call back"), OFFICER),
    "asked": Kind(Text("需要补正或办理", "Something for us to do"), ENTERPRISE),
    "decided": Kind(Text("办理结果", "Decisions"), ENTERPRISE),
    "paper": Kind(Text("新文书", "New papers"), ENTERPRISE),
    "changed": Kind(Text("中止、恢复与延期", "Stops, resumptions, extensions"), ENTERPRISE),
    "undelivered": Kind(Text("消息未能送达", "Messages that could not be delivered"), EVERYBODY),
}
"""Every kind, in the order in which people are shown them."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the outbox that people are told of; `to_applicant`: everybody of the enterprise whose case it is."""

    kind: str
    words: Text
    to_applicant: bool = False


TOPICS: Mapping[str, Topic] = {
    "task.given": Topic("arrived", Text("“{name}”由您办理。", '"{name}" is yours to do.')),
    "task.delegated": Topic("arrived", Text("请您就“{name}”提出意见：{reason}", 'Your opinion on "{name}" is asked for: {reason}')),
    "task.returned": Topic("returned", Text("“{name}”的委派已答复：{opinion}", 'The delegation of "{name}" was answered: {opinion}')),
    "task.taken": Topic("returned", Text("“{name}”已改派他人。", '"{name}" was given to somebody else.')),
    "task.reminded": Topic("reminded", Text("{by} 催办“{name}”：{reason}", '{by} reminds of "{name}": {reason}')),
    "task.remarked": Topic("reminded", Text("{by} 对“{name}”提出督办意见：{reason}", '{by} remarks on "{name}": {reason}')),
    "case.copied": Topic("copied", Text("{by} 抄送：{reason}", "A copy from {by}: {reason}")),
    "request.made": Topic("request", Text("{by} 就“{name}”请示，待您批复：{reason}", '{by} asks for your answer on "{name}": {reason}')),
    "request.answered": Topic("request", Text("您的请示已批复：{reason}", "Your request was answered: {reason}")),
    "person.recused": Topic("office", Text("{name} 已回避：{reason}", "{name} is recused: {reason}")),
    "absence.arranged": Topic("office", Text("{absent} 外出（{days}），由您代理。", "{absent} is away ({days}); you act for them.")),
    "absence.ended": Topic("office", Text("{absent} 已销假，您不再代理。", "{absent} is back; you act for them no longer.")),
    "correction.received": Topic("correction", Text("申报单位已提交补正。", "The applicant has sent the corrections.")),
    "task.pooled": Topic("pool", Text("待领取新到 {count} 件。", "New in your pool: {count}.")),
    "task.yellow": Topic("warning", Text("“{name}”临近期限，{due} 到期。", '"{name}" is due soon: {due}.')),
    "task.red": Topic("warning", Text("“{name}”已超期，应于 {due} 办结。", '"{name}" is overdue since {due}.')),
    "task.applicant": Topic("asked", Text("需要您办理：{name}。", "For you to do: {name}."), to_applicant=True),
    "notice.issued": Topic("paper", Text("新文书：{number}", "A new paper: {number}"), to_applicant=True),
    "case.stopped": Topic("changed", Text("办件已中止：{reason}", "The case was suspended: {reason}"), to_applicant=True),
    "case.resumed": Topic("changed", Text("办件已恢复办理。", "The case goes on."), to_applicant=True),
    "case.extended": Topic("changed", Text("办理期限已延长，新期限 {due}。", "The time limit was extended to {due}."), to_applicant=True),
    "case.terminated": Topic("decided", Text("办件已终止：{reason}", "The case was terminated: {reason}"), to_applicant=True),
    "case.decided": Topic(
        "decided",
        Text("办件已办结：{stage}。请您评价本次办理。", "The case is closed: {stage}. Please rate how it was handled."),
        to_applicant=True,
    ),
    "rating.bad": Topic("rating", Text("收到一条差评，请及时回访。", "There is a bad rating to call back.")),
    "rating.answered": Topic("decided", Text("您的评价已有答复：{reply}", "Your rating was answered: {reply}"), to_applicant=True),
    "channel.undelivered": Topic(
        "undelivered", Text("消息多次未能送达您的{channel}，请核对地址。", "Messages did not reach your {channel}: check the address.")
    ),
}


def kinds_for(audience: str) -> dict[str, Kind]:
    """The kinds that somebody of an audience (officer, enterprise, administrator) can be told of."""
    return {name: kind for name, kind in KINDS.items() if audience in kind.audience}


def words_of(topic: str, facts: Mapping[str, Any]) -> Text:
    """The sentence of a topic over its facts, in both languages."""
    words = TOPICS[topic].words
    said = {name: Text.of(value) if isinstance(value, Mapping) else Text.typed(str(value)) for name, value in facts.items() if value}
    return Text(*(_filled(words.in_(language), said, language) for language in ("zh", "en")))


def _filled(words: str, said: Mapping[str, Text], language: str) -> str:
    values: defaultdict[str, str] = defaultdict(str, {name: text.in_(language) for name, text in said.items()})
    return words.format_map(values)
