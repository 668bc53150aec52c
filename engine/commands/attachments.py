"""上传与移除附件."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import func, select

from engine.commands.command import Command
from engine.model import Attachment, Case, MissingMaterial, Task
from engine.running import materials
from engine.running.access import in_the_name_of, must_do, must_own
from engine.running.corrections import is_open
from engine.running.duties import must_be_fit
from engine.running.forms import editable_fields
from engine.running.publicity import OBJECTED
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState, NotFound
from engine.sdk.ports import StoredFile
from engine.store.destruction import share_file
from engine.store.unit_of_work import UnitOfWork

MOST_FILES = 200


@dataclass(frozen=True, slots=True)
class AttachmentAdded:
    """The file is part of the case now."""

    attachment_id: UUID


def _editable_case(uow: UnitOfWork, by: Actor, case_id: UUID, task_id: UUID | None) -> tuple[Case, frozenset[str] | None]:
    """The case, when the actor may change its files now, and where that is (None: anywhere)."""
    task: Task | None = None
    if task_id is not None:
        task, case = uow.locked_task(task_id)
        must_do(by, task, case)
        must_be_fit(uow, by, task, case)
        if case.id != case_id:
            raise NotFound("case_not_found", case=str(case_id))
    else:
        case = uow.locked_case(case_id)
        must_own(by, case)
        if case.status != "draft":
            raise InvalidState("case_submitted", number=case.number)
    return case, editable_fields(uow.program(case.release_id), case, task)


def _must_be_open(editable: frozenset[str] | None, field: str, item: str) -> None:
    path = f"{field}.{item}" if item else field
    if editable is not None and not is_open(path, editable):
        raise InvalidState("field_not_reopened", field=path)


def _is_there(uow: UnitOfWork, digest: str) -> bool:
    try:
        uow.ports.files.open(digest).close()
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class AddAttachment(Command[AttachmentAdded]):
    """上传附件: a stored file becomes part of the application, under a field and, for materials, a checklist item.

    Raises:
        Conflict: `file_gone`, the last case that named the same content was destroyed between the upload and this.
    """

    case_id: UUID
    field: str
    name: str
    stored: StoredFile
    item: str = ""
    task_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> AttachmentAdded:
        """Files of a correction may be added only where something was asked for."""
        case, editable = _editable_case(uow, by, self.case_id, self.task_id)
        _must_be_open(editable, self.field, self.item)
        own = Attachment.case_id == case.id, Attachment.field != OBJECTED, Attachment.removed_at.is_(None)
        here = uow.session.scalar(select(func.count()).select_from(Attachment).where(*own))
        if (here or 0) >= MOST_FILES:
            raise InvalidInput([FieldError(self.field, f"附件最多 {MOST_FILES} 个。", f"There can be at most {MOST_FILES} files.")])
        share_file(uow.session, self.stored.digest)
        if not _is_there(uow, self.stored.digest):
            raise Conflict("file_gone", name=self.name[:200])
        row = Attachment(
            id=uuid4(),
            case_id=case.id,
            field=self.field,
            item=self.item,
            name=self.name[:200],
            digest=self.stored.digest,
            size=self.stored.size,
            media_type=self.stored.media_type,
            added_at=uow.now,
            added_by=by.name,
            mark="",
            mark_note="",
        )
        uow.session.add(row)
        materials.came(uow, case.id, self.field, self.item)
        uow.record(
            case, by, "attachment_added", public=True, field=self.field, item=self.item, name=row.name, digest=row.digest, size=row.size
        )
        return AttachmentAdded(row.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveAttachment(Command[None]):
    """移除附件: the file leaves the application; what was submitted before keeps naming it."""

    case_id: UUID
    attachment_id: UUID
    task_id: UUID | None = None

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The row stays, marked removed, because the trail names it."""
        case, editable = _editable_case(uow, by, self.case_id, self.task_id)
        row = uow.session.get(Attachment, self.attachment_id)
        if row is None or row.case_id != self.case_id or row.removed_at is not None or row.field == OBJECTED:
            raise NotFound("attachment_not_found", attachment=str(self.attachment_id))
        _must_be_open(editable, row.field, row.item)
        row.removed_at = uow.now
        uow.record(case, by, "attachment_removed", public=True, field=row.field, item=row.item, name=row.name, digest=row.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkMaterial(Command[None]):
    """核对材料: an officer marks a file pass, fail or missing ("" takes the mark back)."""

    task_id: UUID
    attachment_id: UUID
    mark: str
    note: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Marks belong to the open task of the officer who sets them."""
        task, case = uow.locked_task(self.task_id)
        must_do(by, task, case)
        must_be_fit(uow, by, task, case)
        by = in_the_name_of(by, task)
        row = uow.session.get(Attachment, self.attachment_id)
        if row is None or row.case_id != case.id or row.removed_at is not None:
            raise NotFound("attachment_not_found", attachment=str(self.attachment_id))
        if self.mark not in {"", "pass", "fail", "missing"}:
            raise InvalidInput([FieldError("mark", "只能选择合格、不合格或缺件。", "Choose pass, fail or missing.")])
        before, row.mark, row.mark_note = row.mark, self.mark, self.note[:500]
        uow.record(case, by, "material_marked", name=row.name, before=before, mark=self.mark, note=row.mark_note)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkMissing(Command[None]):
    """缺件: an officer misses an item of the checklist that no file answers, or no longer does (`missing` false)."""

    task_id: UUID
    field: str
    item: str
    missing: bool = True
    note: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Only what has no file can be missed: a file that is there is marked itself."""
        task, case = uow.locked_task(self.task_id)
        must_do(by, task, case)
        must_be_fit(uow, by, task, case)
        by = in_the_name_of(by, task)
        label = materials.checklist(uow, case).get((self.field, self.item))
        if label is None:
            raise InvalidInput([FieldError("item", "材料清单中没有这一项。", "The checklist has no such item.")])
        here = Attachment.case_id == case.id, Attachment.removed_at.is_(None), Attachment.field == self.field, Attachment.item == self.item
        if uow.session.scalar(select(Attachment.id).where(*here).limit(1)) is not None:
            raise InvalidInput([FieldError("item", "这一项已有文件，请在文件上标记。", "There is a file for it: mark the file.")])
        key = (case.id, self.field, self.item)
        row = uow.session.get(MissingMaterial, key)
        if not self.missing:
            materials.came(uow, *key)
        elif row is None:
            uow.session.add(
                MissingMaterial(case_id=case.id, field=self.field, item=self.item, note=self.note[:500], by=by.name, at=uow.now)
            )
        else:
            row.note, row.by, row.at = self.note[:500], by.name, uow.now
        before, mark = "missing" if row is not None else "", "missing" if self.missing else ""
        uow.record(case, by, "material_marked", name=label.zh, before=before, mark=mark, note=self.note[:500])
