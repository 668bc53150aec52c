"""Only FEEL is evaluated; a language that merely has its name in it is not FEEL."""

import pytest

from engine.dmn import read
from tests.dmn.build import a_decision, a_table, an_input, definitions, literal

OTHERS = ["https://www.omg.org/spec/DMN/20240513/B-FEEL/", "B-FEEL", "urn:myfeel", "feelin", "https://feel.example/groovy"]
OWN = [
    "https://www.omg.org/spec/DMN/20230324/FEEL/", "https://www.omg.org/spec/DMN/20240513/FEEL/", "http://www.omg.org/spec/FEEL/20140401",
    "feel", "FEEL", "S-FEEL", "",
]  # fmt: skip


def model_of(language):
    table = a_table([("x", "number", None)], [("", "number", None, None)], [(["1"], ["1 + 1"], "")])
    more = f'expressionLanguage="{language}"'
    return read(definitions(an_input("x"), a_decision("d", literal('"a" + 1')), a_decision("t", table, "i_x"), more=more))


@pytest.mark.parametrize("language", OTHERS)
def test_another_language_is_said_and_not_evaluated(language):
    model = model_of(language)
    assert {one.code for one in model.findings} == {"foreign_language"}
    for name in ("d", "t"):
        made = model.decide(name, {"x": 1})
        assert made.value is None
        assert "foreign_language" in {one.code for one in made.warnings}


@pytest.mark.parametrize("language", OWN)
def test_feel_is_feel_however_it_is_named(language):
    model = model_of(language)
    assert model.findings == ()
    assert model.decide("t", {"x": 1}).value == 2
