"""One payment 拨付申请 as a finance officer decides it."""

from dataclasses import dataclass
from uuid import UUID

from engine.model import Movement
from engine.queries.budgets import BudgetView, budget_views
from engine.queries.cases import seen_case
from engine.queries.heads import Heads
from engine.queries.money import MovementView, movement_view
from engine.queries.query import Query
from engine.queries.timeline import case_events
from engine.queries.views import CaseHead, EventView
from engine.running.budgets import lines_for, short_of
from engine.running.payments import FINANCE, must_be_another, must_be_apart, must_be_finance
from engine.running.role_titles import naming_posts
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound, NotPermitted, Rejection
from engine.sdk.messages import sentence_of
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

BY_HAND = frozenset({"prepare", "budget", "check", "approve", "receive"})


@dataclass(frozen=True, slots=True)
class PaymentView:
    """拨付申请: the movement, its case, what was done with it, and whether the viewer may take its next step; `conflict` says why not."""

    movement: MovementView
    head: CaseHead
    history: tuple[EventView, ...]
    may: bool
    conflict: Text | None
    lines: tuple[BudgetView, ...]
    """The budget lines it may draw on when it is prepared; none where no budget is kept, and nothing is checked."""
    short: Text | None
    """Why it waits: the line, what is left, what is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDetail(Query[PaymentView]):
    """拨付申请: one movement of the finance officer's regions."""

    movement_id: UUID

    def answer(self, uow: UnitOfWork, by: Actor) -> PaymentView:
        """Whoever is no finance officer reads the money in the plan's picture instead."""
        if FINANCE not in by.roles and not by.is_system:
            raise NotPermitted("role_needed", role=FINANCE, region="")
        movement = uow.session.get(Movement, self.movement_id)
        if movement is None or not (by.is_system or by.sees(movement.region)):
            raise NotFound("movement_not_found", movement=str(self.movement_id))
        case = seen_case(uow, by, movement.case_id)
        heads = Heads(uow)
        heads.prepare([case])
        view = movement_view(uow, movement, case)
        mine = tuple(each for each in case_events(uow, case, public_only=False) if each.data.get("movement") == str(movement.id))
        conflict: Text | None = None
        try:
            with naming_posts(uow):
                must_be_finance(by, movement.region)
                must_be_apart(uow, by, case)
                done = [(movement.prepared_by_id, "prepared"), (movement.checked_by_id, "checked")]
                must_be_another(by, done if view.step in {"budget", "check", "approve"} else [])
        except Rejection as refusal:
            conflict = sentence_of(refusal)
        lines = budget_views(uow, lines_for(uow, movement.region)) if view.step == "prepare" else ()
        short = sentence_of(short_of(uow, movement)) if view.step == "budget" else None
        return PaymentView(view, heads.case(case), mine, view.step in BY_HAND and conflict is None, conflict, lines, short)
