"""Opinions 办理意见 of a case: every decision of an officer, in the order in which they were given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from engine.model import Act, Task
from engine.queries.cases import seen_case
from engine.queries.office import must_be_office
from engine.queries.query import Query
from engine.running.requests import EXTENSION, SECOND_NOTICE
from engine.sdk.actor import Actor
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

SENT_BACK = Text("退回", "Sent back")
ASKED = {
    ("delegation", "done"): Text("委派意见", "Opinion that was asked for"),
    (EXTENSION, "done"): Text("批准延期", "Extension granted"),
    (EXTENSION, "refused"): Text("不予延期", "Extension refused"),
    (SECOND_NOTICE, "done"): Text("批准再次补正", "Second correction granted"),
    (SECOND_NOTICE, "refused"): Text("不予再次补正", "Second correction refused"),
}
"""What was answered beside decisions, by the kind of the act and how it ended."""


@dataclass(frozen=True, slots=True)
class OpinionView:
    """办理意见: who decided what at which step, when and with which words; `signed`: one of several signatures of the step."""

    step: Text
    role_title: Text
    by: str
    at: datetime
    outcome: Text | None
    opinion: str
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOpinions(Query[tuple[OpinionView, ...]]):
    """办理意见 of a case: decisions, signatures, what was sent back or taken back, answers of delegates and of the head; for the office."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[OpinionView, ...]:
        """No opinion is left out because the case went back: each stays on record."""
        must_be_office(by, self.case_id)
        case = seen_case(uow, by, self.case_id)
        program = uow.program(case.release_id)
        given = (Task.state == "done") | ((Task.state == "cancelled") & (Task.opinion != ""))
        chosen = select(Task).where(Task.case_id == case.id, Task.role != "", Task.done_by_id.is_not(None), given)
        found = [
            OpinionView(
                step=Text.of(task.name),
                role_title=program.role_title(task.role),
                by=task.done_by,
                at=task.done_at or uow.now,
                outcome=_became(task, program.outcome(task.outcome, case.process).title if task.outcome else None),
                opinion=task.opinion,
                signed=task.round is not None,
            )
            for task in uow.session.scalars(chosen.order_by(Task.done_at, Task.item))
        ]
        acts = select(Act, Task.name).join(Task, Task.id == Act.task_id).where(Act.case_id == case.id, Act.ended_at.is_not(None))
        for act, name in uow.session.execute(acts):
            if (act.kind, act.state) in ASKED:
                title = ASKED[act.kind, act.state]
                found.append(OpinionView(Text.of(name), Text(""), act.ended_by, act.ended_at, title, act.answer, signed=False))
        return tuple(sorted(found, key=lambda each: each.at))


def _became(task: Task, outcome: Text | None) -> Text | None:
    """The outcome of a decision; one that was taken back says so, whoever went back without an outcome sent the case back."""
    if task.state == "done":
        return outcome
    return Text(f"{outcome.zh}（已拿回）", f"{outcome.en or outcome.zh} (taken back)") if outcome else SENT_BACK
