"""发布项目."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, count
from typing import ClassVar
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from engine.commands.command import Command
from engine.model import Release, ReleaseFile
from engine.packages.check import check_package
from engine.packages.program import digest_of, load_program
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidState, NotFound, PackageError
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ProgramReleased:
    """The release new cases start on; `new` is False when these very files were released before."""

    release_id: UUID
    number: int
    digest: str
    new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseProgram(Command[ProgramReleased]):
    """发布: store an immutable snapshot of a program's files and let new cases start on it, at once or from the day `effective_on` on;
    running cases stay on theirs.

    Raises:
        PackageError: with every fault of the package.
        Conflict: a day is named, and another release waits for its own already.
    """

    files: Mapping[str, bytes]
    note: str = ""
    effective_on: date | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramReleased:
        """Publishing older files again is rolling back: the old release becomes current. No two releases of a program share a version."""
        must_be(by, "administrator")
        faults = [finding for finding in check_package(self.files, uow.ports.forms) if finding.severity == "error"]
        if faults:
            raise PackageError(faults)
        program = load_program(self.files)
        digest = digest_of(self.files)
        known = uow.session.scalar(select(Release).where(Release.program == program.key, Release.digest == digest))
        if known is not None and known.current:
            return ProgramReleased(known.id, known.number, digest, new=False)
        told = {"program": program.key, "digest": digest, "effective_on": str(self.effective_on) if self.effective_on else ""}
        if known is not None:
            self._begin(uow, known)
            uow.record_system(by, "release_restored", **told, number=known.number, note=self.note)
            return ProgramReleased(known.id, known.number, digest, new=False)
        last = uow.session.scalar(select(func.max(Release.number)).where(Release.program == program.key)) or 0
        release = Release(
            id=uuid4(),
            program=program.key,
            number=last + 1,
            version=_own_version(uow, program.key, program.manifest.version),
            digest=digest,
            file_count=len(self.files),
            title=program.manifest.title.to_json(),
            current=False,
            published_at=uow.now,
            published_by=by.name,
            note=self.note,
        )
        self._begin(uow, release)
        uow.session.add(release)
        uow.session.flush()
        uow.session.execute(
            insert(ReleaseFile),
            [{"release_id": release.id, "path": path, "content": content} for path, content in sorted(self.files.items())],
        )
        uow.record_system(by, "release_published", **told, number=release.number, version=release.version)
        return ProgramReleased(release.id, release.number, digest, new=True)

    def _begin(self, uow: UnitOfWork, release: Release) -> None:
        """From now on, or from its day on; a second plan beside the first would leave open which holds."""
        if self.effective_on is None:
            uow.session.execute(update(Release).where(Release.program == release.program).values(current=False))
            release.current, release.planned, release.effective_on = True, False, None
            return
        planned = uow.session.scalar(select(Release).where(Release.program == release.program, Release.planned))
        if planned is not None:
            raise Conflict("release_planned", number=planned.number, on=str(planned.effective_on))
        release.planned, release.effective_on = True, self.effective_on


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelPlannedRelease(Command[None]):
    """取消待生效版本: new cases never begin on it; it stays among the releases.

    Raises:
        NotFound: there is no such release.
        InvalidState: it is not waiting for its day.
    """

    release_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Before its day alone: what cases have begun on stays."""
        must_be(by, "administrator")
        release = uow.session.get(Release, self.release_id, with_for_update=True)
        if release is None:
            raise NotFound("release_not_found", release=str(self.release_id))
        if not release.planned or (release.effective_on is not None and release.effective_on <= uow.now.astimezone(ZONE).date()):
            raise InvalidState("release_not_planned", number=release.number)
        uow.record_system(by, "release_cancelled", program=release.program, number=release.number, effective_on=str(release.effective_on))
        release.planned, release.effective_on = False, None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPlannedReleases(Command[int]):
    """版本生效: make the releases whose day has come current; returns how many."""

    in_background: ClassVar[bool] = True

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """New cases begin on them from the first moment of the day, whether this has run or not."""
        due = select(Release).where(Release.planned, Release.effective_on <= uow.now.astimezone(ZONE).date())
        rows = uow.session.scalars(due.with_for_update(skip_locked=True)).all()
        for release in rows:
            uow.session.execute(update(Release).where(Release.program == release.program).values(current=False))
            release.current, release.planned = True, False
            uow.record_system(by, "release_effective", program=release.program, number=release.number)
        return len(rows)


def _own_version(uow: UnitOfWork, program: str, told: str) -> str:
    """The version the manifest says; with a number behind it when other files were released under it before."""
    taken = set(uow.session.scalars(select(Release.version).where(Release.program == program)))
    return next(version for version in chain([told], (f"{told}.{number}" for number in count(2))) if version not in taken)
