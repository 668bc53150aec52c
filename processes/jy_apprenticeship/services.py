# ruff: noqa: INP001 - a program is a folder of data, not a Python package
"""企业新型学徒制: what the diagrams enter in the registers. Pure functions."""

from collections.abc import Mapping

from engine.sdk import Effects, RegisterEntry, RosterStatus, ServiceFailed, service


@service("jy_apprenticeship.enter_annual_plan")
def enter_annual_plan(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """列入年度计划: the enterprise and its head count enter the district's annual plan, the real-name list opens.

    Only rows that no rule excludes are enrolled; the head count filed is theirs (policy: partial approval is per row).
    """
    plan = _part(_part(facts, "filing"), "plan")
    enterprise = _part(_part(facts, "filing"), "enterprise")
    heads = _heads(_part(facts, "roster"))
    year = plan.get("plan_year")
    if not isinstance(year, int) or isinstance(year, bool):
        raise ServiceFailed("plan_year_missing", found=repr(year))
    entry = RegisterEntry(
        register="annual_plan",
        year=year,
        key=str(enterprise.get("uscc", "")),
        values={
            "enterprise": enterprise.get("name"),
            "occupation": plan.get("occupation"),
            "occupation_name": plan.get("occupation_name"),
            "target_level": plan.get("target_level"),
            "heads": heads,
            "start": plan.get("start"),
            "end": plan.get("end"),
            "estimated_subsidy": plan.get("estimated_subsidy"),
        },
    )
    result = {
        "year": year,
        "heads": heads,
        "filed_on": facts.get("today"),
        "quota": parameters.get("district_year_quota"),
    }
    return Effects(facts=result, register=[entry], roster=RosterStatus("enrolled", only="eligible"))


def _part(facts: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = facts.get(key)
    return value if isinstance(value, Mapping) else {}


def _heads(roster: Mapping[str, object]) -> int:
    eligible = roster.get("eligible")
    if not isinstance(eligible, int) or isinstance(eligible, bool):
        raise ServiceFailed("roster_not_counted", found=repr(eligible))
    return eligible
