"""Views with plausible content for every template: a filing of an apprenticeship plan in its various states."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from markupsafe import Markup

from api.assets import Licence
from engine.queries import views as v
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
OFFICER = Actor(uid(3), "周敏", "officer", uid(4), "黄埔区人力资源和社会保障局", frozenset({"acceptance"}), ("440112",))
ADMINISTRATOR = Actor(uid(5), "何珊", "administrator", uid(6), "市人力资源和社会保障局信息中心", frozenset(), ("440100",))
TITLE = Text("学徒培养计划备案", "Filing of an apprenticeship plan")
PROGRAM = Text("企业新型学徒制", "Enterprise apprenticeship")


def segments() -> tuple[v.SegmentView, ...]:
    """A clock that ran, stopped for a correction, and runs again."""
    return (
        v.SegmentView(True, date(2026, 11, 3), date(2026, 11, 6), 3),
        v.SegmentView(False, date(2026, 11, 6), date(2026, 11, 16), 6, Text("补正", "correction")),
        v.SegmentView(True, date(2026, 11, 16), None, 5),
    )


def clock(light: v.Light = "green", left: int = 22, words: Text | None = None, **changes: Any) -> v.ClockView:
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
    return v.ClockView(**{**facts, **changes})


def step_clock(light: v.Light = "yellow", left: int = 2, **changes: Any) -> v.ClockView:
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
        "region_name": "黄埔区",
        "status": "open",
        "stage": "review",
        "stage_title": Text("评估审核", "Review"),
        "created_at": at(1),
        "received_on": date(2026, 11, 2),
        "closed_at": None,
        "clock": clock(),
        "summary": ((Text("学徒人数", "Apprentices"), "54"), (Text("职业（工种）", "Occupation"), "数控车工")),
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
    v.CheckView("uscc", True, Text("统一社会信用代码校验", "Credit code"), "91440112MA5XYZ1234", "GB 32100-2015", "enterprise_filing #1"),
    v.CheckView(
        "hardship",
        True,
        Text("未列入困难企业一次性培训计划", "Not in this year's hardship plan"),
        "否",
        "穗人社函〔2020〕22号 二（三）",
        "enterprise_filing #4",
    ),
    v.CheckView(
        "contract",
        False,
        Text("劳动合同期限不少于一年", "Contracts of a year or more"),
        "2 人不足一年",
        "穗人社函〔2020〕22号 二（一）",
        "apprentice_row #3",
    ),
    v.CheckView("insurance", None, Text("在本市缴纳社会保险", "Insured in the city"), "待经办核实", "穗人社函〔2020〕22号 二（一）", ""),
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
        "submission": v.SubmissionView({}, {}, {"filing.plan.heads": 56}, at(16, 15, 8), 2),
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


COLUMNS = tuple(
    {"key": key, "label": label, "label_en": english, "type": kind, "required": True}
    for key, label, english, kind in (
        ("name", "姓名", "Name", "text"),
        ("id_no", "身份证号", "ID number", "text"),
        ("mobile", "手机", "Mobile", "text"),
        ("post", "岗位", "Post", "text"),
        ("contract_start", "合同起", "Contract from", "date"),
        ("occupation", "职业（工种）", "Occupation", "text"),
        ("target_level", "目标等级", "Target level", "text"),
    )
)


def roster_row(number: int, faults: tuple[v.CellFault, ...] = (), reasons: tuple[v.CellFault, ...] = ()) -> v.RosterRowView:
    """One apprentice."""
    values = {
        "name": f"陈立{number}",
        "id_no": "440106199803120018",
        "mobile": "13800138000",
        "post": "数控操作",
        "contract_start": "2025-03-01",
        "occupation": "数控车工",
        "target_level": "四级",
    }
    return v.RosterRowView(uid(200 + number), number, values, "", faults, reasons)


FAULT = v.CellFault(3, "id_no", Text("身份证号", "ID number"), Text("校验位不正确", "The check digit is wrong"), "GB 11643-1999")
REASON = v.CellFault(
    4,
    "",
    Text(""),
    Text("已参加同一职业同一等级培训并合格", "Has passed the same occupation and level"),
    "穗人社函〔2020〕22号 二（二）",
    False,
)
ROSTER_VIEW = v.RosterView(
    head(None, status="draft"),
    "roster",
    Text("学徒花名册", "Roster of apprentices"),
    COLUMNS,
    (roster_row(1), roster_row(2, (FAULT,)), roster_row(3, (), (REASON,)), roster_row(4), roster_row(5)),
    ROSTER,
    1,
    3,
    "",
    True,
)
GUIDE = v.GuideView(
    "gz_apprenticeship",
    "filing",
    PROGRAM,
    TITLE,
    Text("广州市人力资源和社会保障局", "Guangzhou Human Resources and Social Security Bureau"),
    Text(
        "企业开展新型学徒制培训前，将培养计划向注册地的区人社部门备案。",
        "Before training starts, the plan is filed with the district where the enterprise is registered.",
    ),
    Text(
        "## 申报条件\n\n- 在本市注册的企业\n- 与学徒签订**一年以上**劳动合同\n\n## 材料\n\n1. 培养方案\n2. 合作协议",
        "## Conditions\n\n- registered in the city\n\n## Materials\n\n1. Training plan",
    ),
    (
        (Text("受理", "Acceptance"), "5 个工作日", "行政许可法 第三十二条"),
        (Text("评估审核", "Review"), "30 个工作日", "穗人社函〔2020〕22号"),
    ),
    ("穗人社函〔2020〕22号 广州市开展企业新型学徒制培训工作实施方案", "粤人社规〔2019〕13号"),
    True,
    "广州市",
)
COUNTS = v.QueueCounts(18, 7, 1, 3, 2, 26)
BPMN = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="urn:x"><bpmn:process id="p" isExecutable="true">'
    '<bpmn:startEvent id="start" name="提交"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>'
    '<bpmn:userTask id="acceptance" name="受理审查"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>'
    '<bpmn:userTask id="review" name="评估审核"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>'
    '<bpmn:endEvent id="end" name="备案"><bpmn:incoming>f3</bpmn:incoming></bpmn:endEvent>'
    '<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="acceptance"/><bpmn:sequenceFlow id="f2" sourceRef="acceptance" targetRef="review"/>'
    '<bpmn:sequenceFlow id="f3" sourceRef="review" targetRef="end"/></bpmn:process><bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">'
    '<bpmndi:BPMNShape id="s1" bpmnElement="start"><dc:Bounds x="150" y="100" width="36" height="36"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="s2" bpmnElement="acceptance"><dc:Bounds x="240" y="78" width="120" height="80"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="s3" bpmnElement="review"><dc:Bounds x="420" y="78" width="120" height="80"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNShape id="s4" bpmnElement="end"><dc:Bounds x="600" y="100" width="36" height="36"/></bpmndi:BPMNShape>'
    '<bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="186" y="118"/><di:waypoint x="240" y="118"/></bpmndi:BPMNEdge>'
    '<bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="360" y="118"/><di:waypoint x="420" y="118"/></bpmndi:BPMNEdge>'
    '<bpmndi:BPMNEdge id="e3" bpmnElement="f3"><di:waypoint x="540" y="118"/><di:waypoint x="600" y="118"/></bpmndi:BPMNEdge>'
    "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>"
)
DIAGRAM = v.DiagramView(
    "filing.bpmn", BPMN, {"start": "done", "acceptance": "done", "review": "current"}, ("filing.bpmn", "acceptance.bpmn"), "2026.1"
)
RELEASE = v.ReleaseView(
    uid(80), "gz_apprenticeship", PROGRAM, 2, "2026.2", "sha256:" + "4f2a9c" * 10, True, at(1), "何珊", "补正期限改为 15 个工作日",
    (("manifest.toml", 4211), ("filing.bpmn", 28110), ("decisions/enterprise_filing.dmn", 9120), ("forms/filing.form", 18230)), 37,
)  # fmt: skip
PEOPLE = (
    v.PersonView(
        uid(3),
        "zhoumin",
        "周敏",
        "officer",
        uid(4),
        "黄埔区人力资源和社会保障局",
        "440112",
        (("受理", "440112"), ("审核", "440112")),
        "138****6621",
        True,
        False,
    ),
    v.PersonView(
        uid(7),
        "chenli",
        "陈立",
        "officer",
        uid(4),
        "黄埔区人力资源和社会保障局",
        "440112",
        (("审批", "440112"),),
        "139****0021",
        True,
        True,
    ),
    v.PersonView(uid(1), "liwen", "李文", "enterprise", uid(2), "广州江北精密制造有限公司", "440112", (), "137****1180", False, False),
)
INCIDENTS = (
    v.IncidentView(
        uid(90),
        uid(10),
        "440112-GZXT-2026-00037",
        "notice",
        "filing_notice",
        "文书模板第 12 行引用了不存在的事实 filing.plan.headz",
        {"line": 12},
        "open",
        3,
        at(20),
    ),
    v.IncidentView(uid(91), None, None, "outbox", "", "邮件服务器拒绝连接", {}, "solved", 1, at(18)),
)


def queue_rows() -> tuple[v.TaskRow, ...]:
    """A queue with every light."""

    def row(n: int, organisation: str, light: v.Light, left: int, **task: Any) -> v.TaskRow:
        made = task_head(**{"task_id": uid(20 + n), "flags": (), "clock": step_clock(light, left, due=date(2026, 11, 20 + n)), **task})
        return v.TaskRow(made, head(f"440112-GZXT-2026-{n + 30:05d}", organisation=organisation, case_id=uid(100 + n)))

    return (
        row(1, "恒川智能装备股份有限公司", "red", -1),
        row(2, "北辰新材料科技有限公司", "yellow", 1, flags=(Text("第 1 次补正", "First correction"),)),
        row(3, "广州江北精密制造有限公司", "yellow", 2, name=Text("评估审核", "Review")),
        row(4, "数联云图信息技术有限公司", "green", 4, assignee_id=None, assignee=""),
        row(5, "清源生物医药有限公司", "green", 5, assignee_id=None, assignee="", name=Text("参保核查", "Insurance check")),
        row(6, "华瑞电子（高新）有限公司", "grey", 3, clock=clock("grey", 3, Text("已暂停 第 3 天", "stopped, day 3"), due=None)),
        row(7, "汇通物流设备有限公司", "green", 12, clock=clock("green", 26, due=date(2027, 1, 8), provisional=True)),
        row(8, "安泰包装制品有限公司", "green", 5, assignee_id=uid(9), assignee="陈立"),
    )


def calendar_view() -> v.CalendarView:
    """A year of which the holidays are not published."""
    days = []
    for ordinal in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        kind = "holiday" if (day.month, day.day) in {(1, 1), (10, 1)} else ("make_up" if (day.month, day.day) == (2, 14) else "")
        days.append(
            v.DayView(
                day,
                kind == "make_up" or (not kind and day.weekday() < 5),
                kind,
                Text("元旦", "New Year") if day.month == 1 and kind == "holiday" else Text(""),
            )
        )
    return v.CalendarView(2027, False, "", tuple(days), tuple(range(2004, 2028)), 250, 12)


def address(path: str, query: str = "") -> SimpleNamespace:
    """What templates need of a request's address."""
    return SimpleNamespace(path=path, query=query)


