"""Sums 合计金额: which amounts one is added up from — of a plan, of a register, of a payment file."""

from collections.abc import Callable, Iterable
from uuid import UUID

from sqlalchemy import ColumnElement, select

from engine.model import BenefitEntry, Case, Movement, PaymentBatch
from engine.model.money import INCOMING, OUTGOING, STATES
from engine.queries.amount_views import EVERYWHERE, KINDS, MOST_PARTS, AmountPart, AmountView, part_of
from engine.queries.money import PaymentQueue
from engine.queries.plan import UNDER_WAY, approved, expected
from engine.queries.registers import RegisterPage
from engine.running.access import prefix_of
from engine.running.benefits import incompatible_of
from engine.running.links import plan_of
from engine.running.payments import must_be_finance
from engine.running.reckoning import unfolds_at
from engine.sdk.actor import Actor
from engine.sdk.errors import NotFound
from engine.sdk.text import Text
from engine.store.unit_of_work import UnitOfWork

Signed = Callable[[Movement], int]
ADDED = Text("由下列各项相加。", "The sum of what stands below.")
NOTHING = Text("没有相应的资金，金额为零。", "There is no such money: nothing.")
FIGURES: dict[str, tuple[Text, Signed]] = {
    "advanced": (Text("已预支", "Advanced"), lambda each: each.kind == "advance" and each.state == "paid"),
    "payable": (Text("待支付", "To be paid"), lambda each: each.kind in OUTGOING and each.state in UNDER_WAY),
    "paid": (Text("已支付", "Paid"), lambda each: each.kind in OUTGOING and each.state == "paid"),
    "refundable": (Text("应退回", "To be paid back"), lambda each: each.kind in INCOMING and each.state == "planned"),
    "refunded": (Text("已退回", "Paid back"), lambda each: each.kind in INCOMING and each.state == "paid"),
}
"""The figures of a plan: what each is called, and how a movement counts in it (1, -1, or not at all)."""
OVERALL = {
    "paid_out": FIGURES["paid"],
    "paid_back": FIGURES["refunded"],
    "net": (Text("净额", "Net"), lambda each: (each.state == "paid") * (1 if each.kind in OUTGOING else -1)),
}
"""The sums of a ledger over all kinds."""


def of_plan(uow: UnitOfWork, case: Case, path: list[str]) -> AmountView:
    """One of the figures of a plan: `planned` comes from registers, the others from the ledger."""
    plan = uow.session.get_one(Case, plan_of(case))
    if path == ["planned"]:
        lines = expected(uow, plan)
        parts = [AmountPart(column.title, value, unfolds_at("line", line.id, column.key)) for line, column, value in lines]
        return added(unfolds_at("plan", plan.id, "planned"), Text("预计补贴", "Estimated subsidy"), parts, plan)
    if len(path) != 1 or path[0] not in FIGURES:
        raise NotFound("amount_not_found", address="/".join(path))
    view = _of_family(uow, plan, plan_of(plan), "plan", path, *FIGURES[path[0]])
    if path != ["payable"]:
        return view
    settled = [
        AmountPart(Text(f"已核定 {case.number}", f"Approved {case.number}"), amount, unfolds_at("fact", case.id, *place))
        for case, place, amount in approved(uow, plan)
    ]
    return added(view.explanation, view.title, [*view.parts, *settled], plan) if settled else view


def of_sum(uow: UnitOfWork, case: Case, path: list[str]) -> AmountView:
    """One of the sums of a ledger: by kind and state (`advance/paid`), or over all kinds (`paid_out`)."""
    if len(path) == 1 and path[0] in OVERALL:
        return _of_family(uow, case, case.id, "money", path, *OVERALL[path[0]])
    if len(path) != 2 or path[0] not in KINDS or path[1] not in STATES:
        raise NotFound("amount_not_found", address="/".join(path))
    kind, state = path
    return _of_family(uow, case, case.id, "money", path, KINDS[kind], lambda each: each.kind == kind and each.state == state)


