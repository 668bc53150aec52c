"""预览文书."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from uuid import UUID

from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask
from engine.model import Case, Notice, Task
from engine.running.papers import template_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Incident, InvalidState, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

NUMBER = "（预览，未编号）"


@dataclass(frozen=True, slots=True)
class PaperPreview:
    """文书预览: a paper as it would be issued now; it has no number, and nothing was written."""

    key: str
    title: Text
    adverse: bool
    pdf: bytes


class Undone(Exception):
    """The papers of a decision that was taken back before it was written."""

    def __init__(self, papers: tuple[PaperPreview, ...]) -> None:
        super().__init__(len(papers))
        self.papers = papers


@dataclass(frozen=True, slots=True, kw_only=True)
class TryTask(Command[None]):
    """试办: decide a task, draw the papers that would go out, and leave everything as it was; always ends in `Undone` or a refusal."""

    keeps_answer: ClassVar[bool] = False

    task_id: UUID
    outcome: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    version: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Refused as the decision itself would be."""
        try:
            CompleteTask(task_id=self.task_id, outcome=self.outcome, data=self.data, version=self.version).run(uow, by)
        except Incident as incident:
            raise InvalidState("preview_impossible") from incident
        task = uow.session.get(Task, self.task_id)
        case = uow.session.get(Case, task.case_id) if task is not None else None
        if case is None:
            raise NotFound("task_not_found", task=str(self.task_id))
        program = uow.program(case.release_id)
        papers = []
        for row in uow.batch.fresh(Notice):
            facts = {**row["facts"], "notice": {**row["facts"]["notice"], "number": NUMBER}}
            pdf = uow.ports.documents.render(template_of(program, row["key"]), facts, uow.now)
            papers.append(PaperPreview(row["key"], Text.of(row["title"]), row["adverse"], pdf))
        raise Undone(tuple(papers))
