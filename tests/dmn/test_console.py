"""`tongban decide`: what is wrong with a model is said with decision, row and column; so is why a result is null."""

import argparse

import pytest

from api.console import decide
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.packages.check import check_package
from engine.packages.discovery import package_files
from forms.port import Forms
from tests.dmn.build import SUBSIDY, a_decision, a_table, an_input, definitions
from tests.linked.conftest import PACKAGES

FACTS = '{"level": "初级", "trainees": 60}'


@pytest.fixture
def tongban(tmp_path):
    def run(xml, facts=FACTS, decision=None, explain=False):
        file, given = tmp_path / "m.dmn", tmp_path / "facts.json"
        file.write_bytes(xml)
        given.write_text(facts, encoding="utf-8")
        return decide.run(argparse.Namespace(file=file, decision=decision, facts=given, explain=explain), Settings.model_construct())

    return run


def test_faults_of_a_table_have_decision_row_and_column_in_both_languages(tongban):
    table = a_table([("x +", "number", None)], [("", "numbr", None, None)], [(["< <"], ["1"], ""), (["1"], ["1 +"], "")])
    with pytest.raises(ConsoleRefusal) as caught:
        tongban(definitions(an_input("x"), a_decision("费率", table, "i_x")))
    lines = caught.value.details.splitlines()
    for zh, en in (
        ("决策“费率” 第 1 列表达式：", "decision `费率`, column 1, expression: "),
        ("决策“费率” 第 2 列类型：", "decision `费率`, column 2, type: "),
        ("决策“费率” 第 1 行第 1 列：", "decision `费率`, row 1, column 1: "),
        ("决策“费率” 第 2 行第 2 列：", "decision `费率`, row 2, column 2: "),
    ):
        assert any(line.startswith(zh) for line in lines), (zh, lines)
        assert any(line.strip().startswith(en) for line in lines), (en, lines)


def test_faults_of_the_form_have_the_line_of_the_file(tongban):
    with pytest.raises(ConsoleRefusal) as caught:
        tongban(definitions("\n", a_decision("d", "<conditional/>")))
    assert "decision `d`, line 3 of the file: `conditional` lacks `if`" in caught.value.details
    assert "决策“d” （文件第 3 行）：“conditional”缺少“if”" in caught.value.details


def test_a_null_says_why_with_its_cell(tongban, capsys):
    assert tongban(SUBSIDY, '{"level": "特级", "trainees": 2000}', "rate") == 0
    told = capsys.readouterr()
    assert told.out == "null\n"
    assert '! i_level：输入“level”的值不在允许范围内："特级" / i_level: the value of `level` is not among' in told.err
    assert "rate 第 2 列：输入“trainees”的值不在允许范围内：2000" in told.err
    assert "rate：没有规则成立，也没有默认值（level = null, trainees = 2000） / rate: no rule holds" in told.err
    tongban(
        definitions(
            an_input("x"), a_decision("d", a_table([("x", "number", None)], [("", "number", None, None)], [(["-"], ["x / 0"], "")]), "i_x")
        ),
        "{x: 1}",
    )
    assert "d, row 1, column 2: line 1, column 3: division by zero" in capsys.readouterr().err


def test_every_rule_is_shown(tongban, capsys):
    rules = [([f"[{row * 10}..{row * 10 + 9}]"], [str(row)], "") for row in range(100)]
    model = definitions(
        an_input("x"), a_decision("d", a_table([("x", "number", None)], [("", "number", None, None)], rules, "FIRST"), "i_x")
    )
    tongban(model, "{x: 555}", explain=True)
    told = capsys.readouterr().out
    assert "✓ 56: 55" in told
    assert "✗ 1: x = 555, [0..9]" in told
    assert "✗ 21-55: x = 555" in told
    assert "57-100: 规则 56 已经决定" in told


def test_a_file_without_decisions_says_what_there_is(tongban):
    with pytest.raises(ConsoleRefusal, match="there are: s"):
        tongban(definitions('<decisionService id="s_s" name="s"><variable name="s"/></decisionService>'))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ConsoleRefusal, match=r"gone\.dmn"):
        decide.run(argparse.Namespace(file=tmp_path / "gone.dmn", decision=None, facts=None, explain=False), Settings.model_construct())
    with pytest.raises(ConsoleRefusal):
        decide.run(argparse.Namespace(file=tmp_path, decision=None, facts=None, explain=False), Settings.model_construct())


@pytest.mark.parametrize(
    ("old", "new", "zh", "en"),
    [
        (b"<text>0</text>", b"<text>0 +</text>", "决策“head_rate” 第 2 行第 2 列：", "decision `head_rate`, row 2, column 2: "),
        (b"<text>0</text>", b"<text>true</text>", "决策“head_rate” 第 2 行第 2 列：", "decision `head_rate`, row 2, column 2: "),
        (
            b"not(&gt; 0)",
            b"&gt; 5",
            "决策“head_rate” 第 2 行第 1 列：",
            "decision `head_rate`, row 2, column 1: rules 1 and 2 hold at once",
        ),
        (b"not(&gt; 0)", b"&lt; 0", "决策“head_rate” 第 3 行第 1 列：", "decision `head_rate`, row 3, column 1: no rule covers column 1"),
        (b"<rule id", b"<rul id", "决策“head_rate” （文件第 ", "decision `head_rate`, line "),
    ],
)
def test_the_check_of_a_package_says_decision_row_and_column_too(old, new, zh, en):
    files = dict(package_files(PACKAGES / "training_plan"))
    path = "training_plan/decisions/head_rate.dmn"
    assert old in files[path]
    files[path] = files[path].replace(old, new).replace(b"</rule>", b"</rul>" if b"rul " in new else b"</rule>")
    found = [one for one in check_package(files, Forms()) if one.file.endswith("head_rate.dmn")]
    assert any(one.zh.startswith(zh) for one in found), found
    assert any(one.en.startswith(en) for one in found), found
