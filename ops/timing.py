"""`make time-demo`: how long a newcomer waits, on clean clones and with empty caches, told together with the machine and its load."""

import argparse
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ops.running import ROOT
from ops.trouble import Trouble

STEP: Final = re.compile(r"\[\d+/\d+\] .* · (?P<name>.*) \.\.\.")
TOOK: Final = re.compile(r"\s+(?P<seconds>\d+\.\d) s")
TOGETHER: Final = "together"

Times = dict[str, float]


def time_demo(options: argparse.Namespace) -> int:
    """Time the first and the second start of the demo on clean clones of what is committed."""
    _say(_machine(), f"load before: {_load()}", "")
    first: list[Times] = []
    second: list[Times] = []
    for number in range(1, options.rounds + 1):
        with tempfile.TemporaryDirectory(prefix="tongban-timing-") as folder:
            clone = Path(folder) / "clone"
            subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)  # noqa: S603, S607  the newcomer's own command
            fresh = {"PIP_CACHE_DIR": f"{folder}/pip", "npm_config_cache": f"{folder}/npm", "TONGBAN_VAR": str(clone / "var")}
            for starts in (first, second):
                starts.append(_start(clone, fresh))
        _say(f"round {number}: first {first[-1][TOGETHER]:.1f} s, second {second[-1][TOGETHER]:.1f} s")
    _say("", "| step | first start | second start |", "|---|---|---|")
    _say(*(f"| {name} | {_range(first, name)} | {_range(second, name)} |" for name in first[0]))
    _say("", f"load after: {_load()}")
    return 0


def _start(clone: Path, fresh: Mapping[str, str]) -> Times:
    """One start until the address is printed, and its end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "MAKEFLAGS", "MAKELEVEL")}
    began = time.monotonic()
    with subprocess.Popen(  # noqa: S603  the newcomer's own command
        ["make", "demo", f"PYTHON={sys.executable}", f"PORT={port}"],  # noqa: S607
        cwd=clone,
        env={**inherited, **fresh, "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        said: list[str] = []
        for line in process.stdout or ():
            said.append(line.rstrip("\n"))
            if f"http://127.0.0.1:{port}" in line:
                break
        else:
            raise Trouble("演示没有启动，输出如下。", "The demo did not start; what it printed stands above.", said)
        took = time.monotonic() - began
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()  # the last of its parts closes the pipe
    return {**_steps(said), TOGETHER: took}


def _steps(said: list[str]) -> Times:
    """The seconds of each numbered step, as the progress display told them."""
    times: Times = {}
    name = ""
    for line in said:
        if step := STEP.fullmatch(line):
            name = step["name"]
        elif name and (took := TOOK.fullmatch(line)):
            times[name] = float(took["seconds"])
    return times


def _range(starts: list[Times], name: str) -> str:
    """The middle one, and between which the others lie."""
    each = [start[name] for start in starts]
    return f"{statistics.median(each):.1f} s ({min(each):.1f}–{max(each):.1f})"


def _machine() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        told = ""
    model = re.search(r"model name\s*: (.*)", told)
    return f"{os.cpu_count()} cores, {model[1] if model else platform.machine()}, Python {platform.python_version()}, {platform.system()}"


def _load() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
