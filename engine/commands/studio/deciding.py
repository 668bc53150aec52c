"""决策表: examples kept beside it, and tables that come back from a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import tomlkit

from engine import dmn
from engine.commands.command import Command
from engine.commands.studio.files import ProgramFileSaved, SaveProgramFile
from engine.commands.studio.opening import opened_draft
from engine.dmn import DmnRefused, UnknownDecision
from engine.dmn.findings import NoTable
from engine.dmn.sheets import import_table
from engine.feel import FeelError
from engine.model import ProgramDraftFile
from engine.packages.examples import answer_text, examples_path, facts_from
from engine.packages.functions import HOSTS
from engine.sdk.actor import Actor
from engine.sdk.errors import Conflict, FieldError, InvalidInput, NotFound
from engine.store.unit_of_work import UnitOfWork

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepDecisionExample(Command[ProgramFileSaved]):
    """保存决策示例: from now on the check demands that the decision answers these facts as it does now.

    Raises:
        InvalidInput: the file or a fact cannot be read, or the example has no name.
    """

    draft_id: UUID
    path: str
    decision: str
    title: str
    facts: Mapping[str, str]

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramFileSaved:
        """An example of the same name is replaced."""
        draft = opened_draft(uow, by, self.draft_id)
        title = self.title.strip()
        if not 1 <= len(title) <= LONGEST:
            raise InvalidInput([FieldError("title", "请给示例起个名字。", "Give the example a name.", code="required")])
        model = _model(_file(uow, draft.id, self.path))
        try:
            answer = answer_text(model.decide(self.decision, facts_from(self.facts)).value)
        except (FeelError, UnknownDecision) as error:
            raise InvalidInput([FieldError("decision", "不能试算。", f"It cannot be decided: {error}", code="decision")]) from error
        path = examples_path(self.path)
        kept = uow.session.get(ProgramDraftFile, (draft.id, path))
        content = self._added(kept.content if kept else b"", title, answer)
        return SaveProgramFile(draft_id=draft.id, path=path, content=content, version=kept.version if kept else None).run(uow, by)

    def _added(self, content: bytes, title: str, answer: str) -> bytes:
        document = tomlkit.parse(content.decode("utf-8"))
        examples = document.get("example")
        if examples is None:
            examples = tomlkit.aot()
            document.append("example", examples)
        at = next((n for n, each in enumerate(examples) if (each.get("decision"), each.get("title")) == (self.decision, title)), None)
        if at is not None:
            del examples[at]
        entry = tomlkit.table()
        entry.update({"decision": self.decision, "title": title, "expect": answer})
        facts = tomlkit.table()
        facts.update({name: text.strip() for name, text in self.facts.items() if text.strip()})
        entry["facts"] = facts
        facts.add(tomlkit.nl())
        examples.append(entry)
        return tomlkit.dumps(document).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportDecisionSheet(Command[ProgramFileSaved]):
    """导入决策表: take a table from a workbook; every other byte of the file stays.

    Raises:
        InvalidInput: with every fault of the workbook, by cell.
        Conflict: somebody saved the file in between.
    """

    draft_id: UUID
    path: str
    decision: str
    content: bytes
    version: int

    def run(self, uow: UnitOfWork, by: Actor) -> ProgramFileSaved:
        """All or nothing."""
        draft = opened_draft(uow, by, self.draft_id)
        file = _file(uow, draft.id, self.path)
        if file.version != self.version:
            raise Conflict("program_file_changed", by=file.changed_by, at=file.changed_at)
        try:
            content = import_table(_model(file), self.decision, self.content)
        except DmnRefused as refused:
            raise InvalidInput([FieldError("upload", each.said_zh, each.said_en, code=each.code) for each in refused.findings]) from refused
        except (UnknownDecision, NoTable) as error:
            raise InvalidInput([FieldError("decision", "没有这张决策表。", "There is no such table.", code="decision")]) from error
        return SaveProgramFile(draft_id=draft.id, path=self.path, content=content, version=file.version).run(uow, by)


def _file(uow: UnitOfWork, draft_id: UUID, path: str) -> ProgramDraftFile:
    file = uow.session.get(ProgramDraftFile, (draft_id, path))
    if file is None:
        raise NotFound("file_not_found", file=path)
    return file


def _model(file: ProgramDraftFile) -> dmn.Model:
    try:
        return dmn.read(file.content, functions=HOSTS)
    except DmnRefused as refused:
        raise InvalidInput([FieldError("", each.said_zh, each.said_en, code=each.code) for each in refused.findings]) from refused