def _of_family(uow: UnitOfWork, case: Case, owner: UUID, root: str, path: list[str], title: Text, counts: Signed) -> AmountView:
    """Movements of a plan with all its linked cases, or of one linked case alone."""
    mine: ColumnElement[bool] = Movement.plan_id == owner if case.parent_id is None else Movement.case_id == owner
    return of_movements(uow, mine, unfolds_at(root, owner, *path), title, case, counts=counts)


def of_movements(
    uow: UnitOfWork, chosen: ColumnElement[bool], here: str, title: Text, case: Case | None, counts: Signed = lambda _: 1
) -> AmountView:
    """A sum over the movements chosen, in the order they were entered."""
    rows = uow.session.execute(
        select(Movement, Case.number).join(Case, Case.id == Movement.case_id).where(chosen).order_by(Movement.planned_at, Movement.id)
    )
    signed = [(movement, number or "", int(counts(movement))) for movement, number in rows]
    return added(here, title, [part_of(movement, number, sign=sign) for movement, number, sign in signed if sign], case)


def added(here: str, title: Text, parts: Iterable[AmountPart], case: Case | None) -> AmountView:
    """The sum of its parts."""
    every = tuple(parts)
    shown = every[:MOST_PARTS]
    return AmountView(
        here, title, sum(each.amount or 0 for each in every), ADDED if every else NOTHING, None, shown, len(every) - len(shown),
        case.id if case else None, (case.number or "") if case else "",
    )  # fmt: skip


def of_register(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    """The sum below a column: `<program>/<register>/<year>/<area or all>/<column>`."""
    if len(path) != 5 or not path[2].isdigit():
        raise NotFound("amount_not_found", address="/".join(path))
    program, register, year, area, key = path
    region = "" if area == EVERYWHERE else area
    view = RegisterPage(program=program, register=register, year=int(year), region=region, size=0).answer(uow, by)
    column = next((each for each in view.columns if each.key == key and each.explanation), None)
    if column is None:
        raise NotFound("amount_not_found", address="/".join(path))
    lines = [(row, row.values.get(key)) for row in view.rows]
    parts = [AmountPart(Text.typed(row.number), value, f"{row.explanation}/{key}") for row, value in lines if isinstance(value, int)]
    return added(column.explanation, column.title, parts, None)


def of_benefits(uow: UnitOfWork, case: Case) -> AmountView:
    """What a case entered in the benefit registry, person by person."""
    names = incompatible_of(uow.program(case.release_id))
    entries = uow.session.scalars(
        select(BenefitEntry).where(BenefitEntry.case_id == case.id, BenefitEntry.state == "granted").order_by(BenefitEntry.row)
    )
    parts = []
    for each in entries:
        title = names.title(each.kind)
        row = Text(f"{title.zh}（第 {each.row} 行）", f"{title.en} (row {each.row})")
        parts.append(AmountPart(row, each.amount, unfolds_at("benefit", each.id)))
    return added(unfolds_at("benefits", case.id), Text("享受补贴登记", "Benefits registered"), parts, case)


def of_file(uow: UnitOfWork, by: Actor, batch_id: UUID) -> AmountView:
    """The sum of a payment file, for the finance officers of its region."""
    batch = uow.session.get(PaymentBatch, batch_id)
    if batch is None:
        raise NotFound("amount_not_found", address=str(batch_id))
    must_be_finance(by, batch.region)
    title = Text(f"拨付文件 {batch.number}", f"Payment file {batch.number}")
    return of_movements(uow, Movement.batch_id == batch.id, unfolds_at("file", batch.id), title, None)


def of_ready(uow: UnitOfWork, by: Actor, path: list[str]) -> AmountView:
    """What an export of an area would send now."""
    (region,) = path[:1]
    rows = [each for each in PaymentQueue(step="export").answer(uow, by) if each.region.startswith(prefix_of(region))]
    parts = [AmountPart(Text(f"{KINDS[each.kind].zh} {each.case_number}", f"{KINDS[each.kind].en} {each.case_number}"),
                        each.amount, each.explanation) for each in rows]  # fmt: skip
    return added(unfolds_at("ready", region), Text("已批准待导出", "Approved, to be exported"), parts, None)
