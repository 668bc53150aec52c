"""办件修复: one administrator asks, another one answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.background import resolve
from engine.commands.command import Command
from engine.model import Case, IncidentRow, Repair
from engine.running.access import must_be
from engine.running.mending import sealed, sensitive
from engine.running.repairing import KINDS, repair
from engine.running.sealing import masked
from engine.running.verbs import reason_of
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, NotFound, NotPermitted
from engine.store.unit_of_work import UnitOfWork

MOST_CASES = 200


@dataclass(frozen=True, slots=True)
class RepairAsked:
    """It waits for a second person."""

    repair_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRepair(Command[RepairAsked]):
    """申请修复: ask another administrator to let tokens go elsewhere, or to mend a fact of several cases; nothing moves yet.

    `body` is `{"items": [token], "target": element}` for a jump, `{"path", "value"}` for facts. With incidents, their cases are meant,
    but for those that are left out (`without`): what cannot be mended so stays an incident.
    A value that is sensitive in the cases is sealed at once: neither the request nor any journal holds it in clear.

    Raises:
        InvalidInput: no reason, no case, or too many; a value that is sensitive in some of the cases only, or that its form refuses.
    """

    kind: str
    body: Mapping[str, Any]
    reason: str
    case_ids: tuple[UUID, ...] = ()
    incident_ids: tuple[UUID, ...] = ()
    without: tuple[UUID, ...] = ()

    def run(self, uow: UnitOfWork, by: Actor) -> RepairAsked:
        """Every case remembers in its journal that it was asked for."""
        must_be(by, "administrator")
        reason = reason_of(self.reason)
        incidents = {
            row.case_id: row.id
            for row in uow.session.scalars(select(IncidentRow).where(IncidentRow.id.in_(self.incident_ids), IncidentRow.state == "open"))
            if row.case_id is not None
        }
        chosen = {*self.case_ids, *incidents} - set(self.without)
        if self.kind not in KINDS or not chosen or len(chosen) > MOST_CASES or (self.kind == "jump" and len(chosen) > 1):
            fault = FieldError("cases", f"请选择 1 至 {MOST_CASES} 个办件。", f"Choose one to {MOST_CASES} cases.", code="cases")
            raise InvalidInput([fault])
        cases = uow.session.scalars(select(Case).where(Case.id.in_(chosen)).order_by(Case.id).with_for_update()).all()
        body = dict(self.body) if self.kind == "jump" else _kept(uow, cases, self.body)
        asked = Repair(
            id=uuid4(),
            kind=self.kind,
            body=body,
            cases=[
                {"case": str(case.id), "revision": case.revision, "incident": str(incidents[case.id]) if case.id in incidents else None}
                for case in cases
            ],
            reason=reason,
            state="waiting",
            asked_at=uow.now,
            asked_by_id=by.user_id,
            asked_by=by.name,
        )
        uow.session.add(asked)
        for case in cases:
            uow.record(case, by, "repair_asked", repair=str(asked.id), how=self.kind, body=masked(body), reason=reason)
        return RepairAsked(asked.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRepair(Command[int]):
    """批准或驳回修复: somebody else than who asked lets it happen, in all cases or in none, or refuses it; returns how many were mended.

    Raises:
        NotPermitted: `repair_own`, to whoever asked.
        Conflict: `repair_answered`, or `repair_stale` when a case went on since.
        InvalidState: a case cannot be where it is put; nothing happened in any.
    """

    repair_id: UUID
    approve: bool
    answer: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """An incident it is about is tried again at once."""
        must_be(by, "administrator")
        asked = uow.session.get(Repair, self.repair_id, with_for_update=True)
        if asked is None:
            raise NotFound("repair_not_found", repair=str(self.repair_id))
        if asked.state != "waiting":
            raise Conflict("repair_answered", by=asked.answered_by, at=asked.answered_at)
        if by.user_id is not None and by.user_id == asked.asked_by_id:
            raise NotPermitted("repair_own")
        answer = self.answer.strip()[:500] if self.approve else reason_of(self.answer, "answer")
        asked.state = "done" if self.approve else "refused"
        asked.answered_at, asked.answered_by_id, asked.answered_by, asked.answer = uow.now, by.user_id, by.name, answer
        if not self.approve:
            uow.record_system(by, "repair_refused", repair=str(asked.id), asked_by=asked.asked_by, reason=answer)
            return 0
        for each in asked.cases:
            self._mend(uow, by, asked, each)
        uow.record_system(by, "repair_approved", repair=str(asked.id), asked_by=asked.asked_by, cases=len(asked.cases), reason=asked.reason)
        return len(asked.cases)

    @staticmethod
    def _mend(uow: UnitOfWork, by: Actor, asked: Repair, each: Mapping[str, Any]) -> None:
        opened = uow.opened_case(UUID(each["case"]))
        case = opened.case
        if case.revision != each["revision"]:
            raise Conflict("repair_stale", number=case.number or "")
        found = repair(uow, by, opened, asked.kind, asked.body)
        uow.record(
            case,
            by,
            "case_repaired",
            repair=str(asked.id),
            how=asked.kind,
            body=masked(asked.body),
            reason=asked.reason,
            asked_by=asked.asked_by,
            before=found.changed[0],
            after=found.changed[1],
        )
        incident = uow.session.get(IncidentRow, UUID(each["incident"]), with_for_update=True) if each["incident"] else None
        if incident is not None and incident.state == "open":
            uow.jobs += resolve(uow, incident)


def _kept(uow: UnitOfWork, cases: Sequence[Case], body: Mapping[str, Any]) -> dict[str, Any]:
    """Path and value as the request keeps them."""
    path = str(body["path"])
    kinds = {sensitive(uow, case, path) for case in cases}
    if len(kinds) > 1:
        zh, en = (
            "所选办件中这一项有的加密、有的不加密，请分开申请。",
            "Some of the cases keep this sealed and some do not: ask for them apart.",
        )
        raise InvalidInput([FieldError("path", zh, en, code="fact_mixed")])
    value = sealed(uow, cases[0], path, str(body["value"])) if kinds - {""} else str(body["value"])
    return {**body, "path": path, "value": value}
