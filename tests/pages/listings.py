"""Lists, guides, rosters, diagrams and the views of administrators, with plausible content."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from engine.queries import admin_views as av
from engine.queries import bulk as bv
from engine.queries import clock_views as cv
from engine.queries import queue_choices as qc
from engine.queries import queue_views as qv
from engine.queries import views as v
from engine.queries.calendar import CalendarEffect, MoveView
from engine.queries.guides import GuideView
from engine.queries.row_views import CellFault, RosterRowView
from engine.queries.verbs import PersonChoice
from engine.sdk.text import Text
from tests.pages.samples import PROGRAM, ROSTER, TITLE, at, clock, head, step_clock, task_head, uid

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


def roster_row(number: int, faults: tuple[CellFault, ...] = (), reasons: tuple[CellFault, ...] = ()) -> RosterRowView:
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
    return RosterRowView(uid(200 + number), number, values, "", faults, reasons)


FAULT = CellFault(3, "id_no", Text("身份证号", "ID number"), Text("校验位不正确", "The check digit is wrong"), "GB 11643-1999")
REASON = CellFault(
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
GUIDE = GuideView(
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
    "",
    "广州市",
)
COUNTS = qv.QueueCounts(18, 7, 1, 3, 2, 26, 4, 1)
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
RELEASE = av.ReleaseView(
    uid(80), "gz_apprenticeship", PROGRAM, 2, "2026.2", "sha256:" + "4f2a9c" * 10, True, at(1), "何珊", "补正期限改为 15 个工作日",
    (("manifest.toml", 4211), ("filing.bpmn", 28110), ("decisions/enterprise_filing.dmn", 9120), ("forms/filing.form", 18230)), 37,
)  # fmt: skip
PEOPLE = (
    av.PersonView(
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
    av.PersonView(
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
    av.PersonView(uid(1), "liwen", "李文", "enterprise", uid(2), "广州江北精密制造有限公司", "440112", (), "137****1180", False, False),
)
INCIDENTS = (
    av.IncidentView(
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
    av.IncidentView(uid(91), None, None, "outbox", "", "邮件服务器拒绝连接", {}, "solved", 1, at(18)),
)


def queue_rows() -> tuple[qv.TaskRow, ...]:
    """A queue with every light."""

    def row(n: int, organisation: str, light: cv.Light, left: int, **task: Any) -> qv.TaskRow:
        made = task_head(**{"task_id": uid(20 + n), "flags": (), "clock": step_clock(light, left, due=date(2026, 11, 20 + n)), **task})
        return qv.TaskRow(made, head(f"440112-GZXT-2026-{n + 30:05d}", organisation=organisation, case_id=uid(100 + n)))

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


def calendar_effect() -> CalendarEffect:
    """What a year's holidays would move."""
    case, before = uid(7), date(2027, 1, 1)
    moves = tuple(
        MoveView(case, f"GZXT-2026-00000{number}", Text("评估审核", "Assessment"), change, before, date(2027, 1, 4))
        for number, change in enumerate(("moved", "timer", "kept", "confirmed"))
    )
    days = {date(2027, 1, 1): ("holiday", "元旦"), date(2027, 1, 30): ("make_up", "春节"), date(2027, 3, 3): ("", "")}
    doubt = Text("工作日放假 18 天、调休上班 6 天，相差 12 天。", "18 weekdays off and 6 make-up days differ by 12.")
    return CalendarEffect(days, (), (doubt,), {"moved": 1, "timer": 1, "kept": 1, "confirmed": 700}, moves)


