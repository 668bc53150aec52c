"""The form of a step 环节表单: which one it is, what may be edited, and what its fields are."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.model import Case, Task
from engine.packages.program import Program
from engine.running.corrections import reopened
from engine.sdk.errors import ServiceFailed
from engine.sdk.ports import FieldInfo
from engine.store.unit_of_work import UnitOfWork


def start_form(program: Program, case: Case) -> str:
    """The facts key and name of the form a case begins with."""
    return program.process(case.process).form


def form_name(program: Program, case: Case, task: Task | None) -> str:
    """The name of the form of a step; "" when a task has none."""
    return start_form(program, case) if task is None else task.form


def is_correction(program: Program, case: Case, task: Task | None) -> bool:
    """补正: an applicant's task that shows the start form again."""
    return task is not None and task.organisation_id is not None and task.form in {"", start_form(program, case)}


def form_of(program: Program, name: str) -> Mapping[str, Any]:
    """A form's definition; an empty one where a step has none."""
    if not name:
        return {"type": "default", "components": []}
    form = program.forms.get(name)
    if form is None:
        raise ServiceFailed("form_unknown", form=name, program=program.key)
    return form


def step_form(program: Program, case: Case, task: Task | None) -> Mapping[str, Any]:
    """The form of a step: a correction shows the start form."""
    name = start_form(program, case) if is_correction(program, case, task) else form_name(program, case, task)
    return form_of(program, name)


def step_fields(uow: UnitOfWork, case: Case, task: Task | None) -> Sequence[FieldInfo]:
    """The fields of a step's form."""
    return uow.ports.forms.fields(step_form(uow.program(case.release_id), case, task))


def editable_fields(program: Program, case: Case, task: Task | None) -> frozenset[str] | None:
    """Paths that may be changed in this step; None means all."""
    return reopened(case, start_form(program, case)) if is_correction(program, case, task) else None
