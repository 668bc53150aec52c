"""示例技能提升补贴: everybody on the roster is granted it, or nobody."""

from collections.abc import Mapping

from engine.sdk import Benefit, Effects, service


@service("skill_grant.give")
def give(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """登记享受: one entry a row, with its certificate."""
    benefit = Benefit(
        "skill_upgrade",
        "granted",
        year=int(str(facts.get("today"))[:4]),
        amount={"4": 150000, "3": 200000},
        statuses=("eligible",),
        certificate="certificate",
    )
    return Effects(facts={"on": facts.get("today")}, benefits=[benefit])
