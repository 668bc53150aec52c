"""REST: the verbs 审批动作 of a task."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import (
    AddSigner,
    AnswerDelegation,
    AnswerRequest,
    AssignTask,
    CopyTask,
    DelegateTask,
    RecallTask,
    Recuse,
    RemindTask,
    RemoveSigner,
    RequestExtension,
    RequestSecondNotice,
    ResumeClock,
    SendBack,
    StopClock,
    TerminateCase,
    TransferTask,
)
from engine.queries import TaskVerbs
from engine.queries.verbs import VerbView

router = APIRouter(prefix="/tasks/{task_id}", tags=["verbs"], dependencies=[Depends(for_the_office)])


class ToSomebody(BaseModel):
    """Whom the task goes to, and why."""

    person_id: UUID
    reason: Paragraph = Field(examples=["出差三天"])


class StepBack(BaseModel):
    """Which earlier step is done again ("" is the one before), and why."""

    to: Word = Field(default="", examples=["acceptance"])
    reason: Paragraph


class WithInterest(BaseModel):
    """Who has an interest in the case (nobody named: the caller), and which; whether it is the organisation they have a relation to."""

    person_id: UUID | None = None
    organisation: bool = False
    reason: Paragraph = Field(examples=["与法定代表人系近亲属"])


class OnABasis(BaseModel):
    """Why, and on which legal basis."""

    basis: Paragraph = Field(examples=["行政许可法第四十五条"])
    reason: Paragraph = Field(examples=["需组织专家评审"])


class WithReason(BaseModel):
    """Why."""

    reason: Paragraph


class Removal(WithReason):
    """Whose turn, still to come in a step signed in turn, falls away (nobody named: the signature of this task), and why."""

    person_id: UUID | None = None


class OneSigner(ToSomebody):
    """Who signs, too, and when: before the caller, in parallel, or after."""

    place: Literal["before", "parallel", "after"] = "parallel"


class Opinion(BaseModel):
    """What the delegate has to say."""

    opinion: Paragraph = Field(examples=["金额核算无误"])


class ToReaders(BaseModel):
    """Who is to know, and why."""

    people: list[UUID] = Field(min_length=1, max_length=50)
    reason: Paragraph


class MoreTime(OnABasis):
    """How many days more, in the unit of the limit."""

    days: int = Field(ge=1, le=9999, examples=[10])


class Answer(BaseModel):
    """Granted or refused, and why."""

    granted: bool
    reason: Paragraph


class Ending(OnABasis):
    """`confirm` repeats the number of the case: this cannot be undone."""

    confirm: Word = Field(examples=["440106-GZXT-2026-00001"])


@router.get("/verbs", responses=READ)
def verbs(call: Asking, task_id: UUID) -> tuple[VerbView, ...]:
    """Every verb at the task; `why` says why one is closed to the caller."""
    return call.ask(TaskVerbs(task_id=task_id))


@router.post("/transfer", status_code=204, responses=WRITE)
def transfer(call: Acting, task_id: UUID, body: ToSomebody) -> Response:
    """转办: give the task to a colleague of the same post."""
    call.execute(TransferTask(task_id=task_id, person_id=body.person_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/assignment", status_code=204, responses=WRITE)
def assign(call: Acting, task_id: UUID, body: ToSomebody) -> Response:
    """指派: a supervisor gives the task to somebody who holds its post."""
    call.execute(AssignTask(task_id=task_id, person_id=body.person_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/return", status_code=204, responses=WRITE)
def send_back(call: Acting, task_id: UUID, body: StepBack) -> Response:
    """退回: an earlier step is done again by whoever did it."""
    call.execute(SendBack(task_id=task_id, to=body.to, reason=body.reason))
    return Response(status_code=204)


@router.post("/recall", status_code=204, responses=WRITE)
def recall(call: Acting, task_id: UUID, body: WithReason) -> Response:
    """拿回: take one's own decision back while nobody acted after it."""
    call.execute(RecallTask(task_id=task_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/reminder", status_code=204, responses=WRITE)
def remind(call: Acting, task_id: UUID, body: WithReason) -> Response:
    """催办: whoever holds the task and the supervisors of the region are told; once a day."""
    call.execute(RemindTask(task_id=task_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/stop", status_code=201, responses=WRITE)
def stop(call: Acting, task_id: UUID, body: OnABasis) -> UUID:
    """中止: time the law does not count; answers the stop's id."""
    return call.execute(StopClock(task_id=task_id, basis=body.basis, reason=body.reason))


@router.post("/resumption", status_code=204, responses=WRITE)
def resume(call: Acting, task_id: UUID, body: WithReason) -> Response:
    """恢复: the limits of the case count again."""
    call.execute(ResumeClock(task_id=task_id, reason=body.reason))
    return Response(status_code=204)


@router.post("/delegation", status_code=201, responses=WRITE)
def delegate(call: Acting, task_id: UUID, body: ToSomebody) -> UUID:
    """委派: ask a colleague for an opinion; the task comes back with it. Answers the delegation's id."""
    return call.execute(DelegateTask(task_id=task_id, person_id=body.person_id, reason=body.reason))


@router.post("/delegation/answer", status_code=204, responses=WRITE)
def answer(call: Acting, task_id: UUID, body: Opinion) -> Response:
    """答复委派: the delegate's opinion, or the owner's reason to take the task back unanswered."""
    call.execute(AnswerDelegation(task_id=task_id, reason=body.opinion))
    return Response(status_code=204)


@router.post("/copies", status_code=201, responses=WRITE)
def copy(call: Acting, task_id: UUID, body: ToReaders) -> int:
    """抄送: colleagues who may see the case are told of it; answers how many copies were sent."""
    return call.execute(CopyTask(task_id=task_id, people=tuple(body.people), reason=body.reason))


@router.post("/extension", status_code=201, responses=WRITE)
def extend(call: Acting, task_id: UUID, body: MoreTime) -> UUID:
    """申请延期: ask the head for more time, once; answers the request's id."""
    return call.execute(RequestExtension(task_id=task_id, days=body.days, basis=body.basis, reason=body.reason))


@router.post("/requests/{request_id}/answer", status_code=204, responses=WRITE)
def answer_request(call: Acting, task_id: UUID, request_id: UUID, body: Answer) -> Response:
    """批复: the head grants or refuses what waits for the head."""
    call.execute(AnswerRequest(task_id=task_id, request_id=request_id, granted=body.granted, reason=body.reason))
    return Response(status_code=204)


@router.post("/termination", status_code=204, responses=WRITE)
def terminate(call: Acting, task_id: UUID, body: Ending) -> Response:
    """终止: the case ends without a decision, for a reason in law."""
    call.execute(TerminateCase(task_id=task_id, basis=body.basis, reason=body.reason, confirm=body.confirm))
    return Response(status_code=204)


@router.post("/signers", status_code=201, responses=WRITE)
def add_signer(call: Acting, task_id: UUID, body: OneSigner) -> UUID | None:
    """加签: one more person signs the step; answers the new task, null where a step signed in turn asks for it later."""
    return call.execute(AddSigner(task_id=task_id, person_id=body.person_id, place=body.place, reason=body.reason))


@router.post("/removal", status_code=204, responses=WRITE)
def remove_signer(call: Acting, task_id: UUID, body: Removal) -> Response:
    """减签: this signature, or that of somebody whose turn is still to come, is not waited for any more."""
    call.execute(RemoveSigner(task_id=task_id, reason=body.reason, person_id=body.person_id))
    return Response(status_code=204)


@router.post("/second-notice", status_code=201, responses=WRITE)
def second_notice(call: Acting, task_id: UUID, body: WithReason) -> UUID:
    """申请再次补正: ask the head's leave to ask for what could be seen the first time; answers the request's id."""
    return call.execute(RequestSecondNotice(task_id=task_id, reason=body.reason))


@router.post("/recusal", status_code=201, responses=WRITE)
def recuse(call: Acting, task_id: UUID, body: WithInterest) -> int:
    """回避: nothing to do with the case and its family, or with all cases of the organisation; answers how many tasks are free again."""
    return call.execute(Recuse(task_id=task_id, person_id=body.person_id, reason=body.reason, organisation=body.organisation))
