"""The commands behind `make`, and the one place where trouble becomes a sentence on the screen."""

import argparse
import errno
import io
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from ops import checks, demo, lock, timing
from ops.running import ROOT
from ops.trouble import Trouble, disk_full, not_permitted

INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code is 0 only when all of it worked."""
    os.chdir(ROOT)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no Chinese still gets the English half
    signal.signal(signal.SIGTERM, _end_in_order)
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except KeyboardInterrupt:
        return _say(Trouble("已中断；再次运行会接着完成。", "Interrupted; run it again to go on.", code=INTERRUPTED))
    except Trouble as trouble:
        return _say(trouble)
    except OSError as error:
        return _say(_from_system(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m ops", description=__doc__)
    commands = parser.add_subparsers(required=True)

    def command(name: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=run.__doc__)
        added.set_defaults(command=run)
        return added

    for name, run in (("demo", demo.demo), ("demo-reset", demo.reset), ("live", demo.live)):
        added = command(name, run)
        added.add_argument("--host", default="127.0.0.1")
        added.add_argument("--port", type=int, default=8000)
        added.add_argument("--yes", action="store_true", help="ask nothing")
    command("time-demo", timing.time_demo).add_argument("--rounds", type=int, default=3, help="how many clean clones")
    command("setup", checks.setup)
    command("test", checks.test).add_argument("pytest", nargs="*", help="arguments for pytest")
    check = command("check", checks.check)
    check.add_argument("--fast", action="store_true", help="without the tests")
    check.add_argument("pytest", nargs="*", help="arguments for pytest")
    command("run", checks.run_module).add_argument("module", nargs=argparse.REMAINDER, help="a module of ours and its arguments")
    command("lock", lock.lock)
    return parser


def _say(trouble: Trouble) -> int:
    sys.stdout.flush()
    for line in (*trouble.details, trouble.zh, trouble.en):
        sys.stderr.write(f"{line}\n")
    return trouble.code


def _from_system(error: OSError) -> Trouble:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return disk_full()
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return not_permitted(str(error.filename or ROOT))
    return Trouble(f"系统报错：{error}", f"The system says: {error}")


def _end_in_order(_number: int, _frame: FrameType | None) -> None:
    """A polite kill ends like Ctrl+C, so that children and the database are stopped."""
    raise KeyboardInterrupt
