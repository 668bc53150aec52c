"""Sheets on paper 打印: the case sheet 审批表 and the work list, by the house's own templates; what is masked on pages is masked here."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from api.queue_lines import line_of
from engine.documents.rendering import house_template
from engine.queries import OpinionView
from engine.queries.queue_views import QueueView
from engine.queries.views import CaseView
from engine.sdk.actor import Actor
from engine.sdk.ports import DocumentsPort
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from forms.paper import PaperSection

WORDS: Mapping[str, Text] = {
    "sheet": Text("审批表", "Case sheet"),
    "printed": Text("打印于", "Printed"),
    "opinions": Text("办理意见与签署", "Opinions and signatures"),
    "no_opinions": Text("尚无办理意见。", "No opinions yet."),
    "no_words": Text("（无文字意见）", "(no words)"),
    "signed": Text("签署：", "Signed:"),
    "materials": Text("申报材料", "Documents"),
    "papers": Text("已发文书", "Papers issued"),
    "masked": Text(
        "敏感信息按规定脱敏；原值须经授权查看并留痕。", "Sensitive values are masked; opening them needs a right and leaves a line."
    ),
    "list": Text("工作清单", "Work list"),
    "none": Text("没有待办。", "Nothing to do."),
    "number": Text("办件编号", "Case number"),
    "organisation": Text("申报单位", "Enterprise"),
    "uscc": Text("统一社会信用代码", "Credit code"),
    "region": Text("区域", "Area"),
    "received": Text("受理日期", "Received"),
    "stage": Text("当前阶段", "Stage"),
    "limit": Text("办理时限", "Limit"),
    "submitted": Text("申报次数", "Submissions"),
    "rows": Text("共 {n} 件", "{n} tasks"),
    "more": Text("仅列前 {n} 件", "the first {n} only"),
}
MATERIAL_HEADS = (Text("材料", "Document"), Text("文件", "File"), Text("核验", "Judged"))
PAPER_HEADS = (Text("文书", "Paper"), Text("文号", "Number"), Text("日期", "Date"))
LIST_HEADS = {
    "number": Text("办件编号", "Case number"),
    "procedure": Text("事项", "Procedure"),
    "organisation": Text("申报单位", "Enterprise"),
    "step": Text("环节", "Step"),
    "holder": Text("办理人", "Held by"),
    "due": Text("到期日", "Due"),
    "limit": Text("时限", "Limit"),
}
MARKS = {"pass": Text("合格", "Good"), "fail": Text("不合格", "Not good"), "missing": Text("缺", "Missing")}


def case_sheet(
    documents: DocumentsPort,
    view: CaseView,
    sections: Sequence[PaperSection],
    opinions: Sequence[OpinionView],
    by: Actor,
    now: datetime,
    language: str,
) -> bytes:
    """审批表 as PDF."""
    head = view.head
    facts = {
        **_frame(by, now, language, ("printed", "opinions", "no_opinions", "no_words", "signed", "materials", "papers", "masked")),
        "title": f"{head.title.in_(language)} {_word('sheet', language)}",
        "subtitle": head.program_title.in_(language),
        "number": head.number or "",
        "head": _head(view, language),
        "sections": [{"heading": each.heading, "rows": [list(row) for row in each.rows]} for each in sections],
        "opinions": [_opinion(each, language) for each in opinions],
        "materials": _materials(view, language),
        "papers": [[each.title.in_(language), each.number, f"{each.issued_at.astimezone(ZONE):%Y-%m-%d}"] for each in view.notices],
    }
    facts["words"]["material_heads"] = [each.in_(language) for each in MATERIAL_HEADS]
    facts["words"]["paper_heads"] = [each.in_(language) for each in PAPER_HEADS]
    return documents.render(house_template("case_sheet"), facts, now)


def _materials(view: CaseView, language: str) -> list[list[str]]:
    files = [[each.label, each.name, MARKS[each.mark].in_(language) if each.mark in MARKS else ""] for each in view.materials]
    return files + [[each.label.in_(language), "", MARKS["missing"].in_(language)] for each in view.empty_items if each.missing]


def work_list(documents: DocumentsPort, view: QueueView, title: str, by: Actor, now: datetime, language: str) -> bytes:
    """工作清单 as PDF."""
    shown = len(view.rows)
    subtitle = _word("rows", language).format(n=view.total)
    if shown < view.total:
        subtitle += f" · {_word('more', language).format(n=shown)}"
    facts = {
        **_frame(by, now, language, ("printed", "none")),
        "title": f"{title} · {_word('list', language)}",
        "subtitle": subtitle,
        "rows": [[line[cell] for cell in LIST_HEADS] for line in (line_of(row, language) for row in view.rows)],
    }
    facts["words"]["heads"] = [Text("序号", "No.").in_(language), *(each.in_(language) for each in LIST_HEADS.values())]
    return documents.render(house_template("work_list"), facts, now)


def _frame(by: Actor, now: datetime, language: str, words: Sequence[str]) -> dict[str, Any]:
    return {
        "office": by.organisation,
        "printed_at": f"{now.astimezone(ZONE):%Y-%m-%d %H:%M}",
        "printed_by": by.name,
        "words": {name: _word(name, language) for name in words},
    }


def _head(view: CaseView, language: str) -> list[list[str]]:
    head, clock = view.head, view.head.clock
    limit = clock.words.in_(language) + (f"（{clock.due.isoformat()}）" if clock.due else "") if clock else ""
    pairs = {
        "number": head.number or "",
        "organisation": head.organisation,
        "uscc": head.uscc,
        "region": head.region_name.in_(language),
        "received": head.received_on.isoformat() if head.received_on else "",
        "stage": head.stage_title.in_(language),
        "limit": limit,
        "submitted": str(view.submission.number) if view.submission else "",
    }
    return [[_word(name, language), value] for name, value in pairs.items()]


def _opinion(each: OpinionView, language: str) -> dict[str, str]:
    return {
        "step": each.step.in_(language),
        "role": each.role_title.in_(language),
        "outcome": each.outcome.in_(language) if each.outcome else "",
        "opinion": each.opinion,
        "by": each.by,
        "at": f"{each.at.astimezone(ZONE):%Y-%m-%d %H:%M}",
    }


def _word(name: str, language: str) -> str:
    return WORDS[name].in_(language)
