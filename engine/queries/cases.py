"""Cases of an applicant 我的办件, and what their pages need."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, cast, func, or_, select, true, tuple_

from engine.model import Attachment, Case, MissingMaterial, Notice
from engine.packages.program import Program
from engine.queries.cursors import like, read_cursor, write_cursor
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import (
    AttachmentView,
    EmptyItemView,
    NoticeView,
    Page,
    RosterSummary,
    StageView,
)  # fmt: skip
from engine.running.access import must_see, visible_cases
from engine.running.materials import checklist
from engine.running.publicity import OBJECTED
from engine.running.rosters import figures, summary_of
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork


def seen_case(uow: UnitOfWork, by: Actor, case_id: UUID) -> Case:
    """The case, when the actor may know of it."""
    case = uow.session.get(Case, case_id)
    if case is None:
        raise NotFound("case_not_found", case=str(case_id))
    must_see(by, case)
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCases(Query[Page]):
    """我的办件: the applicant's own, the newest first; `status` limits them, `text` searches numbers and summaries."""

    status: str | None = None
    text: str = ""
    after: str | None = None
    size: int = 20

    def answer(self, uow: UnitOfWork, by: Actor) -> Page:
        """Rows are `CaseHead`."""
        chosen = select(Case).where(visible_cases(by))
        if self.status:
            chosen = chosen.where(Case.status == self.status)
        if self.text.strip():
            chosen = chosen.where(or_(Case.number.ilike(like(self.text)), cast(Case.summary, String).ilike(like(self.text))))
        total = uow.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
        if self.after:
            created, case_id = read_cursor(self.after, datetime.fromisoformat, UUID)
            chosen = chosen.where(tuple_(Case.created_at, Case.id) < (created, case_id))
        rows = list(uow.session.scalars(chosen.order_by(Case.created_at.desc(), Case.id.desc()).limit(self.size + 1)))
        more, rows = len(rows) > self.size, rows[: self.size]
        heads = Heads(uow)
        heads.prepare(rows)
        following = write_cursor(rows[-1].created_at.isoformat(), str(rows[-1].id)) if more else None
        return Page(tuple(heads.case(row) for row in rows), total, following)


def stage_views(program: Program, case: Case) -> tuple[StageView, ...]:
    """The public stages in the manifest's order. Bad-news stages show only when they happened; detours show only when taken."""
    views = []
    reached = {key: datetime.fromisoformat(day).date() for key, day in case.stages.items()}
    order = list(program.stages_of(case.process))
    here = order.index(case.stage) if case.stage in order else -1
    ended = case.status in {"closed", "withdrawn", "terminated"}
    for position, key in enumerate(order):
        spec = program.manifest.stages[key]
        if key == "draft" or ((spec.adverse or spec.aside) and key not in reached):
            continue
        if key == case.stage and not (ended and not spec.adverse and not spec.final):
            state = "current"
        elif key in reached and (position < here or ended):
            state = "done"
        else:
            state = "skipped" if ended else "coming"
        views.append(StageView(key, spec.title, state, reached.get(key), spec.adverse))  # type: ignore[arg-type]
    return tuple(views)


def attachments_of(uow: UnitOfWork, case: Case, *, office: bool = False) -> tuple[AttachmentView, ...]:
    """The files of a case that were not removed, in the order they came; those that came with objections are for the office."""
    program = uow.program(case.release_id)
    form = program.forms.get(program.process(case.process).form, {})
    fields = {info.path: info for info in uow.ports.forms.fields(form)}

    def label(field: str, item: str) -> str:
        if field == OBJECTED:
            return "异议附件"
        info = fields.get(field)
        return (info.options.get(item) or info.label) if info else item

    rows = uow.session.scalars(
        select(Attachment)
        .where(Attachment.case_id == case.id, Attachment.removed_at.is_(None), true() if office else Attachment.field != OBJECTED)
        .order_by(Attachment.added_at, Attachment.name)
    )
    return tuple(
        AttachmentView(
            row.id,
            row.field,
            row.item,
            row.name,
            row.size,
            row.media_type,
            row.added_at,
            row.added_by,
            row.mark,
            row.mark_note,
            label(row.field, row.item),
        )
        for row in rows
    )


def empty_items(uow: UnitOfWork, case: Case, files: Iterable[AttachmentView]) -> tuple[EmptyItemView, ...]:
    """The items of the application's checklists that no file answers, in the order of the form."""
    missed = {
        (row.field, row.item): row.note for row in uow.session.scalars(select(MissingMaterial).where(MissingMaterial.case_id == case.id))
    }
    answered = {(file.field, file.item) for file in files}
    return tuple(
        EmptyItemView(field, item, label, (field, item) in missed, missed.get((field, item), ""))
        for (field, item), label in checklist(uow, case).items()
        if (field, item) not in answered
    )


def notices_of(uow: UnitOfWork, case_id: UUID) -> tuple[NoticeView, ...]:
    """The papers of a case, the newest first."""
    rows = uow.session.scalars(select(Notice).where(Notice.case_id == case_id).order_by(Notice.issued_at.desc(), Notice.number))
    return tuple(
        NoticeView(
            row.id,
            row.key,
            row.number,
            Text.of(row.title),
            row.adverse,
            row.issued_at,
            row.digest is not None,
            row.size,
            row.read_at,
            isinstance(row.facts.get("rows"), list),
            row.digest is None and not row.facts,
        )
        for row in rows
    )


BECAME = ("enrolled", "passed", "failed", "left")
"""What a program makes of the people of a roster."""


def rosters_of(uow: UnitOfWork, case_id: UUID) -> tuple[RosterSummary, ...]:
    """The rosters of a case in figures."""
    summaries = []
    for field, counts in sorted(summary_of(uow, case_id).items()):
        found = figures(counts)
        became = tuple((status, counts[status]) for status in BECAME if counts[status])
        summaries.append(RosterSummary(field, found["count"], found["good"], found["faulty"], found["ineligible"], became))
    return tuple(summaries)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseNotices(Query[tuple[NoticeView, ...]]):
    """文书 of a case."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> tuple[NoticeView, ...]:
        """The newest first."""
        return notices_of(uow, seen_case(uow, by, self.case_id).id)


@dataclass(frozen=True, slots=True)
class StoredFileView:
    """A stored file with the name people know it by."""

    digest: str
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFile(Query[StoredFileView]):
    """The PDF of a notice; `NotFound` while it is being made."""

    notice_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> StoredFileView:
        """Only for those who may know of the case."""
        notice = uow.session.get(Notice, self.notice_id)
        if notice is None:
            raise NotFound("notice_not_found", notice=str(self.notice_id))
        seen_case(uow, by, notice.case_id)
        if notice.digest is None:
            raise NotFound("notice_not_ready", number=notice.number)
        return StoredFileView(notice.digest, f"{Text.of(notice.title).zh} {notice.number}.pdf", "application/pdf", notice.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile(Query[StoredFileView]):
    """A file of a case."""

    attachment_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> StoredFileView:
        """Only for those who may know of the case."""
        row = uow.session.get(Attachment, self.attachment_id)
        if row is None or row.removed_at is not None:
            raise NotFound("attachment_not_found", attachment=str(self.attachment_id))
        seen_case(uow, by, row.case_id)
        if row.field == OBJECTED and by.kind == "enterprise":
            raise NotFound("attachment_not_found", attachment=str(self.attachment_id))
        return StoredFileView(row.digest, row.name, row.media_type, row.size)
