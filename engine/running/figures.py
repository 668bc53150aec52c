"""Figures 统计数: what the cases of a program in a region add up to, for the reports that are filled in from them."""

from collections import Counter, defaultdict
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from engine.model import Case, Movement, RegisterLine, RosterRow
from engine.store.runtime import ZONE
from engine.store.unit_of_work import UnitOfWork


def figures_of(uow: UnitOfWork, program: str, region: str, year: int) -> dict[str, Any]:
    """Cases by process and stage, enterprises, heads by status and by level, the lines of the year in every register of the program with
    how many different values each column has, and what was paid and paid back in the year so far (fen).
    """
    cases = uow.session.execute(
        select(Case.process, Case.stage, func.count())
        .where(Case.program == program, Case.region == region, Case.status != "draft", Case.origin != "clock")
        .group_by(Case.process, Case.stage)
    ).all()
    by_process: dict[str, dict[str, int]] = defaultdict(dict)
    for process, stage, count in cases:
        by_process[process][stage] = count
    plans = (Case.program == program) & (Case.region == region) & Case.parent_id.is_(None) & Case.status.in_(("open", "closed"))
    return {
        "year": year,
        "cases": {process: {**stages, "all": sum(stages.values())} for process, stages in by_process.items()},
        **_heads(uow, plans),
        "enterprises": uow.session.scalar(
            select(func.count(func.distinct(Case.organisation_id)))
            .join(RosterRow, RosterRow.case_id == Case.id)
            .where(plans, RosterRow.status.in_(TRAINED))
        )
        or 0,
        "registers": _registers(uow, program, region, year),
        "money": _money(uow, program, region, year),
    }


LEVELS = ("1", "2", "3", "4", "5")
"""等级: from the highest to the lowest."""
TRAINED = ("enrolled", "left", "passed", "failed")
"""Statuses of rows of plans that took effect."""


def _heads(uow: UnitOfWork, plans: Any) -> dict[str, Any]:
    found = uow.session.execute(
        select(RosterRow.level, RosterRow.status, func.count())
        .join(Case, Case.id == RosterRow.case_id)
        .where(plans, RosterRow.status.in_(TRAINED))
        .group_by(RosterRow.level, RosterRow.status)
    ).all()
    heads: Counter[str] = Counter(dict.fromkeys((*TRAINED, "filed"), 0))
    levels: Counter[str] = Counter(dict.fromkeys(LEVELS, 0))
    for level, status, count in found:
        heads[status] += count
        heads["filed"] += count
        levels[level] += count
    return {"heads": dict(heads), "levels": {f"level_{level}": count for level, count in levels.items()}}


def _registers(uow: UnitOfWork, program: str, region: str, year: int) -> dict[str, Any]:
    found = uow.session.execute(
        select(RegisterLine.register, RegisterLine.values)
        .join(Case, Case.id == RegisterLine.case_id)
        .where(Case.program == program, RegisterLine.region == region, RegisterLine.year == year)
        .order_by(RegisterLine.entered_at, RegisterLine.id)
    )
    lines: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for register, values in found:
        lines[register].append(values)
    return {
        register: {
            "lines": told,
            "different": {
                column: len({each.get(column) for each in told} - {None, ""}) for column in sorted({key for each in told for key in each})
            },
        }
        for register, told in lines.items()
    }


def _money(uow: UnitOfWork, program: str, region: str, year: int) -> dict[str, int]:
    started = datetime.combine(date(year, 1, 1), time(), ZONE).date()
    found = uow.session.execute(
        select(Movement.kind, func.sum(Movement.amount))
        .join(Case, Case.id == Movement.case_id)
        .where(Case.program == program, Movement.region == region, Movement.state == "paid", Movement.settled_on >= started)
        .group_by(Movement.kind)
    )
    sums = {"advance": 0, "settlement": 0, "refund": 0, "recovery": 0}
    sums.update({kind: int(total) for kind, total in found})
    return sums
