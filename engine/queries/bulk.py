"""Bulk work 批量办理 as whoever does it sees it: groups, what stands out, the sample, what became of each."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import select

from engine.model import Bulk, BulkItem, Case, Task
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.queue_views import TaskRow
from engine.queries.step_form import outcomes_of, step_view
from engine.queries.verbs import PersonChoice
from engine.queries.views import OutcomeView, StepFormView
from engine.running.bulk import APPROVE, CLAIM, DECIDING, TITLES, TRANSFER, outcomes_in_bulk
from engine.running.people import holders
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

TOLD = frozenset({"text", "html", "image", "table", "separator", "spacer"})
"""Parts of a form that say something and ask nothing."""


@dataclass(frozen=True, slots=True)
class BulkItemView:
    """One task of it; `said` is what sets it apart, or why it was left out or not done."""

    row: TaskRow
    group: int
    sample: Literal["", "outlier", "random"]
    said: tuple[Text, ...]
    opened: bool
    state: Literal["chosen", "left", "waiting", "done", "refused", "undone"]


@dataclass(frozen=True, slots=True)
class BulkGroup:
    """同类: look-alikes, told by what they share."""

    number: int
    like: tuple[tuple[Text, Text], ...]
    items: tuple[BulkItemView, ...]


@dataclass(frozen=True, slots=True)
class BulkView:
    """批量办理: `unopened` is how many have to be opened before it may be confirmed; until `due_at` it can be undone.

    `seconds` is how many of these are left; `step` is the form that goes to every task alike, `outcomes` what may be chosen for many,
    `people` those the tasks may be given to.
    """

    bulk_id: UUID
    verb: Literal["claim", "transfer", "remind", "approve"]
    title: Text
    state: Literal["proposed", "waiting", "done", "undone"]
    due_at: datetime | None
    seconds: int
    groups: tuple[BulkGroup, ...]
    left: tuple[BulkItemView, ...]
    unopened: int
    step: StepFormView | None
    outcomes: tuple[OutcomeView, ...]
    people: tuple[PersonChoice, ...]

    @property
    def items(self) -> tuple[BulkItemView, ...]:
        """Every task that is part of it."""
        return tuple(item for group in self.groups for item in group.items)

    @property
    def samples(self) -> bool:
        """Whether something is decided by it: then what stands out and a random sample have to be opened."""
        return self.verb in DECIDING

    @property
    def undoable(self) -> bool:
        """Whether it can still be taken back."""
        return self.state != "undone" and (self.state == "proposed" or self.seconds > 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkDetail(Query[BulkView]):
    """批量办理: one's own; nobody else's can be looked at."""

    bulk_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> BulkView:
        """Groups by size; inside a group what has to be opened comes first."""
        bulk = uow.session.get(Bulk, self.bulk_id)
        if bulk is None or bulk.person_id != by.user_id:
            raise NotFound("bulk_not_found", bulk=str(self.bulk_id))
        chosen = select(BulkItem, Task, Case).join(Task, Task.id == BulkItem.task_id).join(Case, Case.id == BulkItem.case_id)
        chosen = chosen.where(BulkItem.bulk_id == bulk.id)
        order = (BulkItem.group, BulkItem.sample == "", BulkItem.sample.desc(), Task.due_on.nulls_last(), Task.id)
        rows = [(item, task, case) for item, task, case in uow.session.execute(chosen.order_by(*order))]
        heads = Heads(uow)
        heads.prepare([case for _, _, case in rows], [task for _, task, _ in rows])
        items = [(_item(heads, item, task, case), task, case) for item, task, case in rows]
        part = [(view, task, case) for view, task, case in items if view.state != "left"]
        seconds = max(0, int((bulk.due_at - uow.now).total_seconds())) if bulk.due_at else 0
        asks = bulk.state == "proposed" and bool(part)
        return BulkView(
            bulk_id=bulk.id,
            verb=bulk.verb,  # type: ignore[arg-type]  # one of those the commands write
            title=TITLES[bulk.verb],
            state=bulk.state,  # type: ignore[arg-type]  # one of those the commands write
            due_at=bulk.due_at,
            seconds=0 if bulk.state == "undone" or (bulk.state == "done" and bulk.verb != CLAIM) else seconds,
            groups=_groups([view for view, _, _ in part]),
            left=tuple(view for view, _, _ in items if view.state == "left"),
            unopened=sum(1 for view, _, _ in part if view.sample and not view.opened),
            step=_step(step_view(uow, by, part[0][2], part[0][1], heads)) if asks and bulk.verb == APPROVE else None,
            outcomes=_outcomes(heads, part[0][1], part[0][2]) if asks and bulk.verb == APPROVE else (),
            people=_people(uow, by, part[0][1]) if asks and bulk.verb == TRANSFER else (),
        )


def _step(view: StepFormView) -> StepFormView:
    """The form with its fields alone: what it tells of the first case is not true of the others."""
    fields = [each for each in view.form.get("components", ()) if each.get("type") not in TOLD]
    return replace(view, form={**view.form, "components": fields})


def _item(heads: Heads, item: BulkItem, task: Task, case: Case) -> BulkItemView:
    said = tuple(Text.of(each) for each in item.said)
    row = TaskRow(heads.task(task, case), heads.case(case))
    return BulkItemView(row, item.group, item.sample, said, item.opened_at is not None, item.state)  # type: ignore[arg-type]


def _groups(items: list[BulkItemView]) -> tuple[BulkGroup, ...]:
    found: dict[int, list[BulkItemView]] = {}
    for item in items:
        found.setdefault(item.group, []).append(item)
    return tuple(BulkGroup(number, _like(group), tuple(group)) for number, group in sorted(found.items()))


def _like(group: list[BulkItemView]) -> tuple[tuple[Text, Text], ...]:
    """What all of a group say alike."""
    first = group[0].row.case.summary
    return tuple(entry for entry in first if all(entry in item.row.case.summary for item in group))


def _outcomes(heads: Heads, task: Task, case: Case) -> tuple[OutcomeView, ...]:
    program = heads.program(case)
    allowed = outcomes_in_bulk(program.element(task.process, task.element))
    return tuple(each for each in outcomes_of(program, task, case.process) if each.key in allowed)


def _people(uow: UnitOfWork, by: Actor, task: Task) -> tuple[PersonChoice, ...]:
    """Who holds the post; whether somebody is barred from one of the cases is found out with each."""
    return tuple(PersonChoice(each.id, each.name) for each in holders(uow, task.role, task.region) if each.id != by.user_id)
