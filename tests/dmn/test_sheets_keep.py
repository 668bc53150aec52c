"""A sheet that was not changed gives back the identical file; one that was keeps what it does not show."""

import pytest

from engine.dmn import DmnRefused, read
from engine.dmn.sheets import export_table, import_table, table_of
from tests.dmn.build import SUBSIDY
from tests.dmn.test_sheets import changed, worked_on

RICH = """<?xml version="1.0" encoding="UTF-8"?>
<dmn:definitions xmlns:dmn="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:v="urn:vendor" name="m" namespace="urn:t">
  <dmn:inputData id="i" name="x"><dmn:variable name="x" typeRef="number"/></dmn:inputData>
  <dmn:decision id="d" name="rate">
    <dmn:variable name="rate" typeRef="number"/>
    <dmn:informationRequirement><dmn:requiredInput href="#i"/></dmn:informationRequirement>
    <dmn:decisionTable id="t" hitPolicy="UNIQUE" outputLabel="费率" v:colour='red'>
      <dmn:description>all of it</dmn:description>
      <dmn:input id="in1" v:width="192"><!-- kept -->
        <dmn:inputExpression id="ie1" typeRef="number"> <dmn:text> x </dmn:text> </dmn:inputExpression>
      </dmn:input>
      <dmn:output id="out1" typeRef="number"/>
      <dmn:rule id="r1" v:mark="a&gt;b">
        <dmn:description>第一条 &amp; more</dmn:description>
        <dmn:inputEntry id="c1" v:note="1"><dmn:text>&lt; 10</dmn:text></dmn:inputEntry>
        <dmn:outputEntry id="c2"><dmn:text>1</dmn:text></dmn:outputEntry>
      </dmn:rule>
      <!-- between -->
      <dmn:rule id="r2"><dmn:inputEntry id="c3"><dmn:text><![CDATA[>= 10]]></dmn:text></dmn:inputEntry>
        <dmn:outputEntry id="c4"><dmn:text>2</dmn:text></dmn:outputEntry></dmn:rule>
    </dmn:decisionTable>
  </dmn:decision>
</dmn:definitions>
""".encode()


@pytest.mark.parametrize("content", [SUBSIDY, RICH])
def test_an_unchanged_sheet_gives_back_the_identical_file(content):
    model = read(content)
    assert import_table(model, "rate", export_table(model, "rate")) == content


def test_a_changed_condition_is_written_as_text_in_its_place():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), B8="< 9"))
    assert xml == RICH.replace(b"&lt; 10", b"&lt; 9")


def test_a_changed_head_keeps_its_ids():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), B4="x + 1"))
    assert xml == RICH.replace(b"<dmn:text> x </dmn:text>", b"<dmn:text>x + 1</dmn:text>").replace(
        b'v:width="192"', b'v:width="192" label="x"'
    )


def test_a_changed_result_keeps_every_other_byte():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), C9="7"))
    assert xml == RICH.replace(b"<dmn:text>2</dmn:text>", b"<dmn:text>7</dmn:text>")


def test_a_changed_annotation_that_is_a_description_stays_one():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), D8="新 < 旧"))
    assert xml == RICH.replace("第一条 &amp; more".encode(), "新 &lt; 旧".encode())


def test_a_new_hit_policy_keeps_the_rest_of_the_head():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), B1="FIRST"))
    assert xml == RICH.replace(b'hitPolicy="UNIQUE"', b'hitPolicy="FIRST"')


def test_new_types_values_and_defaults_are_written_beside_what_was_there():
    model = read(RICH)
    xml = import_table(model, "rate", changed(export_table(model, "rate"), B6="[0..100]", C7="5", B3="人数", C5="Any"))
    table = table_of(read(xml), "rate")[1]
    assert (table.inputs[0].values, table.outputs[0].default, table.inputs[0].label) == ("[0..100]", "5", "人数")
    for kept in (b'v:width="192"', b'id="ie1"', b"<!-- kept -->", b'outputLabel="', b'v:note="1"', b"<!-- between -->"):
        assert kept in xml


def test_rules_that_are_moved_removed_or_added_leave_the_others_alone():
    def work(sheet):
        sheet.delete_rows(8)
        sheet["B9"], sheet["C9"], sheet["D9"] = "< 10", "9", "新"

    model = read(RICH)
    xml = import_table(model, "rate", worked_on(export_table(model, "rate"), work))
    assert b"<![CDATA[>= 10]]>" in xml
    assert b'id="c4"' in xml
    assert b'id="c1"' not in xml
    table = table_of(read(xml), "rate")[1]
    assert [(rule.id, rule.tests, rule.results, rule.annotations) for rule in table.rules] == [
        ("r2", [">= 10"], ["2"], []),
        ("", ["< 10"], ["9"], ["新"]),
    ]


def test_the_sheet_of_another_decision_is_refused():
    model = read(RICH)
    with pytest.raises(DmnRefused) as caught:
        import_table(model, "rate", changed(export_table(model, "rate"), A1="other"))
    (found,) = caught.value.findings
    assert found.message_en == "cell A1: this is the table of `other`, not of `rate`"
    assert found.message_zh.startswith("单元格 A1：")


def test_a_sheet_that_names_no_decision_is_read():
    model = read(RICH)
    assert import_table(model, "rate", changed(export_table(model, "rate"), A1=None)) == RICH
