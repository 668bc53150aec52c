"""进度 of one case: what happens now, by when, and what its applicant is asked to do."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Task
from engine.model.money import INCOMING
from engine.queries.awaited import Awaited, awaited_of, of_the_applicant
from engine.queries.cases import attachments_of, notices_of, rosters_of, seen_case, stage_views
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.timeline import case_events
from engine.queries.views import ActionView, CaseHead, ContactView, ProgressView
from engine.running.corrections import KEY as CORRECTIONS
from engine.running.drafts import draft_of
from engine.running.scope import at_path
from engine.running.stages import is_decided
from engine.sdk.actor import Actor
from engine.sdk.money import yuan
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseProgress(Query[ProgressView]):
    """进度: what happens now, by when, and whether the applicant must act."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> ProgressView:
        """Everything the progress page shows; officers' remarks are not in it."""
        case = seen_case(uow, by, self.case_id)
        tasks = list(uow.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open")))
        heads = Heads(uow)
        heads.prepare([case], tasks)
        program = heads.program(case)
        head = heads.case(case, version=_version(uow, case))
        applicant = by.kind == "enterprise"
        clocks = heads.clocks(case)
        if applicant:
            shown = of_the_applicant(uow, case, heads.rows_of(case))
            clocks = tuple(clock for clock in clocks if clock.clock_id in shown)
            head = head if head.clock is None or head.clock.clock_id in shown else replace(head, clock=None)
        awaited = awaited_of(uow, by, case, heads) if applicant else None
        action = _action(case, tasks, heads, awaited)
        contact = program.manifest.contact
        return ProgressView(
            head=head,
            sentence=_sentence(case, head, action),
            detail=_detail(head),
            must_act=action is not None or owed_by_applicant(case) > 0,
            action=action,
            stages=stage_views(program, case),
            clocks=clocks,
            timeline=case_events(uow, case, public_only=applicant),
            notices=notices_of(uow, case.id),
            attachments=attachments_of(uow, case),
            rosters=rosters_of(uow, case.id),
            contact=ContactView(contact.get("office", program.manifest.authority.zh), contact.get("phone", ""), contact.get("address", "")),
            may_withdraw=case.status == "open" and not is_decided(program, case),
        )


def _version(uow: UnitOfWork, case: Case) -> int:
    draft = draft_of(uow, case.id, "start") if case.status == "draft" else None
    return draft.version if draft else 0


def _action(case: Case, tasks: list[Task], heads: Heads, awaited: Awaited | None) -> ActionView | None:
    if case.status == "draft":
        return ActionView("continue_draft", Text("继续填报", "Continue the application"))
    for task in tasks:
        if task.organisation_id is not None:
            clock = heads.task(task, case).clock
            kind = "correct" if case.facts.get(CORRECTIONS, {}).get("items") else "task"
            return ActionView(kind, Text.of(task.name), task.id, clock.due if clock else None)  # type: ignore[arg-type]
    if awaited is not None:
        start, clock = awaited.start, awaited.clock
        late = clock.words if clock.light == "red" else None
        return ActionView("start", start.title, due=clock.due, process=start.process, draft_id=start.draft_id, late=late)
    return None


def _sentence(case: Case, head: CaseHead, action: ActionView | None) -> Text:
    if case.status == "draft":
        return Text("申请尚未提交，请继续填报。", "The application is not submitted yet. Please go on.")
    if case.status == "withdrawn":
        return Text("申请已撤回，本次办理结束。", "The application was withdrawn; the procedure has ended.")
    if case.status == "terminated":
        return Text("办理已终止，理由见文书和办理记录。", "The procedure was terminated; the reason stands below.")
    if action is not None:
        by = f"，请于 {action.due} 前完成" if action.due else ""
        until = f" by {action.due}" if action.due else ""
        if action.late is not None:
            by = f"，应于 {action.due} 前完成，{action.late.zh}"
            until = f", which was due by {action.due}: {action.late.in_('en')}"
        return Text(f"需要您办理：{action.title.zh}{by}。", f"You need to act: {action.title.in_('en')}{until}.")
    if case.status == "closed":
        return Text(f"已办结：{head.stage_title.zh}。", f"Closed: {head.stage_title.in_('en')}.")
    if owed := owed_by_applicant(case):
        return Text(
            f"需要您退回 {yuan(owed)} 元，账户和期限见退回通知书。",
            f"You have to pay back {yuan(owed)} yuan; the refund notice says where to and by when.",
        )
    return Text(
        f"正在办理：{head.stage_title.zh}，您暂时不需要操作。",
        f"In progress: {head.stage_title.in_('en')}. There is nothing for you to do now.",
    )


def owed_by_applicant(case: Case) -> int:
    """应退回: what the applicant has been told to pay back and has not paid yet, in fen."""
    if case.status != "open":
        return 0
    return sum(int(at_path(case.facts, f"money.{kind}.planned") or 0) for kind in INCOMING)


def _detail(head: CaseHead) -> Text | None:
    clock = head.clock
    if clock is None or clock.finished:
        return None
    if clock.due is None:
        return Text(f"{clock.title.zh}：{clock.words.zh}。", f"{clock.title.in_('en')}: {clock.words.in_('en')}.")
    provisional = "（暂定）" if clock.provisional else ""
    may_move = " (provisional)" if clock.provisional else ""
    return Text(
        f"{clock.title.zh}：{clock.due} 前{provisional}，{clock.words.zh}。",
        f"{clock.title.in_('en')}: by {clock.due}{may_move}, {clock.words.in_('en')}.",
    )
