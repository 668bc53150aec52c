"""What the standard asks for, one sentence after the other, where other tests do not show it yet."""

import datetime as dt
from decimal import Decimal

import pytest

from engine.dmn import DmnRefused, read
from engine.dmn.sheets import export_table, import_table
from tests.dmn.build import MODEL, a_decision, a_table, a_type, an_input, definitions, knowledge, literal

D = Decimal
VERSIONS = {
    "1.1": "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
    "1.2": "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "1.3": "https://www.omg.org/spec/DMN/20191111/MODEL/",
    "1.4": "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "1.5": "https://www.omg.org/spec/DMN/20230324/MODEL/",
    "1.6": "https://www.omg.org/spec/DMN/20240513/MODEL/",
}


def value(name, facts, *elements, **more):
    return read(definitions(*elements), **more).decide(name, facts).value


def collected(aggregation, results, kind="Any"):
    table = a_table([("x", "number", None)], [("", kind, None, None)], [(["-"], [one], "") for one in results], "COLLECT", aggregation)
    return value("t", {"x": 1}, an_input("x"), a_decision("t", table, "i_x"))


@pytest.mark.parametrize(
    ("aggregation", "results", "expected"),
    [
        ("SUM", ["0.1", "0.2", "-3"], D("-2.7")),
        ("SUM", ['duration("P1D")', 'duration("PT12H")'], dt.timedelta(hours=36)),
        ("MIN", ['@"2025-01-02"', '@"2025-01-01"'], dt.date(2025, 1, 1)),
        ("MAX", ["2", "10", "9"], D(10)),
        ("MAX", ['"b"', '"a"'], "b"),
        ("COUNT", ["null", "1", "1"], D(3)),
    ],
)
def test_aggregators_work_on_every_kind_that_adds_up_or_compares(aggregation, results, expected):
    assert collected(aggregation, results) == expected


@pytest.mark.parametrize(
    ("policy", "aggregation", "outputs"),
    [
        ("COLLECT", "AVERAGE", 1),
        ("UNIQUE", "SUM", 1),
        ("RULE ORDER", "SUM", 1),
        ("COLLECT", "SUM", 2),
    ],
)
def test_an_aggregator_that_does_not_fit_is_refused(policy, aggregation, outputs):
    table = a_table([], [(f"o{n}", "number", None, None) for n in range(outputs)], [([], ["1"] * outputs, "")], policy, aggregation)
    with pytest.raises(DmnRefused) as caught:
        read(definitions(a_decision("t", table)))
    assert [(one.code, one.part, one.decision) for one in caught.value.findings] == [("aggregation", "policy", "t")]


def test_a_table_without_conditions_always_holds():
    assert value("t", {}, a_decision("t", a_table([], [("", "number", None, None)], [([], ["5"], "")]))) == D(5)


def test_output_order_looks_at_all_outputs_in_turn():
    outputs = [("a", "string", '"high", "low"', None), ("b", "number", "1, 2", None)]
    rules = [(["-"], ['"low"', "1"], ""), (["-"], ['"high"', "2"], ""), (["-"], ['"high"', "1"], "")]
    table = a_table([("x", "number", None)], outputs, rules, "OUTPUT ORDER")
    found = value("t", {"x": 1}, an_input("x"), a_decision("t", table, "i_x"))
    assert found == [{"a": "high", "b": D(1)}, {"a": "high", "b": D(2)}, {"a": "low", "b": D(1)}]


def test_a_table_may_be_anywhere_a_boxed_expression_may():
    table = a_table([("n", "number", None)], [("", "string", None, None)], [(["> 1"], ['"many"'], "第二条"), (["1"], ['"one"'], "")])
    logic = (
        f'<context><contextEntry><variable name="n"/>{literal("2")}</contextEntry>'
        f'<contextEntry><variable name="t"/>{table}</contextEntry><contextEntry>{literal("t")}</contextEntry></context>'
    )
    made = read(definitions(a_decision("d", logic))).decide("d", {})
    assert made.value == "many"
    assert made.explanation.rules[0].annotations == ("第二条",)
    inside = f'<for iteratorVariable="n"><in>{literal("[1, 2]")}</in><return>{table}</return></for>'
    assert value("d", {}, a_decision("d", inside)) == ["one", "many"]


