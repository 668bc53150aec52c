"""情形: a story becomes a file of the draft, with what it refers to beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from engine.commands.command import Command
from engine.commands.studio.drafts import LONGEST_TITLE
from engine.commands.studio.files import SaveProgramFile
from engine.commands.studio.opening import draft_files, opened_draft
from engine.packages.manifest import KEY
from engine.running.stories import SCENARIOS, stories_of
from engine.sdk.actor import Actor
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ScenarioKept:
    """The file of the story."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepScenario(Command[ScenarioKept]):
    """存为情形: keep a story as a file of the draft: it is told in every rehearsal from now on. `beside` are the files it refers to, by
    their place below the stories.

    Raises:
        InvalidInput: the name cannot be one or is taken, or the title says nothing.
    """

    draft_id: UUID
    name: str
    title: str
    content: bytes
    beside: Mapping[str, bytes]

    def run(self, uow: UnitOfWork, by: Actor) -> ScenarioKept:
        """All files, or none."""
        draft = opened_draft(uow, by, self.draft_id)
        self._judge(stories_of(uow.ports.programs, draft.program, draft_files(uow, draft.id)))
        folder = f"{draft.program}/{SCENARIOS}"
        files = {**self.beside, f"{self.name}.toml": self.content}
        for place, content in files.items():
            SaveProgramFile(draft_id=draft.id, path=f"{folder}/{place}", content=content, version=None).run(uow, by)
        return ScenarioKept(f"{folder}/{self.name}.toml")

    def _judge(self, known: Mapping[str, str]) -> None:
        faults = []
        if not KEY.match(self.name):
            zh, en = "用小写英文字母、数字和下划线，字母开头。", "Lower-case letters, digits and underscores, a letter first."
            faults.append(FieldError("name", zh, en, code="key"))
        elif f"{self.name}.toml" in known:
            faults.append(FieldError("name", "已有同名情形。", "There is a story of that name.", code="already_there"))
        if not 1 <= len(self.title.strip()) <= LONGEST_TITLE:
            zh, en = f"请填写，不超过 {LONGEST_TITLE} 字。", f"1 to {LONGEST_TITLE} characters."
            faults.append(FieldError("title", zh, en, code="required"))
        if faults:
            raise InvalidInput(faults)
