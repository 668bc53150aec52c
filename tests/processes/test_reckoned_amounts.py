"""What an advance may come to at most: the base and the rates are parameters of each region."""

from typing import Any

import pytest

from engine.packages.discovery import package_files
from engine.packages.program import load_program
from tests.build import PROCESSES

PLAN = {"target_level": "3", "high_consumable": False, "start": "2027-01-11", "end": "2028-12-31"}
RATES = {
    "gz_apprenticeship": {"rate_3": 600000, "advance_ratio": 0.2},
    "jy_apprenticeship": {"ceiling_3": 500000, "local_rate_3": None, "advance_ratio": 0.5},
}


def reckoned(program: str, **parameters: Any) -> dict[str, Any]:
    """The sheet of an advance for eight heads and 23 months."""
    model = load_program(package_files(PROCESSES / program)).decisions["advance_sheet"]
    scope = {
        "parent": {"filing": {"plan": PLAN}, "roster": {"enrolled": 8}, "linked": {}},
        "parameters": {"advance_base": "total", **RATES[program], **parameters},
        "advance": {"requested": 100},
    }
    value: dict[str, Any] = model.decide("advance_sheet", scope).value
    return value


@pytest.mark.parametrize(
    ("program", "parameters", "base", "ceiling"),
    [
        ("gz_apprenticeship", {}, 9200000, 1840000),
        ("gz_apprenticeship", {"advance_base": "first_year"}, 4800000, 960000),
        ("jy_apprenticeship", {}, 7666666, 3833333),
        ("jy_apprenticeship", {"advance_base": "first_year"}, 4000000, 2000000),
        ("jy_apprenticeship", {"local_rate_3": 450000}, 6900000, 3450000),
        ("jy_apprenticeship", {"local_rate_3": 700000}, 7666666, 3833333),
        ("jy_apprenticeship", {"advance_ratio": 0.3}, 7666666, 2299999),
    ],
    ids=["whole plan", "first year", "whole plan, Jiangyin", "first year, Jiangyin", "local rate below the ceiling",
         "local rate above the ceiling", "a smaller share"],
)  # fmt: skip
def test_base_and_ceiling_follow_the_parameters(program: str, parameters: dict[str, Any], base: int, ceiling: int) -> None:
    sheet = reckoned(program, **parameters)
    assert (sheet["base"], sheet["ceiling"]) == (base, ceiling)
