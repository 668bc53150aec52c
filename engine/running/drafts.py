"""Drafts 暂存: what was typed, by case and step, with a version so that two tabs cannot overwrite each other."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from engine.model import Case, Draft
from engine.running.plain import plain
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict
from engine.store.opening import SavedDraft
from engine.store.unit_of_work import UnitOfWork

START = "start"


def step_of(task_id: UUID | None) -> str:
    """The name of a step: a task's id, or the start form's."""
    return str(task_id) if task_id else START


def draft_of(uow: UnitOfWork, case_id: UUID, step: str) -> Draft | None:
    """The draft of a step, or None."""
    return uow.session.scalar(select(Draft).where(Draft.case_id == case_id, Draft.step == step))


def check_version(draft: Draft | SavedDraft | None, version: int | None) -> None:
    """`Conflict("draft_changed")` when the page is older than the draft."""
    current = draft.version if draft else 0
    if version is not None and version != current:
        raise Conflict(
            "draft_changed", yours=version, current=current, saved_at=draft.saved_at if draft else None, by=draft.saved_by if draft else ""
        )


def save_draft(uow: UnitOfWork, case: Case, step: str, data: Mapping[str, Any], by: Actor, version: int | None) -> Draft:
    """Keep `data`; a stale `version` is refused, None overwrites."""
    draft = draft_of(uow, case.id, step)
    check_version(draft, version)
    if draft is None:
        draft = Draft(case_id=case.id, step=step, data=plain(data), version=1, saved_at=uow.now, saved_by=by.name)
        uow.session.add(draft)
    else:
        draft.data = plain(data)
        draft.version += 1
        draft.saved_at = uow.now
        draft.saved_by = by.name
    return draft


def drop_draft(uow: UnitOfWork, case_id: UUID, step: str) -> None:
    """The step is done: its draft is no longer needed."""
    uow.session.execute(delete(Draft).where(Draft.case_id == case_id, Draft.step == step))
