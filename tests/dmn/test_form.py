"""What a file holds that would be ignored, and what it lacks, is said with id and line."""

import pytest

from engine.dmn import DmnRefused, read
from tests.dmn.build import MODEL, a_decision, a_table, an_input, definitions, knowledge, literal

ONE = literal("1")
BROKEN = {
    "if without else": (f'<conditional id="c"><if>{ONE}</if><then>{ONE}</then></conditional>', "`conditional` lacks `else`"),
    "if without expression": (f'<conditional id="c"><if/><then>{ONE}</then><else>{ONE}</else></conditional>', "`if` lacks `expression`"),
    "for without in": (f'<for id="c" iteratorVariable="i"><return>{ONE}</return></for>', "`for` lacks `in`"),
    "for without return": (f'<for id="c" iteratorVariable="i"><in>{ONE}</in></for>', "`for` lacks `return`"),
    "for without variable": (f'<for id="c"><in>{ONE}</in><return>{ONE}</return></for>', "`for` lacks `iteratorVariable`"),
    "some without satisfies": (f'<some id="c" iteratorVariable="i"><in>{ONE}</in></some>', "`some` lacks `satisfies`"),
    "every without satisfies": (f'<every id="c" iteratorVariable="i"><in>{ONE}</in></every>', "`every` lacks `satisfies`"),
    "filter without match": (f'<filter id="c"><in>{ONE}</in></filter>', "`filter` lacks `match`"),
    "entry without expression": (
        '<context id="c"><contextEntry><variable name="a"/></contextEntry></context>',
        "`contextEntry` lacks `expression`",
    ),
    "result before the end": (
        f'<context id="c"><contextEntry>{ONE}</contextEntry><contextEntry><variable name="a"/>{ONE}</contextEntry></context>',
        "a context entry without a name must be the last",
    ),
    "invocation of nothing": ('<invocation id="c"/>', "`invocation` lacks `expression`"),
    "binding without parameter": (f'<invocation id="c">{ONE}<binding>{ONE}</binding></invocation>', "`binding` lacks `parameter`"),
    "binding without value": (
        f'<invocation id="c">{ONE}<binding><parameter name="n"/></binding></invocation>',
        "`binding` lacks `expression`",
    ),
    "function without body": (
        '<functionDefinition id="c"><formalParameter name="n"/></functionDefinition>',
        "`functionDefinition` lacks `expression`",
    ),
    "parameter without name": (
        f'<functionDefinition id="c"><formalParameter/>{ONE}</functionDefinition>',
        "`formalParameter` lacks `name`",
    ),
    "column without name": (f'<relation id="c"><column/><row>{ONE}</row></relation>', "`column` lacks `name`"),
    "row too short": (
        f'<relation id="c"><column name="a"/><column name="b"/><row>{ONE}</row></relation>',
        "the rule has 1 cells instead of 2",
    ),
    "two expressions": (f'<list id="c"/>{ONE}', "`decision` holds 2 expressions instead of one"),
    "unknown kind": ('<lisst id="c"/>', "`decision` has no element `lisst`, which is ignored"),
    "no output": (
        '<decisionTable id="c"><input id="n"><inputExpression><text>1</text></inputExpression></input></decisionTable>',
        "the table has no column of results",
    ),
    "no input expression": ('<decisionTable id="c"><input id="n"/><output name="a"/></decisionTable>', "`input` lacks `inputExpression`"),
    "unknown part of a rule": (
        '<decisionTable id="c"><output name="a"/><rule id="c"><outputEntri><text>1</text></outputEntri></rule></decisionTable>',
        "`rule` has no element `outputEntri`, which is ignored",
    ),
    "other version inside": (
        f'<list id="c" xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/">{ONE}</list>',
        "the element `list` is of another namespace and is ignored: http://www.omg.org/spec/DMN/20180521/MODEL/",
    ),
}


