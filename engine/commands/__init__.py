"""Commands 命令: every verb of the engine."""

from engine.commands.absences import ArrangeAbsence, EndAbsence
from engine.commands.alerts import ChooseAlerts, ReadAlerts
from engine.commands.api_tokens import ApiTokenMade, MakeApiToken, NoteTokenUse, RevokeApiToken
from engine.commands.archive_trail import ArchiveOldTrails, ArchiveTrail
from engine.commands.attachments import AddAttachment, AttachmentAdded, MarkMaterial, MarkMissing, RemoveAttachment
from engine.commands.background import (
    DeliverMessage,
    FireTimers,
    LookAgain,
    OpenIncident,
    PromoteTimers,
    RetryIncident,
    RetryIncidents,
    ThrowMessage,
)
from engine.commands.benefits import RecordOutsideBenefits, RevokeBenefit
from engine.commands.budgets import CarryPayments, ChangeBudget, OpenBudgetLine, ReserveBudget
from engine.commands.bulk.confirm_bulk import ConfirmBulk, RefuseBulkItem, RunBulkItem, RunDueBulks, UndoBulk
from engine.commands.bulk.propose_bulk import OpenBulkItem, ProposeBulk
from engine.commands.calendar import CalendarChanged, ImportCalendarYear, SetCalendarDays
from engine.commands.claim_task import ClaimTask, ReleaseTask
from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask, TaskCompleted
from engine.commands.destructions import AnswerDestruction, DestroyCases, DestructionProposed, ProposeDestruction
from engine.commands.directory import DirectoryImported, ImportDirectory
from engine.commands.discard_draft import DiscardDraft
from engine.commands.dispatches import PromoteDispatches, SendDispatch, TellOfArrivals, WarnOfDeadlines
from engine.commands.hold_program import HoldProgram, LiftHold
from engine.commands.import_roster import ImportRoster, RemoveRosterRows, RosterImported, RowSaved, SaveRosterRow
from engine.commands.legal_holds import LiftLegalHold, PlaceLegalHold
from engine.commands.letters import CarryLetters, DeliverLetter, SendMessage
from engine.commands.look_for_person import IndexNames, LookForPerson, PersonSought
from engine.commands.make_dossier import MakeDossier
from engine.commands.objections import MOST_EVIDENCE, Evidence, ForgetFiles, RaiseObjection
from engine.commands.open_case import CaseOpened, OpenCase
from engine.commands.papers import ReadNotice, RenderNotice
from engine.commands.payment_files import PaymentFileTaken, TakePaymentFile
from engine.commands.payments import (
    ApprovePayment,
    CheckPayment,
    ExportPaymentFile,
    ImportPaymentResults,
    PaymentsExported,
    PreparePayment,
    RecordReceipt,
    ResultsImported,
)  # fmt: skip
from engine.commands.people import AddPerson, ChangePerson, PersonAdded, SetPassword
from engine.commands.phrases import AddPhrase, ChangePhrase, RemovePhrase
from engine.commands.queue_choices import BeginWithView, ChangeView, ChooseColumns, RemoveView, SaveView
from engine.commands.ratings import AnswerRating, ContactRater, RateCase, TakeCallback
from engine.commands.release_program import BeginPlannedReleases, CancelPlannedRelease, ProgramReleased, ReleaseProgram
from engine.commands.repairs import AnswerRepair, AskRepair, RepairAsked
from engine.commands.save_draft import DraftSaved, SaveDraft
from engine.commands.scheduled import BeginOccasion, Occasion, StartScheduled
from engine.commands.sign_in import ChangeOwnPassword, SetPreferences, SignedIn, SignIn, SignInRefused, SignOut
from engine.commands.start_linked import StartLinked
from engine.commands.studio.beginning import AddProgramPart, BeginProgram, ProgramPartAdded
from engine.commands.studio.cosigning import CosignProgramDraft
from engine.commands.studio.deciding import ImportDecisionSheet, KeepDecisionExample
from engine.commands.studio.drafts import DiscardProgramDraft, OpenProgramDraft, ProgramDraftOpened, VisitProgramDraft
from engine.commands.studio.dry_runs import BeginDryRun, DryRunBegun, ReplayCases
from engine.commands.studio.entries import DropProgramEntry, EditProgramSection, KeepProgramEntry, ProgramEntryKept
from engine.commands.studio.files import DropAside, ProgramFileSaved, RemoveProgramFile, SaveProgramFile
from engine.commands.studio.importing import DiagramImported, ImportDiagram
from engine.commands.studio.migrations import (
    MapElements,
    MigrationPrepared,
    PauseMigration,
    PrepareMigration,
    ResumeMigration,
    RunMigration,
    UndoMigration,
)
from engine.commands.studio.moving import JudgeMigration, MigrateCase, UndoMigratedCase
from engine.commands.studio.releasing import ImportProgramFiles, ProgramFilesImported, ReleaseProgramDraft, RestoreRelease
from engine.commands.studio.stories import KeepScenario, ScenarioKept
from engine.commands.studio.trying import (
    BeginRehearsal,
    BeginSandbox,
    EndIdleSandboxes,
    EndSandbox,
    FinishSandbox,
    KeepRehearsed,
    KeepSandboxAct,
    KeepSandboxTime,
    RehearsalBegun,
    SandboxBegun,
)  # fmt: skip
from engine.commands.submit_case import CaseSubmitted, SubmitCase
from engine.commands.take_over import TakeOver
from engine.commands.unmask_field import UnmaskField
from engine.commands.verbs.add_signer import AddSigner
from engine.commands.verbs.answer_delegation import AnswerDelegation
from engine.commands.verbs.answer_request import AnswerRequest
from engine.commands.verbs.assign_task import AssignTask
from engine.commands.verbs.copy_task import CopyTask, ReadCopy
from engine.commands.verbs.delegate_task import DelegateTask
from engine.commands.verbs.explain_delay import ExplainDelay
from engine.commands.verbs.hand_over_all import HandedOver, HandOverAll
from engine.commands.verbs.recall_task import RecallTask
from engine.commands.verbs.recuse import Recuse
from engine.commands.verbs.remark_task import RemarkTask
from engine.commands.verbs.remind_task import RemindTask
from engine.commands.verbs.remove_signer import RemoveSigner
from engine.commands.verbs.request_extension import RequestExtension
from engine.commands.verbs.request_second_notice import RequestSecondNotice
from engine.commands.verbs.resume_clock import ResumeClock
from engine.commands.verbs.send_back import SendBack
from engine.commands.verbs.stop_clock import StopClock
from engine.commands.verbs.terminate_case import TerminateCase
from engine.commands.verbs.transfer_task import TransferTask
from engine.commands.webhooks import AddWebhook, PauseWebhook, PostHook, RemoveWebhook, TryWebhook, WebhookAdded
from engine.commands.withdraw_case import WithdrawCase
from engine.running.objections import Objection

