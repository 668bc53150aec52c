"""Cases and tasks as officers see them 办件与待办详情."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from engine import bpmn
from engine.bpmn import ProcessInfo
from engine.model import Case, Event, IncidentRow, Submission, Task
from engine.packages.program import Program, diagram_titles
from engine.queries.cases import attachments_of, empty_items, notices_of, rosters_of, seen_case, stage_views
from engine.queries.checks import check_views
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.queue_lists import held_by, pool_of
from engine.queries.report_figures import figures_view
from engine.queries.resubmissions import Changed
from engine.queries.signatures import signing_of
from engine.queries.step_form import outcomes_of, seen_task, step_view
from engine.queries.timeline import case_events
from engine.queries.verbs import open_verbs
from engine.queries.views import CaseView, DiagramView, Position, RelatedCase, SubmissionView, TaskView
from engine.running.access import must_do, visible_cases
from engine.running.duties import must_be_fit
from engine.running.form_facts import region_tree
from engine.running.forms import start_form
from engine.running.reckoning import unfolds_at
from engine.running.role_titles import naming_posts
from engine.running.sealing import masked
from engine.running.unmasking import may_unmask
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.destruction import list_of
from engine.store.dossiers import newest
from engine.store.unit_of_work import UnitOfWork

MOST_RELATED = 10
MOST_QUEUED = 500
ENDINGS = {"task_expired": "expired", "task_cancelled": "cancelled"}
"""How a step is drawn that ended without a decision: by its time limit, or with what was around it."""


def submission_view(uow: UnitOfWork, program: Program, case: Case) -> SubmissionView | None:
    """The application as last submitted, with what changed since the time before."""
    key = start_form(program, case)
    rows = list(
        uow.session.scalars(
            select(Submission).where(Submission.case_id == case.id, Submission.step == key).order_by(Submission.submitted_at)
        )
    )
    if not rows:
        return None
    changed = Changed.between(uow, case, rows[-2], rows[-1]) if len(rows) > 1 else Changed()
    return SubmissionView(
        program.forms.get(key, {}),
        masked(rows[-1].data),
        changed.values,
        rows[-1].submitted_at,
        len(rows),
        unfolds_at("fact", case.id, key),
        {"regions": region_tree(uow)},
        changed.files,
        changed.rosters,
        rows[-2].submitted_at if len(rows) > 1 else None,
    )


def must_be_office(by: Actor, subject: UUID) -> None:
    """What officers see of a case is not for its applicant."""
    if by.kind == "enterprise":
        raise NotFound("case_not_found", case=str(subject))


def case_view(uow: UnitOfWork, by: Actor, case: Case, heads: Heads, open_tasks: list[Task]) -> CaseView:
    """A case with everything an officer may see."""
    program = heads.program(case)
    related = list(
        uow.session.scalars(
            select(Case)
            .where(Case.organisation_id == case.organisation_id, Case.id != case.id, Case.status != "draft", visible_cases(by))
            .order_by(Case.created_at.desc())
            .limit(MOST_RELATED)
        )
    )
    files = attachments_of(uow, case, office=True)
    made = newest(uow.session, case.id)
    gone = list_of(uow.session, case.id) if made is not None else None
    signing = signing_of(uow, program, case)
    incidents = uow.session.scalars(select(IncidentRow).where(IncidentRow.case_id == case.id, IncidentRow.state == "open"))
    return CaseView(
        head=heads.case(case),
        clocks=heads.clocks(case),
        stages=stage_views(program, case),
        submission=submission_view(uow, program, case),
        materials=files,
        rosters=rosters_of(uow, case.id),
        checks=check_views(uow, program, case),
        timeline=case_events(uow, case, public_only=False),
        notices=notices_of(uow, case.id),
        open_tasks=tuple(heads.task(task, case) for task in open_tasks),
        related=tuple(
            RelatedCase(
                other.id,
                other.number,
                uow.program(other.release_id).process(other.process).title,
                uow.program(other.release_id).stage_title(other.stage),
                other.created_at,
            )
            for other in related
        ),
        incidents=tuple(Text.of(each.detail.get("told") or each.cause) for each in incidents),
        signing=signing.steps,
        signatures=signing.signatures,
        may_unmask=may_unmask(by, case, program),
        empty_items=empty_items(uow, case, files),
        dossier=made.made_at if made is not None else None,
        destroyed_under=gone[0] if gone is not None else "",
        figures=figures_view(program, case),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDetail(Query[CaseView]):
    """办件 as an officer sees it."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> CaseView:
        """Sensitive values are masked; applicants have their own view."""
        must_be_office(by, self.case_id)
        case = seen_case(uow, by, self.case_id)
        open_tasks = list(uow.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open").order_by(Task.arrived_at)))
        heads = Heads(uow)
        heads.prepare([case], open_tasks)
        return case_view(uow, by, case, heads, open_tasks)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDetail(Query[TaskView]):
    """待办 with everything needed to decide it, the verbs the viewer may use, and why others are closed to them."""

    task_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> TaskView:
        """A task that was done stays readable; applicants have their own view."""
        must_be_office(by, self.task_id)
        task, case = seen_task(uow, by, self.task_id)
        open_tasks = list(uow.session.scalars(select(Task).where(Task.case_id == case.id, Task.state == "open").order_by(Task.arrived_at)))
        heads = Heads(uow)
        heads.prepare([case], [task, *open_tasks])
        program = heads.program(case)
        may, conflict = self._may(uow, by, task, case, heads)
        return TaskView(
            case=case_view(uow, by, case, heads, open_tasks),
            task=heads.task(task, case),
            step=step_view(uow, by, case, task, heads),
            outcomes=outcomes_of(program, task, case.process),
            may=may,
            conflict=conflict,
            position=self._position(uow, by),
        )

    @staticmethod
    def _may(uow: UnitOfWork, by: Actor, task: Task, case: Case, heads: Heads) -> tuple[frozenset[str], Text | None]:
        try:
            with naming_posts(uow):
                must_do(by, task, case, heads.task(task, case).assignee, uow.now)
                must_be_fit(uow, by, task, case)
        except Rejection as refusal:
            return open_verbs(uow, by, task, case), sentence_of(refusal)
        own = frozenset({"complete", "draft", "claim" if task.assignee_id is None else "release"})
        return own | open_verbs(uow, by, task, case), None

    def _position(self, uow: UnitOfWork, by: Actor) -> Position | None:
        order = list(
            uow.session.scalars(
                select(Task.id).where(or_(held_by(by), pool_of(by))).order_by(Task.due_on.nulls_last(), Task.id).limit(MOST_QUEUED)
            )
        )
        if self.task_id not in order:
            return None
        at = order.index(self.task_id)
        return Position(at + 1, len(order), order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseDiagram(Query[DiagramView]):
    """流程图 of a case with where it stands; `file` chooses one of its diagrams."""

    case_id: UUID
    file: str | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> DiagramView:
        """From the release the case runs on; without `file`, the diagram the case stands on now."""
        case = seen_case(uow, by, self.case_id)
        program = uow.program(case.release_id)
        processes = [program.definition.processes[name] for name in program.reachable(case.process)]
        files = tuple(dict.fromkeys(process.file for process in processes))
        tokens = bpmn.decode(case.state, program.definition).items if case.state and case.status == "open" else ()
        here = [item for item in tokens if not item.attached_to]
        chosen = self.file or next((program.definition.processes[item.process].file for item in here), files[0])
        if chosen not in files:
            raise NotFound("file_not_found", file=chosen)
        states = self._done(uow, case)
        _mark_around(processes, states)
        for item in here:
            states |= dict.fromkeys((item.element, *(scope.element for scope in item.scopes)), "current")
        parked = select(IncidentRow.element).where(IncidentRow.case_id == case.id, IncidentRow.state == "open", IncidentRow.element != "")
        states |= dict.fromkeys(uow.session.scalars(parked), "failed")
        return DiagramView(chosen, program.files[chosen].decode("utf-8"), states, files, program.manifest.version, diagram_titles(program))

    @staticmethod
    def _done(uow: UnitOfWork, case: Case) -> dict[str, str]:
        states: dict[str, str] = {}
        kinds = ("task_completed", "service_done", "decision_made", "notice_issued", *ENDINGS)
        for kind, element in uow.session.execute(
            select(Event.kind, Event.data["element"].astext).where(Event.case_id == case.id, Event.kind.in_(kinds)).order_by(Event.seq)
        ):
            states[element] = ENDINGS.get(kind, "done")
        return states


def _mark_around(processes: Sequence[ProcessInfo], states: dict[str, str]) -> None:
    """A sub-process or call activity is done where anything inside it is, else it ended as that did.

    Called processes stand after their callers.
    """
    inside = {process.id: tuple(process.elements) for process in processes}
    for process in reversed(processes):
        for element in reversed(tuple(process.elements.values())):
            children = inside.get(element.called or "", ()) or [child.id for child in process.inside(element.id)]
            found = {states[child] for child in children if child in states}
            if found and element.id not in states:
                states[element.id] = next((each for each in ("done", "expired") if each in found), "cancelled")
