"""Pages 审批动作: what else can be done with a task; each verb asks for what it needs on a small page of its own."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api.pages.conflict import NEWER, Way, conflict_page
from api.pages.page import Form, OfficePage, Page
from api.uploads import Posted
from engine.commands import (
    AddSigner,
    AnswerDelegation,
    AnswerRequest,
    AssignTask,
    Command,
    CopyTask,
    DelegateTask,
    RecallTask,
    Recuse,
    RemindTask,
    RemoveSigner,
    RequestExtension,
    RequestSecondNotice,
    ResumeClock,
    SendBack,
    StopClock,
    TerminateCase,
    TransferTask,
)
from engine.queries import TaskVerbs, VerbForm
from engine.sdk.errors import Conflict, FieldError, InvalidInput, InvalidState
from engine.sdk.text import Text

router = APIRouter(prefix="/tasks/{task_id}/verbs", include_in_schema=False)

TODO: Way = ("/tasks", Text("返回我的待办", "Back to my tasks"))
LONGEST = 500

FIELDS: dict[str, tuple[str, ...]] = {
    "transfer": ("person_id", "reason"),
    "delegate": ("person_id", "reason"),
    "answer": ("reason",),
    "assign": ("person_id", "reason"),
    "add_signer": ("person_id", "place", "reason"),
    "remove_signer": ("person_id", "reason"),
    "send_back": ("to", "reason"),
    "copy": ("people", "reason"),
    "recall": ("reason",),
    "remind": ("reason",),
    "stop": ("basis", "reason"),
    "resume": ("reason",),
    "extend": ("days", "basis", "reason"),
    "answer_request": ("request_id", "granted", "reason"),
    "second_notice": ("reason",),
    "recuse": ("person_id", "organisation", "reason"),
    "terminate": ("basis", "reason"),
}
"""What the page of each verb asks for."""

TWICE = frozenset({"terminate"})
"""Verbs that cannot be undone: a second page shows what will end and asks for the number of the case."""


def _id(form: Posted, name: str = "person_id") -> UUID:
    try:
        return UUID(form.text(name, 36))
    except ValueError:
        raise InvalidInput([FieldError(name, "请选择一项。", "Choose one.", code="required")]) from None


def _ids(form: Posted, name: str) -> tuple[UUID, ...]:
    try:
        return tuple(UUID(value) for value in form.fields.getlist(name))
    except ValueError:
        raise InvalidInput([FieldError(name, "请重新选择。", "Choose again.", code="choice")]) from None


def _days(form: Posted) -> int:
    text = form.text("days", 5)
    if not (text.isascii() and text.isdigit()):
        raise InvalidInput([FieldError("days", "请填写天数。", "Say how many days.", code="number")])
    return int(text)


def _granted(form: Posted) -> bool:
    answer = form.text("granted", 3)
    if answer not in {"yes", "no"}:
        raise InvalidInput([FieldError("granted", "请选择同意或不同意。", "Choose to grant or to refuse.", code="required")])
    return answer == "yes"


def _reason(form: Posted) -> str:
    return form.text("reason", LONGEST)


def _basis(form: Posted) -> str:
    return form.text("basis", LONGEST)


COMMANDS: dict[str, Callable[[UUID, Posted], Command[Any]]] = {
    "transfer": lambda task, form: TransferTask(task_id=task, person_id=_id(form), reason=_reason(form)),
    "delegate": lambda task, form: DelegateTask(task_id=task, person_id=_id(form), reason=_reason(form)),
    "answer": lambda task, form: AnswerDelegation(task_id=task, reason=_reason(form)),
    "assign": lambda task, form: AssignTask(task_id=task, person_id=_id(form), reason=_reason(form)),
    "add_signer": lambda task, form: AddSigner(task_id=task, person_id=_id(form), place=form.text("place", 20), reason=_reason(form)),
    "remove_signer": lambda task, form: RemoveSigner(
        task_id=task, person_id=_id(form) if form.text("person_id") else None, reason=_reason(form)
    ),
    "send_back": lambda task, form: SendBack(task_id=task, to=form.text("to", 200), reason=_reason(form)),
    "copy": lambda task, form: CopyTask(task_id=task, people=_ids(form, "people"), reason=_reason(form)),
    "recall": lambda task, form: RecallTask(task_id=task, reason=_reason(form)),
    "remind": lambda task, form: RemindTask(task_id=task, reason=_reason(form)),
    "stop": lambda task, form: StopClock(task_id=task, basis=_basis(form), reason=_reason(form)),
    "resume": lambda task, form: ResumeClock(task_id=task, reason=_reason(form)),
    "extend": lambda task, form: RequestExtension(task_id=task, days=_days(form), basis=_basis(form), reason=_reason(form)),
    "answer_request": lambda task, form: AnswerRequest(
        task_id=task, request_id=_id(form, "request_id"), granted=_granted(form), reason=_reason(form)
    ),
    "second_notice": lambda task, form: RequestSecondNotice(task_id=task, reason=_reason(form)),
    "recuse": lambda task, form: Recuse(
        task_id=task,
        person_id=_id(form) if form.text("person_id") else None,
        organisation=form.text("organisation", 3) == "yes",
        reason=_reason(form),
    ),
    "terminate": lambda task, form: TerminateCase(
        task_id=task, basis=_basis(form), reason=_reason(form), confirm=form.text("confirm", 100)
    ),
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
        only_unsure = verb in TWICE and "confirm" not in form.fields and {error.path for error in refusal.errors} == {"confirm"}
        return _draw(
            page, task_id, verb, form, () if only_unsure else refusal.errors, sure=not only_unsure and "confirm" not in form.fields
        )
    except (Conflict, InvalidState) as refusal:
        return conflict_page(page, refusal, form, (), [(f"/tasks/{task_id}", NEWER), TODO])
    return page.go("/tasks" if page.actor.kind == "officer" else f"/tasks/{task_id}/verbs", say=f"verb_{verb}")


def _draw(
    page: Page, task_id: UUID, verb: str, form: Posted | None = None, errors: Sequence[FieldError] = (), *, sure: bool = True
) -> Response:
    """The page of a verb; where it is not `sure`, what was typed is read once more and the number of the case asked for."""
    view = page.ask(VerbForm(task_id=task_id, verb=verb))
    wrong = {error.path: error for error in errors}
    return page.html(
        "officer/verb.html" if sure else "officer/verb_sure.html",
        422 if errors else 200,
        view=view,
        fields=FIELDS[verb],
        typed={name: form.text(name, LONGEST) if form else "" for name in FIELDS[verb]},
        chosen=form.fields.getlist("people") if form else (),
        errors=errors,
        wrong=wrong,
    )
