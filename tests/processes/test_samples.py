"""Rates and accounts that the documents at hand do not name are empty until the authority enters them; samples say that they are samples."""

from datetime import date

from engine.packages.discovery import package_files
from engine.packages.program import load_program
from tests.build import PROCESSES

FOLDER = PROCESSES / "gz_apprenticeship"
RATES = [f"rate_{level}{high}" for level in "4321" for high in ("", "_high")]
ACCOUNT = ("refund_bank", "refund_account_name", "refund_account_no")
DAY = date(2026, 9, 1)


def test_a_release_in_production_has_no_rates() -> None:
    settings = load_program(package_files(FOLDER)).settings(DAY)
    assert {settings[rate] for rate in RATES} == {None}


def test_a_release_in_production_has_no_account_for_refunds() -> None:
    for program in ("gz_apprenticeship", "jy_apprenticeship"):
        settings = load_program(package_files(PROCESSES / program)).settings(DAY)
        assert {settings[part] for part in ACCOUNT} == {None}, program


def test_the_samples_give_every_rate_and_account_and_say_so() -> None:
    program = load_program(package_files(FOLDER, samples=True))
    for rate in (*RATES, *ACCOUNT):
        value = program.parameters[rate].on(DAY)
        assert value is not None
        assert value.value if rate in ACCOUNT else value.value > 0
        assert "示例" in value.document
        assert "示例" in program.parameters[rate].title.zh


def test_without_rates_an_advance_cannot_be_asked_for() -> None:
    model = load_program(package_files(FOLDER)).decisions["advance_check"]
    plan = {"target_level": "3", "high_consumable": False, "start": "2027-01-11", "end": "2028-12-31"}
    parameters = {"advance_ratio": 1, "advance_base": "total", **dict.fromkeys(RATES)}
    scope = {
        "parent": {"filing": {"plan": plan}, "roster": {"enrolled": 8}, "linked": {}},
        "parameters": parameters,
        "advance": {"requested": 100},
    }
    found = model.decide("advance_check", scope).value
    assert [(each["code"], each["blocks"]) for each in found] == [("rate_not_set", True)]
