"""项目草稿的文件: save, remove, decide between two texts."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Delete, delete, select
from sqlalchemy.dialects.postgresql import insert

from engine.commands.command import Command
from engine.commands.studio.opening import leave_trace, opened_draft
from engine.model import ProgramDraft, ProgramDraftAside, ProgramDraftFile
from engine.packages.soundness import unsound
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, NotFound
from engine.store.unit_of_work import UnitOfWork

LARGEST_FILE = 5 * 1024 * 1024
PATH = re.compile(r"[a-z0-9_]+(/[A-Za-z0-9_.-]+)+")
KINDS = (".bpmn", ".dmn", ".form", ".toml", ".md", ".typ", ".json", ".csv", ".txt", ".svg", ".png", ".jpg")


@dataclass(frozen=True, slots=True)
class ProgramFileSaved:
    """The file as it now stands. With `aside`, a colleague had saved it in between: theirs stands, ours is kept beside it."""

    version: int
    by: str
    at: datetime
    aside: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveProgramFile(Command[ProgramFileSaved]):
    """保存草稿文件: keep a file byte for byte. What is no XML, JSON or TOML at all is refused with its line; what it says is for the check.

    `version` is the version the change was made on; None makes a new file. When somebody saved in between, nothing is lost: their text
    stands and this one is set aside for its author to decide.

    Raises:
        InvalidInput: the path or the kind of file is not one a package holds, it is too large, broken, or a program of Python,
            which comes with the installation alone.
        Conflict: somebody saved in between, and no person is there to decide.
    """

    draft_id: UUID
    path: str
    content: bytes
    version: int | None

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramFileSaved:
        """The same text again changes nothing."""
        draft = opened_draft(uow, by, self.draft_id)
        must_be_writable(draft, self.path, self.content)
        if broken := unsound(self.path, self.content):
            raise InvalidInput([broken])
        file = uow.session.get(ProgramDraftFile, (draft.id, self.path))
        if file is None:
            file = ProgramDraftFile(
                draft_id=draft.id, path=self.path, content=self.content, version=1, changed_at=uow.now, changed_by=by.name
            )
            uow.session.add(file)
        elif file.content == self.content:
            self._forget_aside(uow, by)
            return ProgramFileSaved(file.version, file.changed_by, file.changed_at, aside=False)
        elif file.version != self.version:
            if by.user_id is None:
                raise Conflict("program_file_changed", by=file.changed_by, at=file.changed_at)
            self._set_aside(uow, by)
            leave_trace(uow, by, draft, self.path, changed=True)
            return ProgramFileSaved(file.version, file.changed_by, file.changed_at, aside=True)
        else:
            file.content, file.version, file.changed_at, file.changed_by = self.content, file.version + 1, uow.now, by.name
        self._forget_aside(uow, by)
        leave_trace(uow, by, draft, self.path, changed=True)
        return ProgramFileSaved(file.version, by.name, uow.now, aside=False)

    def _set_aside(self, uow: UnitOfWork, by: Actor) -> None:
        kept = {"content": self.content, "saved_at": uow.now}
        row = insert(ProgramDraftAside).values(draft_id=self.draft_id, path=self.path, person_id=by.user_id, **kept)
        uow.session.execute(row.on_conflict_do_update(index_elements=["draft_id", "path", "person_id"], set_=kept))

    def _forget_aside(self, uow: UnitOfWork, by: Actor) -> None:
        uow.session.execute(_aside(self.draft_id, self.path, by))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropAside(Command[None]):
    """放弃另存的内容: the colleague's text is right."""

    draft_id: UUID
    path: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """Only one's own text can be dropped."""
        opened_draft(uow, by, self.draft_id)
        uow.session.execute(_aside(self.draft_id, self.path, by))


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveProgramFile(Command[None]):
    """删除草稿文件.

    Raises:
        NotFound: there is no such file.
        InvalidInput: it is a program of Python, which comes with the installation alone.
    """

    draft_id: UUID
    path: str

    def run(self, uow: UnitOfWork, by: Actor) -> None:
        """The release it came from keeps it."""
        draft = opened_draft(uow, by, self.draft_id)
        must_be_writable(draft, self.path, b"")
        file = uow.session.scalar(select(ProgramDraftFile).where(ProgramDraftFile.draft_id == draft.id, ProgramDraftFile.path == self.path))
        if file is None:
            raise NotFound("file_not_found", file=self.path)
        uow.session.delete(file)
        leave_trace(uow, by, draft, "", changed=True)


def must_be_writable(draft: ProgramDraft, path: str, content: bytes) -> None:
    """`InvalidInput` unless a draft of this program may hold such a file."""
    faults = []
    folder = path.split("/", 1)[0]
    if path.endswith(".py"):
        zh, en = "程序代码随系统安装，不能在这里修改。", "Python code comes with the installation and cannot be changed here."
        faults.append(FieldError("path", zh, en, code="program_code_fixed"))
    elif not PATH.fullmatch(path) or ".." in path or folder not in {draft.program, "common"} or not path.endswith(KINDS):
        zh = f"文件名“{path[:200]}”不能用：应在 {draft.program}/ 或 common/ 下，以 {' '.join(KINDS)} 结尾。"
        en = f'"{path[:200]}" cannot be a file: it lies below {draft.program}/ or common/ and ends in {" ".join(KINDS)}.'
        faults.append(FieldError("path", zh, en, code="path_refused"))
    if len(content) > LARGEST_FILE:
        zh, en = f"文件超过 {LARGEST_FILE // 2**20} MB。", f"The file is larger than {LARGEST_FILE // 2**20} MB."
        faults.append(FieldError("content", zh, en, code="too_large"))
    if faults:
        raise InvalidInput(faults)


def _aside(draft_id: UUID, path: str, by: Actor) -> Delete:
    return delete(ProgramDraftAside).where(
        ProgramDraftAside.draft_id == draft_id, ProgramDraftAside.path == path, ProgramDraftAside.person_id == by.user_id
    )
