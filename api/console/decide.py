"""计算决策: `tongban decide <file.dmn> [decision] --explain`."""

import argparse
import sys
from pathlib import Path

from api.console.facts import read_facts
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.dmn import DmnRefused, UnknownDecision
from engine.dmn.cli import run_decide
from engine.feel import FeelError
from engine.packages.functions import HOSTS
from engine.store.runtime import SystemClock


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the model, the decision, the facts."""
    parser.add_argument("file", type=Path, help="DMN 文件 / a DMN file")
    parser.add_argument("decision", nargs="?", help="决策名称或编号，缺省为最后一个 / its name or id (the last one of the file)")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="事实（JSON 或 FEEL） / facts, as JSON or FEEL")
    parser.add_argument("--explain", action="store_true", help="说明依据：事实、命中的规则、其余规则为何不适用 / say why: facts, rules")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Print the decision; with `--explain` the facts it used, the rules that held and why the others did not."""
    facts = read_facts(options.facts)
    try:
        told = run_decide(options.file, facts, options.decision, explain=options.explain, functions=HOSTS, now=SystemClock().now())
    except DmnRefused as refused:
        faults = [f"{one.said_zh}\n    {one.said_en}" for one in refused.findings]
        zh, en = f"{options.file} 有 {len(faults)} 处错误：", f"{options.file} has {len(faults)} faults:"
        raise ConsoleRefusal(zh, en, "\n".join(faults)) from refused
    except OSError as error:
        raise ConsoleRefusal(f"{options.file} 不能读取：{error.strerror}", f"{options.file} cannot be read: {error.strerror}") from error
    except UnknownDecision as error:
        known = "、".join(error.known)
        raise ConsoleRefusal(f"没有决策 {error.name}；有：{known}", f"There is no decision {error.name}; there are: {known}") from error
    except FeelError as error:
        raise ConsoleRefusal(error.message_zh, error.message_en) from error
    sys.stdout.write(f"{told.value}\n")
    notes = "".join(f"{line}\n" for line in told.notes)
    (sys.stdout if options.explain else sys.stderr).write(notes)
    return 0
