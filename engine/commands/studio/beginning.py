"""新建项目: a program that never was begins as a draft; its parts are added by kind and name, its tables entry by entry."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from engine.commands.command import Command
from engine.commands.studio.drafts import LONGEST_TITLE, ProgramDraftOpened
from engine.commands.studio.entries import EditProgramSection
from engine.commands.studio.files import SaveProgramFile
from engine.commands.studio.opening import draft_files, leave_trace, opened_draft
from engine.model import ProgramDraft, ProgramDraftFile, Release, ReleaseFile
from engine.packages.discovery import COMMON
from engine.packages.manifest import FILE as MANIFEST
from engine.packages.manifest import KEY
from engine.packages.skeletons import part_of, program_files, registered
from engine.running.access import must_be
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput, NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

PARTS = ("form", "diagram", "table", "notice", "scenario")


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginProgram(Command[ProgramDraftOpened]):
    """新建项目: a draft of a program nobody has released yet, with what every program needs. With `shared` it may call the shared
    procedures of the installation (受理, 审核, 公示, 拨付 ...), as the newest release holds them.

    Raises:
        InvalidInput: the key cannot be one, is taken, or something is not said.
    """

    key: str
    title: Text
    authority: Text
    region: str
    shared: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramDraftOpened:
        """Nothing is released before a second person does it."""
        must_be(by, "administrator")
        self._judge(uow)
        files = {**(self._shared(uow) if self.shared else {}), **program_files(self.key, self.title, self.authority, self.region)}
        draft = ProgramDraft(
            id=uuid4(), program=self.key, title=self.title.zh, base_id=None, author_id=by.user_id, author=by.name,
            created_at=uow.now, changed_at=uow.now, changed_by=by.name, state="open",
        )  # fmt: skip
        uow.session.add(draft)
        uow.session.flush()
        for path, content in sorted(files.items()):
            kept = {"version": 0, "changed_at": uow.now, "changed_by": by.name}
            uow.session.add(ProgramDraftFile(draft_id=draft.id, path=path, content=content, **kept))
        leave_trace(uow, by, draft, "", changed=True)
        uow.record_system(by, "program_draft_opened", program=self.key, title=self.title.zh, base=0)
        return ProgramDraftOpened(draft.id)

    def _judge(self, uow: UnitOfWork) -> None:
        faults = []
        if not KEY.match(self.key) or self.key == COMMON:
            zh, en = (
                "代号用小写英文字母、数字和下划线，字母开头，2 至 63 位。",
                "Lower-case letters, digits, underscores; 2 to 63.",
            )
            faults.append(FieldError("key", zh, en, code="key"))
        for name, text in (("title", self.title.zh), ("authority", self.authority.zh)):
            if not 1 <= len(text.strip()) <= LONGEST_TITLE:
                faults.append(_unsaid(name))
        if not (self.region.isascii() and self.region.isdigit() and len(self.region) == 6):
            faults.append(FieldError("region", "区划代码是 6 位数字。", "A region code has six digits.", code="region"))
        taken = uow.session.scalar(select(Release.id).where(Release.program == self.key).limit(1)) or uow.session.scalar(
            select(ProgramDraft.id).where(ProgramDraft.program == self.key, ProgramDraft.state == "open").limit(1)
        )
        if taken is not None:
            faults.append(FieldError("key", "已有同名项目。", "There is a program of that key.", code="already_there"))
        if faults:
            raise InvalidInput(faults)

    @staticmethod
    def _shared(uow: UnitOfWork) -> dict[str, bytes]:
        newest = uow.session.scalar(
            select(Release.id)
            .where(Release.current, Release.id.in_(select(ReleaseFile.release_id).where(ReleaseFile.path == f"{COMMON}/{MANIFEST}")))
            .order_by(Release.published_at.desc())
            .limit(1)
        )
        rows = uow.session.execute(
            select(ReleaseFile.path, ReleaseFile.content).where(ReleaseFile.release_id == newest, ReleaseFile.path.startswith(f"{COMMON}/"))
        )
        return {path: content for path, content in rows}  # noqa: C416 - rows are not tuples to dict()


@dataclass(frozen=True, slots=True)
class ProgramPartAdded:
    """The new file."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProgramPart(Command[ProgramPartAdded]):
    """新增部件: a form, a diagram, a decision table, a notice or a story, sound from the start and named in the manifest where it must be.

    `form` is the start form of a diagram, or the form whose facts a table reads.

    Raises:
        InvalidInput: the kind or the name cannot be, the name is taken, or the manifest cannot be read.
    """

    draft_id: UUID
    kind: str
    name: str
    title: Text
    form: str = ""

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramPartAdded:
        """Both files change together, or none."""
        draft = opened_draft(uow, by, self.draft_id)
        files = draft_files(uow, draft.id)
        form = self.form or self.name
        path, content = part_of(self.kind, draft.program, self.name, self.title, form)
        self._judge(path, files)
        SaveProgramFile(draft_id=draft.id, path=path, content=content, version=None).run(uow, by)
        entry = registered(self.kind, self.name, self.title, form)
        if entry is not None:
            manifest = uow.session.get(ProgramDraftFile, (draft.id, f"{draft.program}/{MANIFEST}"))
            if manifest is None:
                raise NotFound("file_not_found", file=MANIFEST)
            section, values = entry
            edit = EditProgramSection(draft_id=draft.id, section=section, entries=(values,), version=manifest.version)
            edit.run(uow, by)
        return ProgramPartAdded(path)

    def _judge(self, path: str, files: Mapping[str, bytes]) -> None:
        faults = []
        if self.kind not in PARTS:
            faults.append(FieldError("kind", "请选择种类。", "Choose a kind.", code="choice"))
        for name, text in (("name", self.name), ("form", self.form)):
            if (text or name == "name") and not KEY.match(text):
                zh, en = "用小写英文字母、数字和下划线，字母开头。", "Lower-case letters, digits and underscores, a letter first."
                faults.append(FieldError(name, zh, en, code="key"))
        if not 1 <= len(self.title.zh.strip()) <= LONGEST_TITLE:
            faults.append(_unsaid("title"))
        if path in files:
            faults.append(FieldError("name", "已有同名文件。", "There is a file of that name.", code="already_there"))
        if faults:
            raise InvalidInput(faults)


def _unsaid(path: str) -> FieldError:
    return FieldError(path, f"请填写，不超过 {LONGEST_TITLE} 字。", f"1 to {LONGEST_TITLE} characters.", code="required")