def test_every_boxed_kind_stands_in_every_other():
    atom = literal("1")
    makers = [
        lambda one: f'<context><contextEntry><variable name="a"/>{one}</contextEntry></context>',
        lambda one: f"<list>{one}</list>",
        lambda one: f'<relation><column name="a"/><row>{one}</row></relation>',
        lambda one: f"<conditional><if>{literal('true')}</if><then>{one}</then><else>{atom}</else></conditional>",
        lambda one: f'<for iteratorVariable="i"><in>{literal("[1]")}</in><return>{one}</return></for>',
        lambda one: f"<filter><in>{one}</in><match>{literal('true')}</match></filter>",
        lambda one: (
            f'<context><contextEntry><variable name="f"/><functionDefinition>{one}</functionDefinition></contextEntry>'
            f"<contextEntry><invocation>{literal('f')}</invocation></contextEntry></context>"
        ),
    ]
    expected = [
        lambda one: {"a": one},
        lambda one: [one],
        lambda one: [{"a": one}],
        lambda one: one,
        lambda one: [one],
        lambda one: one if isinstance(one, list) else [one],
        lambda one: one,
    ]
    for outer, of_outer in zip(makers, expected, strict=True):
        for inner, of_inner in zip(makers, expected, strict=True):
            assert value("d", {}, a_decision("d", outer(inner(atom)))) == of_outer(of_inner(D(1)))


def test_a_boxed_loop_counts_down_ranges_knows_its_partial_results_and_nests():
    running = (
        f'<for iteratorVariable="i"><in>{literal("[1..4]")}</in><return>{literal("if i = 1 then 1 else i * partial[-1]")}</return></for>'
    )
    assert value("d", {}, a_decision("d", running)) == [D(1), D(2), D(6), D(24)]
    nested = (
        f'<for iteratorVariable="i"><in>{literal("[1, 2]")}</in><return>'
        f'<for iteratorVariable="j"><in>{literal("[10, 20]")}</in><return>{literal("i + j")}</return></for></return></for>'
    )
    assert value("d", {}, a_decision("d", nested)) == [[D(11), D(21)], [D(12), D(22)]]


def test_a_boxed_filter_takes_a_position_or_a_condition_on_members():
    rows = f'<relation><column name="n"/><column name="ok"/><row>{literal("1")}{literal("true")}</row><row>{literal("2")}{literal("false")}</row></relation>'
    assert value("d", {}, a_decision("d", f"<filter><in>{rows}</in><match>{literal('2')}</match></filter>")) == {"n": D(2), "ok": False}
    assert value("d", {}, a_decision("d", f"<filter><in>{rows}</in><match>{literal('item.n < 2')}</match></filter>")) == [
        {"n": D(1), "ok": True}
    ]


def test_a_relation_fits_its_cells_to_the_types_of_its_columns():
    rows = f'<relation id="r"><column name="n" typeRef="number"/><row>{literal("[5]")}</row><row>{literal("1")}</row><row>{literal(chr(34) + "a" + chr(34))}</row></relation>'
    made = read(definitions(a_decision("d", rows))).decide("d", {})
    assert made.value == [{"n": D(5)}, {"n": D(1)}, {"n": None}]
    assert [(one.code, one.element, one.row, one.column) for one in made.warnings] == [("result_type", "r", 3, 1)]


def test_entries_of_a_context_and_parameters_are_fitted_to_their_types():
    logic = (
        f'<context><contextEntry><variable name="a" typeRef="number"/>{literal("[7]")}</contextEntry>'
        f'<contextEntry><variable name="f"/><functionDefinition><formalParameter name="n" typeRef="number"/>{literal("n + a")}</functionDefinition></contextEntry>'
        f"<contextEntry>{literal('f([1])')}</contextEntry></context>"
    )
    assert value("d", {}, a_decision("d", logic)) == D(8)


def test_knowledge_requires_knowledge_and_holds_tables():
    table = a_table([("n", "number", None)], [("", "number", None, None)], [(["< 2"], ["1"], ""), ([">= 2"], ["n * fact(n - 1)"], "")])
    elements = [knowledge("fact", {"n": "number"}, table, kind="number"), a_decision("d", literal("fact(20)"), "k_fact", kind="number")]
    assert value("d", {}, *elements) == D(2432902008176640000)


