"""Every amount unfolds 金额的来历: one question for any amount that a page, a paper or the API shows."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from engine.model import BenefitEntry, Case, Movement, RegisterLine
from engine.queries.amount_facts import of_fact
from engine.queries.amount_sums import of_benefits, of_file, of_plan, of_ready, of_register, of_sum
from engine.queries.amount_views import KINDS, AmountPart, AmountView
from engine.queries.budgets import of_budget
from engine.queries.cases import seen_case
from engine.queries.query import Query
from engine.running.benefits import incompatible_of, sees_case
from engine.running.reckoning import ROOT, last_decision, reckoned, unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Answer = Callable[[UnitOfWork, Actor, list[str]], AmountView]


@dataclass(frozen=True, slots=True, kw_only=True)
class AmountExplained(Query[AmountView]):
    """金额的来历: how the amount at an address came about; `address` is the `explanation` beside it, with or without `amounts/`.

    Whoever may see an amount may see this; for others there is none.
    """

    address: str

    def answer(self, uow: UnitOfWork, by: Actor) -> AmountView:
        """`NotFound` for an address that names no amount, or none of the actor's."""
        kind, *rest = self.address.removeprefix(f"{ROOT}/").split("/")
        found = ANSWERS.get(kind)
        if found is None or not rest or not all(rest):
            raise NotFound("amount_not_found", address=self.address)
        return found(uow, by, rest)


def identity(text: str) -> UUID:
    """The id in an address."""
    try:
        return UUID(text)
    except ValueError:
        raise NotFound("amount_not_found", address=text) from None


def _movement(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    movement = uow.session.get(Movement, identity(path[0]))
    if movement is None:
        raise NotFound("amount_not_found", address=path[0])
    case = seen_case(uow, by, movement.case_id)
    told = Text("按登记时的决策表和参数核定。", "Reckoned by the decision tables and parameters of the day it was entered.")
    return AmountView(
        unfolds_at("movement", movement.id), KINDS[movement.kind], movement.amount, told, movement.computation, (), 0, case.id,
        case.number or "",
    )  # fmt: skip


def _benefit(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    entry = uow.session.get(BenefitEntry, identity(path[0]))
    case = uow.session.get(Case, entry.case_id) if entry is not None and entry.case_id else None
    if entry is None or not sees_case(by, case.organisation_id if case else None, entry.region):
        raise NotFound("amount_not_found", address=path[0])
    here = unfolds_at("benefit", entry.id)
    if case is None:
        told = Text(f"由外部系统告知：{entry.source}。", f"As another system told it: {entry.source}.")
        return AmountView(here, Text.typed(entry.kind), entry.amount, told, None, (), 0, None, entry.source)
    title = incompatible_of(uow.program(case.release_id)).title(entry.kind)
    made = last_decision(uow, case.id, entry.decision) if entry.decision else None
    if made is None:
        told = Text("登记时没有核定金额。", "Nothing was reckoned when this was entered.")
        return AmountView(here, title, entry.amount, told, None, (), 0, case.id, case.number or "")
    told = Text("每人金额：核定的补贴总额除以计入的人数。", "A head: the sum that was reckoned, divided by the heads it counts.")
    return AmountView(here, title, entry.amount, told, reckoned(uow, case, made, entry.amount), (), 0, case.id, case.number or "")


def _line(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    line = uow.session.get(RegisterLine, identity(path[0]))
    amount = line.values.get(path[1]) if line is not None and len(path) > 1 else None
    if line is None or not isinstance(amount, int) or isinstance(amount, bool):
        raise NotFound("amount_not_found", address="/".join(path))
    case = seen_case(uow, by, line.case_id)
    spec = uow.program(case.release_id).manifest.registers.get(line.register.rpartition("/")[2])
    column = next((each for each in spec.columns if each.key == path[1]), None) if spec else None
    if column is None or column.type != "money":
        raise NotFound("amount_not_found", address="/".join(path))
    parts: tuple[AmountPart, ...] = ()
    if source := line.sources.get(path[1]):
        parts = (AmountPart(column.title, amount, unfolds_at("fact", case.id, *str(source).split("."))),)
    told = Text("列入台账时取自办件。", "Taken from the case when it was entered in the register.")
    return AmountView(unfolds_at("line", line.id, path[1]), column.title, amount, told, None, parts, 0, case.id, case.number or "")


def _fact(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_fact(uow, by, seen_case(uow, by, identity(path[0])), path[1:])


def _plan(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_plan(uow, seen_case(uow, by, identity(path[0])), path[1:])


def _sum(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_sum(uow, seen_case(uow, by, identity(path[0])), path[1:])


def _benefits(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_benefits(uow, seen_case(uow, by, identity(path[0])))


def _budget(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_budget(uow, by, identity(path[0]), path[1:])


def _file(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    return of_file(uow, by, identity(path[0]))


ANSWERS: dict[str, Answer] = {
    "movement": _movement,
    "benefit": _benefit,
    "benefits": _benefits,
    "line": _line,
    "register": of_register,
    "plan": _plan,
    "money": _sum,
    "file": _file,
    "budget": _budget,
    "ready": of_ready,
    "fact": _fact,
}
"""What the first word of an address asks for."""