def calendar_view() -> av.CalendarView:
    """A year of which the holidays are not published."""
    days = []
    for ordinal in range(date(2027, 1, 1).toordinal(), date(2028, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        kind = "holiday" if (day.month, day.day) in {(1, 1), (10, 1)} else ("make_up" if (day.month, day.day) == (2, 14) else "")
        days.append(
            av.DayView(
                day,
                kind == "make_up" or (not kind and day.weekday() < 5),
                kind,
                Text("元旦", "New Year") if day.month == 1 and kind == "holiday" else Text(""),
            )
        )
    return av.CalendarView(2027, False, "", tuple(days), tuple(range(2004, 2028)), 250, 12)


def address(path: str, query: str = "") -> SimpleNamespace:
    """What templates need of a request's address."""
    return SimpleNamespace(path=path, query=query)


QUERY = {"person": "", "tab": "todo", "text": "", "program": "", "element": "", "light": "", "whose": "", "sort": "due"}


def queue(rows: tuple[qv.TaskRow, ...] | None = None) -> qv.QueueView:
    """One page of the queue."""
    shown = queue_rows() if rows is None else rows
    return qv.QueueView(
        shown,
        len(shown),
        COUNTS,
        (("gz_apprenticeship", PROGRAM),),
        (("acceptance", Text("受理审查", "Acceptance")),),
        "cursor" if shown else None,
        None,
    )


VIEWS = qc.QueueChoicesView(
    ("organisation", "uscc", "summary", "step", "flags", "area", "arrived", "holder", "due"),
    (
        qc.ViewChoice(uid(60), "临近期限的受理", {"tab": "pool", "light": "yellow"}, ("organisation", "due"), True, True, "周敏"),
        qc.ViewChoice(uid(61), "本区超期", {"tab": "office", "light": "red"}, ("step", "holder", "due"), True, False, "陈立"),
    ),
    uid(60),
)
NO_VIEWS = qc.QueueChoicesView(qc.COLUMNS, (), None)
PHRASES = (
    qc.PhraseView(uid(62), "材料齐全，符合法定形式，予以受理。", False),
    qc.PhraseView(uid(63), "经复核，同意审核意见。", True),
)


def shown(choices: qc.QueueChoicesView = VIEWS) -> dict[str, Any]:
    """What the queue's page is given beside its rows."""
    return {"choices": choices, "chosen": None, "columns": choices.columns, "address_of": lambda view: f"/tasks?view={view.view_id}"}


def bulk(state: str = "proposed", verb: str = "approve", seconds: int = 0) -> bv.BulkView:
    """Many tasks chosen: two groups, one that stands out, a random sample, one that was left out."""
    rows = queue_rows()
    item = {"proposed": "chosen", "waiting": "waiting", "done": "done", "undone": "undone"}[state]

    decides = verb == "approve"

    def one(at: int, group: int, sample: str = "", said: tuple[Text, ...] = (), *, opened: bool = False) -> bv.BulkItemView:
        return bv.BulkItemView(rows[at], group, sample if decides else "", said, opened, item)  # type: ignore[arg-type]

    odd = (Text("拟培养人数 300 人，同类多为 24", "Apprentices 300, usually 24"),)
    groups = (
        bv.BulkGroup(1, rows[0].case.summary, (one(0, 1, "outlier", odd), one(1, 1, "random", opened=True), one(2, 1), one(3, 1))),
        bv.BulkGroup(2, (), (one(4, 2, "random"),)),
    )
    left = bv.BulkItemView(rows[5], 0, "", (Text("预审未全部通过：参保核查。", "Not every check is green: insurance."),), False, "left")
    outcomes = (v.OutcomeView("agree", Text("同意", "Agree"), "positive"),) if state == "proposed" and verb == "approve" else ()
    people = (PersonChoice(uid(9), "陈立"),) if verb == "transfer" else ()
    title = Text("批量办理", "Decide together")
    return bv.BulkView(uid(70), verb, title, state, at(20), seconds, groups, (left,), 2 if decides else 0, None, outcomes, people)  # type: ignore[arg-type]


CORRECTIONS = (
    v.CorrectionItem("filing.materials.training_plan", Text("培养方案", "Training plan"), "缺少考核评价办法", "按模板补充第六部分"),
    v.CorrectionItem("filing.plan.heads", Text("学徒人数", "Number of apprentices"), "与花名册人数不一致", "改为 54"),
)
