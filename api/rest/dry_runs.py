"""REST: what would have become of every case by a draft, for administrators."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Cursor, Paged
from engine.commands import BeginDryRun, DryRunBegun
from engine.queries import DryRunCases, DryRunCaseView, DryRunView, LastDryRun

router = APIRouter(prefix="/admin/studio", tags=["studio"], dependencies=[Depends(administrator)])


@router.post("/drafts/{draft_id}/dry-run", status_code=201, responses=WRITE)
def begin_dry_run(call: Acting, draft_id: UUID) -> DryRunBegun:
    """Replay the past of every open case, and of those closed within a year, by the draft as it is now."""
    return call.execute(BeginDryRun(draft_id=draft_id))


@router.get("/drafts/{draft_id}/dry-run", responses=READ)
def last_dry_run(call: Asking, draft_id: UUID) -> DryRunView | None:
    """The last dry run of a draft: how far it is and what differs."""
    return call.ask(LastDryRun(draft_id=draft_id))


@router.get("/dry-runs/{run_id}/cases", responses=READ)
def dry_run_cases(
    call: Asking,
    run_id: UUID,
    show: Literal["", "same", "other_way", "stuck", "unreadable", "amount", "later"] = "",
    after: Cursor = None,
) -> Paged[DryRunCaseView]:
    """The cases of a dry run and what differs."""
    return Paged[DryRunCaseView].model_validate(call.ask(DryRunCases(run_id=run_id, show=show, after=after)))
