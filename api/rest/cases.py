"""REST: cases 办件, from the draft to the end, as their applicant and as officers see them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from api.deps import Acting, Asking, for_the_office
from api.rest.kinds import READ, WRITE, Cursor, Paged, Paragraph, Values, Word
from api.steps import step_for
from engine.commands import (
    CaseOpened,
    CaseSubmitted,
    CompleteTask,
    DiscardDraft,
    DraftSaved,
    OpenCase,
    SaveDraft,
    SubmitCase,
    TaskCompleted,
    UnmaskField,
    WithdrawCase,
)
from engine.queries import CaseDetail, CaseDiagram, CaseProgress, MyCases, SealedFields, Timeline
from engine.queries.sealed import SealedView
from engine.queries.views import CaseHead, CaseView, DiagramView, EventView, ProgressView, Status, StepFormView

router = APIRouter(prefix="/cases", tags=["cases"])


class NewCase(BaseModel):
    """Which process to start; see `/guides`."""

    program: Word = Field(examples=["a_program"])
    process: Word = Field(examples=["filing"])


class Draft(BaseModel):
    """What was filled in so far. `version` is the one of the form read before."""

    data: Values = Field(examples=[{"filing": {"enterprise": {"name": "广州某某有限公司"}}}])
    version: int = Field(ge=0, examples=[3])
    task_id: UUID | None = Field(default=None, description="The step's task; none for a first filing")


class Submission(BaseModel):
    """The whole form, signed by sending it."""

    data: Values
    version: int = Field(ge=0)


class Reason(BaseModel):
    """Why."""

    reason: Paragraph = Field(min_length=1, examples=["计划取消"])


class Unmasking(BaseModel):
    """Which masked value to show, and why; the reason stays in the log for ever."""

    path: Word = Field(examples=["filing.enterprise.mobile", "id_no"], description="See `sealed`; of a row, the column")
    reason: Paragraph = Field(min_length=1)
    row_id: UUID | None = Field(default=None, description="The row of the roster; none for a value of the application")


class Unmasked(BaseModel):
    """A value in clear."""

    value: str


@router.get("", responses=READ)
def my_cases(
    call: Asking,
    status: Status | None = None,
    text: Word = "",
    after: Cursor = None,
    size: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Paged[CaseHead]:
    """The cases of one's own organisation, newest first; `text` searches numbers and summaries."""
    return Paged[CaseHead].model_validate(call.ask(MyCases(status=status, text=text, after=after, size=size)))


@router.post("", status_code=201, responses=WRITE)
def open_case(call: Acting, body: NewCase) -> CaseOpened:
    """Start a case as a draft. Nobody but its organisation sees it before it is submitted."""
    return call.execute(OpenCase(program=body.program, process=body.process))


@router.get("/{case_id}/progress", responses=READ)
def progress(call: Asking, case_id: UUID) -> ProgressView:
    """What happens now, whether the applicant must act, stages, deadlines, notices and public history."""
    return call.ask(CaseProgress(case_id=case_id))


@router.get("/{case_id}", responses=READ, dependencies=[Depends(for_the_office)])
def case(call: Asking, case_id: UUID) -> CaseView:
    """The whole case as officers see it."""
    return call.ask(CaseDetail(case_id=case_id))


@router.get("/{case_id}/timeline", responses=READ)
def timeline(call: Asking, case_id: UUID) -> tuple[EventView, ...]:
    """Everything that happened, in order."""
    return call.ask(Timeline(case_id=case_id))


@router.get("/{case_id}/diagram", responses=READ, dependencies=[Depends(for_the_office)])
def diagram(call: Asking, case_id: UUID, file: Word | None = None) -> DiagramView:
    """The diagram (BPMN XML) of the release the case runs on, and which elements are done or current."""
    return call.ask(CaseDiagram(case_id=case_id, file=file))


@router.get("/{case_id}/form", responses=READ)
def form(call: Asking, case_id: UUID, task_id: UUID | None = None) -> StepFormView:
    """The form to be filled now, with what was saved, its version, and for a correction the fields that may change."""
    return step_for(call.engine, call.actor, case_id, task_id)


@router.put("/{case_id}/draft", responses=WRITE)
def save_draft(call: Acting, case_id: UUID, body: Draft) -> DraftSaved:
    """Save a draft. Nothing is checked yet; a stale `version` is refused with `draft_changed`."""
    return call.execute(SaveDraft(case_id=case_id, task_id=body.task_id, data=body.data, version=body.version))


@router.post("/{case_id}/submission", responses=WRITE)
def submit(call: Acting, case_id: UUID, body: Submission) -> CaseSubmitted:
    """Submit a filing. All faults are answered at once; nothing is submitted while one is left."""
    return call.execute(SubmitCase(case_id=case_id, data=body.data, version=body.version))


@router.post("/{case_id}/corrections/{task_id}", responses=WRITE)
def correct(call: Acting, case_id: UUID, task_id: UUID, body: Submission) -> TaskCompleted:
    """Answer a correction. Only what was asked for changes, whatever else is sent; everything is checked again as a whole."""
    step_for(call.engine, call.actor, case_id, task_id)
    return call.execute(CompleteTask(task_id=task_id, data=body.data, version=body.version))


@router.post("/{case_id}/withdrawal", status_code=204, responses=WRITE)
def withdraw(call: Acting, case_id: UUID, body: Reason) -> Response:
    """Withdraw a submitted case."""
    call.execute(WithdrawCase(case_id=case_id, reason=body.reason))
    return Response(status_code=204)


@router.delete("/{case_id}", status_code=204, responses=WRITE)
def discard(call: Acting, case_id: UUID) -> Response:
    """Discard a draft that was never submitted."""
    call.execute(DiscardDraft(case_id=case_id))
    return Response(status_code=204)


@router.get("/{case_id}/sealed", responses=READ)
def sealed(call: Asking, case_id: UUID, row_id: UUID | None = None) -> SealedView:
    """The masked values of a case, or of one row of its roster, that `unmasking` can show. Needs the right."""
    return call.ask(SealedFields(case_id=case_id, row_id=row_id))


@router.post("/{case_id}/unmasking", responses=WRITE)
def unmask(call: Acting, case_id: UUID, body: Unmasking) -> Unmasked:
    """Show one masked value. Needs the right and a reason, and leaves a line in the case's log."""
    return Unmasked(value=str(call.execute(UnmaskField(case_id=case_id, path=body.path, reason=body.reason, row_id=body.row_id))))
