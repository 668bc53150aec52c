"""Incidents 异常挂起: a case that cannot move is parked with its cause, outside the transaction that failed."""

from typing import Any
from uuid import UUID, uuid4

import structlog

from engine.model import Case, IncidentRow, Task
from engine.running.plain import plain
from engine.sdk.actor import Actor
from engine.sdk.errors import Incident
from engine.store.runtime import Runtime
from engine.store.unit_of_work import UnitOfWork

log = structlog.get_logger("engine.incident")


def park(runtime: Runtime, command: Any, incident: Incident) -> UUID:
    """Remember what failed, so that an administrator can mend the cause and retry; returns the incident's id."""
    name = type(command).__name__
    with UnitOfWork(runtime) as uow:
        case_id = getattr(command, "case_id", None)
        if case_id is None and (task_id := getattr(command, "task_id", None)) is not None:
            task = uow.session.get(Task, task_id)
            case_id = task.case_id if task else None
        row = IncidentRow(
            id=uuid4(),
            case_id=case_id,
            job=name,
            element=str(incident.facts.get("element", "")),
            cause=str(incident),
            detail={"code": incident.code, "facts": plain(incident.facts)},
            state="open",
            attempts=1,
            created_at=uow.now,
        )
        uow.session.add(row)
        if case_id is not None and (case := uow.session.get(Case, case_id, with_for_update=True)) is not None:
            uow.record(case, Actor.system(), "incident_opened", cause=incident.code, incident=str(row.id))
        log.error("incident", code=incident.code, facts=plain(incident.facts), command=name, incident=str(row.id))
        return row.id