@pytest.mark.parametrize(("logic", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_expression_is_refused_with_id_decision_and_line(logic, sentence):
    with pytest.raises(DmnRefused) as caught:
        read(definitions("\n", a_decision("d", "\n" + logic)))
    found = [one for one in caught.value.findings if one.message_en == sentence]
    assert found, [one.message_en for one in caught.value.findings]
    assert found[0].element in ("c", "d_d", "n")
    assert found[0].decision == "d"
    assert found[0].message_zh != found[0].message_en
    if found[0].code != "several_expressions":
        assert found[0].line == 4


@pytest.mark.parametrize("logic", [logic for logic, _ in BROKEN.values()], ids=BROKEN)
def test_what_is_broken_is_null_with_a_cause_in_a_tolerant_reading_or_has_a_value(logic):
    made = read(definitions(a_decision("d", logic)), tolerant=True).decide("d", {})
    assert made.value is not None or made.warnings


def test_an_element_of_a_vendor_is_a_doubt_and_extensions_are_left_alone():
    vendor = '<v:note xmlns:v="urn:vendor">x</v:note>'
    (found,) = read(definitions(a_decision("d", vendor + ONE))).lint()
    assert (found.code, found.error, found.decision) == ("foreign_namespace", False, "d")
    assert read(definitions(a_decision("d", f"<extensionElements>{vendor}<anything/></extensionElements>" + ONE))).lint() == []


@pytest.mark.parametrize("namespace", ["https://www.omg.org/spec/DMN/20990101/MODEL/", "http://www.omg.org/spec/DMN/20151101/dmn11.xsd"])
def test_an_unknown_version_is_read_with_a_doubt(namespace):
    model = read(definitions(a_decision("d", ONE), model=namespace))
    (found,) = model.lint()
    assert (found.code, found.error, found.line) == ("version", False, 2)
    assert namespace in found.message_zh
    assert model.decide("d", {}).value == 1


@pytest.mark.parametrize("namespace", ["urn:nobody", "https://www.omg.org/spec/BPMN/20100524/MODEL"])
def test_an_unknown_namespace_is_refused_with_its_name(namespace):
    with pytest.raises(DmnRefused, match=namespace) as caught:
        read(definitions(a_decision("d", ONE), model=namespace))
    assert namespace in caught.value.findings[0].message_zh


def test_a_misspelt_decision_is_not_lost_silently():
    with pytest.raises(DmnRefused, match="`definitions` has no element `decison`"):
        read(definitions('<decison id="d" name="d"/>'))


DOUBTS = {
    "no logic": (a_decision("d", ""), "no_logic"),
    "knowledge without logic": (knowledge("f", {}, "") + a_decision("d", literal("f()"), "k_f"), "no_logic"),
    "empty text": (a_decision("d", literal("")), "empty_expression"),
    "another language": (
        a_decision("d", ONE.replace("<literalExpression", '<literalExpression id="c" expressionLanguage="javascript"')),
        "foreign_language",
    ),
    "java": (a_decision("d", f'<functionDefinition kind="Java" id="c">{ONE}</functionDefinition>'), "external_function"),
    "import of a schema": (
        f'<import name="s" namespace="urn:s" importType="http://www.w3.org/2001/XMLSchema"/>{a_decision("d", ONE)}',
        "import_kind",
    ),
}


@pytest.mark.parametrize(("elements", "code"), DOUBTS.values(), ids=DOUBTS)
def test_what_may_be_unfinished_is_a_doubt_with_a_line(elements, code):
    (found,) = read(definitions(elements)).lint()
    assert (found.code, found.error, found.line) == (code, False, 2)


def test_a_cell_in_another_language_is_a_doubt_with_row_and_column():
    table = a_table([("x", "number", None)], [("", "number", None, None)], [(["1"], ["1"], "")] * 2)
    cut = table.rindex("<inputEntry>")
    table = table[:cut] + '<inputEntry expressionLanguage="juel">' + table[cut + len("<inputEntry>") :]
    model = read(definitions(an_input("x"), a_decision("t", table, "i_x")))
    (found,) = [one for one in model.lint() if one.code == "foreign_language"]
    assert (found.row, found.column, found.error, found.decision) == (2, 1, False, "t")
    made = model.decide("t", {"x": 1})
    assert made.value is None
    assert [(one.code, one.row, one.column, one.decision) for one in made.warnings] == [("foreign_language", 2, 1, "t")]


@pytest.mark.parametrize(
    "language",
    [
        "feel",
        "FEEL",
        "https://www.omg.org/spec/DMN/20230324/FEEL/",
        "http://www.omg.org/spec/FEEL/20140401",
        "http://www.omg.org/spec/DMN/20180521/FEEL/",
    ],
)
def test_feel_is_known_by_all_its_names(language):
    logic = ONE.replace("<literalExpression", f'<literalExpression expressionLanguage="{language}"')
    model = read(definitions(a_decision("d", logic), more=f'expressionLanguage="{language}"'))
    assert model.lint() == []
    assert model.decide("d", {}).value == 1


def test_the_language_of_the_file_counts_where_an_expression_says_none():
    own = literal("2").replace("<literalExpression", '<literalExpression expressionLanguage="feel"')
    model = read(definitions(a_decision("d", ONE), a_decision("e", own), more='expressionLanguage="urn:groovy"'))
    assert [one.code for one in model.lint()] == ["foreign_language"]
    made = model.decide("d", {})
    assert (made.value, made.warnings[0].code, made.warnings[0].decision) == (None, "foreign_language", "d")
    assert model.decide("e", {}).value == 2


def test_models_that_import_each_other_say_so():
    def importing(own, other):
        return definitions(f'<import name="o" namespace="urn:{other}" importType="{MODEL}"/>', a_decision("d", ONE), namespace=f"urn:{own}")

    with pytest.raises(DmnRefused) as caught:
        read(importing("a", "b"), [importing("b", "a")])
    assert {one.code for one in caught.value.findings} == {"import_cycle"}
    with pytest.raises(DmnRefused, match="urn:a imports itself"):
        read(importing("a", "a"))
    with pytest.raises(DmnRefused) as caught:
        read(importing("m", "b"), [importing("b", "c"), importing("c", "b")])
    assert "import_cycle" in {one.code for one in caught.value.findings}


def test_models_that_are_given_but_not_needed_do_not_stand_in_the_way():
    def importing(own, other):
        return definitions(f'<import name="o" namespace="urn:{other}" importType="{MODEL}"/>', a_decision("d", ONE), namespace=f"urn:{own}")

    base = definitions(a_decision("e", ONE), namespace="urn:base")
    assert read(importing("m", "base"), [base, importing("user", "m"), importing("lost", "nowhere")]).findings == ()
    with pytest.raises(DmnRefused, match="more than one model of the namespace urn:base"):
        read(importing("m", "base"), [base, base.replace(b">1<", b">2<")])
