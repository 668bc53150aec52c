"""The command line: `tongban <command>`.

Every failure is one sentence in both languages on standard error; a trace means a fault of ours. Exit codes: 0 done, 1 failed,
2 wrong arguments, 3 faults were found (`check`, `verify`, `migrate --check`), 4 no database, 130 interrupted.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Final

from api.settings import Settings

DONE: Final = 0
FAILED: Final = 1
FAULTS_FOUND: Final = 3
NO_DATABASE: Final = 4
INTERRUPTED: Final = 130

COMMANDS: Final = {
    "serve": ("启动网页服务", "run the web server"),
    "worker": ("启动后台作业进程", "run the background worker"),
    "demo-data": ("装入演示数据", "fill an empty installation with demonstration cases"),
    "migrate": ("升级数据库结构", "bring the database to this version's schema"),
    "check": ("检查政策项目包", "find every fault of the packages"),
    "verify": ("核验操作留痕和文件", "verify the audit trail and the files"),
    "backup": ("备份到一个文件", "write everything into one file"),
    "restore": ("从备份恢复", "bring a backup back"),
    "feel": ("计算 FEEL 表达式", "evaluate a FEEL expression"),
    "decide": ("计算 DMN 决策", "evaluate a DMN decision"),
}
"""Name, and what it does; `api.console.<name>` holds it and is imported when it is called for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    signal.signal(signal.SIGTERM, _end_in_order)
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser, parsers = _parser()
    named = _named(given)
    module = None
    if named is not None:
        module = importlib.import_module(f"api.console.{named.replace('-', '_')}")
        module.arguments(parsers[named])
    options = parser.parse_args(given)
    if module is None:
        parser.print_help()
        return DONE
    if options.var is not None:
        os.environ["TONGBAN_VAR"] = str(options.var)
    try:
        return int(module.run(options, Settings()))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        code = _explain(error)
        if code is None:
            raise
        return code


def _named(given: list[str]) -> str | None:
    """The command among the words, so that it alone is imported and may say what it takes."""
    before = argparse.ArgumentParser(add_help=False)
    before.add_argument("--var")
    before.add_argument("words", nargs=argparse.REMAINDER)
    words = before.parse_known_args(given)[0].words
    return words[0] if words and words[0] in COMMANDS else None


def _parser() -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    parser = argparse.ArgumentParser(prog="tongban", description="通办: 政策项目办理引擎 / a workflow engine for public programs")
    parser.add_argument("--var", type=Path, metavar="FOLDER", help="数据目录 / folder of files, keys and the embedded database")
    commands = parser.add_subparsers(metavar="command")
    return parser, {name: commands.add_parser(name, help=f"{zh} / {en}") for name, (zh, en) in COMMANDS.items()}


def _explain(error: Exception) -> int | None:
    """Print the sentence for a failure we know; None for one we do not, which is a fault of ours and shows its trace."""
    from api.console.sentences import explained  # noqa: PLC0415  half the product is imported to know its failures

    known = explained(error)
    if known is None:
        return None
    sys.stderr.write(f"{known.zh}\n{known.en}\n")
    if known.details:
        sys.stderr.write(f"{known.details}\n")
    return known.code


def _end_in_order(_number: int, _frame: FrameType | None) -> None:
    """Leave through the exit handlers, so that the last user of the embedded server stops it."""
    raise SystemExit(DONE)


if __name__ == "__main__":
    sys.exit(main())
