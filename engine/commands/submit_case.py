"""提交申报."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from engine.commands.command import Command
from engine.model import Case
from engine.running.access import must_own, organisation_of
from engine.running.applications import Application
from engine.running.drafts import check_version, draft_of, drop_draft
from engine.running.forms import form_of
from engine.running.holding import must_take_cases
from engine.running.links import must_still_begin
from engine.running.step import Step
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState
from engine.sdk.text import Text
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class CaseSubmitted:
    """The application is in: its number, when it was received, and what the officer will be warned of."""

    case_id: UUID
    number: str
    received_at: datetime
    warnings: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitCase(Command[CaseSubmitted]):
    """提交申报: check everything at once, give the case its number, and start the process.

    Raises:
        InvalidInput: with every fault of form, roster, files and rules; what was typed stays in the draft.
        Conflict: `draft_changed` when the page is older than the draft.
        InvalidState: the case was submitted before, its program takes no new cases at present, or a linked case came too late.
    """

    case_id: UUID
    data: Mapping[str, Any] | None = None
    version: int | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> CaseSubmitted:
        """Number, facts, roster figures and the first tasks come into being together."""
        case = uow.locked_case(self.case_id)
        must_own(by, case)
        if case.status != "draft":
            raise InvalidState("case_submitted", number=case.number)
        if case.parent_id is None:
            must_take_cases(uow, case.program)
        must_still_begin(uow, by, case)
        today = uow.now.astimezone(ZONE).date()
        program = uow.program(case.release_id)
        spec = program.process(case.process)
        draft = draft_of(uow, case.id, "start")
        check_version(draft, self.version)
        application = Application(uow, case, program, today)
        data = self.data if self.data is not None else application.sealer.reveal(draft.data if draft else {})
        checked = application.check(data, form_of(program, spec.form))
        case.region = application.region(checked.values) or case.region
        case.number = self._number(uow, case, spec.number, today)
        case.filed_on = case.received_on = today
        case.status = "open"
        case.stages = {"submitted": today.isoformat()}
        case.stage = "submitted"
        organisation = organisation_of(uow, case.organisation_id)
        step = Step(uow, case, by, organisation=organisation.name, uscc=organisation.uscc or "")
        application.adopt(step, checked)
        uow.record(
            case, by, "case_submitted", public=True, number=case.number, received_on=today.isoformat(), warnings=len(checked.warnings)
        )
        step.start(case.process)
        step.settle()
        drop_draft(uow, case.id, "start")
        uow.send("case.submitted", {"number": case.number, "organisation": organisation.name}, case)
        return CaseSubmitted(case.id, case.number, uow.now, checked.warnings)

    @staticmethod
    def _number(uow: UnitOfWork, case: Case, pattern: str, today: date) -> str:
        serial = uow.next_number(f"case:{pattern}:{case.region}", today.year)
        return pattern.format(region=case.region, year=today.year, serial=serial)
