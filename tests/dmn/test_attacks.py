"""Hostile models: they are refused, or deciding ends soon with an error."""

import time

import pytest

from engine.dmn import DmnRefused, read
from engine.feel import LimitExceeded
from tests.dmn.build import a_decision, a_table, an_input, definitions, knowledge, literal

SECONDS = 2.0
"""of processor time"""


def service(name: str, output: str) -> str:
    return f'<decisionService id="s_{name}" name="{name}"><variable name="{name}"/><outputDecision href="#d_{output}"/></decisionService>'


def doubling_services() -> list[str]:
    found = [a_decision("n0", literal("1")), service("v0", "n0")]
    for level in range(1, 30):
        found.append(a_decision(f"n{level}", literal(f"v{level - 1}() + v{level - 1}()"), f"s_v{level - 1}"))
        found.append(service(f"v{level}", f"n{level}"))
    return [*found, a_decision("d", literal("v29()"), "s_v29")]


ENDLESS = {
    "knowledge calls itself": [knowledge("f", {"n": "number"}, literal("f(n + 1)"), "k_f"), a_decision("d", literal("f(1)"), "k_f")],
    "knowledge calls itself twice": [knowledge("f", {"n": "number"}, literal("f(n) + f(n)")), a_decision("d", literal("f(1)"), "k_f")],
    "a service is its own output": [service("v", "d"), a_decision("d", literal("v()"), "s_v")],
    "services double": doubling_services(),
    "a boxed loop": [
        a_decision("d", f'<for iteratorVariable="i"><in>{literal("[1..1000000000]")}</in><return>{literal("i")}</return></for>'),
    ],
    "boxed loops in loops": [
        a_decision(
            "d",
            f'<for iteratorVariable="i"><in>{literal("[1..90000]")}</in><return>'
            f'<for iteratorVariable="j"><in>{literal("[1..90000]")}</in><return>{literal("i")}</return></for></return></for>',
        ),
    ],
    "a text that is shared by many lists": [
        a_decision("a", literal(f'for i in 1..900 return "{"x" * 9000}"')),
        a_decision("d", literal("for i in 1..9000 return a"), "d_a"),
    ],
    "a cell that is costly": [
        an_input("x"),
        a_decision(
            "d",
            a_table(
                [("x", "number", None)], [("", "number", None, None)], [(["some i in 1..99999, j in 1..99999 satisfies i = ?"], ["1"], "")]
            ),
            "i_x",
        ),
    ],
}


@pytest.mark.parametrize("elements", ENDLESS.values(), ids=ENDLESS.keys())
def test_deciding_ends_with_an_error(elements):
    model = read(definitions(*elements))
    start = time.process_time()
    with pytest.raises(LimitExceeded) as caught:
        model.decide("d", {"x": 0})
    assert caught.value.message_zh.split("：")[0].strip()
    assert caught.value.spot.decision
    assert time.process_time() - start < SECONDS


@pytest.mark.parametrize(
    "logic",
    ["<list>" * 200 + literal("1") + "</list>" * 200, "<list>" * 5000 + "</list>" * 5000, literal("(" * 5000)],
)
def test_what_is_nested_too_deep_is_refused(logic):
    with pytest.raises(DmnRefused):
        read(definitions(a_decision("d", logic)))


def test_external_functions_are_not_executed():
    java = '<context><contextEntry><variable name="class"/>{}</contextEntry></context>'.format(literal('"java.lang.Runtime"'))
    logic = f'<encapsulatedLogic kind="Java"><formalParameter name="n"/>{java}</encapsulatedLogic>'
    outside = f'<businessKnowledgeModel id="k_f" name="f"><variable name="f"/>{logic}</businessKnowledgeModel>'
    assert read(definitions(outside, a_decision("d", literal("f(1)"), "k_f"))).decide("d", {}).value is None


def test_an_explanation_of_huge_values_stays_small():
    doubled = ", ".join(f"{after}: [{before}, {before}]" for before, after in zip("abcdefghijkl", "bcdefghijklm", strict=True))
    model = read(definitions(a_decision("d", literal(f"{{a: [1, 1], {doubled}}}.m"))))
    made = model.decide("d", {})
    assert len(str(made.explanation.as_dict())) < 2000


def test_a_long_chain_of_decisions_is_decided():
    chain = [a_decision(f"n{level}", literal(f"n{level - 1} + 1"), f"d_n{level - 1}") for level in range(1, 3000)]
    assert read(definitions(a_decision("n0", literal("1")), *chain)).decide("n2999", {}).value == 3000


def test_a_cell_that_is_too_costly_is_named():
    costly = "some i in 1..99999, j in 1..99999 satisfies i = ?"
    table = a_table([("x", "number", None)], [("", "number", None, None)], [(["1"], ["1"], ""), ([costly], ["1"], "")])
    model = read(definitions(an_input("x"), a_decision("费率", table, "i_x")))
    with pytest.raises(LimitExceeded, match=r"费率, row 2, column 1: line 1, column") as caught:
        model.decide("费率", {"x": 0})
    assert caught.value.message_zh.startswith("费率 第 2 行第 1 列：")
    assert (caught.value.code, caught.value.spot.row) == ("limit_steps", 2)
