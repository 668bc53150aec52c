"""Views with plausible content: a filing of an apprenticeship plan in its various states, as queries answer with it."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup

from engine.queries import clock_views as cv
from engine.queries import views as v
from engine.queries.check_views import CheckView
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError
from engine.sdk.text import Text


def uid(number: int) -> UUID:
    """A readable id."""
    return UUID(int=number)


def at(day: int, hour: int = 9, minute: int = 30, month: int = 11) -> datetime:
    """A moment of 2026, given in the office's hours."""
    return datetime(2026, month, day, hour - 8 if hour >= 8 else hour, minute, tzinfo=UTC)


NOW = at(23, 10, 5)
ENTERPRISE = Actor(uid(1), "李文", "enterprise", uid(2), "广州江北精密制造有限公司")
OFFICER = Actor(uid(3), "周敏", "officer", uid(4), "黄埔区人力资源和社会保障局", frozenset({("acceptance", "440112")}))
ADMINISTRATOR = Actor(uid(5), "何珊", "administrator", uid(6), "市人力资源和社会保障局信息中心")
TITLE = Text("学徒培养计划备案", "Filing of an apprenticeship plan")
PROGRAM = Text("企业新型学徒制", "Enterprise apprenticeship")


def segments() -> tuple[cv.SegmentView, ...]:
    """A clock that ran, stopped for a correction, and runs again."""
    return (
        cv.SegmentView(True, date(2026, 11, 3), date(2026, 11, 6), 3),
        cv.SegmentView(False, date(2026, 11, 6), date(2026, 11, 16), 6, Text("补正", "correction")),
        cv.SegmentView(True, date(2026, 11, 16), None, 5),
    )


def clock(light: cv.Light = "green", left: int = 22, words: Text | None = None, **changes: Any) -> cv.ClockView:
    """The clock of the whole case, or of a step when told so."""
    facts: dict[str, Any] = {
        "clock_id": uid(50),
        "kind": "case",
        "title": Text("评估审核", "Review"),
        "amount": 30,
        "unit": "wd",
        "used": 30 - left,
        "left": left,
        "due": date(2026, 12, 22),
        "provisional": False,
        "light": light,
        "words": words or Text(f"剩 {left} 个工作日", f"{left} working days left"),
        "statutory": True,
        "basis": "穗人社函〔2020〕22号 三（二）",
        "trigger": date(2026, 11, 2),
        "finished": False,
        "explanation": (
            Text("2026-11-02 收到材料，当日不计", "Materials received on 2026-11-02; that day is not counted"),
            Text("停 6 天 补正（2026-11-06 停，2026-11-16 恢复）", "Stopped 6 days: correction (2026-11-06 to 2026-11-16)"),
            Text("跳过 14 个周末休息日", "14 weekend days skipped"),
        ),
        "segments": segments(),
    }
    return cv.ClockView(**{**facts, **changes})


def step_clock(light: cv.Light = "yellow", left: int = 2, **changes: Any) -> cv.ClockView:
    """The clock of the acceptance step."""
    words = Text("超期 1 个工作日", "1 working day overdue") if left < 0 else Text(f"剩 {left} 个工作日", f"{left} working days left")
    facts = {
        "kind": "step",
        "title": Text("受理", "Acceptance"),
        "amount": 5,
        "used": 5 - left,
        "due": date(2026, 11, 25),
        "statutory": True,
    }
    return clock(light, left, words, **{**facts, **changes})


def head(number: str | None = "440112-GZXT-2026-00037", **changes: Any) -> v.CaseHead:
    """A filed case."""
    facts: dict[str, Any] = {
        "case_id": uid(10),
        "number": number,
        "program": "gz_apprenticeship",
        "program_title": PROGRAM,
        "process": "filing",
        "title": TITLE,
        "organisation": "广州江北精密制造有限公司",
        "uscc": "91440112MA5XYZ1234",
        "region": "440112",
        "region_name": Text("黄埔区", "Huangpu"),
        "status": "open",
        "stage": "review",
        "stage_title": Text("评估审核", "Review"),
        "created_at": at(1),
        "received_on": date(2026, 11, 2),
        "closed_at": None,
        "clock": clock(),
        "summary": (
            (Text("学徒人数", "Apprentices"), Text.typed("54")),
            (Text("职业（工种）", "Occupation"), Text("数控车工", "CNC turner")),
        ),
        "version": 4,
    }
    return v.CaseHead(**{**facts, **changes})


def task_head(**changes: Any) -> v.TaskHead:
    """An acceptance task of the officer's."""
    facts: dict[str, Any] = {
        "task_id": uid(20),
        "element": "acceptance",
        "name": Text("受理审查", "Acceptance"),
        "role": "acceptance",
        "role_title": Text("受理", "Acceptance"),
        "state": "open",
        "arrived_at": at(19, 9, 12),
        "assignee_id": uid(3),
        "assignee": "周敏",
        "clock": step_clock(),
        "flags": (Text("第 1 次补正", "First correction"),),
        "form": "acceptance",
    }
    return v.TaskHead(**{**facts, **changes})