QUERY = {"tab": "todo", "text": "", "program": "", "element": "", "light": "", "sort": "due"}


def queue(rows: tuple[v.TaskRow, ...] | None = None) -> v.QueueView:
    """One page of the queue."""
    shown = queue_rows() if rows is None else rows
    return v.QueueView(
        shown,
        len(shown),
        COUNTS,
        (("gz_apprenticeship", PROGRAM),),
        (("acceptance", Text("受理审查", "Acceptance")),),
        "cursor" if shown else None,
        None,
    )


CORRECTIONS = (
    v.CorrectionItem("filing.materials.training_plan", Text("培养方案", "Training plan"), "缺少考核评价办法", "按模板补充第六部分"),
    v.CorrectionItem("filing.plan.heads", Text("学徒人数", "Number of apprentices"), "与花名册人数不一致", "改为 54"),
)


def every_page() -> dict[str, tuple[str, dict[str, Any]]]:
    """A name for each situation worth looking at: the template and its context."""
    public: dict[str, Any] = {"actor": None, "url": address("/sign-in")}
    applicant: dict[str, Any] = {"actor": ENTERPRISE, "url": address("/cases")}
    officer: dict[str, Any] = {"actor": OFFICER, "url": address("/tasks", "tab=todo"), "counts": COUNTS}
    task_url: dict[str, Any] = {
        "actor": OFFICER,
        "url": address("/tasks/20"),
        "submission_html": READ_HTML,
        "step_html": FORM_HTML,
        "errors": (),
        "outcome": "accept",
    }
    admin: dict[str, Any] = {"actor": ADMINISTRATOR, "url": address("/admin/people")}
    refused = SimpleNamespace(
        status=404,
        code="not_found",
        title=Text("页面不存在", "Page not found"),
        detail=Text("没有这个页面，或您无权知悉。", "There is no such page."),
        errors=(),
        incident=None,
    )
    broken = SimpleNamespace(
        status=500,
        code="incident",
        title=Text("系统出现异常", "Something went wrong"),
        detail=Text("内容没有提交，请稍后重试。", "Nothing was submitted."),
        errors=ERRORS,
        incident="8F3A11C0DE",
    )
    to_correct = step_form(
        head=head(status="open"), task=task_head(clock=step_clock("green", 12)), corrections=CORRECTIONS, correct_by=date(2026, 12, 7)
    )
    return {
        "sign_in": ("public/sign_in.html", {**public, "next_url": "", "username": "", "errors": ()}),
        "sign_in_refused": (
            "public/sign_in.html",
            {
                **public,
                "next_url": "",
                "username": "liwen",
                "errors": (FieldError("", "用户名或密码不正确。", "Wrong user name or password."),),
            },
        ),
        "keys": ("public/keys.html", {**officer, "url": address("/help/keys")}),
        "licences": (
            "public/licences.html",
            {**public, "licences": (Licence("bpmn-js", "18.31.1", "SEE LICENSE", "Copyright (c) Camunda"),)},
        ),
        "account": (
            "public/account.html",
            {**applicant, "errors": (FieldError("repeat", "两次输入的新密码不一致。", "The new passwords differ."),)},
        ),
        "problem": ("public/problem.html", {**applicant, "problem": refused}),
        "problem_incident": ("public/problem.html", {**officer, "problem": broken}),
        "conflict": (
            "conflict.html",
            {
                **officer,
                "sentence": Text("陈立 2 分钟前已领取这件任务。", "Chen Li claimed this task 2 minutes ago."),
                "typed": ((Text("审核意见", "Opinion"), "材料齐全，\n建议受理。"),),
                "ways": (("/tasks", Text("返回待办", "Back to my tasks")), ("/tasks/20", Text("查看最新内容", "See the latest"))),
            },
        ),
        "guides": ("applicant/guides.html", {**applicant, "url": address("/guides"), "view": (GUIDE, GUIDE, GUIDE)}),
        "guides_none": ("applicant/guides.html", {**public, "url": address("/guides"), "view": ()}),
        "guide": ("applicant/guide.html", {**applicant, "url": address("/guides/a/b"), "view": GUIDE}),
        "cases": (
            "applicant/cases.html",
            {
                **applicant,
                "text": "",
                "status": "",
                "view": v.Page(
                    (
                        head(),
                        head(None, status="draft", clock=None, case_id=uid(12)),
                        head(status="closed", stage_title=Text("已备案", "Filed"), clock=None, case_id=uid(13)),
                    ),
                    3,
                ),
            },
        ),
        "cases_none": ("applicant/cases.html", {**applicant, "text": "", "status": "", "view": v.Page((), 0)}),
        "progress": ("applicant/progress.html", {**applicant, "view": progress()}),
        "progress_act": (
            "applicant/progress.html",
            {
                **applicant,
                "view": progress(
                    must_act=True,
                    sentence=Text("有 2 项内容需要您补正", "2 items need your correction"),
                    action=v.ActionView("correct", Text("去补正", "Correct it"), uid(20), date(2026, 12, 7)),
                ),
            },
        ),
        "form": ("applicant/form.html", {**applicant, "view": step_form(), "form_html": FORM_HTML, "errors": (), "readonly": False}),
        "form_errors": (
            "applicant/form.html",
            {**applicant, "view": step_form(), "form_html": FORM_HTML, "errors": ERRORS, "readonly": False},
        ),
        "form_many_errors": (
            "applicant/form.html",
            {**applicant, "view": step_form(), "form_html": FORM_HTML, "errors": ERRORS * 15, "readonly": False},
        ),
        "form_readonly": (
            "applicant/form.html",
            {**applicant, "view": step_form(head=head()), "form_html": READ_HTML, "errors": (), "readonly": True},
        ),
        "correction": ("applicant/correction.html", {**applicant, "view": to_correct, "form_html": FORM_HTML, "errors": ()}),
        "submitted": (
            "applicant/submitted.html",
            {
                **applicant,
                "view": progress(),
                "warnings": (Text("2 名学徒的参保信息待核实。", "The insurance of 2 apprentices is to be verified."),),
            },
        ),
        "notices": ("applicant/notices.html", {**applicant, "view": progress()}),
        "withdraw": ("applicant/withdraw.html", {**applicant, "view": progress(), "reason": "", "errors": ()}),
        "roster": (
            "applicant/roster.html",
            {
                **applicant,
                "view": ROSTER_VIEW,
                "imported": SimpleNamespace(total=60, good=54, faulty=6),
                "faults": (),
                "url": address("/cases/10/roster/roster"),
            },
        ),
        "roster_row": (
            "applicant/roster_row.html",
            {**applicant, "view": ROSTER_VIEW, "row": ROSTER_VIEW.rows[1], "form_html": "", "typed": {}, "errors": ()},
        ),
        "queue": ("officer/queue.html", {**officer, "view": queue(), "query": QUERY}),
        "queue_none": ("officer/queue.html", {**officer, "view": queue(()), "query": QUERY}),
        "task": ("officer/task.html", {**task_url, "view": task_view()}),
        "task_unclaimed": (
            "officer/task.html",
            {**task_url, "step_html": "", "view": task_view(frozenset({"claim"}), task=task_head(assignee_id=None, assignee=""))},
        ),
        "task_conflict": (
            "officer/task.html",
            {
                **task_url,
                "view": task_view(frozenset(), conflict=Text("陈立 2 分钟前已领取这件任务", "Chen Li claimed this task 2 minutes ago")),
            },
        ),
        "office_case": ("officer/case.html", {**task_url, "view": case_view(incidents=("文书模板引用了不存在的事实",))}),
        "office_diagram": ("officer/diagram.html", {**task_url, "view": DIAGRAM, "head": head()}),
        "office_print": ("officer/print.html", {**task_url, "view": case_view(), "submission_html": PRINT_HTML}),
        "people": ("administrator/people.html", {**admin, "view": v.Page(PEOPLE, 3), "text": "", "kind": ""}),
        "person": (
            "administrator/person.html",
            {
                **admin,
                "view": PEOPLE[0],
                "organisations": ((uid(4), "黄埔区人力资源和社会保障局"),),
                "roles": (
                    ("acceptance", Text("受理", "Acceptance")),
                    ("review", Text("审核", "Review")),
                    ("second_review", Text("复核", "Second review")),
                    ("sign_off", Text("审批", "Sign-off")),
                ),
                "regions": (("440100", "广州市"), ("440112", "黄埔区")),
                "typed": {},
                "errors": (),
            },
        ),
        "releases": ("administrator/releases.html", {**admin, "url": address("/admin/releases"), "view": (RELEASE,)}),
        "release": (
            "administrator/release.html",
            {
                **admin,
                "url": address("/admin/releases/1"),
                "view": RELEASE,
                "file": "manifest.toml",
                "text": 'key = "gz_apprenticeship"\nversion = "2026.2"',
            },
        ),
        "release_diagram": (
            "administrator/diagram.html",
            {**admin, "url": address("/admin/releases/1/filing.bpmn"), "view": DIAGRAM, "release": RELEASE},
        ),
        "calendar": (
            "administrator/calendar.html",
            {**admin, "url": address("/admin/calendar/2027"), "view": calendar_view(), "typed": {}, "errors": ()},
        ),
        "audit": (
            "administrator/audit.html",
            {
                **admin,
                "url": address("/admin/audit"),
                "view": v.Page(EVENTS, 5),
                "query": {"text": "", "kind": "", "since": "", "until": ""},
                "kinds": (("case_submitted", Text("提交", "Submitted")),),
                "checked": None,
            },
        ),
        "incidents": (
            "administrator/incidents.html",
            {**admin, "url": address("/admin/incidents"), "view": v.Page(INCIDENTS, 2), "state": "open"},
        ),
    }
