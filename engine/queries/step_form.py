"""The form of a step 环节表单, and the pages of a roster."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from engine.model import Case, RosterRow, Task
from engine.packages.program import Program
from engine.queries.cases import attachments_of, empty_items, rosters_of, seen_case
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.row_views import CellFault, RosterRowView
from engine.queries.views import AttachmentView, CorrectionItem, EmptyItemView, OutcomeView, RosterSummary, RosterView, StepFormView
from engine.running import corrections
from engine.running.access import drafted_by
from engine.running.corrections import is_open, open_rows
from engine.running.drafts import draft_of, step_of
from engine.running.form_facts import form_facts
from engine.running.forms import editable_fields, form_name, form_of, is_correction, start_form, step_form
from engine.running.reckoning import unfolds_at
from engine.running.rosters import figures, summary_of
from engine.running.sealing import Sealer, masked
from engine.running.unmasking import may_unmask
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def seen_task(uow: UnitOfWork, by: Actor, task_id: UUID) -> tuple[Task, Case]:
    """A task and its case, when the actor may know of both: an officer's task does not exist for applicants."""
    task = uow.session.get(Task, task_id)
    if task is None or (by.kind == "enterprise" and task.organisation_id is None):
        raise NotFound("task_not_found", task=str(task_id))
    return task, seen_case(uow, by, task.case_id)


def outcomes_of(program: Program, task: Task | None, process: str) -> tuple[OutcomeView, ...]:
    """The choices at the end of a task, in the words of the case's process."""
    if task is None:
        return ()
    found = (program.outcome(key, process) for key in task.outcomes)
    return tuple(OutcomeView(spec.key, spec.title, spec.tone) for spec in found)


def step_view(uow: UnitOfWork, by: Actor, case: Case, task: Task | None, heads: Heads) -> StepFormView:
    """The form of a step with what is typed so far; the owner's sensitive values are open to the owner only."""
    program = heads.program(case)
    draft = draft_of(uow, case.id, step_of(task.id if task else None))
    correcting = is_correction(program, case, task)
    submitted = task is None and case.status != "draft"
    stored: Mapping[str, Any] = case.facts.get(start_form(program, case), {}) if correcting or submitted else {}
    if task is not None and not correcting and task.state == "done":
        stored = case.facts.get(task.element, {})
    values = {**stored, **(draft.data if draft else {})}
    files, form = attachments_of(uow, case), step_form(program, case, task)
    if task is not None and task.state == "open" and task.role and _asks(uow, form):
        marks = [(_path(each), each.label or each.name, each.mark, each.mark_note) for each in files]
        marks += [(_path(each), each.label.zh, "missing", each.note) for each in empty_items(uow, case, files) if each.missing]
        values = {**values, corrections.KEY: corrections.with_marked(values.get(corrections.KEY), marks)}
    drafting = case.status == "draft" and drafted_by(by, case)
    own = drafting or (by.kind == "enterprise" and by.organisation_id == case.organisation_id)
    open_correction = case.facts.get(corrections.KEY, {})
    clock = heads.task(task, case).clock if task else None
    rosters = {info.path for info in uow.ports.forms.fields(form) if info.kind == "roster"} if correcting else set()
    return StepFormView(
        head=heads.case(case, version=draft.version if draft else 0),
        task=heads.task(task, case) if task else None,
        form=form,
        values=Sealer(uow.keyring).reveal(values) if own or by.is_system else masked(values),
        version=draft.version if draft else 0,
        saved_at=draft.saved_at if draft else None,
        editable=editable_fields(program, case, task),
        facts=masked(form_facts(uow, case, program, heads.organisation(case))),
        attachments=files,
        rosters=rosters_of(uow, case.id),
        corrections=tuple(_asked(item, start_form(program, case), rosters) for item in open_correction.get("items", [])),
        correct_by=clock.due if correcting and clock else None,
        explanation=unfolds_at("fact", case.id, start_form(program, case) if task is None or correcting else task.element),
        outcomes=outcomes_of(program, task, case.process),
    )


def _asked(item: Mapping[str, Any], begin: str, rosters: AbstractSet[str]) -> CorrectionItem:
    head, _, row = str(item["path"]).removeprefix(f"{begin}.").rpartition(".")
    roster = head if row.isdecimal() and head in rosters else ""
    label = Text(str(item.get("label", "")))
    return CorrectionItem(
        str(item["path"]), label, str(item["problem"]), str(item.get("requirement", "")), roster, int(row) if roster else 0
    )


def _path(file: AttachmentView | EmptyItemView) -> str:
    return f"{file.field}.{file.item}" if file.item else file.field


def _asks(uow: UnitOfWork, form: Mapping[str, Any]) -> bool:
    """Whether a form can ask for corrections: materials marked wrong stand on its list already."""
    return any(info.path.startswith(f"{corrections.KEY}.") for info in uow.ports.forms.fields(form))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm(Query[StepFormView]):
    """The form of a draft case, a correction, or an officer's task."""

    case_id: UUID
    task_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> StepFormView:
        """`NotFound` when the task is of another case."""
        task: Task | None = None
        if self.task_id is not None:
            task, case = seen_task(uow, by, self.task_id)
            if case.id != self.case_id:
                raise NotFound("task_not_found", task=str(self.task_id))
        else:
            case = seen_case(uow, by, self.case_id)
        heads = Heads(uow)
        heads.prepare([case], [task] if task else [])
        return step_view(uow, by, case, task, heads)


