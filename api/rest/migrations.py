"""REST: running cases go over to another release, for administrators."""

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from api.deps import Acting, Asking
from api.rest.administration import administrator
from api.rest.kinds import READ, WRITE, Cursor, Paged, Paragraph, Word
from engine.commands import (
    MapElements,
    MigrationPrepared,
    PauseMigration,
    PrepareMigration,
    ResumeMigration,
    RunMigration,
    UndoMigration,
)
from engine.queries import MigrationCases, MigrationCaseView, MigrationDetail, Migrations, MigrationView

router = APIRouter(prefix="/admin/migrations", tags=["migrations"], dependencies=[Depends(administrator)])
ONE = "/{migration_id}"


class NewMigration(BaseModel):
    """From which release to which."""

    from_id: UUID
    to_id: UUID
    note: Paragraph = ""


class Mapping(BaseModel):
    """Which element of the old release goes on as which of the new one; an empty one takes a proposal back."""

    mapping: dict[Word, Word] = Field(max_length=1000)


class Run(BaseModel):
    """How many cases go first; without a number all of them."""

    first: int | None = Field(default=None, ge=1, le=1_000_000)


class Undo(BaseModel):
    """The cases to put back, or the last so many that moved."""

    case_ids: tuple[UUID, ...] = Field(default=(), max_length=10_000)
    last: int | None = Field(default=None, ge=1, le=1_000_000)


class SetGoing(BaseModel):
    """How many cases were set going; they move in the background."""

    cases: int


class Nothing(BaseModel):
    """Nothing to say."""


@router.get("", responses=READ)
def migrations(call: Asking) -> tuple[MigrationView, ...]:
    """Every migration, the newest first."""
    return call.ask(Migrations())


@router.post("", status_code=201, responses=WRITE)
def prepare(call: Acting, body: NewMigration) -> MigrationPrepared:
    """Judge every open case of a release for whether it could go on by another one; nothing moves."""
    return call.execute(PrepareMigration(from_id=body.from_id, to_id=body.to_id, note=body.note))


@router.get(ONE, responses=READ)
def migration(call: Asking, migration_id: UUID) -> MigrationView:
    """How far it is and what goes where."""
    return call.ask(MigrationDetail(migration_id=migration_id))


@router.get(f"{ONE}/cases", responses=READ)
def cases(
    call: Asking,
    migration_id: UUID,
    verdict: Literal["", "moves", "needs_mapping", "refused"] | None = None,
    state: Literal["", "waiting", "queued", "moved", "kept", "undoing", "undone"] = "",
    after: Cursor = None,
) -> Paged[MigrationCaseView]:
    """Every case with its verdict and why."""
    found = call.ask(MigrationCases(migration_id=migration_id, verdict=verdict, state=state, after=after))
    return Paged[MigrationCaseView].model_validate(found)


@router.put(f"{ONE}/mapping", responses=WRITE)
def map_elements(call: Acting, migration_id: UUID, body: Mapping) -> Nothing:
    """Say what goes on as what; cases that wait are judged anew."""
    call.execute(MapElements(migration_id=migration_id, mapping=body.mapping))
    return Nothing()


@router.post(f"{ONE}/run", responses=WRITE)
def run(call: Acting, migration_id: UUID, body: Run) -> SetGoing:
    """Move the first few, or all that can move."""
    return SetGoing(cases=call.execute(RunMigration(migration_id=migration_id, first=body.first)))


@router.post(f"{ONE}/pause", responses=WRITE)
def pause(call: Acting, migration_id: UUID) -> Nothing:
    """Stop what has not moved yet."""
    call.execute(PauseMigration(migration_id=migration_id))
    return Nothing()


@router.post(f"{ONE}/resumption", responses=WRITE)
def resume(call: Acting, migration_id: UUID) -> SetGoing:
    """Go on after a pause."""
    return SetGoing(cases=call.execute(ResumeMigration(migration_id=migration_id)))


@router.post(f"{ONE}/undo", responses=WRITE)
def undo(call: Acting, migration_id: UUID, body: Undo) -> SetGoing:
    """Put cases back to exactly what they were, unless somebody has acted in them since."""
    return SetGoing(cases=call.execute(UndoMigration(migration_id=migration_id, case_ids=body.case_ids, last=body.last)))
