"""一次性告知: what could be seen when corrections were first asked for cannot be asked for later without the head's approval.

The applicant is told once by the office, not once by every post of it: whoever asks later, at whatever step, is held to the first notice.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.model import Act, Case, Task
from engine.running import corrections
from engine.running.acts import acts_of
from engine.running.requests import SECOND_NOTICE
from engine.running.since import Since
from engine.sdk.errors import FieldError, InvalidInput
from engine.store.unit_of_work import UnitOfWork

MOST_NAMED = 3
"""How many parts of a group a refusal names."""
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
    """Refuse items of which anything stands as it stood when anybody first asked, and was on no list yet, unless the head has approved.

    Whoever names a group, a list, a roster or a field of materials asks for everything below it: each part is judged by itself.

    Raises:
        InvalidInput: one fault for every such item.
    """
    first = told_first(case)
    if first is None:
        return
    told = frozenset(path.removeprefix(f"{start_form}.") for path in first.paths)
    paths = [item["path"].removeprefix(f"{start_form}.") for item in asked]
    new = [place for place, path in enumerate(paths) if not _covered(path, told)]
    if not new:
        return
    since = Since.of(uow, case, start_form, first.at)
    late = {place: [part for part in since.parts(paths[place]) if not (_covered(part, told) or since.changed(part))] for place in new}
    if not any(late.values()) or _approved(uow, case, task):
        return
    raise InvalidInput([_fault(place, asked[place], paths[place], parts, since) for place, parts in late.items() if parts])


def _covered(path: str, told: Collection[str]) -> bool:
    """Whether a path was told, or lies in something that was."""
    return any(path == each or path.startswith(f"{each}.") for each in told)


def _fault(place: int, item: Mapping[str, str], path: str, parts: Sequence[str], since: Since) -> FieldError:
    name = item["label"] or item["path"]
    inside = [since.label(part) for part in parts if part != path][:MOST_NAMED]
    zh = f"“{name}”" + (f"中的{'、'.join(each.zh for each in inside)}" if inside else "")
    en = f'"{name}"' + (f" ({', '.join(each.in_('en') for each in inside)})" if inside else "")
    return FieldError(
        f"{corrections.KEY}.{place}.path",
        f"一次性告知：{zh}首次要求补正时已可发现，再次要求须先申请“再次补正”并经负责人批准。",
        f"Told once: {en} could be seen when corrections were first asked for; the head has to approve asking now.",
        code="told_once",
    )


def _approved(uow: UnitOfWork, case: Case, task: Task) -> bool:
    return any(act.task_id == task.id for act in acts_of(uow, case.id, SECOND_NOTICE, "done"))


def may_be_asked(uow: UnitOfWork, case: Case, task: Task) -> Act | None:
    """The request of this task for a second correction, whatever became of it; None where there is none."""
    return next((act for act in acts_of(uow, case.id, SECOND_NOTICE) if act.task_id == task.id and act.state != "refused"), None)
