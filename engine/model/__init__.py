"""Every aggregate, imported once so that the metadata is whole."""

from engine.model.absence import Absence
from engine.model.act import Act
from engine.model.alert import Alert, AlertChoice, Dispatch, Warned
from engine.model.api_token import ApiToken
from engine.model.base import Base
from engine.model.benefit import BenefitEntry
from engine.model.budget import BudgetEntry, BudgetLine
from engine.model.bulk import Bulk, BulkItem
from engine.model.calendar_day import CalendarDay, CalendarYear
from engine.model.case import Case, CaseClock, Draft, StateBefore, Timer
from engine.model.choices import Phrase, QueueChoice, SavedView
from engine.model.dossier import Dossier
from engine.model.dry_run import DryRun, DryRunCase
from engine.model.event import Chain, Entry, Event, Submission, Trail, Volume
from engine.model.finding import CaseWords
from engine.model.interest import Interest
from engine.model.link import Letter, Wait
from engine.model.migration import Migration, MigrationCase
from engine.model.money import Movement, PaymentBatch
from engine.model.notice import Answer, IncidentRow, Notice, OutboxMessage, Serial
from engine.model.organisation import Organisation, Person, PersonRole, Region, SignedSession, UnknownName
from engine.model.program_draft import (
    ProgramDraft,
    ProgramDraftAside,
    ProgramDraftCosign,
    ProgramDraftEditor,
    ProgramDraftEntry,
    ProgramDraftFile,
)
from engine.model.rating import Rating
from engine.model.release import ProgramHold, Release, ReleaseFile
from engine.model.repair import Repair
from engine.model.retention import DestroyedFile, Destruction, DestructionCase, LegalHold
from engine.model.roster import Attachment, MissingMaterial, RegisterLine, RosterRow
from engine.model.task import Task
from engine.model.trying import Rehearsal, RehearsedStory, Sandbox, SandboxAct
from engine.model.webhook import Webhook, WebhookDelivery

__all__ = [
    "Absence", "Act", "Alert", "AlertChoice", "Answer", "ApiToken", "Attachment", "Base", "BenefitEntry", "BudgetEntry", "BudgetLine",
    "Bulk", "BulkItem", "CalendarDay", "CalendarYear", "Case", "CaseClock", "CaseWords", "Chain", "DestroyedFile", "Destruction",
    "DestructionCase", "Dispatch", "Dossier", "Draft", "DryRun", "DryRunCase", "Entry", "Event", "IncidentRow", "Interest", "LegalHold",
    "Letter", "Migration", "MigrationCase", "MissingMaterial", "Movement", "Notice", "Organisation", "OutboxMessage", "PaymentBatch",
    "Person", "PersonRole", "Phrase", "ProgramDraft", "ProgramDraftAside", "ProgramDraftCosign", "ProgramDraftEditor", "ProgramDraftEntry",
    "ProgramDraftFile", "ProgramHold", "QueueChoice", "Rating", "Region", "RegisterLine", "Rehearsal", "RehearsedStory", "Release",
    "ReleaseFile", "Repair", "RosterRow", "Sandbox", "SandboxAct", "SavedView", "Serial", "SignedSession", "StateBefore", "Submission",
    "Task", "Timer", "Trail", "UnknownName", "Volume", "Wait", "Warned", "Webhook", "WebhookDelivery",
]  # fmt: skip
