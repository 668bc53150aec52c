"""预演: what would have become of every case by a draft."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.pages.page import AdministratorPage, Form
from api.pages.studio.frame import draw
from api.pages.values import one_of, parameter
from engine.commands import BeginDryRun
from engine.queries import DryRunCases, LastDryRun, ProgramDraftDetail

router = APIRouter(prefix="/admin/studio", include_in_schema=False)
SHOWN = ("", "other_way", "stuck", "amount", "later", "unreadable")


@router.get("/{draft_id}/dry-run")
def dry_run(request: Request, page: AdministratorPage, draft_id: UUID) -> Response:
    """The last dry run of a draft: how far it is, what differs, which cases."""
    view = page.ask(ProgramDraftDetail(draft_id=draft_id))
    run = page.ask(LastDryRun(draft_id=draft_id))
    show = one_of(parameter(request, "show"), SHOWN, "")
    after = parameter(request, "after", 500) or None
    cases = page.ask(DryRunCases(run_id=run.run_id, show=show, after=after)) if run else None
    return draw(page, "studio/dry_run.html", view=view, run=run, cases=cases, show=show, shown=SHOWN)


@router.post("/{draft_id}/dry-run")
def begin(page: AdministratorPage, form: Form, draft_id: UUID) -> Response:
    """Replay every case by the draft as it is now."""
    page.execute(BeginDryRun(draft_id=draft_id), form.key)
    return page.go(f"/admin/studio/{draft_id}/dry-run")
