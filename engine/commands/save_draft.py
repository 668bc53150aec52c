"""暂存."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from engine.commands.command import Command
from engine.running.access import must_do, must_own
from engine.running.drafts import save_draft, step_of
from engine.running.duties import must_be_fit
from engine.running.forms import is_correction, step_fields
from engine.running.roster_editing import RosterEditor
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.errors import InvalidState, NotFound
from engine.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """The draft is kept."""

    version: int
    saved_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveDraft(Command[DraftSaved]):
    """暂存: keep what was typed in a step, checked or not. `version` None overwrites whatever is there.

    With `judge` the case's rosters are judged again by the program's rules, which may read the form; autosaves leave that out.

    Raises:
        Conflict: `draft_changed` when another tab or colleague saved in between.
        InvalidState: the step is over.
        NotPermitted: another role, 不相容岗位分离, or 回避: nobody writes on what they may not decide.
    """

    case_id: UUID
    data: Mapping[str, Any]
    version: int | None
    task_id: UUID | None = None
    judge: bool = False

    def run(self, uow: UnitOfWork, by: Actor) -> DraftSaved:
        """Sensitive values are sealed in drafts, too."""
        if self.task_id is not None:
            task, case = uow.locked_task(self.task_id)
            if task.case_id != self.case_id:
                raise NotFound("task_not_found", task=str(self.task_id))
            must_do(by, task, case)
            must_be_fit(uow, by, task, case)
        else:
            task, case = None, uow.locked_case(self.case_id)
            must_own(by, case)
            if case.status != "draft":
                raise InvalidState("case_submitted", number=case.number)
        data = Sealer(uow.keyring).seal(self.data, step_fields(uow, case, task))
        draft = save_draft(uow, case, step_of(self.task_id), data, by, self.version)
        spec = uow.program(case.release_id).process(case.process)
        if self.judge and spec.roster is not None and (task is None or is_correction(uow.program(case.release_id), case, task)):
            RosterEditor(uow, by, case.id, spec.roster.field, self.task_id, reading=True).judge_all()
        return DraftSaved(draft.version, draft.saved_at)
