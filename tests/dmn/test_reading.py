"""Reading: everything that is wrong is said at once, with its place."""

import pytest

from engine.dmn import DmnRefused, read
from tests.dmn.build import MODEL, a_decision, a_table, a_type, an_input, definitions, literal

TWICE = "<context>" + "".join(
    f'<contextEntry><variable name="{name}"/>{literal(value)}</contextEntry>' for name, value in (("a", "1"), ("b", "2"), ("a", "3"))
)
TWICE += "</context>"


def refused(xml, *imports):
    with pytest.raises(DmnRefused) as caught:
        read(xml, imports)
    return caught.value.findings


def test_all_faults_are_said_at_once_with_row_and_column():
    table = a_table(
        [("x +", "number", None), ("x", "numbr", None)],
        [("", "number", None, None)],
        [(["<", "1"], ["1 +"], ""), (["1"], ["2"], "")],
        "UNIQE",
    )
    findings = refused(definitions(an_input("x"), a_decision("t", table, "i_x", "i_gone"), a_decision("t", literal("1"), "d_t")))
    found = {(one.code, one.row, one.column) for one in findings}
    assert ("hit_policy", None, None) in found
    assert ("expression", None, 1) in found
    assert ("expression", 1, 1) in found
    assert ("expression", 1, 3) in found
    assert ("cells", 2, 2) in found
    assert ("unknown_type", None, 2) in found
    assert ("unknown_reference", None, None) in found
    assert ("duplicate_name", None, None) in found
    assert all(one.message_zh and one.message_en for one in findings)


@pytest.mark.parametrize(
    ("xml", "code"),
    [
        (b"no xml", "xml"),
        (b"<a/>", "no_dmn"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/">&x;</definitions>', "doctype"),
        (
            b'<!DOCTYPE definitions SYSTEM "file:///etc/passwd"><definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/"/>',
            "doctype",
        ),
        (b"<" + b"a" * 11_000_000, "too_large"),
        (definitions(f'<import name="b" namespace="urn:gone" importType="{MODEL}"/>'), "missing_import"),
        (definitions(a_decision("d", TWICE)), "entry_twice"),
        (definitions(a_type("a", "b"), a_type("b", "a")), "type_cycle"),
        (definitions(a_decision("a", literal("b"), "d_b"), a_decision("b", literal("a"), "d_a")), "requirement_cycle"),
        (definitions(a_type("a", "string", "1 +")), "expression"),
        (definitions("<decision id='x'><literalExpression><text>1</text></literalExpression></decision>"), "no_name"),
        (definitions(*[a_type(f"t{n}", a=f"t{n + 1}", b=f"t{n + 1}") for n in range(40)], a_type("t40", "string")), "type_size"),
    ],
)
def test_a_file_that_is_wrong_is_refused(xml, code):
    assert code in {one.code for one in refused(xml)}


def test_faults_of_imported_files_are_said_too():
    base = definitions(a_decision("bad", literal("1 +")), namespace="urn:base")
    user = definitions(f'<import name="b" namespace="urn:base" importType="{MODEL}"/>', a_decision("d", literal("1")))
    (found,) = refused(user, base)
    assert (found.element, found.decision, found.model) == ("d_bad", "bad", "m")
    assert found.place_zh == "模型“m” 决策“bad”"


def test_a_tolerant_reading_keeps_what_is_right():
    model = read(definitions(a_decision("bad", literal("1 +")), a_decision("good", literal("2"))), tolerant=True)
    assert model.decide("bad", {}).value is None
    assert model.decide("good", {}).value == 2
    assert model.lint()[0].code == "expression"
