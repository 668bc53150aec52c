"""The whole life of a plan 计划全程: its phases, its linked cases and its money as one answer, for the picture that shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.model import Case, RegisterLine
from engine.model.money import OUTGOING
from engine.packages.registers import RegisterColumn
from engine.queries.cases import seen_case, stage_views
from engine.queries.heads import Heads
from engine.queries.links import LinkedCaseView, StartableLinked, StartableView, may_know
from engine.queries.money import Ledger, LedgerView
from engine.queries.query import Query
from engine.queries.views import CaseHead, StageView
from engine.running.links import siblings
from engine.running.reckoning import unfolds_at
from engine.running.scope import at_path
from engine.sdk.actor import Actor
from engine.sdk.money import Fen
from engine.store.unit_of_work import UnitOfWork

UNDER_WAY = ("planned", "approved", "sent")


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """资金概况 of a plan, in fen. `planned` is what its filing expected (None where no register says so), `advanced` and `paid` what
    arrived, `payable` what was approved or is on its way, `refundable` what the enterprise owes, `refunded` what came back.

    Each unfolds at `explanation` and its name: `…/payable`.
    """

    explanation: str
    planned: Fen | None
    advanced: Fen
    payable: Fen
    paid: Fen
    refundable: Fen
    refunded: Fen


@dataclass(frozen=True, slots=True)
class PlanView:
    """计划全程: the plan, its phases, what was started from it, what may be started now, and its money.

    `linked` says whether its program knows linked cases at all; `asked` is the case the question was about, the plan or one of them.
    """

    plan: CaseHead
    asked: UUID
    linked: bool
    stages: tuple[StageView, ...]
    cases: tuple[LinkedCaseView, ...]
    startable: tuple[StartableView, ...]
    ledger: LedgerView
    figures: PlanFigures


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLife(Query[PlanView]):
    """计划全程 of a case, or of the plan a linked case belongs to."""

    case_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> PlanView:
        """Whoever may know of the case may see its family; drafts show to those who began them only."""
        case = seen_case(uow, by, self.case_id)
        plan = case if case.parent_id is None else seen_case(uow, by, case.parent_id)
        family = [each for each in siblings(uow, plan) if may_know(by, each)]
        heads = Heads(uow)
        heads.prepare([plan, *family])
        program = uow.program(plan.release_id)
        ledger = Ledger(case_id=plan.id).answer(uow, by)
        return PlanView(
            plan=heads.case(plan),
            asked=case.id,
            linked=any(spec.parent is not None and spec.parent.process == plan.process for spec in program.manifest.processes.values()),
            stages=stage_views(program, plan),
            cases=tuple(LinkedCaseView(heads.case(each), is_parent=False, origin=each.origin) for each in family),
            startable=StartableLinked(case_id=plan.id).answer(uow, by),
            ledger=ledger,
            figures=_figures(plan.id, expected(uow, plan), ledger.sums, sum(amount for _, _, amount in approved(uow, plan))),
        )


def expected(uow: UnitOfWork, plan: Case) -> tuple[tuple[RegisterLine, RegisterColumn, int], ...]:
    """What the plan's own lines in registers say of money: the columns that are added up."""
    registers = uow.program(plan.release_id).manifest.registers
    found = []
    for line in uow.session.scalars(select(RegisterLine).where(RegisterLine.case_id == plan.id)):
        spec = registers.get(line.register.rpartition("/")[2])
        for column in spec.columns if spec else ():
            value = line.values.get(column.key)
            if column.type == "money" and column.sum and isinstance(value, int):
                found.append((line, column, value))
    return tuple(found)


def approved(uow: UnitOfWork, plan: Case) -> tuple[tuple[Case, tuple[str, ...], int], ...]:
    """已核定: sums of open linked cases that were approved and for which no payment is planned yet, with their place among the facts."""
    found = []
    for case in siblings(uow, plan):
        spec = uow.program(case.release_id).process(case.process).payable
        if spec is None or case.status != "open" or case.stage not in spec.stages:
            continue
        amount, sums = at_path(case.facts, spec.fact), case.facts.get("money", {})
        waiting = any(sums.get(kind, {}).get(state) for kind in OUTGOING for state in (*UNDER_WAY, "paid"))
        if isinstance(amount, int) and amount > 0 and not waiting:
            found.append((case, tuple(spec.fact.split(".")), amount))
    return tuple(found)


def _figures(
    plan_id: UUID, lines: tuple[tuple[RegisterLine, RegisterColumn, int], ...], sums: Mapping[str, Any], settled: int
) -> PlanFigures:
    return PlanFigures(
        explanation=unfolds_at("plan", plan_id),
        planned=sum(value for _, _, value in lines) if lines else None,
        advanced=sums["advance"]["paid"],
        payable=settled + sum(sums[kind][state] for kind in OUTGOING for state in UNDER_WAY),
        paid=sums["paid_out"],
        refundable=sum(sums[kind]["planned"] for kind in ("refund", "recovery")),
        refunded=sums["paid_back"],
    )
