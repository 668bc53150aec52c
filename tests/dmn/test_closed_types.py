"""Members behind the types of a model: what an item definition does not list is a fault before anything runs."""

from engine.dmn import read
from tests.dmn.build import a_decision, a_table, a_type, an_input, definitions, literal

PLAN = a_type("tPlan", mode="string", heads="number")


def codes(model):
    return [(one.code, one.row, one.column) for one in model.lint() if "modd" in one.message_en]


def test_a_misspelt_member_of_an_input_is_found():
    model = read(definitions(PLAN, an_input("plan", "tPlan"), a_decision("d", literal("plan.modd"), "i_plan")))
    assert codes(model) == [("expression", None, None)]
    assert "did you mean `mode`" in next(one.message_en for one in model.lint())


def test_a_misspelt_member_of_a_row_of_a_list_is_found():
    types = PLAN + a_type("tPlans", "tPlan", collection=True)
    model = read(definitions(types, an_input("plans", "tPlans"), a_decision("d", literal("plans[1].modd"), "i_plans")))
    assert codes(model) == [("expression", None, None)]


def test_a_misspelt_member_in_a_cell_is_found_with_its_place():
    table = a_table([("plan.heads", "number", None)], [("", "string", None, None)], [(["> 3"], ["plan.modd"], "")])
    model = read(definitions(PLAN, an_input("plan", "tPlan"), a_decision("d", table, "i_plan")))
    assert codes(model) == [("expression", 1, 2)]


def test_what_the_type_lists_is_no_fault():
    model = read(definitions(PLAN, an_input("plan", "tPlan"), a_decision("d", literal("plan.mode"), "i_plan", kind="string")))
    assert model.lint() == []


def test_a_value_with_more_members_than_its_type_still_keeps_them():
    model = read(definitions(PLAN, an_input("plan", "tPlan"), a_decision("d", literal("plan"), "i_plan")))
    assert model.decide("d", {"plan": {"mode": "a", "heads": 1, "more": 2}}).value["more"] == 2
