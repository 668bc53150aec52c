"""What queries answer with: frozen values, never rows. Everything a page or the API shows is one of these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from engine.queries.check_views import CheckView
from engine.queries.clock_views import ClockView
from engine.queries.figure_views import FigureView
from engine.queries.row_views import RosterRowView
from engine.sdk.text import Text

Status = Literal["draft", "open", "closed", "withdrawn", "terminated"]


@dataclass(frozen=True, slots=True)
class CaseHead:
    """办件 at a glance: what every page about a case shows on top.

    `clock` is the limit that ends first; when none is open any more, the one that ended last, with `finished` set.
    """

    case_id: UUID
    number: str | None
    program: str
    program_title: Text
    process: str
    title: Text
    organisation: str
    uscc: str
    region: str
    region_name: Text
    status: Status
    stage: str
    stage_title: Text
    created_at: datetime
    received_on: date | None
    closed_at: datetime | None
    clock: ClockView | None
    summary: tuple[tuple[Text, Text], ...]
    version: int


@dataclass(frozen=True, slots=True)
class StageView:
    """One public stage of the progress page; `on` when it was reached."""

    key: str
    title: Text
    state: Literal["done", "current", "coming", "skipped"]
    on: date | None = None
    adverse: bool = False


@dataclass(frozen=True, slots=True)
class TaskHead:
    """待办 without its form."""

    task_id: UUID
    element: str
    name: Text
    role: str
    role_title: Text
    state: Literal["open", "done", "cancelled"]
    arrived_at: datetime
    assignee_id: UUID | None
    assignee: str
    clock: ClockView | None
    flags: tuple[Text, ...] = ()
    form: str = ""


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a case; `item` is the checklist item it answers, `mark` the officer's judgement (pass, fail, missing or "")."""

    attachment_id: UUID
    field: str
    item: str
    name: str
    size: int
    media_type: str
    added_at: datetime
    added_by: str
    mark: str = ""
    mark_note: str = ""
    label: str = ""
    """The checklist item's or field's name."""


@dataclass(frozen=True, slots=True)
class EmptyItemView:
    """An item of the checklist of materials for which no file came; `missing` when an officer misses it."""

    field: str
    item: str
    label: Text
    missing: bool
    note: str


@dataclass(frozen=True, slots=True)
class RosterSummary:
    """A roster in figures; `became` counts what the program made of its people since: enrolled, left, passed, failed."""

    field: str
    total: int
    good: int
    faulty: int
    ineligible: int
    became: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class RosterView:
    """One page of a roster; `open_rows` are the rows a correction asks for alone, by number: only these may be changed."""

    head: CaseHead
    field: str
    title: Text
    columns: tuple[Mapping[str, Any], ...]
    rows: tuple[RosterRowView, ...]
    summary: RosterSummary
    page: int
    pages: int
    only: str
    editable: bool
    task_id: UUID | None = None
    may_unmask: bool = False
    open_rows: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """A choice at the end of a step."""

    key: str
    title: Text
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class CorrectionItem:
    """补正: one thing to be corrected; `path` is the field, `field.item` of a material or `roster`.`row` of a roster that reopens."""

    path: str
    label: Text
    problem: str
    requirement: str
    roster: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class StepFormView:
    """A form to be filled: a filing, a correction, or an officer's step. Amounts in `values` unfold at `explanation` and their path."""

    head: CaseHead
    task: TaskHead | None
    form: Mapping[str, Any]
    values: Mapping[str, Any]
    version: int
    saved_at: datetime | None
    editable: frozenset[str] | None
    facts: Mapping[str, Any]
    attachments: tuple[AttachmentView, ...]
    rosters: tuple[RosterSummary, ...]
    corrections: tuple[CorrectionItem, ...]
    correct_by: date | None
    explanation: str
    outcomes: tuple[OutcomeView, ...] = ()


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of a timeline or of the audit log; the amount in its `data`, where there is one, unfolds at `explanation`."""

    event_id: int
    seq: int
    at: datetime
    kind: str
    title: Text
    actor: str
    organisation: str
    detail: Text | None
    public: bool
    case_id: UUID | None = None
    number: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """文书: a paper; `ready` once its PDF is made; `listed` when it shows people, whose masked list is a workbook, too.

    Of one that is `destroyed` only its head is left.
    """

    notice_id: UUID
    key: str
    number: str
    title: Text
    adverse: bool
    issued_at: datetime
    ready: bool
    size: int
    read_at: datetime | None
    listed: bool = False
    destroyed: bool = False


@dataclass(frozen=True, slots=True)
class ContactView:
    """Whom to ask."""

    office: str
    phone: str
    address: str


@dataclass(frozen=True, slots=True)
class ActionView:
    """The one thing the applicant is asked to do now. `start`: a linked case, by its `process`, or its draft to be continued;
    `late` says by how much the limit is over.
    """

    kind: Literal["continue_draft", "correct", "task", "start"]
    title: Text
    task_id: UUID | None = None
    due: date | None = None
    process: str = ""
    draft_id: UUID | None = None
    late: Text | None = None


@dataclass(frozen=True, slots=True)
class ProgressView:
    """进度: a case as its applicant sees it."""

    head: CaseHead
    sentence: Text
    detail: Text | None
    must_act: bool
    action: ActionView | None
    stages: tuple[StageView, ...]
    clocks: tuple[ClockView, ...]
    timeline: tuple[EventView, ...]
    notices: tuple[NoticeView, ...]
    attachments: tuple[AttachmentView, ...]
    rosters: tuple[RosterSummary, ...]
    contact: ContactView
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """申请表 as submitted, masked, with what changed since the submission before (`changed`: path -> old value).

    `files` are the materials whose files came or went after `since`, with the names of those that went; `rows` the rosters that were
    changed, with the numbers of their rows (none named: all of them). `facts` are those the form's own texts and names need beside its
    values. Amounts in `values` unfold at `explanation` and their path.
    """

    form: Mapping[str, Any]
    values: Mapping[str, Any]
    changed: Mapping[str, Any]
    submitted_at: datetime | None
    number: int
    explanation: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    since: datetime | None = None

    @property
    def number_changed(self) -> int:
        """How many entries, materials and rosters were changed."""
        return len(self.changed) + len(self.files) + len(self.rows)


@dataclass(frozen=True, slots=True)
class Position:
    """Where a task stands in the officer's own queue."""

    index: int
    total: int
    previous: UUID | None
    next: UUID | None


