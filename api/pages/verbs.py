"""Pages 审批动作: what else can be done with a task; each verb asks for what it needs on a small page of its own."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.conflict import NEWER, Way, conflict_page
from api.pages.page import Form, OfficePage, Page
from api.uploads import Posted
from engine.commands import AssignTask, Command, RecallTask, RemindTask, ResumeClock, SendBack, StopClock, TransferTask
from engine.queries import TaskVerbs, VerbForm
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text

router = APIRouter(prefix="/tasks/{task_id}/verbs", include_in_schema=False)

TODO: Way = ("/tasks", Text("返回我的待办", "Back to my tasks"))
LONGEST = 500

FIELDS: dict[str, tuple[str, ...]] = {
    "transfer": ("person_id", "reason"),
    "assign": ("person_id", "reason"),
    "send_back": ("to", "reason"),
    "recall": ("reason",),
    "remind": ("reason",),
    "stop": ("basis", "reason"),
    "resume": ("reason",),
}
"""What the page of each verb asks for."""


def _person(form: Posted) -> UUID:
    try:
        return UUID(form.text("person_id", 36))
    except ValueError:
        raise InvalidInput([FieldError("person_id", "请选择一名人员。", "Choose a person.", code="required")]) from None


def _reason(form: Posted) -> str:
    return form.text("reason", LONGEST)


COMMANDS: dict[str, Callable[[UUID, Posted], Command[Any]]] = {
    "transfer": lambda task, form: TransferTask(task_id=task, person_id=_person(form), reason=_reason(form)),
    "assign": lambda task, form: AssignTask(task_id=task, person_id=_person(form), reason=_reason(form)),
    "send_back": lambda task, form: SendBack(task_id=task, to=form.text("to", 200), reason=_reason(form)),
    "recall": lambda task, form: RecallTask(task_id=task, reason=_reason(form)),
    "remind": lambda task, form: RemindTask(task_id=task, reason=_reason(form)),
    "stop": lambda task, form: StopClock(task_id=task, basis=form.text("basis", LONGEST), reason=_reason(form)),
    "resume": lambda task, form: ResumeClock(task_id=task, reason=_reason(form)),
}
"""The command that each page of a verb sends."""


@router.get("")
def verbs(page: OfficePage, task_id: UUID) -> Response:
    """Every verb at the task; a closed one says why."""
    view = page.ask(VerbForm(task_id=task_id))
    return page.html("officer/verbs.html", view=view, verbs=page.ask(TaskVerbs(task_id=task_id)))


@router.get("/{verb}")
def ask(page: OfficePage, task_id: UUID, verb: str) -> Response:
    """What the verb asks for."""
    return _draw(page, task_id, verb)


@router.post("/{verb}")
def act(page: OfficePage, form: Form, task_id: UUID, verb: str) -> Response:
    """Do it; what was typed is kept when something is wrong with it."""
    if verb not in COMMANDS:
        return _draw(page, task_id, verb)
    try:
        page.execute(COMMANDS[verb](task_id, form), form.key)
    except InvalidInput as refusal:
        return _draw(page, task_id, verb, form, refusal.errors)
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [(f"/tasks/{task_id}", NEWER), TODO])
    return page.go("/tasks" if page.actor.kind == "officer" else f"/tasks/{task_id}/verbs", say=f"verb_{verb}")


def _draw(page: Page, task_id: UUID, verb: str, form: Posted | None = None, errors: Sequence[FieldError] = ()) -> Response:
    view = page.ask(VerbForm(task_id=task_id, verb=verb))
    typed = {name: form.text(name, LONGEST) if form else "" for name in FIELDS[verb]}
    wrong = {error.path: error for error in errors}
    return page.html("officer/verb.html", 422 if errors else 200, view=view, fields=FIELDS[verb], typed=typed, errors=errors, wrong=wrong)
