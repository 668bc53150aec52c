"""Linked cases 关联办件: what a linked case sees of its parent, reports to it and changes in it, and who may start one when.

A transaction that holds a linked case may take its parent, never the other way round; so two of them cannot wait for each other.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from engine.model import Case, Organisation, RosterRow
from engine.packages.manifest import ProcessSpec
from engine.packages.program import Program
from engine.running.looking import look_again
from engine.running.plain import plain
from engine.running.scope import case_scope
from engine.running.sealing import Sealer
from engine.sdk.actor import Actor
from engine.sdk.effects import RosterChange
from engine.sdk.errors import InvalidState, NotFound, NotPermitted, Rejection, ServiceFailed
from engine.sdk.ports import FieldInfo
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

REPORTS = "linked"


def plan_of(case: Case) -> UUID:
    """The head of the family of cases: a linked case's parent, else the case itself."""
    return case.parent_id or case.id


def of_other_plans(case: Case) -> ColumnElement[bool]:
    """The SQL condition that a case does not belong to the family of this one."""
    plan = plan_of(case)
    return (Case.id != plan) & or_(Case.parent_id.is_(None), Case.parent_id != plan)


def parent_of(uow: UnitOfWork, case: Case) -> Case | None:
    """The parent of a linked case, locked until the end of the unit of work unless that only reads; None for other cases."""
    if case.parent_id is None:
        return None
    known = uow.session.info.setdefault("parents", {})
    if case.parent_id not in known:
        known[case.parent_id] = uow.session.get(Case, case.parent_id) if uow.read_only else uow.locked_case(case.parent_id)
    parent: Case | None = known[case.parent_id]
    if parent is None:
        raise NotFound("case_not_found", case=str(case.parent_id))
    return parent


def with_parent(uow: UnitOfWork, case: Case, scope: dict[str, Any]) -> dict[str, Any]:
    """The scope of a case, with `parent` where it has one: the parent's facts, `case`, `roster` and `parameters` as they are now."""
    parent = parent_of(uow, case)
    if parent is not None:
        organisation = uow.session.get(Organisation, parent.organisation_id)
        scope["parent"] = case_scope(
            parent,
            uow.program(parent.release_id),
            uow.now.astimezone(ZONE).date(),
            organisation=organisation.name if organisation else "",
            uscc=(organisation.uscc or "") if organisation else "",
            roster=live_roster(uow, parent),
        )
    return scope


def roster_field(uow: UnitOfWork, case: Case) -> str:
    """The field of the case's roster; "" where its process has none."""
    spec = uow.program(case.release_id).process(case.process).roster
    return spec.field if spec else ""


def live_roster(uow: UnitOfWork, case: Case) -> dict[str, Any]:
    """花名册现状: rows by status now, `rows` (status to row numbers), and `groups` of one occupation, level and status with their heads."""
    found = uow.session.execute(
        select(RosterRow.no, RosterRow.status, RosterRow.occupation, RosterRow.level)
        .where(RosterRow.case_id == case.id, RosterRow.field == roster_field(uow, case))
        .order_by(RosterRow.no)
    )
    numbers: dict[str, list[int]] = defaultdict(list)
    groups: Counter[tuple[str, str, str]] = Counter()
    for no, status, occupation, level in found:
        numbers[status].append(no)
        groups[occupation, level, status] += 1
    counts = {status: len(each) for status, each in numbers.items()}
    total, faulty, ineligible = sum(counts.values()), counts.get("faulty", 0), counts.get("ineligible", 0)
    sound = total - faulty - ineligible
    return {
        **counts,
        "count": total,
        "good": sound,
        "eligible": sound,
        "ineligible": ineligible,
        "faulty": faulty,
        "rows": dict(numbers),
        "groups": [
            {"occupation": occupation, "level": level, "status": status, "heads": heads}
            for (occupation, level, status), heads in sorted(groups.items())
        ],
    }


# ---- what a linked case does to its parent --------------------------------------------------------------------------------------


def report(env: "CaseEnvironment", element: str, facts: Mapping[str, Any]) -> None:
    """回报主办件: the linked case's own entry under `linked.<process>` of the parent's facts says this from now on, too."""
    case, parent = env.case, _needed_parent(env, element)
    reports: dict[str, Any] = dict(parent.facts.get(REPORTS, {}))
    entries: list[dict[str, Any]] = list(reports.get(case.process, []))
    mine = next((place for place, entry in enumerate(entries) if entry.get("case") == str(case.id)), len(entries))
    before = entries[mine] if mine < len(entries) else {}
    said = {"case": str(case.id), "number": case.number, "by": element, "at": env.now.isoformat()}
    entries[mine : mine + 1] = [{**before, **plain(facts), **said}]
    parent.facts = {**parent.facts, REPORTS: {**reports, case.process: entries}}
    look_again(env.uow, parent)
    env.uow.record(
        parent,
        env.by,
        "linked_reported",
        process=case.process,
        number=case.number,
        linked=str(case.id),
        element=element,
        facts=plain(facts),
    )


