"""一次性告知: what could be seen when corrections were first asked for cannot be asked for later without the head's approval.

The applicant is told once by the office, not once by every post of it: whoever asks later, at whatever step, is held to the first notice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from engine.model import Act, Attachment, Case, Event, Submission, Task
from engine.running import corrections
from engine.running.acts import acts_of
from engine.running.requests import SECOND_NOTICE
from engine.running.scope import at_path
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork

ROSTER_EVENTS = ("roster_imported", "roster_row_saved", "roster_rows_removed")
FIRST = "first"
"""Role -> when it first asked, and for which paths until now, in the facts of the correction."""


@dataclass(frozen=True, slots=True)
class Told:
    """首次告知: when corrections were first asked for in a case, and for which paths until now, by whomever."""

    at: datetime
    paths: frozenset[str]


def told_first(case: Case) -> Told | None:
    """When the office first asked for corrections in a case and for what; None when it never did."""
    known = case.facts.get(corrections.KEY, {})
    told = list(known.get(FIRST, {}).values()) if isinstance(known, Mapping) else []
    if not told:
        return None
    return Told(min(datetime.fromisoformat(each["at"]) for each in told), frozenset(path for each in told for path in each["paths"]))


def with_first(case: Case, role: str, asked: Sequence[Mapping[str, str]], now: datetime) -> dict[str, Any]:
    """When each post first asked, and everything it has asked for so far, this time included."""
    known = case.facts.get(corrections.KEY, {})
    first = dict(known.get(FIRST, {})) if isinstance(known, Mapping) else {}
    before = first.get(role, {"at": now.isoformat(), "paths": []})
    return {**first, role: {**before, "paths": list(dict.fromkeys([*before["paths"], *(item["path"] for item in asked)]))}}


def must_be_new(uow: UnitOfWork, case: Case, task: Task, start_form: str, asked: Sequence[Mapping[str, str]]) -> None:
    """Refuse items that stand today as they stood when anybody first asked, and were on no list yet, unless the head has approved.

    Raises:
        InvalidInput: one fault for every such item.
    """
    first = told_first(case)
    if first is None:
        return
    at = first.at
    new = [(place, item) for place, item in enumerate(asked) if item["path"] not in first.paths]
    before = _application(uow, case, start_form, at) if new else {}
    late = [(place, item) for place, item in new if not _changed(uow, case, start_form, item["path"], before, at)]
    if not late or _approved(uow, case, task):
        return
    raise InvalidInput([_fault(place, item) for place, item in late])


def _fault(place: int, item: Mapping[str, str]) -> FieldError:
    name = item["label"] or item["path"]
    zh = f"一次性告知：“{name}”首次要求补正时已可发现，再次要求须先申请“再次补正”并经负责人批准。"
    en = f'Told once: "{name}" could be seen when corrections were first asked for; the head has to approve asking now.'
    return FieldError(f"{corrections.KEY}.{place}.path", zh, en, code="told_once")


def _application(uow: UnitOfWork, case: Case, start_form: str, at: datetime) -> Mapping[str, Any]:
    chosen = select(Submission.data).where(Submission.case_id == case.id, Submission.step == start_form, Submission.submitted_at <= at)
    return uow.session.scalar(chosen.order_by(Submission.submitted_at.desc()).limit(1)) or {}


def _changed(uow: UnitOfWork, case: Case, start_form: str, path: str, before: Mapping[str, Any], at: datetime) -> bool:
    """Whether anything at a path of the application was changed by the applicant since a moment: a value, a file, rows of a roster."""
    inner = path.removeprefix(f"{start_form}.")
    if at_path(before, inner) != at_path(case.facts.get(start_form, {}), inner):
        return True
    field, _, item = inner.partition(".")
    files = select(Attachment.id).where(Attachment.case_id == case.id, Attachment.field == field)
    files = files.where(or_(Attachment.added_at > at, Attachment.removed_at > at))
    if item:
        files = files.where(Attachment.item == item)
    rows = select(Event.id).where(Event.case_id == case.id, Event.kind.in_(ROSTER_EVENTS), Event.at > at)
    rows = rows.where(Event.data["field"].astext == inner)
    return uow.session.scalar(files.limit(1)) is not None or uow.session.scalar(rows.limit(1)) is not None


def _approved(uow: UnitOfWork, case: Case, task: Task) -> bool:
    return any(act.task_id == task.id for act in acts_of(uow, case.id, SECOND_NOTICE, "done"))


def may_be_asked(uow: UnitOfWork, case: Case, task: Task) -> Act | None:
    """The request of this task for a second correction, whatever became of it; None where there is none."""
    return next((act for act in acts_of(uow, case.id, SECOND_NOTICE) if act.task_id == task.id and act.state != "refused"), None)
