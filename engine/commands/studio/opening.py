"""What every command of the studio begins with: the draft, locked, and the person's trace in it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.model import ProgramDraft, ProgramDraftEditor, ProgramDraftFile
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotFound
from engine.store.unit_of_work import UnitOfWork


def opened_draft(uow: UnitOfWork, by: Actor, draft_id: UUID) -> ProgramDraft:
    """An open draft, locked until the end of the unit of work.

    Raises:
        NotPermitted: for anybody but administrators.
        NotFound: there is no such draft.
        InvalidState: it was released or discarded.
    """
    must_be(by, "administrator")
    draft = uow.session.scalar(select(ProgramDraft).where(ProgramDraft.id == draft_id).with_for_update())
    if draft is None:
        raise NotFound("program_draft_not_found", draft=str(draft_id))
    if draft.state != "open":
        raise InvalidState(f"program_draft_{draft.state}", by=draft.changed_by, at=draft.changed_at)
    return draft


def draft_files(uow: UnitOfWork, draft_id: UUID) -> dict[str, bytes]:
    """Every file of a draft by its path."""
    rows = uow.session.execute(select(ProgramDraftFile.path, ProgramDraftFile.content).where(ProgramDraftFile.draft_id == draft_id))
    return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()


def leave_trace(uow: UnitOfWork, by: Actor, draft: ProgramDraft, path: str, *, changed: bool) -> None:
    """Note where the person is, and for good when they changed something."""
    if by.user_id is not None:
        seen = {"name": by.name, "path": path, "seen_at": uow.now}
        trace = insert(ProgramDraftEditor).values(draft_id=draft.id, person_id=by.user_id, changed=changed, **seen)
        again = {**seen, "changed": ProgramDraftEditor.changed | changed}
        uow.session.execute(trace.on_conflict_do_update(index_elements=["draft_id", "person_id"], set_=again))
    if changed:
        draft.changed_at, draft.changed_by = uow.now, by.name