def row_view(row: RosterRow, columns: Mapping[str, Text], *, reveal: Sealer | None) -> RosterRowView:
    """A roster row with its faults as sentences."""

    def fault(entry: Mapping[str, Any]) -> CellFault:
        column = str(entry.get("column", ""))
        return CellFault(
            row.no,
            column,
            columns.get(column, Text("")),
            Text(str(entry.get("zh", "")), str(entry.get("en", ""))),
            str(entry.get("clause", "") or ""),
            bool(entry.get("blocks", True)),
        )

    return RosterRowView(
        row.id,
        row.no,
        reveal.reveal(row.values) if reveal else masked(row.values),
        row.status,
        tuple(fault(entry) for entry in row.faults),
        tuple(fault(entry) for entry in row.reasons),
        row.sheet_row,
    )


def roster_columns(form: Mapping[str, Any], field: str) -> tuple[Text, tuple[Mapping[str, Any], ...]]:
    """The title and the columns of a roster field of a form; `NotFound` when it has none."""
    found = _component(form.get("components", ()), field, "")
    if found is None:
        raise NotFound("roster_not_found", field=field)
    properties = found.get("properties") or {}
    return Text(str(found.get("label", "")), str(properties.get("label_en", ""))), tuple(found.get("columns", ()))


def _component(components: Any, path: str, prefix: str) -> Mapping[str, Any] | None:
    for component in components:
        here = ".".join(part for part in (prefix, str(component.get("path") or component.get("key") or "")) if part)
        if component.get("type") == "roster" and here == path:
            return dict(component)
        if component.get("components") and (found := _component(component["components"], path, here)):
            return found
    return None


def _roster_form(uow: UnitOfWork, case: Case, task: Task | None) -> Mapping[str, Any]:
    program = uow.program(case.release_id)
    name = form_name(program, case, task) if task is not None and task.organisation_id is not None else ""
    return form_of(program, name or start_form(program, case))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterPage(Query[RosterView]):
    """花名册: one page; `only` limits it to "faulty" or "ineligible" rows, or to those a correction asks for ("asked")."""

    case_id: UUID
    field: str
    page: int = 1
    size: int = 50
    only: str = ""
    task_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> RosterView:
        """The owner, or the officer whose own draft it is, sees sensitive values while the roster may be edited; others see them masked."""
        task: Task | None = None
        if self.task_id is not None:
            task, case = seen_task(uow, by, self.task_id)
        else:
            case = seen_case(uow, by, self.case_id)
        if case.id != self.case_id:
            raise NotFound("case_not_found", case=str(self.case_id))
        title, columns = roster_columns(_roster_form(uow, case, task), self.field)
        editable = self._editable(uow, by, case, task)
        asked = open_rows(self.field, editable_fields(uow.program(case.release_id), case, task)) if editable else None
        chosen = select(RosterRow).where(RosterRow.case_id == case.id, RosterRow.field == self.field)
        if self.only in {"faulty", "ineligible"}:
            chosen = chosen.where(RosterRow.status == self.only)
        elif self.only == "asked":
            chosen = chosen.where(RosterRow.no.in_(asked or ()))
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        page = min(max(1, self.page), max(1, ceil(total / self.size)))
        rows = uow.session.scalars(chosen.order_by(RosterRow.no).offset((page - 1) * self.size).limit(self.size))
        found = figures(summary_of(uow, case.id)[self.field])
        heads = Heads(uow)
        heads.prepare([case], [task] if task else [])
        labels = {str(column["key"]): Text(str(column.get("label", "")), str(column.get("label_en", ""))) for column in columns}
        return RosterView(
            head=heads.case(case),
            field=self.field,
            title=title,
            columns=columns,
            rows=tuple(row_view(row, labels, reveal=Sealer(uow.keyring) if editable else None) for row in rows),
            summary=RosterSummary(self.field, found["count"], found["good"], found["faulty"], found["ineligible"]),
            page=page,
            pages=max(1, ceil(total / self.size)),
            only=self.only,
            editable=editable,
            task_id=self.task_id,
            may_unmask=may_unmask(by, case, uow.program(case.release_id)),
            open_rows=None if asked is None else tuple(sorted(asked)),
        )

    def _editable(self, uow: UnitOfWork, by: Actor, case: Case, task: Task | None) -> bool:
        if task is None and drafted_by(by, case):
            return case.status == "draft"
        if by.kind != "enterprise" or by.organisation_id != case.organisation_id:
            return False
        if task is None:
            return case.status == "draft"
        editable = editable_fields(uow.program(case.release_id), case, task)
        return task.state == "open" and (editable is None or is_open(self.field, editable))


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterAll(Query[tuple[RosterRowView, ...]]):
    """Every row of a roster, for workbooks; `only` as in `RosterPage`, `row_id` for one row alone."""

    case_id: UUID
    field: str
    only: str = ""
    row_id: UUID | None = None

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[RosterRowView, ...]:
        """The owner's workbook holds the values as typed; an officer's holds them masked."""
        case = seen_case(uow, by, self.case_id)
        _, columns = roster_columns(_roster_form(uow, case, None), self.field)
        labels = {str(column["key"]): Text(str(column.get("label", "")), str(column.get("label_en", ""))) for column in columns}
        own = by.kind == "enterprise" or (case.status == "draft" and drafted_by(by, case))
        chosen = select(RosterRow).where(RosterRow.case_id == case.id, RosterRow.field == self.field)
        if self.only:
            chosen = chosen.where(RosterRow.status == self.only)
        if self.row_id is not None:
            chosen = chosen.where(RosterRow.id == self.row_id)
        rows = uow.session.scalars(chosen.order_by(RosterRow.no))
        return tuple(row_view(row, labels, reveal=Sealer(uow.keyring) if own else None) for row in rows)
