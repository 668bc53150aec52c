"""Money 资金: what a service plans, how a movement goes on, and the sums that always add up. All amounts are fen."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select

from engine.bpmn import Element
from engine.model import Case, Movement, Task
from engine.model.money import INCOMING, OUTGOING, STATES
from engine.running.budgets import let_go
from engine.running.duties import must_not_be_recused
from engine.running.links import parent_of, plan_of
from engine.running.looking import look_again
from engine.running.plain import plain
from engine.running.reckoning import unfolded
from engine.running.sealing import ENVELOPE, Sealer
from engine.sdk.actor import Actor
from engine.sdk.effects import Payment
from engine.sdk.errors import InvalidState, NotFound, NotPermitted, ServiceFailed
from engine.sdk.money import MOST_FEN, capitals, yuan
from engine.sdk.ports import FieldInfo
from engine.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from engine.running.environment import CaseEnvironment

FINANCE = "finance"
KINDS = (*OUTGOING, *INCOMING)
ABANDONED = ("withdrawn", "terminated")
"""A case that ended so is paid nothing any more."""
FUND_SOURCES: Mapping[str, str] = {
    "employment_fund": "就业补助资金",
    "special_account": "职业技能提升行动专账资金",
    "unemployment_insurance": "失业保险基金",
    "other": "其他",
}
ACCOUNT = FieldInfo("account", "text", "账号", sensitive="account")


# ---- planning -------------------------------------------------------------------------------------------------------------------


def plan_payment(env: "CaseEnvironment", element: Element, payment: Payment) -> dict[str, Any]:
    """登记应付（应收）款: a planned movement with its computation; returns what the facts say of it.

    Raises:
        ServiceFailed: an unknown kind, an amount that is none, an account that is missing, or one is under way already.
    """
    if payment.kind not in KINDS:
        raise ServiceFailed("payment_kind", element=element.id, kind=payment.kind)
    amount = payment.amount
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 < amount <= MOST_FEN:
        raise ServiceFailed("payment_amount", element=element.id, amount=repr(amount))
    before = list(
        env.uow.session.scalars(
            select(Movement)
            .where(Movement.case_id == env.case.id, Movement.kind == payment.kind, Movement.key == payment.key)
            .order_by(Movement.planned_at)
        )
    )
    if any(movement.state not in {"failed", "returned"} for movement in before):
        raise ServiceFailed("payment_twice", element=element.id, kind=payment.kind, key=payment.key)
    movement = Movement(
        id=uuid4(),
        case_id=env.case.id,
        plan_id=plan_of(env.case),
        region=env.case.region,
        kind=payment.kind,
        key=payment.key,
        state="planned",
        amount=amount,
        computation=unfolded(env, payment.computation, amount),
        payee=_payee(env, element, payment),
        element=element.id,
        previous_id=before[-1].id if before else None,
        planned_at=env.now,
    )
    env.uow.session.add(movement)
    env.uow.session.flush()
    env.uow.record(
        env.case, env.by, "payment_planned", public=True, movement=str(movement.id), payment=payment.kind, amount=amount, element=element.id
    )
    write_sums(env.uow, env.case)
    return {"movement": str(movement.id), "kind": payment.kind, "amount": amount, "capitals": capitals(amount), "attempt": len(before) + 1}


def _payee(env: "CaseEnvironment", element: Element, payment: Payment) -> dict[str, Any]:
    payee = dict(payment.payee)
    account = payee.get("account")
    if payment.kind in OUTGOING and not account:
        raise ServiceFailed("payee_missing", element=element.id, kind=payment.kind)
    return {"name": env.organisation, **Sealer(env.uow.keyring).seal(plain(payee), [ACCOUNT])}


def has_moved(uow: UnitOfWork, case: Case) -> bool:
    """Whether money of the case was sent or paid: it cannot simply end any more."""
    found = select(Movement.id).where(Movement.case_id == case.id, Movement.state.in_(("sent", "paid"))).limit(1)
    return uow.session.scalar(found) is not None


def stop_payments(env: "CaseEnvironment", status: str) -> None:
    """停止拨付: a case that is withdrawn or terminated is paid nothing any more; what was planned or approved for it fails.

    Raises:
        InvalidState: `payment_under_way`, its money was sent or paid already.
    """
    if status not in ABANDONED:
        return
    movements = env.uow.session.scalars(
        select(Movement).where(Movement.case_id == env.case.id, Movement.state.not_in(("failed", "returned"))).with_for_update()
    ).all()
    for movement in movements:
        if movement.state in {"sent", "paid"}:
            raise InvalidState("payment_under_way", amount=yuan(movement.amount))
        movement.state, movement.reason = "failed", "办件已撤销"
        let_go(env.uow, movement)
        env.uow.record(
            env.case,
            env.by,
            "payment_failed",
            movement=str(movement.id),
            payment=movement.kind,
            amount=movement.amount,
            reason=movement.reason,
        )
    if movements:
        write_sums(env.uow, env.case)


# ---- sums -----------------------------------------------------------------------------------------------------------------------


def nothing() -> dict[str, Any]:
    """The sums before any money moved."""
    return {**{kind: dict.fromkeys(STATES, 0) for kind in KINDS}, "paid_out": 0, "paid_back": 0, "net": 0}


def added_up(amounts: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """Sums by kind and state, what went out and came back, and the difference."""
    sums = nothing()
    for kind, state, amount in amounts:
        sums[kind][state] += int(amount)
    sums["paid_out"] = sum(sums[kind]["paid"] for kind in OUTGOING)
    sums["paid_back"] = sum(sums[kind]["paid"] for kind in INCOMING)
    sums["net"] = sums["paid_out"] - sums["paid_back"]
    return sums


def write_sums(uow: UnitOfWork, case: Case) -> None:
    """台账入事实: the facts `money` of the case, and of the head of its family over all linked cases, say what the ledger says."""
    parent = parent_of(uow, case)
    rows = uow.session.execute(
        select(Movement.case_id, Movement.kind, Movement.state, func.sum(Movement.amount))
        .where(Movement.plan_id == plan_of(case))
        .group_by(Movement.case_id, Movement.kind, Movement.state)
    ).all()
    if parent is None:
        case.facts = {**case.facts, "money": added_up((kind, state, amount) for _, kind, state, amount in rows)}
        look_again(uow, case)
        return
    case.facts = {**case.facts, "money": added_up((kind, state, amount) for owner, kind, state, amount in rows if owner == case.id)}
    parent.facts = {**parent.facts, "money": added_up((kind, state, amount) for _, kind, state, amount in rows)}
    look_again(uow, case)
    look_again(uow, parent)


# ---- going on -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Handled:
    """A movement with its case, both locked."""

    movement: Movement
    case: Case


def handled(uow: UnitOfWork, by: Actor, movement_id: UUID) -> Handled:
    """Lock a movement and its case for a finance officer.

    Raises:
        NotFound: none, or none of the actor's regions.
        NotPermitted: not a finance officer there, or one who decided something else in this case.
        InvalidState: the case was withdrawn or terminated, or its plan has ended and nothing is paid out for it any more.
    """
    owner = uow.session.scalar(select(Movement.case_id).where(Movement.id == movement_id))
    if owner is None:
        raise NotFound("movement_not_found", movement=str(movement_id))
    case = uow.locked_case(owner)
    movement = uow.session.get_one(Movement, movement_id, with_for_update=True)
    if not by.is_system and not by.sees(movement.region):
        raise NotFound("movement_not_found", movement=str(movement_id))
    must_be_finance(by, movement.region)
    must_be_apart(uow, by, case)
    if case.status in ABANDONED:
        raise InvalidState("case_not_open", status=case.status)
    if movement.kind in OUTGOING:
        must_go_on(uow, case)
    return Handled(movement, case)


def must_go_on(uow: UnitOfWork, case: Case) -> None:
    """`InvalidState` where the head of the family has ended: what was not sent yet is not paid any more."""
    plan = parent_of(uow, case)
    if plan is not None and plan.status != "open":
        raise InvalidState("payment_plan_ended", number=plan.number or "")


def locked_cases(uow: UnitOfWork, ids: Iterable[UUID]) -> dict[UUID, Case]:
    """Cases, locked in the one order everybody keeps: linked cases before heads of families, each by id; then the heads of the linked."""
    known = uow.session.execute(select(Case.id, Case.parent_id).where(Case.id.in_(set(ids)))).all()
    heads = {parent for _, parent in known if parent is not None} - {case_id for case_id, _ in known}
    order = sorted((*((parent is None, case_id) for case_id, parent in known), *((True, head) for head in heads)))
    locked = {case_id: uow.locked_case(case_id) for _, case_id in order}
    uow.session.info.setdefault("parents", {}).update({case_id: case for case_id, case in locked.items() if case.parent_id is None})
    return locked


def must_be_finance(by: Actor, region: str) -> None:
    """`NotPermitted` unless the actor is a finance officer of the region."""
    if not by.is_system and not by.holds(FINANCE, region):
        raise NotPermitted("role_needed", role=FINANCE, region=region)


def must_be_apart(uow: UnitOfWork, by: Actor, case: Case) -> None:
    """不相容岗位分离、回避: who did another step in the family of a case (reviewed, signed off, supervised) may not pay for it, nor
    who is recused from it.
    """
    if by.user_id is None:
        return
    must_not_be_recused(by, case)
    plan = plan_of(case)
    family = select(Case.id).where(or_(Case.id == plan, Case.parent_id == plan))
    mine = select(Task).where(Task.case_id.in_(family), Task.state == "done", Task.done_by_id == by.user_id)
    done = uow.session.scalar(mine.where(Task.role.not_in(("", FINANCE))).limit(1))
    if done is not None:
        raise NotPermitted("separation_of_duties", step=done.name, at=done.done_at)


def must_be_another(by: Actor, done: Sequence[tuple[UUID | None, str]]) -> None:
    """不相容岗位分离: preparing, checking and approving are for three different people."""
    for person, duty in done:
        if by.user_id is not None and person == by.user_id:
            raise NotPermitted("payment_separation", duty=DUTIES[duty])


DUTIES: Mapping[str, Mapping[str, str]] = {
    "prepared": {"zh": "编制", "en": "preparation"},
    "checked": {"zh": "复核", "en": "check"},
}


def must_be_in(movement: Movement, state: str) -> None:
    """`InvalidState` unless the movement is in this state."""
    if movement.state != state:
        raise InvalidState("payment_state", state=STATE_NAMES[movement.state], amount=yuan(movement.amount))


STATE_NAMES: Mapping[str, Mapping[str, str]] = {
    "planned": {"zh": "待拨付", "en": "planned"},
    "approved": {"zh": "已批准", "en": "approved"},
    "sent": {"zh": "已送国库", "en": "sent to the treasury"},
    "paid": {"zh": "已到账", "en": "paid"},
    "failed": {"zh": "拨付失败", "en": "failed"},
    "returned": {"zh": "已退汇", "en": "returned"},
}


def account_of(uow: UnitOfWork, payee: Mapping[str, Any]) -> str:
    """The payee's account in clear: for the payment file only."""
    return str(Sealer(uow.keyring).reveal(payee.get("account")) or "")


def account_shown(payee: Mapping[str, Any]) -> str:
    """The payee's account as pages show it."""
    account = payee.get("account")
    return str(account.get("mask", "")) if isinstance(account, Mapping) and ENVELOPE in account else ""
