"""Corrections 补正: what an officer asked for, and which fields of the application it reopens."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, Task
from engine.store.unit_of_work import UnitOfWork

KEY = "corrections"
WRONG = {
    "fail": ("“{}”不符合要求。", "请更正后重新提交“{}”。"),
    "missing": ("缺少“{}”或内容不全。", "请补交完整的“{}”。"),
}
"""What a mark says on the notice unless the officer writes it in other words; notices are in Chinese."""


def asked(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The correction items an officer's form holds: the list under `corrections`, rows without a path or problem left out.

    Who names a `row` beside a roster means that row alone.
    """
    rows = values.get(KEY)
    if not isinstance(rows, list):
        return []
    return [
        {
            "path": ".".join(str(part) for part in (row["path"], row.get("row")) if part),
            "label": str(row.get("label", "")),
            "problem": str(row.get("problem", "")),
            "requirement": str(row.get("requirement", "")),
        }
        for row in rows
        if isinstance(row, Mapping) and row.get("path") and row.get("problem")
    ]


def with_marked(rows: Any, files: Iterable[tuple[str, str, str, str]]) -> list[Any]:
    """The rows of an officer's list of corrections, and one more for every material (path, name, mark, note) that was marked wrong or
    missing and is not on it yet.
    """
    listed = [row for row in rows if isinstance(row, Mapping) and any(row.values())] if isinstance(rows, list) else []
    known = {row.get("path") for row in listed}
    for path, label, mark, note in files:
        if mark in WRONG and path not in known:
            known.add(path)
            said, wanted = WRONG[mark]
            listed.append({"path": path, "label": label, "problem": note or said.format(label), "requirement": wanted.format(label)})
    return listed


def items(case: Case) -> list[Mapping[str, Any]]:
    """The items of the correction that is open now."""
    open_correction = case.facts.get(KEY)
    return list(open_correction.get("items", [])) if isinstance(open_correction, Mapping) else []


def reopened(case: Case, start_form: str) -> frozenset[str]:
    """Field paths of the application that a correction reopens; paths are relative to the start form."""
    return frozenset(str(item["path"]).removeprefix(f"{start_form}.") for item in items(case))


def open_rows(field: str, editable: frozenset[str] | None) -> frozenset[int] | None:
    """The rows of a roster that may be changed, by number; None where it is the roster as a whole."""
    if editable is None or any(field == each or field.startswith(f"{each}.") for each in editable):
        return None
    named = {each.removeprefix(f"{field}.").partition(".")[0] for each in editable if each.startswith(f"{field}.")}
    return frozenset(map(int, named)) if all(row.isdecimal() for row in named) else None


def asked_by(uow: UnitOfWork, case: Case, element: str) -> UUID | None:
    """Whoever asked for the corrections: the person who last decided the step that did; None where no person did."""
    done = select(Task.done_by_id).where(Task.case_id == case.id, Task.element == element, Task.state == "done")
    return uow.session.scalar(done.order_by(Task.done_at.desc()).limit(1)) if element else None


def is_open(path: str, editable: frozenset[str]) -> bool:
    """Whether a field may be changed: it is listed, lies in a listed group, or a listed item lies in it."""
    return any(path == each or path.startswith(f"{each}.") or each.startswith(f"{path}.") for each in editable)
