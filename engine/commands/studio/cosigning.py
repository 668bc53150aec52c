"""标准会签: new amounts and ratios are released only when a second department has signed exactly these files."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.commands.studio.opening import draft_files, opened_draft
from engine.model import ProgramDraft, ProgramDraftCosign, ProgramDraftEditor, Release, ReleaseFile
from engine.packages.program import digest_of
from engine.packages.rates import changed_rates
from engine.running.rate_departments import departments_of, lacking_departments, region_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, InvalidState, NotPermitted
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CosignProgramDraft(Command[None]):
    """会签标准: agree, for one's own department, to the new rates of a draft as it stands.

    Raises:
        NotPermitted: they changed the draft, belong to no department, or stand for none of the two that decide rates there.
        Conflict: the draft changed since it was looked at.
        InvalidState: it changes no rate.
    """

    draft_id: UUID
    digest: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """A later change of the draft makes the signature worthless."""
        draft = opened_draft(uow, by, self.draft_id)
        must_be_second(uow, by, draft.id)
        if by.user_id is None or by.organisation_id is None:
            raise NotPermitted("cosign_nobody")
        files = draft_files(uow, draft.id)
        if digest_of(files) != self.digest:
            raise Conflict("program_draft_changed", by=draft.changed_by, at=draft.changed_at)
        current = current_files(uow, draft)
        rates = changed_rates(current, files)
        if not rates:
            raise InvalidState("cosign_needless")
        departments = departments_of(by, region_of(draft.program, current, files))
        if not departments:
            raise NotPermitted("cosign_department")
        signed = {
            "name": by.name, "organisation_id": by.organisation_id, "organisation": by.organisation, "digest": self.digest,
            "departments": sorted(departments), "signed_at": uow.now,
        }  # fmt: skip
        row = insert(ProgramDraftCosign).values(draft_id=draft.id, person_id=by.user_id, **signed)
        uow.session.execute(row.on_conflict_do_update(index_elements=["draft_id", "person_id"], set_=signed))
        told = {"program": draft.program, "title": draft.title, "organisation": by.organisation}
        uow.record_system(by, "program_draft_cosigned", **told, rates=[each.zh for each in rates])


def must_be_cosigned(uow: UnitOfWork, by: Actor, draft: ProgramDraft, files: dict[str, bytes], digest: str) -> None:
    """`InvalidState` while rates change and 人社 and 财政, two organisations, do not both stand behind these very files.

    Whoever releases them stands for their own department.
    """
    current = current_files(uow, draft)
    if by.user_id is None or not changed_rates(current, files):
        return
    lacking = lacking_departments(uow, by, draft.id, digest, region_of(draft.program, current, files))
    if lacking:
        raise InvalidState("cosign_missing", departments="、".join(each.zh for each in lacking))


def must_be_second(uow: UnitOfWork, by: Actor, draft_id: UUID) -> None:
    """双人发布: whoever changed the draft may neither sign nor release it."""
    if by.user_id is None:
        return
    trace = uow.session.get(ProgramDraftEditor, (draft_id, by.user_id))
    if trace is not None and trace.changed:
        raise NotPermitted("program_draft_own")


def current_files(uow: UnitOfWork, draft: ProgramDraft) -> dict[str, bytes]:
    """The files of the program's current release; none for a new program."""
    rows = uow.session.execute(
        select(ReleaseFile.path, ReleaseFile.content).join(Release).where(Release.program == draft.program, Release.current)
    )
    return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()
