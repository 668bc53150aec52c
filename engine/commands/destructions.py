"""销毁到期卷宗: one administrator proposes, another one answers, a job does it in batches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID, uuid4

from sqlalchemy import func, select

from engine.commands.command import Command
from engine.model import Case, Destruction, DestructionCase, Dossier, Organisation
from engine.running.access import must_be
from engine.running.destroying import BARS, bars_of, destroy, holdings
from engine.running.expiring import due_cases
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState, NotFound, NotPermitted
from engine.store.destruction import CHAIN, is_named, lock_file, waiting_files
from engine.store.jobs import NOBODY_WAITS, Job
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

MOST_CASES = 5000
"""Cases of one list; more are proposed in parts."""
LOOKED_AT = 500
CHUNK = 20
"""Cases destroyed in one transaction."""
FILES = 200
SERIAL = "destruction"


@dataclass(frozen=True, slots=True)
class DestructionProposed:
    """The list, and how many cases are on it."""

    destruction_id: UUID
    number: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeDestruction(Command[DestructionProposed]):
    """提出销毁: a list of every case that is overdue, of one program or of all, and that nothing keeps; nothing is destroyed yet.

    Raises:
        InvalidState: `destruction_empty`, no case is overdue that nothing keeps.
        InvalidInput: no reason.
    """

    reason: str
    program: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> DestructionProposed:
        """At most five thousand, those that are overdue longest."""
        must_be(by, "administrator")
        reason = reason_of(self.reason)
        today = uow.now.astimezone(ZONE).date()
        rows = uow.session.execute(due_cases(self.program, today).limit(MOST_CASES)).all()
        unkept = _free(uow, [case.id for case, _ in rows])
        free = [(case, dossier) for case, dossier in rows if case.id in unkept]
        if not free:
            raise InvalidState("destruction_empty")
        serial = uow.next_number(SERIAL, today.year)
        asked = Destruction(
            id=uuid4(), number=f"销〔{today.year}〕{serial}号", state="waiting", reason=reason, asked_at=uow.now, asked_by_id=by.user_id,
            asked_by=by.name, answered_by="", answer="",
        )  # fmt: skip
        uow.session.add(asked)
        uow.session.flush()
        _list(uow, asked, free)
        uow.record_system(by, "destruction_proposed", chain=CHAIN, register=asked.number, cases=len(free), reason=reason)
        return DestructionProposed(asked.id, asked.number, len(free))


def _free(uow: UnitOfWork, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these cases that nothing keeps."""
    found: set[UUID] = set()
    for at in range(0, len(ids), LOOKED_AT):
        found |= {case_id for case_id, bars in bars_of(uow, ids[at : at + LOOKED_AT]).items() if not bars}
    return found


