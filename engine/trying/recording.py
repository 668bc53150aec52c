"""Recording what is done by hand in a sandbox 记录沙箱操作: every act with what came of it, so that it can be kept as a story."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar
from uuid import UUID

from engine.commands import (
    AddAttachment,
    AddPhrase,
    ApprovePayment,
    CheckPayment,
    ChooseAlerts,
    ChooseColumns,
    ClaimTask,
    CompleteTask,
    CopyTask,
    ExplainDelay,
    ExportPaymentFile,
    ImportPaymentResults,
    ImportRoster,
    KeepSandboxAct,
    LookForPerson,
    MarkMaterial,
    MarkMissing,
    OpenCase,
    PreparePayment,
    ReadAlerts,
    ReadCopy,
    ReadNotice,
    RecordReceipt,
    ReleaseTask,
    RemarkTask,
    RemindTask,
    RemoveAttachment,
    RemoveRosterRows,
    SaveDraft,
    SaveRosterRow,
    SaveView,
    SetPreferences,
    StartLinked,
    SubmitCase,
    TakePaymentFile,
    UnmaskField,
    WithdrawCase,
)  # fmt: skip
from engine.commands.command import Command
from engine.scenarios.acts import BegunCases, NameOf, PaidCases, PlaceOfAct
from engine.scenarios.facts import CaseFacts, FoundCase
from engine.sdk.actor import Actor
from engine.trying.stage import Stage

Result = TypeVar("Result")
SYSTEM = Actor.system()
MEANS_NOTHING = (
    OpenCase, SaveDraft, ImportRoster, SaveRosterRow, RemoveRosterRows, ClaimTask, ReleaseTask, MarkMaterial, MarkMissing, ReadAlerts,
    ReadCopy, ReadNotice, SetPreferences, UnmaskField, LookForPerson, TakePaymentFile, PreparePayment, CheckPayment, ApprovePayment,
    AddPhrase, ChooseAlerts, ChooseColumns, CopyTask, ExplainDelay, RemarkTask, RemindTask, SaveView,
)  # fmt: skip
"""What leads to a step of a story, or is said by one, and is none itself."""


class RecordedStage(Stage):
    """台, on which every act of a person is written down."""

    def execute(self, command: Command[Result], *, by: Actor, key: str | None = None) -> Result:
        """As a stage does; what was refused did not happen."""
        result = super().execute(command, by=by, key=key)
        if not by.is_system:
            for told in self._told(command, result, by):
                super().execute(KeepSandboxAct(told=told), by=SYSTEM)
        return result

    def waited(self) -> None:
        """Write down that time went on, and where every case has come to."""
        for case_id in self.ask(BegunCases(), by=SYSTEM):
            super().execute(KeepSandboxAct(told=self._seen("wait", case_id, "clock")), by=SYSTEM)

    def _told(self, command: Command[Any], result: Any, by: Actor) -> Iterator[Mapping[str, Any]]:
        who = "enterprise" if by.kind == "enterprise" or by.user_id is None else self.ask(NameOf(person_id=by.user_id), by=SYSTEM)
        if isinstance(command, SubmitCase):
            place = self.ask(PlaceOfAct(case_id=command.case_id), by=SYSTEM)
            yield self._seen("submit", command.case_id, who) | {
                "data": command.data or {},
                "rows": place.rows,
                "enterprise": place.enterprise,
            }
        elif isinstance(command, CompleteTask):
            place = self.ask(PlaceOfAct(task_id=command.task_id), by=SYSTEM)
            told = {"task": place.element, "task_id": command.task_id, "outcome": command.outcome, "data": command.data, "rows": place.rows}
            yield self._seen("complete", place.case_id, who) | told
        elif isinstance(command, WithdrawCase):
            yield self._seen("withdraw", command.case_id, who) | {"data": {"reason": command.reason}}
        elif isinstance(command, StartLinked):
            yield self._seen("opened", result.case_id, who)
        elif isinstance(command, AddAttachment):
            about = {"field": f"{command.field}.{command.item}" if command.item else command.field, "name": command.name}
            yield {"do": "attach", "case_id": command.case_id, "task_id": command.task_id, "file": result.attachment_id, **about}
        elif isinstance(command, RemoveAttachment):
            yield {"do": "detach", "file": command.attachment_id}
        elif isinstance(command, ExportPaymentFile):
            yield from (self._seen("pay", case_id, who) for case_id in self.ask(PaidCases(batch_id=result.batch_id), by=SYSTEM))
        elif isinstance(command, ImportPaymentResults):
            outcomes = [name for name in ("paid", "failed", "returned") if getattr(result, name)]
            for case_id in self.ask(PaidCases(batch_id=command.batch_id), by=SYSTEM):
                yield self._seen("results", case_id, who) | {"outcome": outcomes[0] if len(outcomes) == 1 else ""}
        elif isinstance(command, RecordReceipt):
            yield from (self._seen("receipt", case_id, who) for case_id in self.ask(PaidCases(movement_id=command.movement_id), by=SYSTEM))
        elif not isinstance(command, MEANS_NOTHING):
            yield {"do": "untold", "command": type(command).__name__, **self._about(command)}

    def _about(self, command: Command[Any]) -> dict[str, Any]:
        """Whose course it changes, where it says a case or a task."""
        task, case = getattr(command, "task_id", None), getattr(command, "case_id", None)
        return {"head_id": self.ask(PlaceOfAct(case_id=case, task_id=task), by=SYSTEM).head_id} if task or case else {}

    def _seen(self, do: str, case_id: UUID, who: str) -> dict[str, Any]:
        place = self.ask(PlaceOfAct(case_id=case_id), by=SYSTEM)
        found = self.ask(CaseFacts(case_id=case_id), by=SYSTEM)
        about = {"case_id": case_id, "head_id": place.head_id, "process": place.process}
        return {"do": do, "by": who, **about, "expect": expectations(found)}


def expectations(found: FoundCase) -> dict[str, Any]:
    """What somebody sees of a case: stage, what is open, papers, rows, amounts, the first limit that runs."""
    expect: dict[str, Any] = {
        "stage": found.stage,
        "status": found.status,
        "open": sorted(found.open_tasks),
        "notices": sorted(found.notices),
    }
    if found.row_statuses:
        expect["rows"] = dict(sorted(Counter(found.row_statuses).items()))
    if amounts := dict(_amounts("", found.facts.get("money"))):
        expect["money"] = amounts
    running = sorted((element, str(due), provisional) for element, due, provisional in found.clocks if due)
    if running:
        expect["due"] = dict(zip(("clock", "on", "provisional"), running[0], strict=True))
    return expect


def _amounts(path: str, told: Any) -> Iterator[tuple[str, int]]:
    """Every sum that is not nothing, by its path."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            yield from _amounts(f"{path}.{key}" if path else str(key), value)
    elif type(told) is int and told:
        yield path, told
