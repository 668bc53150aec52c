"""Whose step a form belongs to: applicants are shown their own steps only, never an officer's draft."""

from uuid import UUID

from engine.engine import Engine
from engine.queries import StepForm
from engine.queries.views import StepFormView
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound


def step_for(engine: Engine, actor: Actor, case_id: UUID, task_id: UUID | None) -> StepFormView:
    """The form of a step; an officer's step does not exist for an applicant."""
    view = engine.ask(StepForm(case_id=case_id, task_id=task_id), by=actor)
    if actor.kind == "enterprise" and view.task is not None and view.task.role:
        raise NotFound("task_not_found", task=str(task_id))
    return view
