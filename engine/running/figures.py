"""Figures 统计数: what the plans of a program in a region add up to, for the reports that are filled in from them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from engine.model import Case, Movement, Organisation, RegisterLine, RosterRow
from engine.packages.program import Program
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork

LEVELS = ("1", "2", "3", "4", "5")
"""等级: from the highest to the lowest."""
TRAINED = ("enrolled", "left", "passed", "failed")
"""Statuses of rows of plans that took effect."""
MONEY = ("advance", "settlement", "refund", "recovery")


def figures_of(uow: UnitOfWork, program: Program, region: str, year: int) -> dict[str, Any]:
    """Cases by process and stage, enterprises, heads by status and by level, the lines in every register of the program with how many
    different values each column has, and what was paid and paid back in the year so far (fen).

    One period for all: plans that took effect and are open, or were closed in the year. Plans that came to a bad end (withdrawn,
    cancelled) count for the money that was paid for them, for nothing else. `plans` says which plan adds what, so that every figure can
    be unfolded as it was counted.
    """
    plans = _plans(uow, program, region, year)
    in_effect = [plan for plan in plans if plan["heads"]]
    return {
        "year": year,
        "cases": _cases(uow, program.key, region),
        "heads": _added(dict.fromkeys((*TRAINED, "filed"), 0), (plan["heads"] for plan in in_effect)),
        "levels": _added({f"level_{level}": 0 for level in LEVELS}, (plan["levels"] for plan in in_effect)),
        "enterprises": len({plan["organisation"] for plan in in_effect}),
        "registers": _registers(uow, region, {UUID(plan["case"]) for plan in in_effect}),
        "money": _added(dict.fromkeys(MONEY, 0), (plan["money"] for plan in plans)),
        "plans": plans,
    }


def _added(nothing: dict[str, int], parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    found = Counter(nothing)
    for part in parts:
        found.update(part)
    return dict(found)


def _cases(uow: UnitOfWork, program: str, region: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    chosen = (
        select(Case.process, Case.stage, func.count())
        .where(Case.program == program, Case.region == region, Case.status != "draft", Case.origin != "clock")
        .group_by(Case.process, Case.stage)
    )
    for process, stage, count in uow.session.execute(chosen):
        found[process][stage] = count
    return {process: {**stages, "all": sum(stages.values())} for process, stages in found.items()}


def _plans(uow: UnitOfWork, program: Program, region: str, year: int) -> list[dict[str, Any]]:
    """A line a plan: its heads and levels where it is in effect, and the money that moved for it in the year."""
    began = date(year, 1, 1)
    ended = [key for key, spec in program.manifest.stages.items() if spec.adverse]
    of_region = (Case.program == program.key) & (Case.region == region) & Case.parent_id.is_(None)
    running = or_(
        Case.status == "open", (Case.status == "closed") & (Case.closed_at >= datetime.combine(began, time(), ZONE))
    ) & Case.stage.not_in(ended)
    heads: dict[UUID, Counter[str]] = defaultdict(Counter)
    levels: dict[UUID, Counter[str]] = defaultdict(Counter)
    rows = (
        select(Case.id, RosterRow.level, RosterRow.status, func.count())
        .join(RosterRow, RosterRow.case_id == Case.id)
        .where(of_region, running, RosterRow.status.in_(TRAINED))
        .group_by(Case.id, RosterRow.level, RosterRow.status)
    )
    for case, level, status, count in uow.session.execute(rows):
        heads[case].update({status: count, "filed": count})
        levels[case].update({f"level_{level}": count})
    money: dict[UUID, dict[str, int]] = defaultdict(dict)
    paid = (
        select(Movement.plan_id, Movement.kind, func.sum(Movement.amount))
        .join(Case, Case.id == Movement.plan_id)
        .where(of_region, Movement.state == "paid", Movement.settled_on >= began)
        .group_by(Movement.plan_id, Movement.kind)
    )
    for case, kind, total in uow.session.execute(paid):
        money[case][kind] = int(total)
    named = (
        select(Case.id, Case.number, Case.stage, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == Case.organisation_id)
        .where(Case.id.in_({*heads, *money}))
        .order_by(Case.number)
    )
    return [
        {
            "case": str(case), "number": number, "stage": stage, "organisation": str(organisation), "name": name,
            "heads": dict(heads.get(case, {})), "levels": dict(levels.get(case, {})), "money": money.get(case, {}),
        }
        for case, number, stage, organisation, name in uow.session.execute(named)
    ]  # fmt: skip


def _registers(uow: UnitOfWork, region: str, plans: set[UUID]) -> dict[str, Any]:
    """The lines that plans in effect stand in, whichever year they were entered for, and the plan of each line."""
    found = uow.session.execute(
        select(RegisterLine.register, RegisterLine.values, RegisterLine.case_id)
        .where(RegisterLine.region == region, RegisterLine.case_id.in_(plans))
        .order_by(RegisterLine.entered_at, RegisterLine.id)
    )
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    cases: dict[str, list[str]] = defaultdict(list)
    for register, values, case in found:
        lines[register].append(values)
        cases[register].append(str(case))
    return {
        register: {
            "lines": told,
            "cases": cases[register],
            "different": {
                column: len({each.get(column) for each in told} - {None, ""}) for column in sorted({key for each in told for key in each})
            },
        }
        for register, told in lines.items()
    }
