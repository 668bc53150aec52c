"""Commands 命令: every verb of the engine."""

from engine.commands.attachments import AddAttachment, AttachmentAdded, MarkMaterial, RemoveAttachment
from engine.commands.background import DeliverMessage, FireTimers, OpenIncident, PromoteTimers, RetryIncident, ThrowMessage
from engine.commands.calendar import CalendarChanged, SetCalendarDays
from engine.commands.claim_task import ClaimTask, ReleaseTask
from engine.commands.command import Command
from engine.commands.complete_task import CompleteTask, TaskCompleted
from engine.commands.discard_draft import DiscardDraft
from engine.commands.import_roster import ImportRoster, RemoveRosterRows, RosterImported, RowSaved, SaveRosterRow
from engine.commands.open_case import CaseOpened, OpenCase
from engine.commands.papers import ReadNotice, RenderNotice, UnmaskField
from engine.commands.people import AddPerson, ChangePerson, PersonAdded, SetPassword
from engine.commands.release_program import ProgramReleased, ReleaseProgram
from engine.commands.save_draft import DraftSaved, SaveDraft
from engine.commands.sign_in import ChangeOwnPassword, SetPreferences, SignedIn, SignIn, SignInRefused, SignOut
from engine.commands.submit_case import CaseSubmitted, SubmitCase
from engine.commands.withdraw_case import WithdrawCase

__all__ = [
    "AddAttachment", "AddPerson", "AttachmentAdded", "CalendarChanged", "CaseOpened", "CaseSubmitted", "ChangeOwnPassword",
    "ChangePerson", "ClaimTask", "Command", "CompleteTask", "DeliverMessage", "DiscardDraft", "DraftSaved", "FireTimers",
    "ImportRoster", "MarkMaterial", "OpenCase", "OpenIncident", "PersonAdded", "ProgramReleased", "PromoteTimers", "ReadNotice",
    "ReleaseProgram", "ReleaseTask", "RemoveAttachment", "RemoveRosterRows", "RenderNotice", "RetryIncident", "RosterImported",
    "RowSaved", "SaveDraft", "SaveRosterRow", "SetCalendarDays", "SetPassword", "SetPreferences", "SignIn", "SignInRefused", "SignOut",
    "SignedIn", "SubmitCase", "TaskCompleted", "ThrowMessage", "UnmaskField", "WithdrawCase",
]  # fmt: skip
