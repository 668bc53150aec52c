"""REST: repairs of cases, asked for by one administrator and answered by another."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Paragraph, Word
from engine.commands import AnswerRepair, AskRepair, RepairAsked
from engine.queries import CaseRepair, Consequence, PreviewRepair, RepairDetail, RepairForm, RepairOf, Repairs, RepairView

router = APIRouter(prefix="/admin/repairs", tags=["operations"], dependencies=[Depends(administrator)])


class RepairBody(BaseModel):
    """What is to be done: tokens to a step of one case, or a fact of the cases of several incidents."""

    kind: Literal["jump", "facts"]
    case_ids: tuple[UUID, ...] = Field(default=(), max_length=200)
    incident_ids: tuple[UUID, ...] = Field(default=(), max_length=200)
    items: tuple[int, ...] = Field(default=(), max_length=200, description="Tokens that move (jump)")
    target: Word = Field(default="", description="Element they are put at (jump)")
    path: Word = Field(default="", description="Which fact (facts)", examples=["filing.enterprise.phone"])
    value: Paragraph = Field(default="", description="What it becomes; a text stays a text, anything else is read as JSON")

    def body(self) -> dict[str, Any]:
        """As the engine keeps it."""
        return {"items": list(self.items), "target": self.target} if self.kind == "jump" else {"path": self.path, "value": self.value}


class NewRepair(RepairBody):
    """The same with why, and the cases of the incidents that are left out."""

    reason: Paragraph = Field(min_length=1)
    without: tuple[UUID, ...] = Field(default=(), max_length=200)


class RepairAnswer(BaseModel):
    """Whether it may happen; a refusal needs a reason."""

    approve: bool
    answer: Paragraph = ""


class Mended(BaseModel):
    """How many cases were mended."""

    count: int


@router.get("", responses=READ)
def repairs(call: Asking) -> tuple[RepairView, ...]:
    """What waits for a second person, and what was answered."""
    return call.ask(Repairs())


@router.get("/cases/{case_id}", responses=READ)
def case_repair(call: Asking, case_id: UUID) -> RepairForm:
    """Where a case stands and where it could be put."""
    return call.ask(CaseRepair(case_id=case_id))


@router.post("/effects", responses=READ)
def effects(call: Asking, body: RepairBody) -> tuple[Consequence, ...]:
    """What a repair would do, case by case; nothing changes."""
    return call.ask(PreviewRepair(kind=body.kind, body=body.body(), case_ids=body.case_ids, incident_ids=body.incident_ids))


@router.post("", status_code=201, responses=WRITE)
def ask(call: Acting, body: NewRepair) -> RepairAsked:
    """Ask another administrator for it."""
    kind, chosen = body.kind, {"case_ids": body.case_ids, "incident_ids": body.incident_ids}
    return call.execute(AskRepair(kind=kind, body=body.body(), reason=body.reason, without=body.without, **chosen))


@router.get("/{repair_id}", responses=READ)
def repair(call: Asking, repair_id: UUID) -> RepairDetail:
    """One of them with what it would do now."""
    return call.ask(RepairOf(repair_id=repair_id))


@router.post("/{repair_id}/answer", responses=WRITE)
def answer(call: Acting, repair_id: UUID, body: RepairAnswer) -> Mended:
    """Let it happen in all its cases or in none, or refuse it; whoever asked may not."""
    return Mended(count=call.execute(AnswerRepair(repair_id=repair_id, approve=body.approve, answer=body.answer)))
