"""计算表达式: `tongban feel '<expression>'`."""

import argparse
import sys
from pathlib import Path

from api.console.facts import read_facts
from api.console.refusal import ConsoleRefusal
from api.settings import Settings
from engine.feel import FeelError
from engine.feel.cli import run_feel
from engine.packages.functions import HOSTS
from engine.store.runtime import SystemClock


def arguments(parser: argparse.ArgumentParser) -> None:
    """Take the expression, and the facts it may read."""
    parser.add_argument("expression", help="FEEL 表达式 / a FEEL expression")
    parser.add_argument("--facts", type=Path, metavar="FILE", help="事实（JSON 或 FEEL） / facts, as JSON or FEEL")


def run(options: argparse.Namespace, _settings: Settings) -> int:
    """Print the value, and on standard error why a part of it became null. Working days are those of the shipped calendar."""
    try:
        told = run_feel(options.expression, read_facts(options.facts), HOSTS, SystemClock().now())
    except FeelError as refused:
        raise ConsoleRefusal(refused.message_zh, refused.message_en) from refused
    sys.stdout.write(f"{told.value}\n")
    sys.stderr.write("".join(f"{line}\n" for line in told.notes))
    return 0
