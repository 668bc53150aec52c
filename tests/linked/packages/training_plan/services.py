"""示例培训计划: what the diagrams do beside asking people. Pure functions."""

from collections.abc import Mapping
from decimal import Decimal

from engine.sdk import (
    Benefit,
    BenefitCheck,
    Computation,
    ComputedLine,
    Effects,
    Payment,
    RosterChange,
    RosterStatus,
    ServiceFailed,
    Text,
    service,
)

KIND = "apprenticeship"


@service("training_plan.enrol")
def enrol(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记学员: whoever is eligible is enrolled, and the benefit is reserved."""
    reserved = Benefit(KIND, "reserved", year=_year(facts), amount=_fen(parameters.get("head_rate")), statuses=("eligible",))
    return Effects(facts={"on": facts.get("today")}, roster=RosterStatus("enrolled", only="eligible"), benefits=[reserved])


@service("training_plan.archive")
def archive(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """归档: how often each linked case reported."""
    return Effects(facts={"reports": {key: len(_list(entries)) for key, entries in _part(facts, "linked").items()}})


@service("training_plan.plan_advance")
def plan_advance(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记预支款: heads in training times the rate times the ratio."""
    heads = _fen(_part(_part(facts, "parent"), "roster").get("enrolled"))
    each = _fen(_part(facts, "advance_rate").get("result"))
    amount = heads * each
    account = _part(facts, "correct_account") or _part(facts, "advance")
    computation = Computation(
        inputs={"heads": heads, "rate": parameters.get("head_rate"), "ratio": parameters.get("advance_ratio")},
        lines=[ComputedLine(Text("预支金额", "Advance"), f"{heads} 人 × {each}", amount, "三（二）")],
        decision="advance_rate",
        clause="示例办法 三（二）",
        parameters=("head_rate", "advance_ratio"),
    )
    payee = {"bank": account.get("bank"), "account": account.get("account_no")}
    return Effects(facts={"heads": heads}, payments=[Payment("advance", amount, computation, payee)])


@service("training_plan.report_advance")
def report_advance(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报主办件: what was paid in advance."""
    payment = _part(facts, "payment")
    return Effects(facts={"told": True}, parent_facts={"amount": payment.get("amount"), "voucher": payment.get("voucher")})


@service("training_plan.close_row")
def close_row(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """减员: the row is closed and the benefit given up."""
    leave = _part(facts, "leave")
    row = _fen(leave.get("row"))
    return Effects(
        facts={"row": row},
        parent_facts={"row": row, "left_on": leave.get("left_on")},
        parent_rows=[RosterChange(row, "left", {"left_on": leave.get("left_on")}, only=("enrolled",))],
        benefits=[Benefit(KIND, "revoked", year=_year(facts), of="parent", rows=(row,))],
    )


@service("training_plan.compare")
def compare(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """比对: whoever took another benefit meanwhile is found before the review."""
    return Effects(facts={"on": facts.get("today")}, benefits=[BenefitCheck(KIND, _year(facts), of="parent", statuses=("enrolled",))])


@service("training_plan.settle")
def settle(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记结算款: heads without a conflict times the rate, less what was paid in advance; below nothing it comes back."""
    rate = _fen(parameters.get("head_rate"))
    parent = _part(facts, "parent")
    enrolled = _list(_part(_part(parent, "roster"), "rows").get("enrolled"))
    out = set(_list(_part(_part(facts, "compare"), "benefits").get("rows")))
    kept = [_fen(row) for row in enrolled if row not in out]
    advanced = _fen(_part(_part(parent, "money"), "advance").get("paid"))
    gross = len(kept) * rate
    net = gross - advanced
    computation = Computation(
        inputs={"heads": len(kept), "rate": rate, "advanced": advanced},
        lines=[
            ComputedLine(Text("应补", "Due"), f"{len(kept)} × {rate}", gross),
            ComputedLine(Text("减预支", "Less the advance"), "", -advanced),
        ],
        parameters=("head_rate",),
    )
    account = _part(facts, "settlement")
    payee = {"bank": account.get("bank"), "account": account.get("account_no")}
    payments = [Payment("settlement", net, computation, payee)] if net > 0 else [Payment("refund", -net, computation)] if net else []
    granted = Benefit(KIND, "granted", year=_year(facts), amount=rate, of="parent", statuses=("enrolled",), on_conflict="skip")
    return Effects(facts={"gross": gross, "net": net, "heads": len(kept)}, benefits=[granted], payments=payments)


@service("training_plan.note_visit")
def note_visit(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """记入主办件: what the officer found."""
    return Effects(facts={"done": True}, parent_facts={"finding": _part(facts, "visit").get("finding")})


def _part(facts: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = facts.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _fen(value: object) -> int:
    if isinstance(value, Decimal | int):
        return int(value)
    if value is None:
        return 0
    raise ServiceFailed("not_a_number", found=repr(value))


def _year(facts: Mapping[str, object]) -> int:
    return int(str(facts.get("today"))[:4])