def _list(uow: UnitOfWork, asked: Destruction, cases: Sequence[tuple[Case, Dossier]]) -> None:
    """Every case on the list with what the register says of it."""
    ids = [case.id for case, _ in cases]
    held = holdings(uow, ids)
    whose = select(Organisation.id, Organisation.name).where(Organisation.id.in_({case.organisation_id for case, _ in cases}))
    names = {organisation: name for organisation, name in uow.session.execute(whose)}  # noqa: C416  rows are not tuples to dict()
    for case, dossier in cases:
        uow.session.add(
            DestructionCase(
                destruction_id=asked.id,
                case_id=case.id,
                state="listed",
                closed_on=dossier.closed_at.astimezone(ZONE).date(),
                keep_until=dossier.keep_until,
                told={
                    "number": case.number or "",
                    "program": case.program,
                    "title": uow.program(case.release_id).process(case.process).title.to_json(),
                    "organisation": names.get(case.organisation_id, ""),
                    "region": case.region,
                    "keep_years": dossier.keep_years,
                    "dossier": dossier.digest,
                    "held": held[case.id],
                },
                why=[],
                seal="",
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDestruction(Command[int]):
    """批准或驳回销毁: somebody else than who proposed it lets it be done, or refuses; returns how many cases are set going.

    Raises:
        NotPermitted: `destruction_own`, to whoever proposed it.
        Conflict: `destruction_answered`.
        InvalidInput: approved without saying that what is destroyed cannot come back, or refused without a reason.
    """

    destruction_id: UUID
    approve: bool
    answer: str = ""
    sure: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Every case is looked at once more when its turn comes."""
        must_be(by, "administrator")
        asked = _known(uow, self.destruction_id)
        if asked.state != "waiting":
            raise Conflict("destruction_answered", by=asked.answered_by, at=asked.answered_at)
        if by.user_id is not None and by.user_id == asked.asked_by_id:
            raise NotPermitted("destruction_own")
        if self.approve and not self.sure:
            zh, en = "请确认已核对清册，销毁后不能恢复。", "Confirm that you have checked the register: nothing comes back."
            raise InvalidInput([FieldError("sure", zh, en, code="required")])
        asked.answer = self.answer.strip()[:500] if self.approve else reason_of(self.answer, "answer")
        asked.answered_at, asked.answered_by_id, asked.answered_by = uow.now, by.user_id, by.name
        asked.state = "running" if self.approve else "refused"
        told = {"register": asked.number, "asked_by": asked.asked_by, "reason": asked.reason if self.approve else asked.answer}
        listed = select(DestructionCase).where(DestructionCase.destruction_id == asked.id)
        if not self.approve:
            for row in uow.session.scalars(listed):
                row.state = "kept"
            uow.record_system(by, "destruction_refused", chain=CHAIN, **told)
            return 0
        count = uow.session.scalar(select(func.count()).select_from(listed.subquery())) or 0
        uow.record_system(by, "destruction_approved", chain=CHAIN, cases=count, **told)
        uow.jobs.append(_next(asked.id))
        return count


@dataclass(frozen=True, slots=True, kw_only=True)
class DestroyCases(Command[int]):
    """销毁办件: destroy the next cases of an approved list, then the files that no case names any more; returns how many it dealt with.

    A case that something keeps by now stays, and the list says why.
    """

    in_background: ClassVar[bool] = True

    destruction_id: UUID

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """One batch; the next job does the next one."""
        asked = _known(uow, self.destruction_id)
        if asked.state != "running":
            return 0
        chosen = select(DestructionCase).where(DestructionCase.destruction_id == asked.id, DestructionCase.state == "listed")
        rows = uow.session.scalars(chosen.order_by(DestructionCase.case_id).limit(CHUNK)).all()
        count = self._cases(uow, by, asked, rows) if rows else self._files(uow, asked)
        if count:
            uow.jobs.append(_next(asked.id))
        else:
            asked.state, asked.finished_at = "done", uow.now
            uow.record_system(by, "destruction_finished", chain=CHAIN, register=asked.number)
        return count

    @staticmethod
    def _cases(uow: UnitOfWork, by: Actor, asked: Destruction, rows: Sequence[DestructionCase]) -> int:
        locked = [uow.locked_case(row.case_id) for row in rows]
        bars = bars_of(uow, [case.id for case in locked], asked.id)
        held = holdings(uow, [case.id for case in locked])
        for row, case in zip(rows, locked, strict=True):
            if bars[case.id]:
                row.state, row.why = "kept", [BARS[code].to_json() for code in bars[case.id]]
                continue
            row.told = {**row.told, "held": held[case.id]}
            destroy(uow, case, row)
            row.state, row.destroyed_at = "destroyed", uow.now
            told: dict[str, Any] = {"register": asked.number, "asked_by": asked.asked_by, "approved_by": asked.answered_by}
            uow.record(case, by, "case_destroyed", number=asked.number, **told)
            proof = {"case": str(case.id), "number": case.number, "seq": row.seq, "hash": (row.hash or b"").hex(), "seal": row.seal}
            uow.record_system(by, "case_destroyed", chain=CHAIN, **proof, **told)
        return len(rows)

    @staticmethod
    def _files(uow: UnitOfWork, asked: Destruction) -> int:
        rows = waiting_files(uow.session, asked.id, FILES)
        for row in rows:
            lock_file(uow.session, row.digest)
            if is_named(uow.session, row.digest):
                row.state = "shared"
            else:
                uow.ports.files.delete(row.digest)
                row.state = "removed"
        return len(rows)


def _known(uow: UnitOfWork, destruction_id: UUID) -> Destruction:
    asked = uow.session.get(Destruction, destruction_id, with_for_update=True)
    if asked is None:
        raise NotFound("destruction_not_found", register=str(destruction_id))
    return asked


def _next(destruction_id: UUID) -> Job:
    return Job("destroy_cases", {"destruction_id": str(destruction_id)}, priority=NOBODY_WAITS)
