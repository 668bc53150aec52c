"""Timeline 办理记录: events as sentences."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Event
from engine.queries.query import Query
from engine.queries.views import EventView
from engine.running.access import must_see
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

TITLES: Mapping[str, Text] = {
    "case_opened": Text("新建草稿", "Draft opened"),
    "case_submitted": Text("提交申请", "Application submitted"),
    "case_withdrawn": Text("撤销申请", "Application withdrawn"),
    "case_closed": Text("办结", "Case closed"),
    "stage_reached": Text("进入阶段", "Stage reached"),
    "task_opened": Text("转入环节", "Step begins"),
    "task_claimed": Text("领取", "Claimed"),
    "task_released": Text("释放", "Released"),
    "task_completed": Text("办理", "Decided"),
    "task_cancelled": Text("环节取消", "Step cancelled"),
    "timer_fired": Text("期限届满", "Time limit reached"),
    "clock_started": Text("开始计时", "Clock starts"),
    "clock_stopped": Text("停止计时", "Clock stops"),
    "clock_resumed": Text("恢复计时", "Clock runs again"),
    "clock_restarted": Text("重新计时", "Clock starts anew"),
    "deadline_recomputed": Text("期限重新计算", "Deadline recomputed"),
    "notice_issued": Text("出具文书", "Paper issued"),
    "notice_delivered": Text("签收文书", "Paper delivered"),
    "service_done": Text("系统办理", "Done by the system"),
    "decision_made": Text("规则判定", "Decided by rule"),
    "attachment_added": Text("上传材料", "File added"),
    "attachment_removed": Text("移除材料", "File removed"),
    "material_marked": Text("核对材料", "File checked"),
    "roster_imported": Text("导入花名册", "Roster imported"),
    "roster_row_saved": Text("修改花名册", "Roster row saved"),
    "roster_rows_removed": Text("删除花名册行", "Roster rows removed"),
    "roster_status": Text("更新花名册状态", "Roster status set"),
    "field_unmasked": Text("查看敏感信息", "Sensitive value opened"),
    "message_received": Text("收到消息", "Message received"),
    "incident_opened": Text("异常挂起", "Incident"),
    "incident_retried": Text("重试异常", "Incident retried"),
    "signed_in": Text("登录", "Signed in"),
    "sign_in_failed": Text("登录失败", "Sign-in failed"),
    "password_changed": Text("修改密码", "Password changed"),
    "password_set": Text("重置密码", "Password reset"),
    "person_added": Text("新增人员", "Person added"),
    "person_changed": Text("修改人员", "Person changed"),
    "calendar_changed": Text("维护工作日历", "Calendar changed"),
    "release_published": Text("发布项目", "Program released"),
    "release_restored": Text("恢复旧版本", "Older release restored"),
    "draft_discarded": Text("删除草稿", "Draft discarded"),
}


def event_view(event: Event, number: str | None = None) -> EventView:
    """An event as one line: what, of what, and the words that were given."""
    return EventView(
        event_id=event.id,
        seq=event.seq,
        at=event.at,
        kind=event.kind,
        title=_title(event),
        actor=event.actor,
        organisation=event.organisation,
        detail=_detail(event.data),
        public=event.public,
        case_id=event.case_id,
        number=number,
        data=event.data,
    )


def _title(event: Event) -> Text:
    base = TITLES.get(event.kind, Text(event.kind))
    subject = event.data.get("name") if isinstance(event.data.get("name"), dict) else event.data.get("title")
    parts = [base]
    if subject:
        parts.append(Text.of(subject))
    if outcome := event.data.get("outcome_title"):
        parts.append(Text.of(outcome))
    return Text(" · ".join(part.zh for part in parts), " · ".join(part.in_("en") for part in parts))


def _detail(data: Mapping[str, Any]) -> Text | None:
    for key in ("sentence", "reason"):
        if isinstance(data.get(key), dict):
            return Text.of(data[key])
    for key in ("opinion", "reason", "number", "note", "cause"):
        if isinstance(data.get(key), str) and data[key]:
            return Text(data[key])
    if isinstance(data.get("due"), str):
        return Text(f"{data.get('limit', '')} 至 {data['due']}".strip(), f"{data.get('limit', '')} until {data['due']}".strip())
    return None


def case_events(uow: UnitOfWork, case: Case, *, public_only: bool) -> tuple[EventView, ...]:
    """The events of a case, the newest first."""
    chosen = select(Event).where(Event.chain == str(case.id)).order_by(Event.seq.desc())
    if public_only:
        chosen = chosen.where(Event.public)
    return tuple(event_view(event, case.number) for event in uow.session.scalars(chosen))


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline(Query[tuple[EventView, ...]]):
    """办理记录 of a case: applicants see the public lines, officers all."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[EventView, ...]:
        """The newest first."""
        case = uow.session.get(Case, self.case_id)
        if case is None:
            raise NotFound("case_not_found", case=str(self.case_id))
        must_see(by, case)
        return case_events(uow, case, public_only=by.kind == "enterprise")
