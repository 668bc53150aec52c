"""享受补贴登记的维护：录入其他系统的登记，撤销登记."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.model import BenefitEntry
from engine.running.access import must_be
from engine.running.benefits import Claim, lock_claims
from engine.sdk.actor import Actor
from engine.sdk.codes import read_id_number
from engine.sdk.errors import FieldError, InvalidInput, InvalidState, NotFound
from engine.store.unit_of_work import UnitOfWork

MOST_ROWS = 20_000
NEEDED = ("kind", "id_no", "year")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOutsideBenefits(Command[int]):
    """录入外部登记: take over what other systems granted, so that it counts in every comparison; returns how many were new.

    Each row has `kind`, `id_no` and `year`, and may have `occupation`, `level`, `certificate`, `uscc`, `organisation` and `amount` (fen).

    Raises:
        InvalidInput: every wrong cell, as `row.column`.
    """

    source: str
    region: str
    rows: tuple[Mapping[str, Any], ...]

    def run(self, uow: UnitOfWork, by: Actor) -> int:
        """Rows that are known already change nothing."""
        must_be(by, "administrator")
        values = self._values(uow)
        lock_claims(uow, [Claim(each["kind"], each["person"], each["uscc"], each["year"]) for each in values])
        new = uow.session.scalars(insert(BenefitEntry).values(values).on_conflict_do_nothing().returning(BenefitEntry.id)).all()
        uow.record_system(by, "benefits_taken_over", source=self.source.strip(), region=self.region, count=len(new), told=len(values))
        return len(new)

    def _values(self, uow: UnitOfWork) -> list[dict[str, Any]]:
        errors: list[FieldError] = []
        if not self.source.strip():
            errors.append(FieldError("source", "请填写数据来源。", "Say where the data come from.", code="required"))
        if not 0 < len(self.rows) <= MOST_ROWS:
            errors.append(FieldError("rows", f"每次 1 至 {MOST_ROWS} 行。", f"1 to {MOST_ROWS} rows at a time.", code="rows"))
        values = []
        for number, row in enumerate(self.rows, 1):
            errors += [
                FieldError(f"{number}.{key}", "不能为空。", "This is missing.", code="required") for key in NEEDED if not row.get(key)
            ]
            code = read_id_number(str(row.get("id_no") or ""))
            if row.get("id_no") and code.fault is not None:
                errors.append(FieldError(f"{number}.id_no", code.fault.text.zh, code.fault.text.en, code=code.fault.code))
            values.append(
                {
                    "id": uuid4(),
                    "kind": str(row.get("kind") or ""),
                    "person": uow.keyring.blind_index("id", code.value),
                    "uscc": str(row.get("uscc") or ""),
                    "organisation": str(row.get("organisation") or ""),
                    "program": "",
                    "region": self.region,
                    "occupation": str(row.get("occupation") or ""),
                    "level": str(row.get("level") or ""),
                    "certificate": str(row.get("certificate") or ""),
                    "year": int(row.get("year") or 0),
                    "amount": int(row.get("amount") or 0),
                    "state": "granted",
                    "source": self.source.strip(),
                    "recorded_at": uow.now,
                    "changed_at": uow.now,
                }
            )
        if errors:
            raise InvalidInput(errors)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeBenefit(Command[None]):
    """撤销登记: an entry no longer counts; it stays readable, and the reason is kept.

    Raises:
        InvalidState: it was revoked before.
    """

    entry_id: UUID
    reason: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """For administrators: programs revoke through their own services."""
        must_be(by, "administrator")
        entry = uow.session.get(BenefitEntry, self.entry_id, with_for_update=True)
        if entry is None:
            raise NotFound("benefit_not_found", entry=str(self.entry_id))
        if entry.state == "revoked":
            raise InvalidState("benefit_revoked")
        if len(self.reason.strip()) < 2:
            raise InvalidInput([FieldError("reason", "请填写撤销理由。", "Give a reason.", code="reason_missing")])
        entry.state, entry.changed_at = "revoked", uow.now
        uow.record_system(by, "benefit_revoked", entry=str(entry.id), benefit=entry.kind, reason=self.reason.strip()[:500])
