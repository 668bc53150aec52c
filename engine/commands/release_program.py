"""发布项目."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select, update

from engine.commands.command import Command
from engine.model import Release, ReleaseFile
from engine.packages.check import check_package
from engine.packages.program import digest_of, load_program
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import PackageError
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
    """发布: store an immutable snapshot of a program's files and let new cases start on it; running cases stay on theirs.

    Raises:
        PackageError: with every fault of the package.
    """

    files: Mapping[str, bytes]
    note: str = ""

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
        uow.session.execute(update(Release).where(Release.program == program.key).values(current=False))
        if known is not None:
            known.current = True
            uow.record_system(by, "release_restored", program=program.key, number=known.number, digest=digest, note=self.note)
            return ProgramReleased(known.id, known.number, digest, new=False)
        last = uow.session.scalar(select(func.max(Release.number)).where(Release.program == program.key)) or 0
        release = Release(
            id=uuid4(),
            program=program.key,
            number=last + 1,
            version=_own_version(uow, program.key, program.manifest.version),
            digest=digest,
            title=program.manifest.title.to_json(),
            current=True,
            published_at=uow.now,
            published_by=by.name,
            note=self.note,
        )
        uow.session.add(release)
        uow.session.flush()
        uow.session.execute(
            insert(ReleaseFile),
            [{"release_id": release.id, "path": path, "content": content} for path, content in sorted(self.files.items())],
        )
        uow.record_system(by, "release_published", program=program.key, number=release.number, version=release.version, digest=digest)
        return ProgramReleased(release.id, release.number, digest, new=True)


def _own_version(uow: UnitOfWork, program: str, told: str) -> str:
    """The version the manifest says; with a number behind it when other files were released under it before."""
    taken = set(uow.session.scalars(select(Release.version).where(Release.program == program)))
    return next(version for version in chain([told], (f"{told}.{number}" for number in count(2))) if version not in taken)
