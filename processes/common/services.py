# ruff: noqa: INP001, ARG001 - a program is a folder of data, and a service takes parameters whether it needs them or not
"""公共子流程: what the shared diagrams record by themselves. Pure functions, the same for every program.

What a program must bring is said in the README: `amount_due` (a decision of its own) says what is to be paid and how it was reckoned.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from engine.sdk import (
    Benefit,
    BenefitCheck,
    Computation,
    ComputedLine,
    Effects,
    Payment,
    RegisterEntry,
    RosterCarry,
    RosterChange,
    RosterStatus,
    ServiceFailed,
    Text,
    service,
)

SETTLEMENT = "settlement"
REFUND = "refund"
CARRIED = ("theory", "practice", "overall", "cert_kind", "cert_no", "cert_date", "issuer")
"""Columns of a result sheet that the plan's roster keeps."""


# ---- acceptance -----------------------------------------------------------------------------------------------------------------


@service("common.deemed_acceptance")
def deemed_acceptance(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """默示受理: nobody told the applicant anything in time, so the application counts as accepted on the day it was received."""
    return Effects(
        facts={
            "deemed": True,
            "on": _part(facts, "case").get("received_on"),
            "limit": parameters.get("acceptance_limit"),
            "basis": "参照《中华人民共和国行政许可法》第三十二条：逾期不告知的，自收到申请材料之日起即为受理",
        }
    )


@service("common.correction_expired")
def correction_expired(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """视为撤回: the correction did not come in time, so the application counts as withdrawn."""
    return Effects(facts={"expired": True, "on": facts.get("today"), "limit": parameters.get("correction_limit")})


# ---- filing ---------------------------------------------------------------------------------------------------------------------


@service("common.enter_annual_plan")
def enter_annual_plan(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """列入年度计划: the enterprise and its head count enter the district's annual plan, the real-name list opens.

    Only rows that no rule excludes are enrolled; the head count filed is theirs (policy: partial approval is per row).
    """
    plan, enterprise = _part(_part(facts, "filing"), "plan"), _part(_part(facts, "filing"), "enterprise")
    year, heads = plan.get("plan_year"), _part(facts, "roster").get("eligible")
    if not isinstance(year, int) or isinstance(year, bool):
        raise ServiceFailed("plan_year_missing", found=repr(year))
    if not isinstance(heads, int) or isinstance(heads, bool):
        raise ServiceFailed("roster_not_counted", found=repr(heads))
    told = {key: plan.get(key) for key in PLANNED} | {"institution": plan.get("institution_name") or enterprise.get("name")}
    entry = RegisterEntry(
        "annual_plan", year, str(enterprise.get("uscc", "")), {"enterprise": enterprise.get("name"), "heads": heads, **told},
        sources={"estimated_subsidy": "filing.plan.estimated_subsidy"},
    )  # fmt: skip
    limits = {"quota": parameters.get("district_year_quota"), "start_limit": parameters.get("start_limit")}
    result = {"year": year, "heads": heads, "filed_on": facts.get("today"), **limits}
    return Effects(facts=result, register=[entry], roster=RosterStatus("enrolled", only="eligible"))


PLANNED = ("occupation", "occupation_name", "target_level", "start", "end", "estimated_subsidy")
"""What the line of the annual plan says of the training plan."""


# ---- publicity ------------------------------------------------------------------------------------------------------------------


@service("common.publish")
def publish(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """公示: a round begins; `previous` remembers the last objection that was looked into, so that only a new one counts."""
    before = _part(facts, "publish").get("round")
    round_ = (before if isinstance(before, int) else 0) + 1
    return Effects(facts={"on": facts.get("today"), "round": round_, "previous": _part(facts, "investigate").get("at")})


# ---- money ----------------------------------------------------------------------------------------------------------------------


@service("common.plan_payment")
def plan_payment(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记应付款: what `amount_due` says, to the account of the application, or to the one corrected after a failure."""
    due = _part(facts, "amount_due")
    account = _part(facts, "correct_account") or _part(due, "payee")
    payee = {"bank": account.get("bank_name"), "account": account.get("account_no")}
    kind = due.get("kind")
    if kind not in {"advance", SETTLEMENT}:
        raise ServiceFailed("amount_due_kind", found=repr(kind))
    movement = "advance" if kind == "advance" else "settlement"
    return Effects(
        facts={"on": facts.get("today")},
        payments=[Payment(movement, _fen(due.get("amount")), _computation(due), payee)],
    )


@service("common.plan_refund")
def plan_refund(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记应退款: what `amount_due` says is owed by the applicant; a decision to recover makes it a recovery 追回."""
    due = _part(facts, "amount_due")
    kind = "recovery" if due.get("kind") == "recovery" else "refund"
    return Effects(facts={"on": facts.get("today")}, payments=[Payment(kind, _fen(due.get("amount")), _computation(due))])


def _computation(due: Mapping[str, object]) -> Computation:
    inputs = {key: due.get(key) for key in RECKONED if key in due}
    return Computation(
        inputs=inputs,
        lines=[
            ComputedLine(
                Text(str(line.get("zh", "")), str(line.get("en", ""))),
                str(line.get("formula") or ""),
                _fen(line["amount"]) if line.get("amount") is not None else None,
                str(line.get("clause") or ""),
            )
            for line in _mappings(due.get("lines"))
        ],
        decision="amount_due",
        clause=str(due.get("clause") or ""),
        parameters=tuple(str(key) for key in _list(due.get("parameters"))),
    )


RECKONED = ("heads", "excluded_heads", "uncertified_heads", "no_certificate_ratio", "rate", "months", "ratio", "advanced")
"""What of a sum the computation keeps as its inputs."""


# ---- benefits -------------------------------------------------------------------------------------------------------------------


@service("common.reserve_benefits")
def reserve_benefits(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记拟享受补贴: whoever was filed holds a promise, but for those who took another subsidy: they are left out at the end."""
    kind = _kind(parameters)
    starts, ends = _period(facts)
    promise = Benefit(kind, "reserved", year=_plan_year(facts), statuses=("eligible",), starts=starts, ends=ends, on_conflict="skip")
    return Effects(facts={"kind": kind}, benefits=[promise])


@service("common.compare_benefits")
def compare_benefits(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """重复享受比对: whoever passed is compared with the registry; hits are left out of the sum; `serial` tells the newest."""
    check = BenefitCheck(_kind(parameters), _plan_year(facts), of="parent", statuses=("passed",), certificate="cert_no")
    before = [_number(_part(facts, step).get("serial"), 0) for step in ("compare", "compare_claim", "compare_grant")]
    return Effects(facts={"on": facts.get("today"), "serial": int(max(before)) + 1}, benefits=[check])


@service("common.grant_benefits")
def grant_benefits(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记享受补贴: those the sum was reckoned for receive the benefit; those left out hold no promise any longer."""
    kind, year = _kind(parameters), _plan_year(facts)
    due = _part(facts, "amount_due")
    out = {row for each in _mappings(due.get("excluded")) if isinstance(row := each.get("row"), int)}
    rows = _part(_part(_part(facts, "parent"), "roster"), "rows")
    kept = tuple(row for row in _list(rows.get("passed")) if isinstance(row, int) and row not in out)
    benefits = [Benefit(kind, "revoked", year=year, of="parent", rows=tuple(sorted(out)))] if out else []
    starts, ends = _period(_part(facts, "parent"))
    shares = _shares(facts, kept)
    for amount, share in shares.items():
        granted = Benefit(
            kind, "granted", year=year, amount=amount, of="parent", rows=share, starts=starts, ends=ends, certificate="cert_no",
            decision="amount_due",
        )  # fmt: skip
        benefits.append(granted)
    told = [{"amount": amount, "rows": list(share)} for amount, share in shares.items()]
    return Effects(facts={"rows": list(kept), "left_out": sorted(out), "shares": told}, benefits=benefits)


def _shares(facts: Mapping[str, object], kept: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """每人金额: what each of the kept rows receives of the sum, by amount; together they are the sum, to the last fen.

    Everybody gets what the rate and the months give for them alone, those without a certificate their ratio of it. What whole fen leave
    over goes, a fen each, to the first on the roster.
    """
    due, told = _part(facts, "amount_due"), _part(_part(facts, "compare"), "benefits")
    ratio = _number(due.get("no_certificate_ratio"), 1)
    full = _number(due.get("rate"), 0) * _number(due.get("months"), 0)
    amounts = {row: int(full * (ratio if row in _list(told.get("uncertified")) else 1) // 12) for row in kept}
    rest = (_fen(due.get("gross")) if kept else 0) - sum(amounts.values())
    if not 0 <= rest <= len(kept):
        raise ServiceFailed("shares_do_not_add_up", found=str(rest))
    for row in kept[:rest]:
        amounts[row] += 1
    return {amount: tuple(row for row in kept if amounts[row] == amount) for amount in sorted(set(amounts.values()), reverse=True)}


def _period(plan: Mapping[str, object]) -> tuple[str | None, str | None]:
    """培训期间: from the first class to the last where they are known, else as filed and changed."""
    linked, filed = _part(plan, "linked"), _part(_part(plan, "filing"), "plan")
    changes = _mappings(linked.get("change"))
    told = ((_mappings(linked.get("start_report")), "first_day", "start"), (_mappings(linked.get("results")), "last_class", "end"))
    found = []
    for reports, known, planned in told:
        days = [each[known] for each in reports if each.get(known)] or [each[planned] for each in changes if each.get(planned)]
        day = days[-1] if days else filed.get(planned)
        found.append(str(day)[:10] if day else None)
    return found[0], found[1]


# ---- what linked cases do to their plan -----------------------------------------------------------------------------------------


@service("common.close_row")
def close_row(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """减员: the row of whoever left is closed, and what was promised to them is free again."""
    leave = _part(facts, "leave")
    row = leave.get("row")
    if not isinstance(row, int):
        raise ServiceFailed("row_missing", found=repr(row))
    told = {"row": row, "left_on": leave.get("left_on"), "reason": leave.get("reason"), **_lateness(facts, "leave_limits")}
    return Effects(
        facts=told,
        parent_facts=told,
        parent_rows=[RosterChange(row, "left", {"left_on": leave.get("left_on")}, only=("enrolled", "failed"))],
        benefits=[Benefit(_kind(parameters), "revoked", year=_plan_year(facts), of="parent", rows=(row,))],
    )


@service("common.register_leaver_refund")
def register_leaver_refund(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报离职退款: what the plan's settlement need not deduct any more, because the enterprise is to pay it back now."""
    told = {"to_refund": _part(facts, "amount_due").get("amount")}
    return Effects(facts=told, parent_facts=told)


@service("common.carry_results")
def carry_results(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记考核结果: the result sheet decides who of the plan passed; a resit may lift whoever failed."""
    results = _part(facts, "results")
    told = {"resit": results.get("resit"), "last_class": results.get("last_class"), "held_on": results.get("held_on")}
    carry = RosterCarry("result", {"passed": "passed", "failed": "failed"}, CARRIED, only=("enrolled", "failed"))
    return Effects(facts=told, carry=carry, parent_facts={**told, "completed_on": results.get("completed_on")})


@service("common.register_start")
def register_start(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记开训: the first day of class, and how many days it was late."""
    report = _part(facts, "start_report")
    told = {"first_day": report.get("first_day"), "classes": report.get("classes"), **_lateness(facts, "start_limits")}
    return Effects(facts=told, parent_facts=told)


@service("common.register_change")
def register_change(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记计划变更: what was approved, as the plan's later reckonings read it."""
    change = _part(facts, "change")
    told = {key: value for key, value in change.items() if key in CHANGED and value not in (None, "")}
    return Effects(facts=told, parent_facts=told)


CHANGED = ("kind", "start", "end", "institution_name", "institution_uscc", "mentors", "reason")


@service("common.register_measure")
def register_measure(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记监督措施: what was ordered, on whom and until when, as the plan's officers read it afterwards."""
    measure = _part(facts, "measure")
    told = {key: measure.get(key) for key in ("kind", "institution", "institution_uscc", "findings", "clause", "until")}
    register = REGISTERS.get(str(measure.get("kind")))
    if register is None:
        return Effects(facts=told, parent_facts=told)
    enterprise = _part(_part(_part(facts, "parent"), "filing"), "enterprise")
    of_enterprise = register == SANCTIONS
    values = {key: measure.get(key) for key in ("kind", "until", "clause")}
    values |= {"enterprise": enterprise.get("name")} if of_enterprise else {"institution": measure.get("institution")}
    key = enterprise.get("uscc") if of_enterprise else measure.get("institution_uscc")
    return Effects(facts=told, parent_facts=told, register=[RegisterEntry(register, _year(facts), str(key or ""), values)])


SANCTIONS = "sanctions"
REGISTERS = {"suspend": "training_suspensions", "resume": "training_suspensions", "disqualify": SANCTIONS, "requalify": SANCTIONS}
"""The measures that decide whether an institution may open classes, and whether an enterprise is eligible."""


@service("common.register_advance")
def register_advance(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报预支: what was paid in advance, and on which voucher."""
    payment, due = _part(facts, "payment"), _part(facts, "amount_due")
    told = {"amount": due.get("amount"), "heads": due.get("heads"), "voucher": payment.get("voucher"), "on": payment.get("on")}
    return Effects(facts=told, parent_facts=told)


@service("common.register_supervision")
def register_supervision(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报督导: where and when the assessment is held, and what the supervisor found."""
    plan, report = _part(facts, "assessment"), _part(facts, "supervise")
    told = {"held_on": plan.get("held_on"), "place": plan.get("place"), "supervisor": report.get("by")}
    told["conclusion"] = report.get("outcome") or "not_supervised"
    return Effects(facts=told, parent_facts=told)


@service("common.register_settlement")
def register_settlement(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报结算: the sum, what it was reduced by, and how it ended."""
    due = _part(facts, "amount_due")
    told = {key: due.get(key) for key in ("kind", "gross", "advanced", "net", "amount", "heads", "excluded")}
    more = {"late": _part(facts, "claim_limits").get("late"), "shares": _part(facts, "grant").get("shares")}
    return Effects(facts=told, parent_facts={**told, **more})


@service("common.register_withdrawal")
def register_withdrawal(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """回报撤回: the plan is given up, and what had to be paid back."""
    told = {"reason": _part(facts, "withdrawal").get("reason"), "refunded": _part(facts, "amount_due").get("amount")}
    return Effects(facts=told, parent_facts=told)


@service("common.register_recovery")
def register_recovery(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记追回决定: why and whose subsidy is taken back, so that nobody's is taken back twice."""
    proposal, due = _part(facts, "recovery"), _part(facts, "amount_due")
    told = {"grounds": proposal.get("grounds"), "scope": due.get("scope"), "rows": due.get("rows"), "amount": due.get("amount")}
    return Effects(facts=told, parent_facts=told)


@service("common.close_recovery")
def close_recovery(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """注销享受登记: what was paid back is held by nobody any longer."""
    due = _part(facts, "amount_due")
    rows = None if due.get("scope") == "all" else tuple(row for row in _list(due.get("rows")) if isinstance(row, int))
    gone = Benefit(_kind(parameters), "revoked", year=_plan_year(facts), of="parent", rows=rows, certificate="cert_no")
    return Effects(facts={"on": facts.get("today")}, parent_facts={"paid_back_on": facts.get("today")}, benefits=[gone])


@service("common.archive")
def archive(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """归档: what the closed file holds and how long it is kept."""
    linked = {key: len(_list(entries)) for key, entries in _part(facts, "linked").items()}
    held = {key: facts.get(key) for key in ("money", "roster")}
    return Effects(facts={"on": facts.get("today"), "linked": linked, **held, "years": parameters.get("archive_years")})


# ---- reading facts --------------------------------------------------------------------------------------------------------------


def _lateness(facts: Mapping[str, object], element: str) -> dict[str, object]:
    found = _part(facts, element)
    return {"due": found.get("due"), "late": found.get("late"), "days_late": found.get("days_late")}


def _part(facts: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = facts.get(key)
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _mappings(value: object) -> list[Mapping[str, object]]:
    return [each for each in _list(value) if isinstance(each, Mapping)]


def _fen(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value != int(value):
        raise ServiceFailed("not_whole_fen", found=repr(value))
    return int(value)


def _number(value: object, otherwise: int) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal | str) and value != "" else Decimal(otherwise)


def _kind(parameters: Mapping[str, object]) -> str:
    kind = parameters.get("benefit_kind")
    if not isinstance(kind, str):
        raise ServiceFailed("benefit_kind_missing", found=repr(kind))
    return kind


def _year(facts: Mapping[str, object]) -> int:
    return int(str(facts.get("today"))[:4])


def _plan_year(facts: Mapping[str, object]) -> int:
    """补贴年度: the year the plan is for, whenever somebody claims for it; that of the filing where the plan names none."""
    for case in (facts, _part(facts, "parent")):
        year = _part(_part(case, "filing"), "plan").get("plan_year")
        if isinstance(year, int) and not isinstance(year, bool):
            return year
    filed = _part(_part(facts, "parent"), "case").get("filed_on") or _part(facts, "case").get("filed_on") or facts.get("today")
    return int(str(filed)[:4])
