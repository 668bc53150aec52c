"""What the queue answers with 待办列表."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine.queries.clock_views import ClockView
from engine.queries.views import CaseHead, TaskHead
from engine.sdk.text import Text


@dataclass(frozen=True, slots=True)
class CopyMark:
    """抄送: who sent the copy, when and why; `read_at` is the receipt."""

    copy_id: UUID
    by: str
    at: datetime
    reason: str
    read_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of the officer's queue; a case the officer began stands there without a task, a copy with its mark."""

    task: TaskHead | None
    case: CaseHead
    copy: CopyMark | None = None

    @property
    def clock(self) -> ClockView | None:
        """The limit that counts here: the task's own, else the case's."""
        return (self.task.clock if self.task else None) or self.case.clock


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """The strip of figures above the queue; each is a link to the same rows."""

    todo: int
    pool: int
    overdue: int
    soon: int
    correcting: int
    done_week: int
    copies: int = 0
    """not yet read"""
    entrusted: int = 0


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """The strip above the whole office: what is open in its area, of that what nobody holds and what is the applicant's turn."""

    open: int
    free: int
    overdue: int
    soon: int
    applicant: int


@dataclass(frozen=True, slots=True)
class QueueView:
    """One page of the queue; `next` and `previous` are opaque cursors; `office` where the whole office is looked at.

    `vague`: more cases hold the text that was searched for than anybody counts; `total` says what this page shows.
    """

    rows: tuple[TaskRow, ...]
    total: int
    counts: QueueCounts
    programs: tuple[tuple[str, Text], ...]
    elements: tuple[tuple[str, Text], ...]
    next: str | None
    previous: str | None
    office: OfficeCounts | None = None
    vague: bool = False