def a_service(name, outputs, encapsulated=(), decisions=(), inputs=()):
    def refs(tag, names, prefix):
        return "".join(f'<{tag} href="#{prefix}_{one}"/>' for one in names)

    inner = refs("outputDecision", outputs, "d") + refs("encapsulatedDecision", encapsulated, "d")
    inner += refs("inputDecision", decisions, "d") + refs("inputData", inputs, "i")
    return f'<decisionService id="s_{name}" name="{name}"><variable name="{name}"/>{inner}</decisionService>'


def test_a_service_of_several_outputs_gives_a_context_and_services_use_services():
    elements = [
        an_input("x"),
        a_decision("a", literal("x + 1"), "i_x"),
        a_decision("b", literal("x * 2"), "i_x"),
        a_service("both", ["a", "b"], inputs=["x"]),
        a_decision("c", literal("both(x).a + both(x: x).b"), "s_both", "i_x"),
        a_service("outer", ["c"], inputs=["x"]),
        a_decision("d", literal("outer(10)"), "s_outer"),
    ]
    assert value("both", {"x": 3}, *elements) == {"a": D(4), "b": D(6)}
    assert value("d", {}, *elements) == D(31)
    made = read(definitions(*elements)).decide("d", {})
    assert [one.name for one in made.explanation.decisions] == ["a", "b", "a", "b", "c", "d"]


def test_a_service_does_not_see_facts_that_are_not_its_inputs():
    elements = [
        an_input("x"),
        an_input("y"),
        a_decision("a", literal("y"), "i_y"),
        a_service("s", ["a"], inputs=["x"]),
        a_decision("d", literal("s(1)"), "s_s"),
    ]
    made = read(definitions(*elements)).decide("d", {"x": 1, "y": 2})
    assert made.value is None
    assert ("missing_input", "i_y") in {(one.code, one.element) for one in made.warnings}


def test_knowledge_services_types_and_decisions_are_imported_and_reach_through_two_models():
    imports = f'<import name="{{}}" namespace="{{}}" importType="{MODEL}"/>'
    base = definitions(
        a_type("tRate", "number", "[0..1]"),
        knowledge("half", {"n": "number"}, literal("n / 2")),
        an_input("x"),
        a_decision("twice", literal("x * 2"), "i_x"),
        a_service("s", ["twice"], inputs=["x"]),
        namespace="urn:base",
    )
    middle = definitions(
        imports.format("b", "urn:base"), a_decision("quarter", literal("b.half(b.half(8))"), "urn:base#k_half"), namespace="urn:middle"
    )
    user = definitions(
        imports.format("b", "urn:base"),
        imports.format("m", "urn:middle"),
        a_decision("d", literal("m.quarter + b.s(5) + b.twice"), "urn:middle#d_quarter", "urn:base#s_s", "urn:base#d_twice"),
        a_decision("e", literal("7"), kind="b.tRate"),
        a_decision("f", literal("0.5"), kind="b.tRate"),
    )
    model = read(user, [middle, base])
    assert model.decide("d", {"x": 1}).value == D(14)
    assert model.decide("f", {}).value == D("0.5")
    made = model.decide("e", {})
    assert (made.value, made.warnings[0].code) == (None, "not_allowed")