def change_rows(env: "CaseEnvironment", element: str, changes: Sequence[RosterChange], *, of_parent: bool) -> None:
    """花名册行变更: set statuses and values of rows, and count the roster of that case anew.

    Raises:
        InvalidState: there is no such row, or it is in another status than the service counted on.
    """
    case = _needed_parent(env, element) if of_parent else env.case
    field = roster_field(env.uow, case)
    rows = {
        row.no: row
        for row in env.uow.session.scalars(
            select(RosterRow).where(
                RosterRow.case_id == case.id, RosterRow.field == field, RosterRow.no.in_([change.row for change in changes])
            )
        )
    }
    sealer, columns = Sealer(env.uow.keyring), _columns(env.uow, case, field)
    for change in changes:
        row = rows.get(change.row)
        if row is None or (change.only and row.status not in change.only):
            raise InvalidState("roster_row_unavailable", row=change.row, status=row.status if row else "")
        before, row.status = row.status, change.status or row.status
        row.values = {**row.values, **sealer.seal(plain(change.values), columns)}
        env.uow.record(
            case,
            env.by,
            "roster_row_changed",
            field=field,
            row=change.row,
            before=before,
            status=row.status,
            columns=sorted(change.values),
            element=element,
            linked=str(env.case.id) if of_parent else None,
        )
    figures = {key: value for key, value in live_roster(env.uow, case).items() if key not in {"rows", "groups"}}
    case.facts = {**case.facts, "roster": figures}
    if of_parent:
        look_again(env.uow, case)


def _columns(uow: UnitOfWork, case: Case, field: str) -> list[FieldInfo]:
    program = uow.program(case.release_id)
    infos = uow.ports.forms.fields(program.forms[program.process(case.process).form])
    return [
        FieldInfo(info.path.removeprefix(f"{field}."), info.kind, info.label, sensitive=info.sensitive)
        for info in infos
        if info.path.startswith(f"{field}.")
    ]


def _needed_parent(env: "CaseEnvironment", element: str) -> Case:
    parent = parent_of(env.uow, env.case)
    if parent is None:
        raise ServiceFailed("parent_missing", element=element, process=env.case.process)
    return parent


# ---- who may start a linked case, and when ----------------------------------------------------------------------------------------


def linked_spec(program: Program, parent: Case, process: str) -> ProcessSpec:
    """What the manifest says of a process that makes linked cases of this parent; `NotFound` when there is none."""
    spec = program.manifest.processes.get(process)
    if spec is None or spec.parent is None or spec.parent.process != parent.process:
        raise NotFound("process_not_found", program=program.key, process=process)
    return spec


def siblings(uow: UnitOfWork, parent: Case, process: str | None = None) -> list[Case]:
    """The linked cases of a parent, oldest first."""
    chosen = select(Case).where(Case.parent_id == parent.id)
    if process is not None:
        chosen = chosen.where(Case.process == process)
    return list(uow.session.scalars(chosen.order_by(Case.created_at, Case.id)))


def under_way(uow: UnitOfWork, case: Case) -> list[dict[str, str]]:
    """在办的关联办件: the other linked cases of the same family that are open, oldest first, as decisions read them under `under_way`.

    Whoever asks has the head of the family locked; so nothing begins or ends unseen before the step is written.
    """
    plan = plan_of(case)
    found = uow.session.execute(
        select(Case.process, Case.number, Case.stage)
        .where(Case.parent_id == plan, Case.id != case.id, Case.status == "open")
        .order_by(Case.created_at, Case.id)
    )
    return [{"process": process, "number": number or "", "stage": stage} for process, number, stage in found]


def must_still_begin(uow: UnitOfWork, by: Actor, case: Case) -> None:
    """提交时再核对: a linked draft is handed in only while its process could begin now; raises what `why_not` says."""
    parent = parent_of(uow, case)
    if parent is None:
        return
    program = uow.program(case.release_id)
    others = [each for each in siblings(uow, parent, case.process) if each.id != case.id]
    refusal = why_not(by, parent, program, program.process(case.process), others)
    if refusal is not None:
        raise refusal


def why_not(by: Actor, parent: Case, program: Program, spec: ProcessSpec, others: Sequence[Case]) -> Rejection | None:
    """Why the actor may not start this process now; None when nothing is in the way. `others` are those of the same process."""
    told = spec.parent
    if told is None or not may_begin(by, spec, parent):
        return NotPermitted("linked_by_others", by=spec.by, role=program.role_title(spec.role) if spec.role else "")
    if parent.status == "draft" or (told.while_open and parent.status != "open"):
        return InvalidState("linked_parent_closed", number=parent.number or "")
    if told.stages and parent.stage not in told.stages:
        return InvalidState(
            "linked_stage",
            stages="、".join(program.stage_title(stage).zh for stage in told.stages),
            stages_en=", ".join(program.stage_title(stage).in_("en") for stage in told.stages),
            stage=program.stage_title(parent.stage),
        )
    counting = next((case for case in others if _counts(program, case)), None)
    if spec.once and counting is not None:
        code = "linked_draft" if counting.status == "draft" else "linked_once"
        return InvalidState(code, number=counting.number or "", case=str(counting.id), title=spec.title)
    return None


def may_begin(by: Actor, spec: ProcessSpec, parent: Case) -> bool:
    """Whether the process is for somebody like the actor at all."""
    if by.is_system:
        return True
    if by.kind == "enterprise":
        return spec.by == "enterprise" and by.organisation_id == parent.organisation_id
    return by.kind == "officer" and spec.by == "officer" and by.holds(spec.role, parent.region)


def _counts(program: Program, case: Case) -> bool:
    """Whether a linked case uses up its `once`: drafts, open ones and those that ended well do."""
    if case.status in {"draft", "open"}:
        return True
    stage = program.manifest.stages.get(case.stage)
    return case.status == "closed" and not (stage is not None and stage.adverse)
