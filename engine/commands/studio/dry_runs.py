"""预演: every open case of a program and those closed within a year, replayed against a draft in the background."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import func, insert, literal, select

from engine.commands.command import Command
from engine.commands.studio.opening import draft_files, opened_draft
from engine.model import Case, DryRun, DryRunCase, Organisation, ProgramDraft
from engine.packages.program import Program, digest_of
from engine.running.draft_entries import draft_findings
from engine.running.migrating import title_of
from engine.running.replaying import Compared, compared, pasts_of, replay, where
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.store.jobs import NOBODY_WAITS, Job
from engine.store.unit_of_work import UnitOfWork

CHUNK = 50
A_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class DryRunBegun:
    """The dry run and how many cases it replays."""

    run_id: UUID
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginDryRun(Command[DryRunBegun]):
    """开始预演: replay the past of every open case, and of those closed within a year, by the draft as it is now.

    Nothing of any case changes.

    Raises:
        InvalidState: the draft has errors, so no case can run by it.
    """

    draft_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> DryRunBegun:
        """The cases are those of this moment."""
        draft = opened_draft(uow, by, self.draft_id)
        files = draft_files(uow, draft.id)
        faults = sum(each.severity == "error" for each in draft_findings(uow, draft.id, files))
        if faults:
            raise InvalidState("program_draft_faulty", count=faults)
        run = DryRun(id=uuid4(), draft_id=draft.id, digest=digest_of(files), state="running", created_at=uow.now, created_by=by.name)
        uow.session.add(run)
        uow.session.flush()
        none = DryRunCase.signs.type
        recent = (Case.status == "open") | ((Case.closed_at > uow.now - A_YEAR) & Case.state.is_not(None))
        cases = select(
            literal(run.id), Case.id, literal(""), literal([], none), literal({}, DryRunCase.told.type)
        ).where(Case.program == draft.program, recent)  # fmt: skip
        uow.session.execute(insert(DryRunCase).from_select(["run_id", "case_id", "kind", "signs", "told"], cases))
        count = uow.session.scalar(select(func.count()).select_from(DryRunCase).where(DryRunCase.run_id == run.id)) or 0
        uow.jobs.append(_next(run.id))
        uow.record_system(by, "dry_run_begun", program=draft.program, title=draft.title, cases=count)
        return DryRunBegun(run.id, count)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayCases(Command[int]):
    """重放办件: replay the next cases of a dry run; returns how many."""

    in_background: ClassVar[bool] = True

    run_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """What is looked at is looked at in a unit of work that can write nothing."""
        run = uow.session.get(DryRun, self.run_id, with_for_update=True)
        if run is None or run.state != "running":
            return 0
        files = draft_files(uow, run.draft_id)
        draft = uow.session.get(ProgramDraft, run.draft_id)
        if draft is None or draft.state != "open" or digest_of(files) != run.digest:
            run.state = "outdated"
            return 0
        chosen = select(DryRunCase).where(DryRunCase.run_id == run.id, DryRunCase.kind == "").order_by(DryRunCase.case_id).limit(CHUNK)
        rows = uow.session.scalars(chosen).all()
        found = _replayed(uow, run.id, files, [row.case_id for row in rows])
        for row in rows:
            seen = found[row.case_id]
            row.kind, row.signs, row.told = seen.kind, list(seen.signs), dict(seen.told)
        if len(rows) == CHUNK:
            uow.jobs.append(_next(run.id))
        else:
            run.state = "done"
        return len(rows)


def _replayed(uow: UnitOfWork, run_id: UUID, files: dict[str, bytes], ids: Sequence[UUID]) -> dict[UUID, Compared]:
    found: dict[UUID, Compared] = {}
    with UnitOfWork(uow.runtime, read_only=True) as looking:
        program = looking.runtime.programs.get(run_id, lambda: files)
        rows: Any = looking.session.execute(
            select(Case, Organisation.name, Organisation.uscc)
            .join(Organisation, Organisation.id == Case.organisation_id)
            .where(Case.id.in_(ids))
        ).all()
        for past in pasts_of(looking, [(case, organisation, uscc or "") for case, organisation, uscc in rows]):
            release = looking.program(past.case.release_id)
            own = replay(looking, past, release)
            seen = compared(own, replay(looking, past, program), where(looking, past.case))
            found[past.case.id] = replace(seen, told={**seen.told, "titles": _titles(seen.told, past.case.process, program, release)})
    return found


def _titles(told: Mapping[str, Any], process: str, *programs: Program) -> dict[str, Any]:
    """What the elements are called that a comparison names: in the draft, or in the release where the draft has none of the kind."""
    names = {*told.get("waits", ()), *told.get("real", ()), *told.get("ended", ()), told.get("missed") or ""}
    names |= {each["element"] for part in ("amounts", "later") for each in told.get(part, ())}
    titles = {name: [title_of(each, name, process) for each in programs] for name in names if name}
    return {name: next((each for each in found if each.zh != name), found[0]).to_json() for name, found in titles.items()}


def _next(run_id: UUID) -> Job:
    return Job("replay_cases", {"run_id": str(run_id)}, priority=NOBODY_WAITS)
