"""Which tables are of money: by the type of their results, and where no type says so by their names and by what is paid out."""

import pytest

from engine.packages.check import check_package
from engine.packages.discovery import package_files
from engine.packages.rates import changed_rates, money_files
from forms.port import Forms
from tests.build import PROCESSES

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="n" namespace="x">{types}
<decision id="share" name="share"><variable id="v" name="share"/><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e"><text>level</text></inputExpression></input><output id="o" name="{name}"{ref}/>
<rule id="r"><inputEntry id="a"><text>-</text></inputEntry><outputEntry id="b"><text>{value}</text></outputEntry></rule>
</decisionTable></decision></definitions>"""
MONEY = '<itemDefinition id="m" name="money"><typeRef>number</typeRef></itemDefinition>'
DIAGRAM = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:tb="urn:tongban:bpmn:1">
<process id="p"><businessRuleTask id="due" tb:decision="share"/></process></definitions>"""


def table(value: str = "100", name: str = "portion", ref: str = "", types: str = "") -> bytes:
    return TABLE.format(value=value, name=name, ref=ref, types=types).encode()


@pytest.mark.parametrize(
    ("given", "others", "found"),
    [
        ({"ref": ' typeRef="number"'}, {}, None),
        ({"ref": ' typeRef="money"', "types": MONEY}, {}, True),
        ({"types": MONEY.replace("number", "money").replace('name="money"', 'name="aid"'), "ref": ' typeRef="aid"'}, {}, True),
        ({"name": "amount"}, {}, False),
        ({}, {"p/manifest.toml": b'[process.claim]\npayable = { fact = "due.portion", stages = [] }', "p/a.bpmn": DIAGRAM.encode()}, False),
        (
            {},
            {"p/manifest.toml": b'[process.claim]\npayable = { fact = "other.portion", stages = [] }', "p/a.bpmn": DIAGRAM.encode()},
            None,
        ),
    ],
)
def test_a_table_is_of_money_by_type_by_name_or_because_its_result_is_paid(given: dict, others: dict, found: bool | None) -> None:
    before = {"p/t.dmn": table(**given), **others}
    assert money_files(before).get("p/t.dmn") is found
    assert bool(changed_rates(before, {**before, "p/t.dmn": table("200", **given)})) is (found is not None)


def test_the_check_asks_for_the_type_where_only_names_tell() -> None:
    files = package_files(PROCESSES / "gz_apprenticeship")
    path = "gz_apprenticeship/decisions/money.dmn"
    assert check_package(files, Forms()) == []
    (found,) = check_package({**files, path: files[path].replace(b' typeRef="money"', b"")}, Forms())
    assert (found.code, found.file, found.severity) == ("money_undeclared", path, "warning")
