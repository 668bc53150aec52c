"""`tongban`: sentences in both languages, exit codes that mean something, no traceback."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from engine.store.migration import ROOT


def _tongban(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "api.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env={**bare, **environment}, capture_output=True, text=True, timeout=240, check=False)


def test_help_names_every_command_in_both_languages():
    told = _tongban("--help")
    assert told.returncode == 0
    for name, zh, en in [
        ("serve", "启动网页服务", "run the web server"),
        ("migrate", "升级数据库结构", "schema"),
        ("check", "检查政策项目包", "packages"),
    ]:
        assert name in told.stdout
        assert zh in told.stdout
        assert en in told.stdout


def test_the_data_folder_may_be_named_before_the_command(tmp_path: Path):
    assert _tongban("--var", str(tmp_path), "feel", "1").stdout == "1\n"


def test_a_wrong_command_is_a_wrong_argument():
    assert _tongban("dance").returncode == 2


def test_a_database_that_does_not_answer_is_told_in_a_sentence(database_url: str):
    told = _tongban("migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:9/none")
    assert told.returncode == 4
    assert "无法连接数据库" in told.stderr
    assert "The database does not answer" in told.stderr
    assert "Traceback" not in told.stderr


def test_pending_migrations_are_told_by_the_exit_code_and_migrating_ends_them(database_server):
    url = database_server.empty()
    codes = [
        _tongban(*arguments, DATABASE_URL=url).returncode
        for arguments in (("migrate", "--check"), ("migrate", "--schema-only"), ("migrate", "--check"))
    ]
    database_server.drop(url)
    assert codes == [3, 0, 0]


def test_a_database_of_another_version_is_not_served(database_server):
    url = database_server.empty()
    told = _tongban("serve", "--port", "0", DATABASE_URL=url)
    database_server.drop(url)
    assert told.returncode == 4
    assert "请先运行 tongban migrate" in told.stderr
    assert "run tongban migrate first" in told.stderr


def test_a_busy_port_is_told_in_a_sentence(database_url: str):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        told = _tongban("serve", "--port", str(listener.getsockname()[1]), DATABASE_URL=database_url)
    assert told.returncode == 1
    assert "端口已被占用" in told.stderr
    assert "The port is in use" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(("expression", "value"), [("0.1 + 0.2", "0.3"), ('date("2026-02-28") + duration("P1D")', "2026-03-01")])
def test_an_expression_is_evaluated(expression: str, value: str):
    assert _tongban("feel", expression).stdout == f"{value}\n"


def test_facts_are_read_from_a_file(tmp_path: Path):
    facts = tmp_path / "facts.json"
    facts.write_text('{"acceptance": {"outcome": "accept"}}')
    assert _tongban("feel", 'acceptance.outcome = "accept"', "--facts", str(facts)).stdout == "true\n"


def test_an_expression_may_ask_the_calendar_and_the_clock():
    told = _tongban("feel", 'working days after(date("2025-09-30"), 1)')
    assert told.stdout == "2025-10-09\n"
    assert _tongban("feel", "money in words(1680.32)").stdout == "壹仟陆佰捌拾元零叁角贰分\n"


def test_a_faulty_expression_is_told_with_its_place():
    told = _tongban("feel", "[1..")
    assert told.returncode == 1
    assert "第 1 行" in told.stderr
    assert "line 1" in told.stderr


def test_every_fault_of_a_package_is_listed_at_once(tmp_path: Path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "manifest.toml").write_text('key = "another"\nsurprise = 1\n')
    told = _tongban("check", str(folder))
    assert told.returncode == 3
    assert told.stdout.count("broken/manifest.toml") > 1


def test_a_decision_is_made_and_explained(tmp_path: Path):
    table = tmp_path / "fee.dmn"
    table.write_text(
        """<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="d" name="d" namespace="urn:d">
        <inputData id="i" name="heads"><variable name="heads" typeRef="number"/></inputData>
        <decision id="size" name="size"><informationRequirement><requiredInput href="#i"/></informationRequirement>
        <decisionTable hitPolicy="UNIQUE"><input><inputExpression><text>heads</text></inputExpression></input><output name="size"/>
        <rule><inputEntry><text>&lt; 50</text></inputEntry><outputEntry><text>"small"</text></outputEntry></rule>
        <rule><inputEntry><text>&gt;= 50</text></inputEntry><outputEntry><text>"large"</text></outputEntry></rule>
        </decisionTable></decision></definitions>"""
    )
    facts = tmp_path / "facts.json"
    facts.write_text('{"heads": 60}')
    told = _tongban("decide", str(table), "--facts", str(facts))
    assert (told.stdout, told.stderr) == ("large\n", "")
    explained = _tongban("decide", str(table), "--facts", str(facts), "--explain").stdout
    assert explained.startswith("large\n")
    assert "heads: 60" in explained
    assert "✓ 2: " in explained
    assert "✗ 1: heads = 60, < 50" in explained
    unknown = _tongban("decide", str(table), "weight")
    assert unknown.returncode == 1
    assert "There is no decision weight; there are: size" in unknown.stderr