@dataclass(frozen=True, slots=True)
class RelatedCase:
    """Another case of the same enterprise."""

    case_id: UUID
    number: str | None
    title: Text
    stage_title: Text
    created_at: datetime


@dataclass(frozen=True, slots=True)
class DiagramView:
    """A diagram and where the case stands on it; `states` maps element ids to done, current, expired, cancelled or failed."""

    name: str
    xml: str
    states: Mapping[str, str]
    files: tuple[str, ...]
    release: str
    titles: Mapping[str, Text] = field(default_factory=dict)
    """What the diagrams are called, by file."""


@dataclass(frozen=True, slots=True)
class SignatureView:
    """签署: one signature of a step that several people sign; `at` is None while it is waited for, `current` in the round that is open."""

    step: Text
    person: str
    role_title: Text
    state: Literal["open", "done", "cancelled"]
    outcome: Text | None
    opinion: str
    at: datetime | None
    added_by: str
    current: bool


@dataclass(frozen=True, slots=True)
class SigningView:
    """签署规则 and count of the newest round of a step that several people sign: its kind as `tb:signing` says, for 票签 the `share` of the
    weight that has to give the `agreement` (`more_than`: and something over), how many have signed, agreed, are waited for; `outcome` once
    nothing can change it.
    """

    step: Text
    kind: str
    share: str
    more_than: bool
    agreement: Text
    signed: int
    agreed: int
    waiting: int
    outcome: Text | None


@dataclass(frozen=True, slots=True)
class CaseView:
    """办件 as an officer sees it, with or without a task of theirs."""

    head: CaseHead
    clocks: tuple[ClockView, ...]
    stages: tuple[StageView, ...]
    submission: SubmissionView | None
    materials: tuple[AttachmentView, ...]
    rosters: tuple[RosterSummary, ...]
    checks: tuple[CheckView, ...]
    timeline: tuple[EventView, ...]
    notices: tuple[NoticeView, ...]
    open_tasks: tuple[TaskHead, ...]
    related: tuple[RelatedCase, ...]
    incidents: tuple[Text, ...] = ()
    may_unmask: bool = False
    signing: tuple[SigningView, ...] = ()
    signatures: tuple[SignatureView, ...] = ()
    dossier: datetime | None = None
    """When the dossier of the closed case was made."""
    destroyed_under: str = ""
    """The list under which the case's content was destroyed; "" where it was not."""
    empty_items: tuple[EmptyItemView, ...] = ()
    figures: tuple[FigureView, ...] = ()
    """Of a periodic report: what was counted when it began."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """待办 with everything needed to decide it. `may` names the verbs the viewer may use now; `conflict` says why they may not."""

    case: CaseView
    task: TaskHead
    step: StepFormView
    outcomes: tuple[OutcomeView, ...]
    may: frozenset[str]
    conflict: Text | None
    position: Position | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of anything listed by cursor."""

    rows: tuple[Any, ...]
    total: int
    next: str | None = None
    previous: str | None = None
