"""计算表达式: `tongban feel '<expression>'`."""

import argparse
import json
import sys
from decimal import Decimal
from pathlib import Path

from api.settings import Settings
from engine.feel import FeelError, compile_expression
from engine.feel.exchange import inward
from engine.feel.printing import text_of


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the expression, and the facts it may read."""
    parser.add_argument("expression", help="FEEL 表达式 / a FEEL expression")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="JSON 事实文件 / facts, as JSON")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Print the value, and on standard error why a part of it became null."""
    facts = json.loads(options.facts.read_text(encoding="utf-8"), parse_float=Decimal) if options.facts else {}
    try:
        found = compile_expression(options.expression, names=facts).explain(facts)
    except FeelError as refused:
        sys.stderr.write(f"{refused.message_zh}\n{refused.message_en}\n")
        return 1
    sys.stdout.write(f"{text_of(inward(found.value))}\n")
    for cause in found.warnings:
        sys.stderr.write(f"{cause.message_zh}\n{cause.message_en}\n")
    return 0