STAGES = (
    v.StageView("submitted", Text("提交", "Submitted"), "done", date(2026, 11, 2)),
    v.StageView("accepted", Text("受理", "Accepted"), "done", date(2026, 11, 4)),
    v.StageView("review", Text("评估审核", "Review"), "current", date(2026, 11, 16)),
    v.StageView("sign_off", Text("审批", "Sign-off"), "coming"),
    v.StageView("filed", Text("备案", "Filed"), "coming"),
    v.StageView("training", Text("培训中", "In training"), "coming"),
)
EVENTS = (
    v.EventView(6, 6, at(19, 9, 12), "task_claimed", Text("领取任务", "Task claimed"), "周敏", "黄埔区人力资源和社会保障局", None, False),
    v.EventView(
        5, 5, at(16, 15, 8), "case_submitted", Text("提交补正", "Correction submitted"), "李文", "广州江北精密制造有限公司", None, True
    ),
    v.EventView(
        4,
        4,
        at(6, 10, 31),
        "correction_requested",
        Text("一次性告知补正", "Correction requested"),
        "周敏",
        "黄埔区人力资源和社会保障局",
        Text(
            "培养方案缺少考核评价办法；2 名学徒的劳动合同不足一年。",
            "The training plan lacks its assessment; two contracts are shorter than a year.",
        ),
        True,
    ),
    v.EventView(
        3, 3, at(2, 9, 13), "checks_run", Text("系统预审", "Automatic checks"), "系统", "", None, False, uid(10), "440112-GZXT-2026-00037"
    ),
    v.EventView(
        1,
        1,
        at(2, 9, 12),
        "case_submitted",
        Text("提交申报", "Application submitted"),
        "李文",
        "广州江北精密制造有限公司",
        None,
        True,
        uid(10),
        "440112-GZXT-2026-00037",
        {"before": None, "after": {"stage": "submitted"}},
    ),
)
NOTICES = (
    v.NoticeView(
        uid(60),
        "acceptance_notice",
        "穗黄埔人社学受〔2026〕37号",
        Text("受理通知书", "Notice of acceptance"),
        False,
        at(4),
        True,
        84213,
        at(4),
    ),
    v.NoticeView(
        uid(61),
        "correction_notice",
        "穗黄埔人社学补〔2026〕12号",
        Text("补正告知书", "Notice of correction"),
        True,
        at(6),
        True,
        91033,
        None,
    ),
    v.NoticeView(
        uid(62), "filing_notice", "穗黄埔人社学备〔2026〕31号", Text("备案通知书", "Notice of filing"), False, at(20), False, 0, None
    ),
)
FILES = (
    v.AttachmentView(uid(70), "materials", "培养方案", "2026年数控车工培养方案.pdf", 1834211, "application/pdf", at(2), "李文", "pass"),
    v.AttachmentView(
        uid(71),
        "materials",
        "合作协议",
        "与广州市机电技师学院合作协议（扫描件）.pdf",
        5234001,
        "application/pdf",
        at(2),
        "李文",
        "fail",
        "缺学院盖章",
    ),
    v.AttachmentView(uid(72), "materials", "劳动合同", "劳动合同汇总.xlsx", 94211, "application/vnd.ms-excel", at(16), "李文"),
    v.AttachmentView(uid(73), "materials", "承诺书", "承诺书.jpg", 634211, "image/jpeg", at(2), "李文"),
)
ROSTER = v.RosterSummary("roster", 60, 54, 6, 2)
CONTACT = v.ContactView("黄埔区人力资源和社会保障局 职业能力建设科", "020-8237 0000", "黄埔区香雪三路1号政务服务中心2楼15号窗口")
CHECKS = (
    CheckView("credit_code", "passed", Text("统一社会信用代码", "Credit code"), "GB 32100-2015"),
    CheckView(
        "hardship", "passed", Text("未列入困难企业一次性培训计划", "Not in this year's hardship plan"), "穗人社函〔2020〕22号 三（四）"
    ),
    CheckView(
        "contract",
        "failed",
        Text("劳动合同期限", "Labour contract's term"),
        "穗人社函〔2020〕22号 二（三）",
        (Text("劳动合同期限不足 12 个月", "The labour contract is shorter than 12 months"),),
        (3, 17),
        54,
    ),
    CheckView("insurance", "asked", Text("在本市参加社会保险", "Insured in the city"), "穗人社函〔2020〕22号 二（三）", (), (), 54),
    CheckView("id", "passed", Text("身份证号", "ID numbers"), "GB 11643-1999", (), (), 54),
    CheckView("institution", "not_applicable", Text("培训机构资质", "Training institution's licence"), "穗人社函〔2020〕22号 二（二）"),
)
FORM_HTML = Markup(
    '<div class="f-form"><div class="f-grid"><section class="f-field f-c16 f-group" aria-labelledby="f-_enterprise"><h3 id="f-_enterprise">企业信息</h3>'
    '<p class="f-clause">依据 穗人社函〔2020〕22号 二（一）</p><div class="f-grid"><div class="f-field f-c10">'
    '<label class="f-label" for="f-filing-enterprise-name">企业名称<span class="f-required" title="必填" aria-hidden="true">*</span></label>'
    '<input type="text" id="f-filing-enterprise-name" name="filing.enterprise.name" value="广州江北精密制造有限公司"></div>'
    '<div class="f-field f-c6"><label class="f-label" for="f-filing-plan-heads">学徒人数</label>'
    '<input type="text" id="f-filing-plan-heads" name="filing.plan.heads" inputmode="numeric" value="54"></div></div></section></div></div>'
)
READ_HTML = Markup(
    '<div class="f-form f-readonly"><section class="f-group"><h3 id="r-_enterprise">企业信息 <span class="f-clause">依据 穗人社函〔2020〕22号 二（一）</span></h3>'
    '<dl class="f-grid"><div class="f-field f-c10"><dt class="f-label">企业名称</dt><dd id="r-name">广州江北精密制造有限公司</dd></div>'
    '<div class="f-field f-c6 f-changed"><dt class="f-label">学徒人数</dt><dd id="r-heads">54 <span class="f-was">原为 <del>56</del></span></dd></div></dl></section></div>'
)
PRINT_HTML = Markup(
    '<div class="f-form f-print"><h1>学徒培养计划备案申请表</h1><section class="f-group"><h2>企业信息</h2><table class="f-paper"><tbody>'
    '<tr><th scope="row">企业名称</th><td>广州江北精密制造有限公司</td><th scope="row">学徒人数</th><td>54</td></tr></tbody></table></section></div>'
)
ERRORS = (
    FieldError("filing.enterprise.name", "请填写企业名称。", "Enter the name of the enterprise."),
    FieldError(
        "filing.plan.heads", "学徒人数应与花名册一致（54 人）。", "The number must equal the roster (54).", "穗人社函〔2020〕22号 二"
    ),
)


