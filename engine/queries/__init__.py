"""Queries 查询: every question of the engine."""

from engine.packages.choices import Choice
from engine.queries.absences import AbsenceView, SubstitutesOf, SubstitutesView
from engine.queries.administration import (
    AuditLog,
    CalendarOf,
    DiagramTitles,
    Organisations,
    People,
    PersonDetail,
    Regions,
    ReleaseDetail,
    ReleaseFileContent,
    Releases,
    RoleNames,
    SessionActor,
    SessionView,
)  # fmt: skip
from engine.queries.alerts import Alerts, AlertSettings, AlertSettingsView, UnreadAlerts
from engine.queries.amount_views import AmountPart, AmountView
from engine.queries.amounts import AmountExplained
from engine.queries.api_tokens import ApiTokens, ApiTokenView, TokenActor
from engine.queries.background import Background, BackgroundView
from engine.queries.benefits import BenefitConflicts, BenefitsOf, BenefitView, ConflictView
from engine.queries.budgets import BudgetEntryView, BudgetLines, BudgetView, WaitingBudgets
from engine.queries.bulk import BulkDetail, BulkGroup, BulkItemView, BulkView
from engine.queries.calendar import CalendarEffect, PreviewDays, PreviewYear
from engine.queries.cases import AttachmentFile, CaseNotices, MyCases, NoticeFile, StoredFileView
from engine.queries.changes import Change, Changes
from engine.queries.desk import Desk, DeskView
from engine.queries.directory import DirectoryLine, DirectoryRows, PreviewDirectory
from engine.queries.dossiers import CaseDossier, DossierView
from engine.queries.dry_runs import DryRunCases, DryRunCaseView, DryRunView, LastDryRun
from engine.queries.form_trials import FormTrial, FormTrialView, TryForm
from engine.queries.guides import ServiceGuide, ServiceGuides
from engine.queries.incidents import IncidentJobs, Incidents
from engine.queries.links import LinkedCases, LinkedCaseView, StartableLinked, StartableView
from engine.queries.migrations import MigrationCases, MigrationCaseView, MigrationDetail, Migrations, MigrationView
from engine.queries.money import BatchView, Ledger, LedgerView, MovementView, PaymentBatches, PaymentQueue
from engine.queries.office import CaseDetail, CaseDiagram, TaskDetail
from engine.queries.operations import (
    ElementLoad,
    FindCases,
    FoundCase,
    Holds,
    LoadDiagram,
    LoadView,
    ProgramHoldView,
    RunningDiagram,
    RunningLoad,
)
from engine.queries.opinions import CaseOpinions, OpinionView
from engine.queries.oversight import CardView, Oversight, OversightCard, OversightView
from engine.queries.payment import PaymentDetail, PaymentView
from engine.queries.people_search import MayLookForPeople
from engine.queries.plan import PlanFigures, PlanLife, PlanView
from engine.queries.progress import CaseProgress
from engine.queries.publicities import ObjectionFaults, Publicities, Publicity, PublicityDetail, PublicityLine, PublicityView
from engine.queries.query import Query
from engine.queries.queue import TaskQueue
from engine.queries.queue_choices import Phrases, PhraseView, QueueChoices, QueueChoicesView, ViewChoice
from engine.queries.ratings import Callbacks, CallbackView, OwnRating, RatingFigures, RatingOf
from engine.queries.registers import RegisterPage, Registers
from engine.queries.repairs import CaseRepair, Consequence, PreviewRepair, RepairDetail, RepairForm, RepairOf, Repairs, RepairView
from engine.queries.report_figures import FigurePlan, ReportFigures, ReportFiguresView
from engine.queries.retention import (
    CaseHold,
    CaseHoldOf,
    DestructionOf,
    DestructionPreview,
    DestructionRegister,
    DueCases,
    PreviewDestruction,
    Retention,
    RetentionView,
)
from engine.queries.rotation import Rotations, RotationView
from engine.queries.sealed import SealedFields
from engine.queries.sheets import PublicList, PublicListView, SettlementSheet, SettlementView
from engine.queries.statistics import Statistics, StatisticsView, StepFigures, WeekFigures
from engine.queries.step_form import RosterAll, RosterPage, StepForm
from engine.queries.studio import (
    Colleague,
    DraftablePrograms,
    ProgramChoice,
    ProgramDraftDetail,
    ProgramDraftFiles,
    ProgramDraftFindings,
    ProgramDrafts,
    ProgramDraftView,
    ProgramFile,
    ProgramFileView,
    ReleaseFiles,
)  # fmt: skip
from engine.queries.studio_editing import DiagramAbroad, DiagramChoices, ExpressionFaults, ExpressionNames, FactName, ProgramDraftChanges
from engine.queries.studio_sections import EntriesBeingFilledIn, EntryBeingFilledIn, ProgramSections, SectionView
from engine.queries.studio_trials import (
    DecisionBench,
    DecisionBenchView,
    DecisionSheet,
    DecisionTrialView,
    SamplePaper,
    SamplePapers,
    TryDecision,
    TryPaper,
)  # fmt: skip
from engine.queries.timeline import Timeline
from engine.queries.trying import (
    LastRehearsal,
    LivingSandboxes,
    OwnSandbox,
    PlayedCase,
    PlayedCases,
    PlayedTask,
    Player,
    Players,
    RehearsalFiles,
    RehearsalView,
    RehearsedSteps,
    SandboxFiles,
    SandboxView,
    StoryDetail,
    StoryView,
    ToRehearse,
)  # fmt: skip
from engine.queries.verbs import PersonChoice, RequestView, TaskVerbs, VerbForm, VerbFormView, VerbView
from engine.queries.verification import ChainVerdict, TrailVerdict, VerifyChain, VerifyTrail
from engine.queries.webhooks import Webhooks, WebhooksView

