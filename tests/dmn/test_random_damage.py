"""Files damaged at random: they are refused with findings or they work; nothing else ever happens."""

import random
import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.dmn import DmnRefused, read
from engine.dmn.sheets import export_table, import_table
from engine.feel import FeelError
from tests.dmn.build import SUBSIDY, a_decision, a_table, an_input, definitions, knowledge, literal
from tests.dmn.test_decide import BOXED, PARTS

EVERYTHING = definitions(
    an_input("x"),
    *[a_decision(kind, logic.format(**{key: literal(text) for key, text in PARTS.items()}), "i_x") for kind, logic in BOXED.items()],
    knowledge("k", {"n": "number"}, literal("n + 1")),
    a_decision(
        "t",
        a_table([("x", "number", "[0..9]")], [("a", "number", "1, 2", "2")], [(["> 1"], ["1"], "依据"), (["-"], ["2"], "")], "FIRST"),
        "i_x",
    ),
    '<decisionService id="s_s" name="s"><variable name="s"/><outputDecision href="#d_t"/><inputData href="#i_x"/></decisionService>',
)
PIECES = re.findall(rb"<[^>]+>|[^<]+", EVERYTHING)
SHEET = export_table(read(SUBSIDY), "rate")


def attempt(work):
    """What comes out, or the findings that refuse it."""
    try:
        return work(), ()
    except DmnRefused as refused:
        return None, refused.findings


def said(findings):
    return bool(findings) and all(one.message_zh and one.message_en for one in findings)


def works_or_is_refused(xml):
    model, findings = attempt(lambda: read(xml))
    if model is None:
        assert said(findings)
        model, _ = attempt(lambda: read(xml, tolerant=True))
    if model is None:
        return
    model.lint()
    for name in (*model.decisions, *model.services, *model.knowledge):
        try:
            made = model.decide(name, {"x": 3, "n": 1})
        except FeelError:
            continue
        assert made.value is not None or made.warnings or b"null" in xml
        made.explanation.as_dict()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 6))
def test_a_model_whose_pieces_are_dropped_doubled_and_swapped(seed, times):
    chance = random.Random(seed)
    pieces = list(PIECES)
    for _ in range(times):
        one, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
        match chance.randrange(3):
            case 0:
                del pieces[one]
            case 1:
                pieces.insert(other, pieces[one])
            case _:
                pieces[one], pieces[other] = pieces[other], pieces[one]
    works_or_is_refused(b"".join(pieces))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_a_model_whose_elements_are_dropped_or_renamed_as_wholes(seed):
    chance = random.Random(seed)
    text = EVERYTHING.decode()
    names = sorted(set(re.findall(r"<(\w+)", text)) - {"definitions", "xml"})
    one, other = chance.choice(names), chance.choice(names)
    if chance.random() < 0.5:
        works_or_is_refused(re.sub(rf"<(/?){one}\b", rf"<\g<1>{other}", text).encode())
    works_or_is_refused(re.sub(rf"<{one}\b[^>]*(/>|>.*?</{one}>)", "", text, count=chance.randrange(3), flags=re.DOTALL).encode())


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_a_model_whose_bytes_are_changed(seed, times):
    chance = random.Random(seed)
    xml = bytearray(EVERYTHING)
    for _ in range(times):
        xml[chance.randrange(len(xml))] = chance.choice(b"<>/\"'& =\x00\xffax1[].,-?")
    works_or_is_refused(bytes(xml))


def imports_or_is_refused(content):
    model = read(SUBSIDY)
    xml, findings = attempt(lambda: import_table(model, "rate", content))
    assert xml or said(findings)
    if xml:
        read(xml).decide("rate", {"level": "初级", "trainees": 60})


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_anything_as_a_table(content):
    imports_or_is_refused(content)
    imports_or_is_refused(b"PK\x03\x04" + content)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 20))
def test_a_workbook_whose_bytes_are_changed(seed, times):
    chance = random.Random(seed)
    content = bytearray(SHEET)
    for _ in range(times):
        content[chance.randrange(len(content))] = chance.randrange(256)
    imports_or_is_refused(bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 8))
def test_a_workbook_whose_parts_are_changed(seed, times):
    chance = random.Random(seed)
    out = BytesIO()
    with ZipFile(BytesIO(SHEET)) as old, ZipFile(out, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = bytearray(old.read(entry))
            if chance.random() < 0.4:
                for _ in range(times):
                    content[chance.randrange(len(content))] = chance.choice(b"<>/\"'0123456789ABZrtsve ")
            if chance.random() < 0.95:
                new.writestr(entry, bytes(content))
    imports_or_is_refused(out.getvalue())


CELLS = st.sampled_from(
    ["", "-", "输入", "输出", "依据", "UNIQUE", "COLLECT SUM", "列 / column", "类型 / type", "number", "1", '"初级"', "< 5", "x +", "level"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=14))
def test_a_text_of_random_cells(rows):
    imports_or_is_refused("\n".join("\t".join(row) for row in rows).encode())


HEADS = ["列 / column", "标题 / label", "表达式或名称 / expression or name", "类型 / type", "允许值 / allowed values", "默认值 / default"]


@settings(max_examples=60, deadline=None)
@given(st.lists(CELLS, min_size=30, max_size=30), st.permutations(HEADS), st.lists(st.lists(CELLS, max_size=5), max_size=4))
def test_a_text_with_the_right_heads_and_random_cells(cells, heads, rules):
    rows = [["rate", "UNIQUE"], *[[head, *cells[5 * n : 5 * n + 5]] for n, head in enumerate(heads)], *[["1", *rule] for rule in rules]]
    imports_or_is_refused("\n".join("\t".join(row) for row in rows).encode())


@pytest.mark.parametrize("name", ["context", "for", "t"])
def test_the_model_that_is_damaged_is_sound(name):
    model = read(EVERYTHING)
    assert [one for one in model.lint() if one.error and one.element != "t"] == []
    assert model.decide(name, {"x": 3}).value is not None
