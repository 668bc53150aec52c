"""修复 mending a case by hand: the very same moves for looking at what they would do and for doing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from engine import bpmn
from engine.bpmn import BpmnRefusal
from engine.model import Case, CaseClock, Notice, OutboxMessage
from engine.packages.program import Program, element_name
from engine.running.mending import mended
from engine.running.sealing import masked
from engine.running.step import Step
from engine.running.suspension import must_run
from engine.sdk.actor import Actor
from engine.sdk.errors import DecisionFailed, InvalidState
from engine.sdk.text import Text
from engine.store.opening import Opened
from engine.store.unit_of_work import UnitOfWork

KINDS = ("jump", "facts")
WAITING = frozenset({"user", "manual", "service", "timer", "message", "signal", "conditional"})
ENTERED = frozenset({"boundaryEvent", "startEvent"})
"""nodes nobody is put at: they belong to another one, or begin"""


@dataclass(frozen=True, slots=True)
class Consequence:
    """后果: what a repair does to one case; `refused` says why it cannot be done."""

    case_id: UUID
    number: str
    closed: tuple[Text, ...] = ()
    opened: tuple[Text, ...] = ()
    limits: tuple[tuple[Text, date | None, date | None], ...] = ()
    """A legal limit with its date before (None: it begins) and after (None: it ends)."""
    timers: tuple[int, int] = (0, 0)
    """How many timers end and begin."""
    papers: tuple[Text, ...] = ()
    messages: int = 0
    stage: tuple[str, str] = ("", "")
    ends: bool = False
    stuck: str = ""
    changed: tuple[str, str] = ("", "")
    """A fact before and after; what is kept sealed by its mask."""
    refused: Text | None = None


def repair(uow: UnitOfWork, by: Actor, opened: Opened, kind: str, body: Mapping[str, Any]) -> Consequence:
    """Mend one case that this unit of work has opened, and say what came of it.

    Raises:
        InvalidState: the case has ended, is stopped, or cannot be where it is put.
        InvalidInput: the fact is none that can be changed.
    """
    case = opened.case
    if case.status != "open":
        raise InvalidState("case_not_open")
    must_run(case)
    step = Step(uow, case, by, organisation=opened.organisation, uscc=opened.uscc)
    before = _Before(uow, case, opened)
    changed = ("", "")
    step.load()
    before.timers = set(step.timers)
    try:
        if kind == "jump":
            _jump(step, body)
        else:
            facts, old, new = mended(uow, case, str(body["path"]), body["value"])
            case.facts, changed = facts, (_shown(masked(old)), _shown(masked(new)))
            step.fire_due()
        step.settle()
    except (DecisionFailed, BpmnRefusal) as refusal:
        raise InvalidState("repair_impossible", number=case.number or "", cause=str(refusal)) from refusal
    return before.compared(step, changed)


def _shown(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else str(value)


def _jump(step: Step, body: Mapping[str, Any]) -> None:
    if step.instance is None:
        raise DecisionFailed("case_without_state", case=step.case.number)
    tokens = {item.id for item in step.instance.items}
    items = [int(each) for each in body["items"]]
    if not items or not set(items) <= tokens:
        raise InvalidState("repair_gone")
    bpmn.jump(step.instance, items, str(body["target"]), step.env)


class _Before:
    """A case as it stood, to be compared with what became of it."""

    def __init__(self, uow: UnitOfWork, case: Case, opened: Opened) -> None:
        self.uow, self.case = uow, case
        self.tasks = opened.tasks
        self.clocks = {row.id: (row, row.due_on) for row in opened.clocks}
        self.stage = case.stage
        self.timers: set[int] = set()
        self.messages, self.papers, self.limits = (len(uow.batch.fresh(model)) for model in (OutboxMessage, Notice, CaseClock))

    def compared(self, step: Step, changed: tuple[str, str]) -> Consequence:
        case, program, batch = self.case, step.program, self.uow.batch
        limits: list[tuple[Text, date | None, date | None]] = []
        limits += [(Text.of(row.title), due, None) for row, due in self.clocks.values() if row.finished_at is not None]
        limits += [(Text.of(row.title), due, row.due_on) for row, due in self.clocks.values() if not row.finished_at and row.due_on != due]
        limits += [(Text.of(row["title"]), None, row["due_on"]) for row in batch.fresh(CaseClock)[self.limits :]]
        return Consequence(
            case.id,
            case.number or "",
            tuple(Text.of(task.name) for task in self.tasks if task.state == "cancelled"),
            tuple(Text.of(task.name) for task in step.opened),
            tuple(limits),
            (len(self.timers - step.timers), len(step.timers - self.timers)),
            tuple(Text.of(row["title"]) for row in batch.fresh(Notice)[self.papers :]),
            len(batch.fresh(OutboxMessage)) - self.messages,
            (_stage(program, self.stage), _stage(program, case.stage)),
            case.status != "open",
            step.stuck() or "" if step.instance is not None and case.status == "open" else "",
            changed,
        )


def _stage(program: Program, stage: str) -> str:
    return program.stage_title(stage).zh if stage else ""


def places(program: Program, processes: set[str]) -> tuple[tuple[str, str, Text], ...]:
    """Where a token may be put: process, element and name, people's steps first."""
    found = [
        (element.kind != "userTask", info.id, element.id, element_name(element))
        for key in sorted(processes)
        if (info := program.definition.processes.get(key)) is not None
        for element in info.elements.values()
        if element.kind not in ENTERED and element.incoming
    ]
    return tuple((process, element, name) for _, process, element, name in sorted(found, key=lambda each: each[:3]))