TYPES = [
    a_type("tGrade", "string", '"a", "b"'),
    a_type("tGrades", "tGrade", collection=True),
    a_type("tPerson", name="string", grade="tGrade"),
    a_type("tPeople", "tPerson", collection=True),
    '<itemDefinition name="tFew" isCollection="true"><typeRef>number</typeRef><typeConstraint><text>count(?) &lt; 3</text></typeConstraint></itemDefinition>',
]


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("tGrade", "a", "a"),
        ("tGrade", "c", None),
        ("tGrade", ["a"], "a"),
        ("tGrades", "a", ["a"]),
        ("tGrades", ["a", "b"], ["a", "b"]),
        ("tGrades", ["a", "c"], None),
        ("tPerson", {"name": "n", "grade": "b"}, {"name": "n", "grade": "b"}),
        ("tPerson", {"name": "n", "grade": "z"}, None),
        ("tPerson", {"name": 1, "grade": "b"}, None),
        ("tPeople", {"name": "n", "grade": "b"}, [{"name": "n", "grade": "b"}]),
        ("tFew", [1, 2], [D(1), D(2)]),
        ("tFew", [1, 2, 3], None),
        ("date and time", dt.date(2025, 1, 1), dt.datetime(2025, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_types_with_allowed_values_hold_for_inputs_and_coerce(kind, given, expected):
    made = read(definitions(*TYPES, an_input("x", kind), a_decision("d", literal("x"), "i_x"))).decide("d", {"x": given})
    assert made.value == expected
    assert (made.value is None) == bool(made.warnings)


def test_inputs_are_given_by_name_whatever_the_name():
    elements = [
        '<inputData id="i_1" name="Applicant  Data"><variable name="Applicant Data" typeRef="number"/></inputData>',
        '<inputData id="i_2" name="申请金额 (元)"><variable name="申请金额" typeRef="number"/></inputData>',
    ]
    needs = '<informationRequirement><requiredInput href="#i_1"/></informationRequirement><informationRequirement><requiredInput href="#i_2"/></informationRequirement>'
    decision = f'<decision id="d" name="d"><variable name="d"/>{needs}{literal("Applicant Data + 申请金额")}</decision>'
    model = read(definitions(*elements, decision))
    assert model.inputs == {"Applicant Data": "number", "申请金额 (元)": "number"}
    assert model.decide("d", {"Applicant Data": 1, "申请金额": 2}).value == D(3)
    assert model.decide("d", {"Applicant Data": 1, "申请金额 (元)": 2}).value == D(3)


@pytest.mark.parametrize("version", VERSIONS)
def test_files_of_every_version_keep_their_diagram_byte_for_byte(version):
    model = VERSIONS[version]
    table = a_table([("x", "number", None)], [("r", "number", None, None)], [(["1"], ["1"], "")])
    for tag in ("decisionTable", "input", "output", "rule", "inputExpression", "text", "inputEntry", "outputEntry"):
        table = (
            table.replace(f"<{tag}>", f"<dmn:{tag}>")
            .replace(f"<{tag} ", f"<dmn:{tag} ")
            .replace(f"</{tag}>", f"</dmn:{tag}>")
            .replace(f"<{tag}/>", f"<dmn:{tag}/>")
        )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- 注释 & more -->\r\n<dmn:definitions xmlns:dmn="{model}"\r\n  xmlns:di="urn:di" id="m" name=\'m\' namespace="urn:m">\r\n'
        '\t<dmn:inputData id="i_x"   name="x" ><dmn:variable name="x" typeRef="feel:number"/></dmn:inputData>\r\n'
        f'\t<dmn:decision id="d_t" name="t"><dmn:informationRequirement><dmn:requiredInput href="#i_x"/></dmn:informationRequirement>{table}</dmn:decision>\r\n'
        "\t<di:DMNDI><di:Shape   x = \"1.50\"\r\n y='2'/><![CDATA[ <kept> ]]><!-- kept --></di:DMNDI>\r\n</dmn:definitions>\r\n\r\n"
    ).encode()
    before = read(xml)
    assert before.xml == xml
    assert before.decide("t", {"x": 1}).value == D(1)
    after = import_table(before, "t", export_table(before, "t"))
    start, end = xml.index(b"<dmn:decisionTable"), xml.index(b"</dmn:decisionTable>")
    assert after[:start] == xml[:start]
    assert after[after.index(b"</dmn:decisionTable>") :] == xml[end:]
    assert read(after).decide("t", {"x": 1}).value == D(1)


def test_nothing_is_evaluated_that_is_not_required():
    model = read(definitions(a_decision("costly", literal("for i in 1..1000000 return i")), a_decision("d", literal("1"))))
    made = model.decide("d", {})
    assert [one.name for one in made.explanation.decisions] == ["d"]


def test_deciding_twice_gives_the_same_and_changes_nothing():
    model = read(definitions(an_input("x"), a_decision("d", literal("x + 1"), "i_x")))
    facts = {"x": 1}
    assert model.decide("d", facts).value == model.decide("d", facts).value == D(2)
    assert facts == {"x": 1}
