"""Every situation worth looking at: the template and what it is given."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from api.assets import Licence
from engine.queries import views as v
from engine.queries.absences import AbsenceView, SubstitutesView
from engine.queries.queue_choices import COLUMNS as COLUMN_NAMES
from engine.queries.verbs import PersonChoice
from engine.sdk.errors import FieldError
from engine.sdk.text import Text
from tests.pages.figures import REPORT, REPORT_ONE
from tests.pages.listings import (
    CORRECTIONS,
    COUNTS,
    DIAGRAM,
    GUIDE,
    INCIDENTS,
    NO_VIEWS,
    PEOPLE,
    PHRASES,
    QUERY,
    RELEASE,
    ROSTER_VIEW,
    address,
    bulk,
    calendar_effect,
    calendar_view,
    queue,
    shown,
)
from tests.pages.publicities import NOT_REACHED, NOT_TAKEN, OBJECTING, PLAN, PUBLICITIES, PUBLICITY
from tests.pages.register_samples import HEAD, NOTHING_SEALED, OTHER, SEALED, register
from tests.pages.samples import (
    ADMINISTRATOR,
    ENTERPRISE,
    ERRORS,
    EVENTS,
    FORM_HTML,
    OFFICER,
    PRINT_HTML,
    READ_HTML,
    case_view,
    head,
    progress,
    step_clock,
    step_form,
    task_head,
    task_view,
    uid,
)

Situations = dict[str, tuple[str, dict[str, Any]]]

DIFFER = FieldError("repeat", "两次输入的新密码不一致。", "The new passwords differ.")
REFUSED = SimpleNamespace(
    status=404,
    code="not_found",
    title=Text("页面不存在", "Page not found"),
    detail=Text("没有这个页面，或您无权知悉。", "There is no such page."),
    errors=(),
    incident=None,
)
BROKEN = SimpleNamespace(
    status=500,
    code="incident",
    title=Text("系统出现异常", "Something went wrong"),
    detail=Text("内容没有提交，请稍后重试。", "Nothing was submitted."),
    errors=ERRORS,
    incident="8F3A11C0DE",
)


def every_page() -> Situations:
    """A name for each situation: the template and its context."""
    return {**public_pages(), **applicant_pages(), **office_pages(), **administration_pages()}


def public_pages() -> Situations:
    """Pages for everybody, and refusals."""
    public: dict[str, Any] = {"actor": None, "url": address("/sign-in")}
    applicant: dict[str, Any] = {"actor": ENTERPRISE, "url": address("/cases")}
    officer: dict[str, Any] = {"actor": OFFICER, "url": address("/tasks", "tab=todo"), "counts": COUNTS}
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
            {**officer, "posts": [(Text("受理", "Acceptance"), Text("天河区", "Tianhe"))], "errors": (DIFFER,)},
        ),
        "problem": ("public/problem.html", {**applicant, "problem": REFUSED}),
        "problem_incident": ("public/problem.html", {**officer, "problem": BROKEN}),
        "conflict": (
            "conflict.html",
            {
                **officer,
                "sentence": Text("陈立 2 分钟前已领取这件任务。", "Chen Li claimed this task 2 minutes ago."),
                "typed": ((Text("审核意见", "Opinion"), "材料齐全，\n建议受理。"),),
                "ways": (("/tasks", Text("返回待办", "Back to my tasks")), ("/tasks/20", Text("查看最新内容", "See the latest"))),
            },
        ),
    }


def applicant_pages() -> Situations:
    """Pages of enterprises."""
    public: dict[str, Any] = {"actor": None, "url": address("/sign-in")}
    applicant: dict[str, Any] = {"actor": ENTERPRISE, "url": address("/cases")}
    to_correct = step_form(
        head=head(status="open"), task=task_head(clock=step_clock("green", 12)), corrections=CORRECTIONS, correct_by=date(2026, 12, 7)
    )
    return {
        "guides": ("applicant/guides.html", {**applicant, "url": address("/guides"), "view": (GUIDE, GUIDE, GUIDE)}),
        "publicities": ("public/publicities.html", {**public, "url": address("/publicity"), "view": PUBLICITIES}),
        "publicities_none": ("public/publicities.html", {**public, "url": address("/publicity"), "view": ()}),
        "publicity": ("public/publicity.html", {**public, "url": address("/publicity/a"), "view": PUBLICITY, **OBJECTING, "errors": ()}),
        "publicity_filing": ("public/publicity.html", {**public, "url": address("/publicity/b"), "view": PLAN, **OBJECTING, "errors": ()}),
        "publicity_wrong": (
            "public/publicity.html",
            {**public, "url": address("/publicity/a"), "view": PUBLICITY, **OBJECTING, "errors": (NOT_REACHED, NOT_TAKEN)},
        ),
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
        "form_officer": (
            "applicant/form.html",
            {
                "actor": OFFICER,
                "url": address("/cases"),
                "counts": COUNTS,
                "view": step_form(),
                "form_html": FORM_HTML,
                "errors": (),
                "readonly": False,
                "above": head(),
            },
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
    }


def office_pages() -> Situations:
    """Pages of officers."""
    officer: dict[str, Any] = {"actor": OFFICER, "url": address("/tasks", "tab=todo"), "counts": COUNTS}
    task_url: dict[str, Any] = {
        "actor": OFFICER,
        "url": address("/tasks/20"),
        "submission_html": READ_HTML,
        "step_html": FORM_HTML,
        "errors": (),
        "outcome": "accept",
        "phrases": PHRASES,
        "opinion": "opinion",
        "bulk": None,
    }
    given = {"step_html": "", "outcome": "", "typed": {"person_id": "", "bulk_reason": ""}, "errors": (), "wrong": {}}
    unmask: dict[str, Any] = {**task_url, "url": address("/office/cases/10/unmask"), "path": "", "reason": "", "value": ""}
    register_url: dict[str, Any] = {**task_url, "url": address("/registers/gz_apprenticeship/annual_plan", "year=2026")}
    return {
        "queue": ("officer/queue.html", {**officer, **shown(), "view": queue(), "query": QUERY, "most_exported": 5000, "most_listed": 500}),
        "queue_none": (
            "officer/queue.html",
            {**officer, **shown(NO_VIEWS), "view": queue(()), "query": QUERY, "most_exported": None, "most_listed": None},
        ),
        "queue_views": ("officer/views.html", {**officer, **shown(), "all_columns": COLUMN_NAMES, "errors": (), "typed": {}}),
        "figures": ("officer/figures.html", {**officer, "view": REPORT}),
        "figures_one": ("officer/figures.html", {**officer, "view": REPORT_ONE}),
        "phrases": ("officer/phrases.html", {**officer, "phrases": PHRASES, "errors": (), "typed": ""}),
        "bulk": ("officer/bulk.html", {**officer, **given, "view": bulk(), "step_html": FORM_HTML, "outcome": "agree"}),
        "bulk_transfer": ("officer/bulk.html", {**officer, **given, "view": bulk(verb="transfer")}),
        "bulk_claim": ("officer/bulk.html", {**officer, **given, "view": bulk(verb="claim")}),
        "bulk_waiting": ("officer/bulk.html", {**officer, **given, "view": bulk("waiting", seconds=25)}),
        "bulk_undone": ("officer/bulk.html", {**officer, **given, "view": bulk("undone")}),
        "bulk_nothing": ("officer/bulk_nothing.html", {**officer, "errors": ERRORS}),
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
        "unmask": ("officer/unmask.html", {**unmask, "view": SEALED}),
        "unmask_shown": ("officer/unmask.html", {**unmask, "view": SEALED, "path": SEALED.fields[0].path, "value": "440106199503074511"}),
        "unmask_refused": ("officer/unmask.html", {**unmask, "view": SEALED, "errors": ERRORS}),
        "unmask_none": ("officer/unmask.html", {**unmask, "view": NOTHING_SEALED}),
        "person_search": ("officer/person_search.html", {**officer, "may": True, "text": "", "errors": ()}),
        "person_search_refused": ("officer/person_search.html", {**officer, "may": True, "text": "4401", "errors": ERRORS}),
        "person_search_closed": ("officer/person_search.html", {**officer, "may": False, "text": "", "errors": ()}),
        "register": ("officer/registers.html", {**register_url, "view": register(), "known": (HEAD, OTHER)}),
        "register_empty": ("officer/registers.html", {**register_url, "view": register(lines=False), "known": (HEAD,)}),
        "registers_none": ("officer/registers.html", {**register_url, "view": None, "known": ()}),
        "register_print": ("officer/register_print.html", {**register_url, "view": register()}),
    }


def administration_pages() -> Situations:
    """Pages of administrators."""
    admin: dict[str, Any] = {"actor": ADMINISTRATOR, "url": address("/admin/people")}
    return {
        "people": ("administrator/people.html", {**admin, "view": v.Page(PEOPLE, 3), "text": "", "kind": "", "roles": {}, "regions": {}}),
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
                "regions": (("440100", Text("广州市", "Guangzhou")), ("440112", Text("黄埔区", "Huangpu"))),
                "standing_in": SubstitutesView(
                    (AbsenceView(uid(71), "林晓", "陈立", date(2026, 11, 23), date(2026, 11, 27), (), "年休假"),),
                    (PersonChoice(uid(72), "陈立"),),
                ),
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
        "calendar_preview": (
            "administrator/calendar_preview.html",
            {
                **admin,
                "url": address("/admin/calendar/2027/preview"),
                "year": 2027,
                "view": calendar_effect(),
                "basis": "国办发明电〔2026〕12号",
                "sent": (("basis", "国办发明电〔2026〕12号"),),
                "action": "/admin/calendar/2027",
                "errors": (),
            },
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
            {
                **admin,
                "url": address("/admin/incidents"),
                "view": v.Page(INCIDENTS, 2),
                "state": "open",
                "jobs": {"deliver": 1, "CompleteTask": 1},
                "job": "",
            },
        ),
    }
