"""计算表达式: `tongban feel '<expression>'`."""

import argparse
import sys
from pathlib import Path

from api.console.facts import read_facts
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.feel import FeelError, compile_expression
from engine.feel.exchange import inward
from engine.feel.printing import text_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the expression, and the facts it may read."""
    parser.add_argument("expression", help="FEEL 表达式 / a FEEL expression")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="事实（JSON 或 FEEL） / facts, as JSON or FEEL")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Print the value, and on standard error why a part of it became null."""
    facts = read_facts(options.facts)
    try:
        found = compile_expression(options.expression, names=facts).explain(facts)
    except FeelError as refused:
        raise ConsoleRefusal(refused.message_zh, refused.message_en) from refused
    sys.stdout.write(f"{text_of(inward(found.value))}\n")
    for cause in found.warnings:
        sys.stderr.write(f"{cause.message_zh}\n{cause.message_en}\n")
    return 0