def case_view(**changes: Any) -> v.CaseView:
    """The case as an officer sees it."""
    facts: dict[str, Any] = {
        "head": head(),
        "clocks": (clock(), step_clock("green", 4)),
        "stages": STAGES,
        "submission": v.SubmissionView({}, {}, {"filing.plan.heads": 56}, at(16, 15, 8), 2, f"amounts/fact/{uid(10)}/filing"),
        "materials": FILES,
        "rosters": (ROSTER,),
        "checks": CHECKS,
        "timeline": EVENTS,
        "notices": NOTICES[:2],
        "open_tasks": (task_head(),),
        "related": (v.RelatedCase(uid(11), "440112-GZXT-2025-00012", TITLE, Text("培训中", "In training"), at(3)),),
        "incidents": (),
    }
    return v.CaseView(**{**facts, **changes})


def step_form(**changes: Any) -> v.StepFormView:
    """A draft being filled."""
    facts: dict[str, Any] = {
        "head": head(None, status="draft", stage="draft", stage_title=Text("草稿", "Draft"), clock=None),
        "task": None,
        "form": {},
        "values": {},
        "version": 3,
        "saved_at": at(23, 10, 2),
        "explanation": f"amounts/fact/{uid(10)}/filing",
        "editable": None,
        "facts": {},
        "attachments": FILES,
        "rosters": (ROSTER,),
        "corrections": (),
        "correct_by": None,
    }
    return v.StepFormView(**{**facts, **changes})


OUTCOMES = (
    v.OutcomeView("accept", Text("受理", "Accept"), "positive"),
    v.OutcomeView("correct", Text("要求补正", "Ask for correction"), "warning"),
    v.OutcomeView("refuse", Text("不予受理", "Refuse"), "negative"),
)


def task_view(may: frozenset[str] = frozenset({"complete", "release", "draft", "mark"}), **changes: Any) -> v.TaskView:
    """The acceptance task with everything around it."""
    facts: dict[str, Any] = {
        "case": case_view(),
        "task": task_head(),
        "step": step_form(head=head(), task=task_head()),
        "outcomes": OUTCOMES,
        "may": may,
        "conflict": None,
        "position": v.Position(4, 18, uid(19), uid(21)),
    }
    return v.TaskView(**{**facts, **changes})


def progress(**changes: Any) -> v.ProgressView:
    """The case as its applicant sees it."""
    facts: dict[str, Any] = {
        "head": head(),
        "sentence": Text("您的申请正在评估审核，您暂时不需要操作", "Your application is under review; nothing is asked of you now"),
        "detail": Text("如需补充材料，黄埔区人社局会一次性告知。", "If anything is missing you will be told everything at once."),
        "must_act": False,
        "action": None,
        "stages": STAGES,
        "clocks": (clock(),),
        "timeline": tuple(event for event in EVENTS if event.public),
        "notices": NOTICES,
        "attachments": FILES,
        "rosters": (ROSTER,),
        "contact": CONTACT,
        "may_withdraw": True,
    }
    return v.ProgressView(**{**facts, **changes})
