"""`tongban feel` and `tongban decide` with bad and hostile input: a sentence in both languages, or null with its cause."""

import argparse
import json

import pytest

from api.console import decide, feel
from api.console.refusal import ConsoleRefusal
from api.settings import Settings


def told(expression, facts=None):
    return feel.run(argparse.Namespace(expression=expression, facts=facts), Settings.model_construct())


def test_facts_may_be_long_and_exact(tmp_path, capsys):
    facts = tmp_path / "facts.json"
    rows = [{"id": f"{number:06d}", "hours": number} for number in range(2000)]
    facts.write_text(json.dumps({"rows": rows, "said": "a/b\n"})[:-1].replace("a/b", "a\\/b") + ', "rate": 0.1}')
    assert told('rate + 0.2 = 0.3 and said = "a/b\\n" and sum(rows.hours) = 1999000', facts) == 0
    assert capsys.readouterr().out == "true\n"


def test_facts_may_say_dates_as_feel_does(tmp_path, capsys):
    facts = tmp_path / "facts.feel"
    facts.write_text('{filed: date("2026-02-28")}')
    told('filed + @"P1D"', facts)
    assert capsys.readouterr().out == "2026-03-01\n"


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        (b"[1, 2]", "应是一组事实", "should hold facts"),
        (b"{a: 1,", "第 1 行第 7 列", "line 1, column 7"),
        (b'{"a": ' + b"[" * 100_000, "不是有效的 JSON", "is no JSON"),
        (b'{"a": "' + b"x" * 20_000, "不是有效的 JSON", "is no JSON"),
        (b'{"a": 1e999999999999999999999}' + b" " * 20_000, "不是有效的 JSON", "is no JSON"),
        (b"\xff\xfe\x00", "不是 UTF-8", "no text in UTF-8"),
        (None, "不能读取", "cannot be read"),
    ],
)
def test_facts_that_are_none_are_refused_in_a_sentence(tmp_path, content, zh, en):
    facts = tmp_path / "facts.json"
    if content is None:
        facts.mkdir()
    else:
        facts.write_bytes(content)
    with pytest.raises(ConsoleRefusal) as caught:
        told("1", facts)
    assert zh in caught.value.zh
    assert en in str(caught.value)


@pytest.mark.parametrize(
    "expression",
    ["for i in 1..1000000000 return i", "(" * 9000, "1" * 20_000, '"a\nb"', "", "().__class__", "{f: function(x) f(x), g: f(1)}.g"],
)
def test_a_hostile_expression_is_refused_with_its_place(expression):
    with pytest.raises(ConsoleRefusal) as caught:
        told(expression)
    assert caught.value.zh.startswith("第 1 行第 ")
    assert str(caught.value).startswith("line 1, column ")


@pytest.mark.parametrize(
    "expression", ["9 ** 9 ** 9 ** 9 ** 9", "amout > 1", "string(null)", 'matches("a", "((((a{1000}){1000}){1000}){1000})")']
)
def test_null_says_why(capsys, expression):
    assert told(expression) == 0
    said = capsys.readouterr()
    assert said.out == "null\n"
    assert "第 1 行" in said.err
    assert "line 1, column" in said.err


@pytest.mark.parametrize(
    "content", [b"", b"<a/>", b"\xff\xfe", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', b"PK\x03\x04"]
)
def test_a_file_that_is_no_model_is_refused_in_a_sentence(tmp_path, content):
    model = tmp_path / "m.dmn"
    model.write_bytes(content)
    with pytest.raises(ConsoleRefusal) as caught:
        decide.run(argparse.Namespace(file=model, decision=None, facts=None, explain=True), Settings.model_construct())
    assert "处错误" in caught.value.zh
    assert "faults" in str(caught.value)
    assert caught.value.details
