"""迁移: running cases go over to another release: judged before anything moves, a few first, stopped and undone at any time."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import Select, func, insert, literal, select, update

from engine.commands.command import Command
from engine.model import Case, Migration, MigrationCase, Release
from engine.packages.mapping import proposals, proposed
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState, NotFound
from engine.store.jobs import NOBODY_WAITS, Job
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class MigrationPrepared:
    """The migration and how many cases it is about."""

    migration_id: UUID
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepareMigration(Command[MigrationPrepared]):
    """准备迁移: look at every open case of a release for whether it could go on by another one; nothing moves yet.

    Raises:
        NotFound: one of the releases does not exist.
        InvalidInput: they are the same, or of different programs.
        Conflict: a migration of these releases is being prepared already.
    """

    from_id: UUID
    to_id: UUID
    note: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> MigrationPrepared:
        """The mapping is proposed from what differs; verdicts are made in the background."""
        must_be(by, "administrator")
        old, new = (self._release(uow, each) for each in (self.from_id, self.to_id))
        if old.program != new.program or old.id == new.id:
            zh, en = "请选择同一项目的另一个版本。", "Choose another release of the same program."
            raise InvalidInput([FieldError("to", zh, en, code="other_release")])
        if uow.session.scalar(select(Migration.id).where(Migration.from_id == old.id, Migration.to_id == new.id, Migration.judging)):
            raise Conflict("migration_judging")
        migration = Migration(
            id=uuid4(),
            program=old.program,
            from_id=old.id,
            to_id=new.id,
            mapping=proposed(uow.program(old.id), uow.program(new.id)),
            note=self.note.strip()[:2000],
            judging=True,
            paused=False,
            created_at=uow.now,
            created_by=by.name,
        )
        uow.session.add(migration)
        uow.session.flush()
        cases = select(
            literal(migration.id), Case.id, literal(""), literal([], MigrationCase.reasons.type), literal("waiting")
        ).where(Case.release_id == old.id, Case.status == "open")  # fmt: skip
        uow.session.execute(insert(MigrationCase).from_select(["migration_id", "case_id", "verdict", "reasons", "state"], cases))
        count = uow.session.scalar(select(func.count()).select_from(MigrationCase).where(MigrationCase.migration_id == migration.id)) or 0
        uow.jobs.append(_judging(migration.id))
        uow.record_system(
            by, "migration_prepared", program=old.program, before=old.number, after=new.number, cases=count, note=migration.note
        )
        return MigrationPrepared(migration.id, count)

    @staticmethod
    def _release(uow: UnitOfWork, release_id: UUID) -> Release:
        release = uow.session.get(Release, release_id)
        if release is None:
            raise NotFound("release_not_found", release=str(release_id))
        return release


@dataclass(frozen=True, slots=True, kw_only=True)
class MapElements(Command[None]):
    """确定对应: say which element of the old release goes on as which of the new one; every case that waits is judged anew.

    Raises:
        InvalidInput: an element is none of those that may take the old one's place.
    """

    migration_id: UUID
    mapping: Mapping[str, str]

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """An empty target takes a proposed one back."""
        migration = known_migration(uow, by, self.migration_id)
        offered = {
            each.old: {name for name, _ in each.candidates}
            for each in proposals(uow.program(migration.from_id), uow.program(migration.to_id))
        }
        wrong = [old for old, new in self.mapping.items() if new and new not in offered.get(old, ())]
        if wrong:
            faults = [
                FieldError(f"mapping.{old}", f"“{old}”不能对应到所选环节。", f'"{old}" cannot become that.', code="not_offered")
                for old in wrong
            ]
            raise InvalidInput(faults)
        migration.mapping = {old: new for old, new in self.mapping.items() if new}
        migration.judging = True
        waiting = update(MigrationCase).where(MigrationCase.migration_id == migration.id, MigrationCase.state == "waiting")
        uow.session.execute(waiting.values(verdict="", reasons=[]))
        uow.jobs.append(_judging(migration.id))
        uow.record_system(by, "migration_mapped", migration=str(migration.id), mapping=migration.mapping)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMigration(Command[int]):
    """开始迁移: move the cases that can be moved, or only the `first` so many of them; returns how many were set going.

    Raises:
        InvalidState: verdicts are still being made, it is paused, or no case waits that could move.
        InvalidInput: `first` is no number of cases.
    """

    migration_id: UUID
    first: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Each case moves in a job of its own, behind everything people wait for."""
        if self.first is not None and self.first < 1:
            raise InvalidInput([FieldError("first", "请填写不小于 1 的数。", "Give a number of at least 1.", code="too_small")])
        migration = known_migration(uow, by, self.migration_id)
        if migration.judging:
            raise InvalidState("migration_judging")
        if migration.paused:
            raise InvalidState("migration_paused")
        waiting = _cases(migration, "waiting").where(MigrationCase.verdict == "moves")
        count = _queue(uow, migration, waiting.order_by(Case.created_at, Case.id).limit(self.first), "queued", "migrate_case")
        if not count:
            raise InvalidState("migration_empty")
        uow.record_system(by, "migration_started", migration=str(migration.id), cases=count)
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseMigration(Command[None]):
    """暂停迁移: what has not moved yet stays where it is until it is resumed."""

    migration_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Cases that are being moved at this moment come to their end."""
        migration = known_migration(uow, by, self.migration_id)
        if not migration.paused:
            migration.paused = True
            uow.record_system(by, "migration_paused", migration=str(migration.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeMigration(Command[int]):
    """继续迁移: what was set going before the pause goes on; returns how many cases that are."""

    migration_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """A job that is still in the queue and its second one do the work once."""
        migration = known_migration(uow, by, self.migration_id)
        migration.paused = False
        count = _queue(uow, migration, _cases(migration, "queued"), "queued", "migrate_case")
        uow.record_system(by, "migration_resumed", migration=str(migration.id), cases=count)
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoMigration(Command[int]):
    """撤销迁移: put cases back to exactly what they were: those named, or the `last` so many that moved; returns how many were set going.

    A case in which somebody has acted since keeps what it has, and tells what happened.

    Raises:
        InvalidState: no case of it has moved.
        InvalidInput: neither cases nor a number of at least 1 were given.
    """

    migration_id: UUID
    case_ids: tuple[UUID, ...] = ()
    last: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """The newest first."""
        if not self.case_ids and (self.last is None or self.last < 1):
            raise InvalidInput(
                [FieldError("last", "请勾选办件，或填写不小于 1 的数。", "Tick cases, or give a number of at least 1.", code="required")]
            )
        migration = known_migration(uow, by, self.migration_id)
        moved = _cases(migration, "moved").order_by(MigrationCase.moved_at.desc(), MigrationCase.case_id)
        if self.case_ids:
            moved = moved.where(MigrationCase.case_id.in_(self.case_ids))
        count = _queue(uow, migration, moved.limit(self.last), "undoing", "undo_migration")
        if not count:
            raise InvalidState("migration_nothing_moved")
        uow.record_system(by, "migration_undone", migration=str(migration.id), cases=count)
        return count


def known_migration(uow: UnitOfWork, by: Actor, migration_id: UUID) -> Migration:
    """A migration, locked until the end of the unit of work; `NotFound` when there is none."""
    must_be(by, "administrator")
    migration = uow.session.scalar(select(Migration).where(Migration.id == migration_id).with_for_update())
    if migration is None:
        raise NotFound("migration_not_found", migration=str(migration_id))
    return migration


def _cases(migration: Migration, state: str) -> Select[MigrationCase]:
    rows = select(MigrationCase).join(Case, Case.id == MigrationCase.case_id)
    return rows.where(MigrationCase.migration_id == migration.id, MigrationCase.state == state).with_for_update(of=MigrationCase)


def _queue(uow: UnitOfWork, migration: Migration, chosen: Select[MigrationCase], state: str, job: str) -> int:
    """Let each of these cases have its job; what was asked for before it is marked stays marked."""
    ids = [row.case_id for row in uow.session.scalars(chosen)]
    marked = update(MigrationCase).where(MigrationCase.migration_id == migration.id, MigrationCase.case_id.in_(ids))
    uow.session.execute(marked.values(state=state))
    uow.jobs += [
        Job(job, {"migration_id": str(migration.id), "case_id": str(each)}, lock=f"case:{each}", priority=NOBODY_WAITS) for each in ids
    ]
    return len(ids)


def _judging(migration_id: UUID) -> Job:
    return Job("judge_migration", {"migration_id": str(migration_id)})
