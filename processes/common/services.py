# ruff: noqa: INP001 - a program is a folder of data, not a Python package
"""公共子流程 of acceptance and review: what the diagrams record by themselves. Pure functions, the same for every program."""

from collections.abc import Mapping

from engine.sdk import Effects, service


@service("common.deemed_acceptance")
def deemed_acceptance(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """默示受理: nobody told the applicant anything in time, so the application counts as accepted on the day it was received."""
    return Effects(
        facts={
            "deemed": True,
            "on": _received_on(facts),
            "limit": parameters.get("acceptance_limit"),
            "basis": "参照《中华人民共和国行政许可法》第三十二条：逾期不告知的，自收到申请材料之日起即为受理",
        }
    )


@service("common.correction_expired")
def correction_expired(facts: Mapping[str, object], parameters: Mapping[str, object]) -> Effects:
    """视为撤回: the correction did not come in time, so the application counts as withdrawn."""
    return Effects(facts={"expired": True, "on": facts.get("today"), "limit": parameters.get("correction_limit")})


def _received_on(facts: Mapping[str, object]) -> object:
    case = facts.get("case")
    return case.get("received_on") if isinstance(case, Mapping) else None