__all__ = [
    "AbsenceView", "AlertSettings", "AlertSettingsView", "Alerts", "AmountExplained", "AmountPart", "AmountView", "ApiTokenView",
    "ApiTokens", "AttachmentFile", "AuditLog", "Background", "BackgroundView", "BatchView", "BenefitConflicts", "BenefitView",
    "BenefitsOf", "BudgetEntryView", "BudgetLines", "BudgetView", "BulkDetail", "BulkGroup", "BulkItemView", "BulkView",
    "CalendarEffect", "CalendarOf", "CallbackView", "Callbacks", "CardView", "CaseDetail", "CaseDiagram", "CaseDossier", "CaseHold",
    "CaseHoldOf", "CaseNotices", "CaseOpinions", "CaseProgress", "CaseRepair", "ChainVerdict", "Change", "Changes", "Choice",
    "Colleague", "ConflictView", "Consequence", "DecisionBench", "DecisionBenchView", "DecisionSheet", "DecisionTrialView", "Desk",
    "DeskView", "DestructionOf", "DestructionPreview", "DestructionRegister", "DiagramAbroad", "DiagramChoices", "DiagramTitles",
    "DirectoryLine", "DirectoryRows", "DossierView", "DraftablePrograms", "DryRunCaseView", "DryRunCases", "DryRunView", "DueCases",
    "ElementLoad", "EntriesBeingFilledIn", "EntryBeingFilledIn", "ExpressionFaults", "ExpressionNames", "FactName", "FigurePlan",
    "FindCases", "FormTrial", "FormTrialView", "FoundCase", "Holds", "IncidentJobs", "Incidents", "LastDryRun", "LastRehearsal",
    "Ledger", "LedgerView", "LinkedCaseView", "LinkedCases", "LivingSandboxes", "LoadDiagram", "LoadView", "MayLookForPeople",
    "MigrationCaseView", "MigrationCases", "MigrationDetail", "MigrationView", "Migrations", "MovementView", "MyCases", "NoticeFile",
    "ObjectionFaults", "OpinionView", "Organisations", "Oversight", "OversightCard", "OversightView", "OwnRating", "OwnSandbox",
    "PaymentBatches", "PaymentDetail", "PaymentQueue", "PaymentView", "People", "PersonChoice", "PersonDetail", "PhraseView", "Phrases",
    "PlanFigures", "PlanLife", "PlanView", "PlayedCase", "PlayedCases", "PlayedTask", "Player", "Players", "PreviewDays",
    "PreviewDestruction", "PreviewDirectory", "PreviewRepair", "PreviewYear", "ProgramChoice", "ProgramDraftChanges",
    "ProgramDraftDetail", "ProgramDraftFiles", "ProgramDraftFindings", "ProgramDraftView", "ProgramDrafts", "ProgramFile",
    "ProgramFileView", "ProgramHoldView", "ProgramSections", "PublicList", "PublicListView", "Publicities", "Publicity",
    "PublicityDetail", "PublicityLine", "PublicityView", "Query", "QueueChoices", "QueueChoicesView", "RatingFigures", "RatingOf",
    "Regions", "RegisterPage", "Registers", "RehearsalFiles", "RehearsalView", "RehearsedSteps", "ReleaseDetail", "ReleaseFileContent",
    "ReleaseFiles", "Releases", "RepairDetail", "RepairForm", "RepairOf", "RepairView", "Repairs", "ReportFigures", "ReportFiguresView",
    "RequestView", "Retention", "RetentionView", "RoleNames", "RosterAll", "RosterPage", "RotationView", "Rotations", "RunningDiagram",
    "RunningLoad", "SamplePaper", "SamplePapers", "SandboxFiles", "SandboxView", "SealedFields", "SectionView", "ServiceGuide",
    "ServiceGuides", "SessionActor", "SessionView", "SettlementSheet", "SettlementView", "StartableLinked", "StartableView",
    "Statistics", "StatisticsView", "StepFigures", "StepForm", "StoredFileView", "StoryDetail", "StoryView", "SubstitutesOf",
    "SubstitutesView", "TaskDetail", "TaskQueue", "TaskVerbs", "Timeline", "ToRehearse", "TokenActor", "TrailVerdict", "TryDecision",
    "TryForm", "TryPaper", "UnreadAlerts", "VerbForm", "VerbFormView", "VerbView", "VerifyChain", "VerifyTrail", "ViewChoice",
    "WaitingBudgets", "Webhooks", "WebhooksView", "WeekFigures",
]  # fmt: skip
