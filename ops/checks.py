"""`make test` and `make check`: everything that says whether this checkout is in order."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final

from ops import environment
from ops.preflight import room_for, writable
from ops.progress import Progress
from ops.running import ROOT
from ops.trouble import Trouble

PYTHON: Final = str(environment.PYTHON)
PACKAGES: Final = ("api", "engine", "forms", "ops", "processes", "tests", "benchmarks", "migrations")
EVERY_TIME_MB: Final = 300


def setup(_options: argparse.Namespace) -> int:
    """Prepare for work: environment, tools, browser assets."""
    writable(ROOT)
    room_for(EVERY_TIME_MB, ROOT)
    environment.prepare("dev", Progress(environment.STEPS))
    return 0


def test(options: argparse.Namespace) -> int:
    """Run every test."""
    setup(options)
    return _pytest(options.pytest)


def check(options: argparse.Namespace) -> int:
    """Style, types, imports, packages and tests; all of them, even when an early one fails."""
    setup(options)
    failed = [name for name, command in _static_checks() if not _passes(name, command)]
    failed += [] if _pytest(["tests/architecture", "-q"] if options.fast else options.pytest) == 0 else ["pytest"]
    if failed:
        raise Trouble(f"未通过：{'、'.join(failed)}", f"Not passed: {', '.join(failed)}")
    return 0


def run_module(options: argparse.Namespace) -> int:
    """Run a module of ours in the prepared environment (benchmarks, the oracle)."""
    setup(options)
    module, *arguments = options.module
    if not any((ROOT / part).exists() for part in (f"{module.replace('.', '/')}.py", f"{module.replace('.', '/')}/__main__.py")):
        raise Trouble(f"此版本没有 {module}。", f"This version has no {module}.")
    return subprocess.run([PYTHON, "-m", module, *arguments], cwd=ROOT, check=False).returncode  # noqa: S603  our own module


def _static_checks() -> list[tuple[str, list[str]]]:
    there = [name for name in PACKAGES if (ROOT / name).exists()]
    scripts = environment.PYTHON.parent
    return [
        ("ruff check", [str(scripts / "ruff"), "check", *there]),
        ("ruff format", [str(scripts / "ruff"), "format", "--check", *there]),
        ("mypy --strict", [str(scripts / "mypy")]),
        ("import contracts", [str(scripts / "lint-imports")]),
        ("package check", [PYTHON, "-m", "api.cli", "check"]),
    ]


def _passes(name: str, command: Sequence[str]) -> bool:
    """Run one check; its output is shown only when it fails."""
    began = time.monotonic()
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603  our own tools
    verdict = "ok" if result.returncode == 0 else "FAILED"
    sys.stdout.write(f"{name}: {verdict}  {time.monotonic() - began:.1f} s\n")
    if result.returncode != 0:
        sys.stdout.write(f"{result.stdout}{result.stderr}\n")
    sys.stdout.flush()
    return result.returncode == 0


def _pytest(arguments: Sequence[str]) -> int:
    """Tests share two processes a machine: each has databases of its own, and a module's tests stay together."""
    spread = [] if arguments else ["-n", str(min(os.cpu_count() or 1, 2)), "--dist", "loadfile"]
    return subprocess.run([PYTHON, "-m", "pytest", *spread, *arguments], cwd=ROOT, check=False).returncode  # noqa: S603  our own tools
