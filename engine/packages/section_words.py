"""What people call the sections of a manifest, their fields and what may be chosen 清单用语: for the editors, and for sentences."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from engine.calendar.limits import Limit, LimitRefused
from engine.sdk.money import yuan
from engine.sdk.text import Text

SECTION_TITLES: Mapping[str, Text] = {
    "check": Text("预审项", "Checks"),
    "register": Text("台账", "Registers"),
    "general": Text("基本信息", "General"),
    "contact": Text("联系方式", "Contact"),
    "retention": Text("保管期限", "Retention"),
    "document": Text("依据文件", "Documents"),
    "stages": Text("公开阶段", "Public stages"),
    "roles": Text("岗位", "Roles"),
    "outcomes": Text("结论", "Outcomes"),
    "process": Text("可发起的流程", "Processes"),
    "notice": Text("文书", "Notices"),
    "parameter": Text("参数", "Parameters"),
}
"""Sections by name."""
ENTRY_WORDS: Mapping[str, Text] = {
    "check": Text("预审项", "check"),
    "register": Text("台账", "register"),
    "document": Text("依据文件", "document"),
    "stages": Text("公开阶段", "public stage"),
    "roles": Text("岗位", "role"),
    "outcomes": Text("结论", "outcome"),
    "process": Text("流程", "process"),
    "notice": Text("文书", "notice"),
    "parameter": Text("参数", "parameter"),
}
"""One entry of a section, for sections of many."""
FIELD_WORDS: Mapping[str, Text] = {
    "roster.field": Text("花名册字段", "Roster field"),
    "roster.check": Text("花名册逐行检查（决策）", "Decision that judges its rows"),
    "parent.process": Text("上级流程", "Parent process"),
    "parent.stages": Text("上级可发起的阶段", "Stages of the parent it starts in"),
    "parent.release": Text("关联办件使用的版本", "Release linked cases use"),
    "schedule.on": Text("每年自动发起日（如 06-05）", "Begun every year on (06-05)"),
    "schedule.ahead": Text("提前（如 10wd）", "Ahead (10wd)"),
    "looks_up": Text("查询的台账（台账 = 取键的表达式）", "Registers it looks up (register = expression of the key)"),
    "in_force": Text("当日有效的行（表达式，可用 line、lines、today）", "Lines that hold on a day (expression over line, lines, today)"),
    "rows.of": Text("附表取自", "Rows are those of"),
    "rows.without": Text("附表不含的序号", "Rows left out"),
    "materials": Text("列出收到的材料", "Lists what was handed in"),
    "public": Text("公示的环节", "Public while at the steps"),
    "rows.statuses": Text("附表行状态", "Statuses of rows"),
    "rows.columns": Text("附表列", "Columns of rows"),
    "process": Text("流程", "Process"),
    "clause": Text("条款", "Clause"),
    "rules": Text("规则代码", "Codes of rules"),
    "faults": Text("行错误代码", "Codes of row faults"),
    "columns": Text("涉及的列", "Columns it is about"),
    "when": Text("适用条件（表达式）", "Applies when (expression)"),
    "asked": Text("由哪个环节核对", "Element where it is asked"),
    "passed": Text("通过条件（表达式）", "Passed when (expression)"),
    "rows": Text("不通过的行（表达式）", "Rows it failed for (expression)"),
    "basis": Text("依据", "Basis"),
    "document": Text("依据文件", "Document"),
    "column": Text("列", "Columns"),
    "key": Text("代号", "Key"),
    "id": Text("流程编号", "Process id"),
    "title": Text("名称", "Name"),
    "zh": Text("中文", "Chinese"),
    "en": Text("英文", "English"),
    "summary": Text("摘要", "Summary"),
    "version": Text("版本", "Version"),
    "region": Text("区划代码", "Region code"),
    "authority": Text("主管部门", "Authority"),
    "office": Text("科室", "Office"),
    "years": Text("保管年数（自办结次年起算）", "Years kept (from the year after it ended)"),
    "permanent": Text("永久保管", "Kept for ever"),
    "phone": Text("电话", "Phone"),
    "hours": Text("办公时间", "Hours"),
    "decided": Text("已决定", "Decided"),
    "final": Text("终结", "Final"),
    "adverse": Text("不利", "Adverse"),
    "aside": Text("仅经过时显示", "Shown when taken"),
    "head": Text("负责人", "Head"),
    "tone": Text("语气", "Tone"),
    "file": Text("流程图文件", "Diagram file"),
    "form": Text("申请表", "Start form"),
    "by": Text("发起人", "Started by"),
    "number": Text("编号规则", "Number pattern"),
    "region_from": Text("区划取自", "Region from"),
    "subject_from": Text("主体取自", "Subject from"),
    "role": Text("发起岗位", "Starting role"),
    "benefit": Text("补贴种类", "Kind of benefit"),
    "benefit_year": Text("补贴年度取自", "Year of the benefit from"),
    "once": Text("仅一次", "Once only"),
    "submit_checks": Text("提交时的决策", "Decisions at submission"),
    "payable.fact": Text("待支付金额取自", "Sum to be paid from"),
    "payable.stages": Text("待支付的阶段", "Stages of the sum to be paid"),
    "payment_checks": Text("拨付前的决策", "Decisions before payment"),
    "outcome_checks": Text("作出结论时的决策（环节.结论 = 决策）", "Decisions when a step is decided so (step.outcome = decisions)"),
    "template": Text("模板文件", "Template file"),
    "facts": Text("附加事实", "Further facts"),
    "type": Text("类型", "Type"),
    "value": Text("取值", "Values"),
    "guide.zh": Text("中文办事指南", "Chinese guide"),
    "guide.en": Text("英文办事指南", "English guide"),
    "parent.ends": Text("随上级办件一同结束", "Ends with the parent case"),
    "parent.while_open": Text("仅在上级办件未办结时可发起", "Only while the parent case is open"),
}
"""Fields by name; what stands in brackets helps whoever fills them in."""
CHOICE_WORDS: Mapping[str, Text] = {
    "list": Text("列表", "List"),
    "table": Text("表", "Table"),
    "date": Text("日期", "Date"),
    "own": Text("本办件", "This case"),
    "parent": Text("上级办件", "The parent case"),
    "current": Text("当前版本", "The current release"),
    "neutral": Text("中性", "neutral"),
    "positive": Text("肯定", "positive"),
    "negative": Text("否定", "negative"),
    "enterprise": Text("申报单位", "the enterprise"),
    "officer": Text("工作人员", "an officer"),
    "clock": Text("日程", "the calendar"),
    "message": Text("消息", "a message"),
    "money": Text("金额", "amount"),
    "limit": Text("期限", "limit"),
    "ratio": Text("比例", "ratio"),
    "integer": Text("整数", "whole number"),
    "number": Text("数值", "number"),
    "boolean": Text("是否", "yes or no"),
    "text": Text("文本", "text"),
}
"""Values that are chosen from a few."""
COLUMN_WORDS: Mapping[str, Text] = {
    "key": Text("列名", "Key"),
    "zh": Text("中文标题", "Chinese title"),
    "en": Text("英文标题", "English title"),
    "type": Text("类型", "Type"),
    "sum": Text("合计", "Added up"),
    "values": Text("代码的文字（每行：代码 = 中文 | 英文）", "Words of codes (a line: code = Chinese | English)"),
}
"""What a column of a register says."""
VALUE_WORDS: Mapping[str, Text] = {
    "from": Text("生效日期", "From"),
    "value": Text("值", "Value"),
    "document": Text("文件", "Document"),
    "clause": Text("条款", "Clause"),
}
"""What a value of a parameter over time says."""


def bare(words: Text) -> Text:
    """Words without the help in brackets, as a sentence has them."""
    return Text(words.zh.partition("（")[0], words.in_("en").partition(" (")[0].lower())


def value_words(value: str, kind: str) -> Text:
    """A value of a parameter as people say it: 30 个工作日, 5000 元; a dash where there is none."""
    if kind == "limit":
        with suppress(LimitRefused):
            return Limit.parse(value).words
    return Text(f"{value} 元", f"{value} yuan") if kind == "money" and value else Text.typed(value or "—")


def words_of(kind: str, value: Any) -> Text:
    """The same of a value as programs read it: money in 分, yes and no, lists."""
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if kind == "money" and isinstance(value, int):
        return value_words(yuan(value), kind)
    if isinstance(value, list):
        return Text("；".join(map(str, value)), "; ".join(map(str, value)))
    return value_words("" if value is None else str(value), kind)
