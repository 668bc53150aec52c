"""导入流程图: a diagram of this or another engine becomes a file of the draft, with a report of what was translated."""

from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.commands.studio.files import SaveProgramFile, must_be_writable
from engine.commands.studio.opening import opened_draft
from engine.model import ProgramDraftFile
from engine.packages.dialects import DialectRefused, Told, incoming
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DiagramImported:
    """The file, and a sentence for everything that was translated or left out."""

    path: str
    report: tuple[Told, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDiagram(Command[DiagramImported]):
    """导入流程图: of Camunda, Flowable, SpiffWorkflow or ourselves; one without vendor attributes is kept byte for byte.

    Raises:
        InvalidInput: the file is no XML (it says where), too large, or its path is not one of a diagram.
    """

    draft_id: UUID
    path: str
    content: bytes

    def run(self, uow: UnitOfWork, by: Actor) -> DiagramImported:
        """A file of that name is replaced."""
        draft = opened_draft(uow, by, self.draft_id)
        must_be_writable(draft, self.path, self.content)
        if not self.path.endswith(".bpmn"):
            raise InvalidInput([FieldError("path", "流程图以 .bpmn 结尾。", "A diagram ends in .bpmn.", code="path_refused")])
        try:
            translated = incoming(self.content)
        except DialectRefused as refused:
            zh, en = f"第 {refused.line} 行不是有效的 XML：{refused}", f"Line {refused.line} is no valid XML: {refused}"
            raise InvalidInput([FieldError("upload", zh, en, code="xml")]) from refused
        file = uow.session.get(ProgramDraftFile, (draft.id, self.path))
        save = SaveProgramFile(draft_id=draft.id, path=self.path, content=translated.content, version=file.version if file else None)
        save.run(uow, by)
        return DiagramImported(self.path, translated.report)
