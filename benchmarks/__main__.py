"""Every measurement of a step and of queues, written to `RESULTS.md` and `results.json` with the machine and the commit.

python -m benchmarks [--rounds 20] [--small 10000] [--large 1000000] [--only steps queue]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from benchmarks import queue, steps
from benchmarks.installation import machine
from benchmarks.report import written
from engine.store.runtime import SystemClock

FOLDER = Path(__file__).parent


def commit() -> str:
    """The commit that is measured, with a mark when files differ from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=FOLDER, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "engine", "forms", "benchmarks") else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="*", choices=["steps", "queue"], default=["steps", "queue"])
    options = parser.parse_args()
    results = FOLDER / "results.json"
    found: dict[str, Any] = orjson.loads(results.read_bytes()) if results.exists() else {}
    today: date = SystemClock().now().date()
    for name in options.only:
        facts = {**machine(), "commit": commit(), "on": today.isoformat()}
        measured = steps.measure(options.rounds) if name == "steps" else queue.measure(options.small, options.large, 0)
        found[name] = {"machine": facts, **measured}
        results.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
        (FOLDER / "RESULTS.md").write_text(written(found), encoding="utf-8")
        sys.stdout.write(f"{name}: written\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
