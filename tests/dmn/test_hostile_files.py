"""Hostile files: bombs, megabytes, depth, cycles and what is missing end soon, with a sentence that says what is wrong."""

import time
import tracemalloc

import pytest

from engine.dmn import DmnRefused, read
from engine.feel import FeelError
from tests.dmn.build import MODEL, a_decision, a_table, a_type, an_input, definitions, literal

ONE = literal("1")


def an_import(number, name="i"):
    return f'<import name="{name}" namespace="urn:{number}" importType="{MODEL}"/>'


def numbered(number, *elements):
    return definitions(*elements, a_decision("d", ONE), namespace=f"urn:{number}")


def doctype(inner, text="&x;"):
    return f'<!DOCTYPE d [{inner}]><definitions xmlns="{MODEL}" name="d" namespace="urn:d">{text}</definitions>'.encode()


LAUGHS = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10 if n else "ha" * 50}">' for n in range(12))
CYCLE = [a_decision("n0", ONE, "d_n2999"), *[a_decision(f"n{n}", ONE, f"d_n{n - 1}") for n in range(1, 3000)]]
REFUSED = {
    "a billion laughs": (doctype(LAUGHS, "&x11;"), ("xml", "doctype")),
    "a file of the machine": (doctype('<!ENTITY x SYSTEM "file:///etc/hostname">'), ("doctype",)),
    "a document type of the network": (doctype('<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;', ""), ("xml", "doctype")),
    "an expression of five megabytes": (definitions(a_decision("d", literal("1+" * 2_500_000))), ("expression",)),
    "a name of five megabytes": (definitions(a_decision("d" * 5_000_000, ONE)), ("too_large",)),
    "elements in elements": (definitions("<list>" * 10_000), ("xml",)),
    "boxes in boxes": (definitions(a_decision("d", "<list>" * 200 + ONE + "</list>" * 200)), ("nesting",)),
    "types in types": (
        definitions("<itemDefinition name='a'>" + "<itemComponent name='a'>" * 400 + "</itemComponent>" * 400 + "</itemDefinition>"),
        ("xml",),
    ),
    "a type of itself": (definitions(a_type("a", "b"), a_type("b", "a")), ("type_cycle",)),
    "decisions in a ring": (definitions(*CYCLE), ("requirement_cycle",)),
    "a decision of itself": (definitions(a_decision("d", ONE, "d_d")), ("requirement_cycle",)),
    "a reference to nothing": (definitions(a_decision("d", ONE, "d_gone", "i_gone", "urn:other#d_gone")), ("unknown_reference",)),
    "a service of an input": (
        definitions(an_input("x"), '<decisionService id="s" name="s"><outputDecision href="#i_x"/></decisionService>'),
        ("reference_kind",),
    ),
    "an import that is not there": (numbered("m", an_import("gone")), ("missing_import",)),
    "an import of itself": (numbered("m", an_import("m")), ("import_cycle",)),
    "three thousand columns and no cell": (
        definitions(
            an_input("x"), a_decision("d", a_table([("x", "number", None)] * 3_000, [("", "number", None, None)], [([], ["1"], "")]))
        ),
        ("cells",),
    ),
    "nothing": (b"", ("xml",)),
    "zeros": (b"\0" * 1000, ("xml",)),
    "half a mark": (b"\xff\xfe<", ("xml",)),
}


@pytest.mark.parametrize(("xml", "codes"), REFUSED.values(), ids=REFUSED)
def test_a_hostile_file_is_refused_soon_with_a_sentence(xml, codes):
    start = time.process_time()
    with pytest.raises(DmnRefused) as caught:
        read(xml)
    assert time.process_time() - start < 20
    assert {one.code for one in caught.value.findings} & set(codes)
    assert all(len(one.said_zh) < 1000 and len(one.said_en) < 1000 for one in caught.value.findings if len(xml) < 1_000_000)


def test_a_ring_is_written_out():
    with pytest.raises(DmnRefused, match="`a` requires itself: a → b → c → a"):
        read(definitions(a_decision("a", ONE, "d_b"), a_decision("b", ONE, "d_c"), a_decision("c", ONE, "d_a")))


def test_a_ring_of_decisions_ends_in_a_tolerant_reading_too():
    model = read(definitions(*CYCLE[:2], *CYCLE[2:40], a_decision("n2999", literal("n39"), "d_n39")), tolerant=True)
    assert model.decide("n5", {}).value == 1


@pytest.mark.parametrize("size", [300])
def test_many_imports_and_long_chains_of_imports_are_read(size):
    wide = definitions(*[an_import(n, f"i{n}") for n in range(size)], a_decision("d", ONE))
    assert read(wide, [numbered(n) for n in range(size)]).decide("d", {}).value == 1
    chain = [numbered(n, an_import(n + 1)) if n < size - 1 else numbered(n) for n in range(size)]
    assert read(numbered("m", an_import(0)), chain).decide("d", {}).value == 1


def test_a_graph_with_very_many_ways_is_decided_once_for_every_decision():
    layers = [a_decision(f"n{n}_{side}", ONE, *([f"d_n{n - 1}_0", f"d_n{n - 1}_1"] if n else [])) for n in range(50) for side in (0, 1)]
    made = read(definitions(*layers)).decide("n49_1", {})
    assert made.value == 1
    assert len(made.explanation.decisions) == 99


def test_a_table_of_five_megabytes_is_read_linted_and_decided_within_bounds():
    rules = [([f"[{row * 3}..{row * 3 + 2}]", '"a"'], ["1"], "") for row in range(4_000)]
    table = a_table([("x", "number", None), ("y", "string", None)], [("", "number", None, None)], rules)
    xml = definitions(an_input("x"), an_input("y", "string"), f"<!--{'x' * 4_500_000}-->", a_decision("d", table, "i_x", "i_y"))
    assert len(xml) > 5_000_000
    model = read(xml)
    tracemalloc.start()
    assert [one.code for one in model.lint()] == ["not_looked_at"]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50_000_000
    made = model.decide("d", {"x": 300, "y": "a"})
    assert made.value == 1
    assert len(str(made.explanation.as_dict())) < 4000


def test_a_very_wide_table_is_linted_without_a_crash():
    table = a_table([("x", "number", None)] * 1000, [("", "number", None, None)], [([str(row)] * 1000, ["1"], "") for row in range(8)])
    assert "not_looked_at" in {one.code for one in read(definitions(an_input("x"), a_decision("d", table, "i_x"))).lint()}


@pytest.mark.parametrize(
    "facts",
    [
        {"x": float("nan")},
        {"x": float("inf")},
        {"x": 10**7000},
        {"x": "9" * 100_000},
        {"x": [[[]]] * 50},
        {"x": object()},
        {"x": {"a": {1: 2}}},
        {"x": b"bytes"},
        {"x": range(10**9)},
    ],
)
def test_strange_facts_are_null_with_a_cause_or_an_error_of_the_language(facts):
    model = read(definitions(an_input("x"), a_decision("d", literal("x + 1"), "i_x")))
    try:
        made = model.decide("d", facts)
    except FeelError:
        return
    assert made.value is None
    assert made.warnings[0].element == "i_x" or made.warnings[0].code == "operator"
