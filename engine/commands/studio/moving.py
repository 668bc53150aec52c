"""迁移的后台作业: judge the cases of a migration, move one, put one back."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import aliased

from engine.commands.command import Command
from engine.model import Case, Event, Migration, MigrationCase, Organisation, Release, Wait
from engine.running.letters import carrying
from engine.running.migrating import judge, move, reason
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.glossary import event_titles
from engine.store.jobs import Job
from engine.store.snapshots import put_back, take_snapshot
from engine.store.unit_of_work import UnitOfWork

CHUNK = 100
"""Cases judged in one job: a second or so, then others have their turn."""
HARMLESS = frozenset({"task_claimed", "task_released", "task_assigned", "field_unmasked", "case_migrated"})
"""What may have happened in a case that is still put back: nobody decided anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeMigration(Command[int]):
    """判定办件: say of the next cases of a migration whether they can move; returns how many were judged."""

    in_background: ClassVar[bool] = True

    migration_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """The rest is the next job's."""
        migration = uow.session.get(Migration, self.migration_id, with_for_update=True)
        if migration is None:
            return 0
        rows = uow.session.execute(
            select(MigrationCase, Case, Organisation.name, Organisation.uscc)
            .join(Case, Case.id == MigrationCase.case_id)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(MigrationCase.migration_id == migration.id, MigrationCase.state == "waiting", MigrationCase.verdict == "")
            .order_by(MigrationCase.case_id)
            .limit(CHUNK)
        ).all()
        for row, case, organisation, uscc in rows:
            uow.session.expunge(case)  # it is only looked at
            if kept := _gone(case, migration):
                row.state, row.reasons = "kept", [reason(kept, "", "")]
                continue
            found = judge(uow, case, migration.to_id, migration.mapping, organisation=organisation, uscc=uscc or "")
            row.verdict, row.reasons = found.verdict, list(found.reasons)
        if len(rows) == CHUNK:
            uow.jobs.append(Job("judge_migration", {"migration_id": str(migration.id)}))
        else:
            migration.judging = False
        return len(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateCase(Command[str]):
    """迁移办件: move one case that was judged to another release; returns the state it is in then.

    It is judged once more with the case locked: what has changed since may forbid it.
    """

    in_background: ClassVar[bool] = True

    migration_id: UUID
    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """What was paused, moved or gone in the meantime is left alone."""
        opened = uow.opened_case(self.case_id)
        case = opened.case
        told = _told(uow, self.migration_id, self.case_id)
        if told is None or told.row.state != "queued" or told.migration.paused:
            return told.row.state if told else ""
        row, migration = told.row, told.migration
        if kept := _gone(case, migration):
            row.state, row.reasons = "kept", [reason(kept, "", "")]
            return row.state
        who = {"organisation": opened.organisation, "uscc": opened.uscc}
        found = judge(uow, case, migration.to_id, migration.mapping, **who)
        row.verdict, row.reasons = found.verdict, list(found.reasons)
        if found.verdict != "moves":
            row.state = "waiting"
            return row.state
        take_snapshot(uow, migration.id, case.id, migration.mapping)
        step = Step(uow, case, by, **who)
        step.load()
        report = move(step, migration.to_id, migration.mapping)
        uow.record(
            case,
            by,
            "case_migrated",
            before=told.before,
            after=told.after,
            renamed={each.old: each.new for each in report.moved if each.old != each.new},
            dropped=sorted({each.old for each in report.dropped}),
            armed=sorted(set(report.armed)),
            kept=[each for each in found.reasons if each["code"] == "keeps"],
        )
        row.state, row.moved_at, row.event_seq = "moved", uow.now, case.event_seq
        return row.state


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMigratedCase(Command[str]):
    """撤销办件迁移: put one case back to what its snapshot says; returns the state it is in then."""

    in_background: ClassVar[bool] = True

    migration_id: UUID
    case_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> str:
        """A case that went on keeps what it has, and why is told."""
        case = uow.opened_case(self.case_id).case
        told = _told(uow, self.migration_id, self.case_id)
        if told is None or told.row.state != "undoing":
            return told.row.state if told else ""
        row, migration = told.row, told.migration
        since = select(Event.kind).where(Event.case_id == case.id, Event.seq > (row.event_seq or 0), Event.kind.not_in(HARMLESS))
        acted = uow.session.scalar(since.order_by(Event.seq).limit(1))
        if acted is not None or case.release_id != migration.to_id:
            title = event_titles().get(acted or "case_migrated")
            row.state, row.reasons = "moved", [reason("acted", acted or "", title or "")]
            return row.state
        put_back(uow, migration.id, case.id)
        uow.jobs += [
            carrying("message", wait.name, wait.correlation)
            for wait in uow.session.scalars(select(Wait).where(Wait.case_id == case.id, Wait.kind == "message"))
        ]
        uow.record(case, by, "case_migration_undone", before=told.after, after=told.before)
        row.state, row.reasons = "undone", []
        return row.state


def _gone(case: Case, migration: Migration) -> str:
    """Why a case is no longer the migration's: closed, or elsewhere; "" when it is."""
    if case.status != "open":
        return "closed"
    return "elsewhere" if case.release_id != migration.from_id else ""


class _Told(NamedTuple):
    """A case of a migration, locked, with its migration and the numbers of both releases."""

    row: MigrationCase
    migration: Migration
    before: int
    after: int


def _told(uow: UnitOfWork, migration_id: UUID, case_id: UUID) -> _Told | None:
    """All that moving one case reads beside the case, in one statement; None when it is none of the migration's."""
    old, new = aliased(Release), aliased(Release)
    found = uow.session.execute(
        select(MigrationCase, Migration, old.number, new.number)
        .join(Migration, Migration.id == MigrationCase.migration_id)
        .join(old, old.id == Migration.from_id)
        .join(new, new.id == Migration.to_id)
        .where(MigrationCase.migration_id == migration_id, MigrationCase.case_id == case_id)
        .with_for_update(of=MigrationCase)
    ).one_or_none()
    return _Told(*found) if found is not None else None
