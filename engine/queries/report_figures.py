"""Figures of a report 报送数字的来历: which plans each pre-filled figure was counted from, as it was when the report began."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from engine.model import Case
from engine.packages.program import Program
from engine.queries.cases import seen_case
from engine.queries.figure_views import FigureView
from engine.queries.heads import Heads
from engine.queries.query import Query
from engine.queries.views import CaseHead
from engine.running.figures import LEVELS, MONEY
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

ENTERPRISES = "enterprises"
DIFFERENT = re.compile(r"figures\.registers\.(\w+)\.different\.(\w+)")
"""How a form asks how many different values a column of a register has."""
TITLES = {
    ENTERPRISES: Text("开展培训的企业数", "Enterprises that train"),
    "filed": Text("备案人数", "People filed"),
    "enrolled": Text("在培人数", "In training"),
    "passed": Text("考核合格人数", "Passed"),
    "failed": Text("考核不合格人数", "Failed"),
    "left": Text("离职人数", "Left"),
    **{
        f"level_{level}": Text(name, f"Level {level}")
        for level, name in zip(LEVELS, ("一级/高级技师", "二级/技师", "三级/高级工", "四级/中级工", "五级/初级工"), strict=True)
    },
    "advance": Text("本年已预支（元）", "Advanced this year (yuan)"),
    "settlement": Text("本年已结算（元）", "Settled this year (yuan)"),
    "refund": Text("本年已退回（元）", "Paid back this year (yuan)"),
    "recovery": Text("本年已追回（元）", "Recovered this year (yuan)"),
}


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A plan that was counted, by its number and stage then, and what it adds to each figure."""

    case_id: UUID
    number: str
    organisation: str
    stage: Text
    adds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ReportFiguresView:
    """报送数字的来历: every figure, and the plans behind it; with `figure`, those that add to that one."""

    case: CaseHead
    year: int
    figures: tuple[FigureView, ...]
    figure: str
    plans: tuple[FigurePlan, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFigures(Query[ReportFiguresView]):
    """报送数字的来历 of a report; `NotFound` for other cases and for a figure that there is not."""

    case_id: UUID
    figure: str = ""

    def answer(self, uow: UnitOfWork, by: Actor) -> ReportFiguresView:
        """For whoever may see the report: the office."""
        case = seen_case(uow, by, self.case_id)
        program = uow.program(case.release_id)
        figures = figures_view(program, case)
        if not figures or by.kind == "enterprise" or (self.figure and self.figure not in {each.key for each in figures}):
            raise NotFound("case_not_found", case=str(self.case_id))
        registers = case.facts["figures"]["registers"]
        stand = {
            f"{register}.{column}": {
                each for each, line in zip(told["cases"], told["lines"], strict=True) if line.get(column) not in (None, "")
            }
            for register, told in registers.items()
            for column in told["different"]
        }
        plans = (
            FigurePlan(
                UUID(plan["case"]),
                plan["number"] or "",
                plan["name"],
                program.stage_title(plan["stage"]),
                {**_adds(plan), **{each.key: 1 for each in figures if plan["case"] in stand.get(each.key, ())}},
            )
            for plan in case.facts["figures"]["plans"]
        )
        told = tuple(plan for plan in plans if not self.figure or plan.adds.get(self.figure))
        heads = Heads(uow)
        heads.prepare([case])
        return ReportFiguresView(heads.case(case), int(case.facts["figures"]["year"]), figures, self.figure, told)


def figures_view(program: Program, case: Case) -> tuple[FigureView, ...]:
    """The figures a report began with, and what its forms count in registers; nothing for other cases."""
    figures = case.facts.get("figures")
    if not isinstance(figures, Mapping) or "plans" not in figures:
        return ()
    told = {ENTERPRISES: figures[ENTERPRISES], **figures["heads"], **figures["levels"], **figures["money"]}
    return tuple(FigureView(key, title, int(told.get(key, 0)), key in MONEY) for key, title in TITLES.items()) + _counted(
        program, figures["registers"]
    )


def _counted(program: Program, registers: Mapping[str, Any]) -> tuple[FigureView, ...]:
    """How many different values the columns have that a form of the program asks of."""
    texts = (content.decode() for path, content in program.files.items() if path.endswith(".form") and b"figures.registers" in content)
    asked = dict.fromkeys(found for text in texts for found in DIFFERENT.findall(text))
    views = []
    for register, column in asked:
        spec = program.manifest.registers.get(register)
        title = next((each.title for each in spec.columns if each.key == column), Text(column)) if spec is not None else Text(column)
        count = registers.get(register, {}).get("different", {}).get(column, 0)
        views.append(FigureView(f"{register}.{column}", title, int(count), money=False))
    return tuple(views)


def _adds(plan: Mapping[str, Any]) -> dict[str, int]:
    found = {**plan["heads"], **plan["levels"], **plan["money"]}
    return {**({ENTERPRISES: 1} if plan["heads"] else {}), **{key: int(value) for key, value in found.items()}}