__all__ = [
    "MOST_EVIDENCE", "AddAttachment", "AddPerson", "AddPhrase", "AddProgramPart", "AddSigner", "AddWebhook", "AnswerDelegation",
    "AnswerDestruction", "AnswerRating", "AnswerRepair", "AnswerRequest", "ApiTokenMade", "ApprovePayment", "ArchiveOldTrails",
    "ArchiveTrail", "ArrangeAbsence", "AskRepair", "AssignTask", "AttachmentAdded", "BeginDryRun", "BeginOccasion", "BeginPlannedReleases",
    "BeginProgram", "BeginRehearsal", "BeginSandbox", "BeginWithView", "CalendarChanged", "CancelPlannedRelease", "CarryLetters",
    "CarryPayments", "CaseOpened", "CaseSubmitted", "ChangeBudget", "ChangeOwnPassword", "ChangePerson", "ChangePhrase", "ChangeView",
    "CheckPayment", "ChooseAlerts", "ChooseColumns", "ClaimTask", "Command", "CompleteTask", "ConfirmBulk", "ContactRater",
    "CopyTask", "CosignProgramDraft", "DelegateTask", "DeliverLetter", "DeliverMessage", "DestroyCases", "DestructionProposed",
    "DiagramImported", "DirectoryImported", "DiscardDraft", "DiscardProgramDraft", "DraftSaved", "DropAside", "DropProgramEntry",
    "DryRunBegun", "EditProgramSection", "EndAbsence", "EndIdleSandboxes", "EndSandbox", "Evidence", "ExplainDelay", "ExportPaymentFile",
    "FinishSandbox", "FireTimers", "ForgetFiles", "HandOverAll", "HandedOver", "HoldProgram", "ImportCalendarYear", "ImportDecisionSheet",
    "ImportDiagram", "ImportDirectory", "ImportPaymentResults", "ImportProgramFiles", "ImportRoster", "IndexNames", "JudgeMigration",
    "KeepDecisionExample", "KeepProgramEntry", "KeepRehearsed", "KeepSandboxAct", "KeepSandboxTime", "KeepScenario", "LiftHold",
    "LiftLegalHold", "LookAgain", "LookForPerson", "MakeApiToken", "MakeDossier", "MapElements", "MarkMaterial", "MarkMissing",
    "MigrateCase", "MigrationPrepared", "NoteTokenUse", "Objection", "Occasion", "OpenBudgetLine", "OpenBulkItem", "OpenCase",
    "OpenIncident", "OpenProgramDraft", "PauseMigration", "PauseWebhook", "PaymentFileTaken", "PaymentsExported", "PersonAdded",
    "PersonSought", "PlaceLegalHold", "PostHook", "PrepareMigration", "PreparePayment", "ProgramDraftOpened", "ProgramEntryKept",
    "ProgramFileSaved", "ProgramFilesImported", "ProgramPartAdded", "ProgramReleased", "PromoteDispatches", "PromoteTimers", "ProposeBulk",
    "ProposeDestruction", "RaiseObjection", "RateCase", "ReadAlerts", "ReadCopy", "ReadNotice", "RecallTask", "RecordOutsideBenefits",
    "RecordReceipt", "Recuse", "RefuseBulkItem", "RehearsalBegun", "ReleaseProgram", "ReleaseProgramDraft", "ReleaseTask", "RemarkTask",
    "RemindTask", "RemoveAttachment", "RemovePhrase", "RemoveProgramFile", "RemoveRosterRows", "RemoveSigner", "RemoveView",
    "RemoveWebhook", "RenderNotice", "RepairAsked", "ReplayCases", "RequestExtension", "RequestSecondNotice", "ReserveBudget",
    "RestoreRelease", "ResultsImported", "ResumeClock", "ResumeMigration", "RetryIncident", "RetryIncidents", "RevokeApiToken",
    "RevokeBenefit", "RosterImported", "RowSaved", "RunBulkItem", "RunDueBulks", "RunMigration", "SandboxBegun", "SaveDraft",
    "SaveProgramFile", "SaveRosterRow", "SaveView", "ScenarioKept", "SendBack", "SendDispatch", "SendMessage", "SetCalendarDays",
    "SetPassword", "SetPreferences", "SignIn", "SignInRefused", "SignOut", "SignedIn", "StartLinked", "StartScheduled", "StopClock",
    "SubmitCase", "TakeCallback", "TakeOver", "TakePaymentFile", "TaskCompleted", "TellOfArrivals", "TerminateCase", "ThrowMessage",
    "TransferTask", "TryWebhook", "UndoBulk", "UndoMigratedCase", "UndoMigration", "UnmaskField", "VisitProgramDraft", "WarnOfDeadlines",
    "WebhookAdded", "WithdrawCase",
]  # fmt: skip
