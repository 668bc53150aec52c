"""Corrections 补正: what an officer asked for, and which fields of the application it reopens."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Task
from engine.store.unit_of_work import UnitOfWork

KEY = "corrections"


def asked(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The correction items an officer's form holds: the list under `corrections`, rows without a path or problem left out."""
    rows = values.get(KEY)
    if not isinstance(rows, list):
        return []
    return [
        {
            "path": str(row.get("path", "")),
            "label": str(row.get("label", "")),
            "problem": str(row.get("problem", "")),
            "requirement": str(row.get("requirement", "")),
        }
        for row in rows
        if isinstance(row, Mapping) and row.get("path") and row.get("problem")
    ]


def items(case: Case) -> list[Mapping[str, Any]]:
    """The items of the correction that is open now."""
    open_correction = case.facts.get(KEY)
    return list(open_correction.get("items", [])) if isinstance(open_correction, Mapping) else []


def reopened(case: Case, start_form: str) -> frozenset[str]:
    """Field paths of the application that a correction reopens; paths are relative to the start form."""
    return frozenset(str(item["path"]).removeprefix(f"{start_form}.") for item in items(case))


def asked_by(uow: UnitOfWork, case: Case, element: str) -> UUID | None:
    """Whoever asked for the corrections: the person who last decided the step that did; None where no person did."""
    done = select(Task.done_by_id).where(Task.case_id == case.id, Task.element == element, Task.state == "done")
    return uow.session.scalar(done.order_by(Task.done_at.desc()).limit(1)) if element else None


def is_open(path: str, editable: frozenset[str]) -> bool:
    """Whether a field may be changed: it is listed, lies in a listed group, or a listed item lies in it."""
    return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in editable)
