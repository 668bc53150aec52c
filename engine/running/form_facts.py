"""What a form sees beside its own data 表单上下文: the case's facts, its files and rosters, the regions, the moment."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from engine.model import Case, Organisation, Region
from engine.packages.program import Program
from engine.running.environment import CaseEnvironment
from engine.running.links import with_parent
from engine.running.registers import looked_up
from engine.running.rosters import figures, summary_of
from engine.running.scope import case_scope
from engine.store.opening import files_of
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def facts_for(uow: UnitOfWork, env: CaseEnvironment, form: Mapping[str, Any]) -> dict[str, Any]:
    """What `form_facts` says to this form inside a step; what the form never looks at is not fetched."""
    reads = uow.ports.forms.reads(form)
    facts = {**env.scope(), "now": uow.now.astimezone(ZONE).isoformat()}
    if "rosters" in reads:
        rosters = {field: figures(counts) for field, counts in summary_of(uow, env.case.id).items()}
        spec = env.program.process(env.case.process)
        facts["rosters"] = rosters
        facts["roster"] = rosters.get(spec.roster.field, figures({})) if spec.roster else figures({})
    if "attachments" in reads:
        facts["attachments"] = files_by_path(uow, env.case)
    if "regions" in reads:
        facts["regions"] = region_tree(uow)
    if "registers" in reads:
        facts["registers"] = looked_up(uow, env.program, env.program.process(env.case.process), facts)
    return facts


def form_facts(uow: UnitOfWork, case: Case, program: Program, organisation: Organisation | None) -> dict[str, Any]:
    """The FEEL scope of the case with `attachments` by field path, `roster` and `rosters`, `registers`, `regions` as a tree, and `now`."""
    now = uow.now.astimezone(ZONE)
    rosters = {field: figures(counts) for field, counts in summary_of(uow, case.id).items()}
    spec = program.process(case.process)
    leading = rosters.get(spec.roster.field, figures({})) if spec.roster else figures({})
    scope = case_scope(
        case,
        program,
        now.date(),
        organisation=organisation.name if organisation else "",
        uscc=(organisation.uscc or "") if organisation else "",
        roster=leading,
    )
    scope = with_parent(uow, case, scope)
    scope["registers"] = looked_up(uow, program, spec, scope)
    return {**scope, "rosters": rosters, "attachments": files_by_path(uow, case), "regions": region_tree(uow), "now": now.isoformat()}


def files_by_path(uow: UnitOfWork, case: Case) -> dict[str, list[dict[str, Any]]]:
    """The case's files under their field path (`materials.plan` for an item of a checklist)."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for file in files_of(uow.together, case.id):
        field, item = file.pop("field"), file.pop("item")
        found[f"{field}.{item}" if item else field].append(file)
    return dict(found)


def region_tree(uow: UnitOfWork) -> list[dict[str, Any]]:
    """The regions as nested `{code, name, name_en, children}`."""
    rows = uow.session.execute(select(Region.code, Region.parent, Region.name_zh, Region.name_en).order_by(Region.code)).all()
    nodes: dict[str, dict[str, Any]] = {code: {"code": code, "name": zh, "name_en": en, "children": []} for code, _, zh, en in rows}
    roots: list[dict[str, Any]] = []
    for code, parent, _, _ in rows:
        (nodes[parent]["children"] if parent in nodes else roots).append(nodes[code])
    return roots


def today_of(uow: UnitOfWork) -> date:
    """The day of the unit of work in Asia/Shanghai."""
    return uow.now.astimezone(ZONE).date()
