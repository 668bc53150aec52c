"""Every measurement, written to `RESULTS.md` and `results.json` with the machine and the commit.

    python -m benchmarks [--quick] [--only steps disk shapes queue flood scaling migration dry_run roster]

The whole takes ten to twelve minutes on two quiet cores; `--quick` shows in two minutes that everything runs, with small numbers that
are shown and not kept. What cannot be measured is told at the end, and the others are measured all the same.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from benchmarks import disk, dry_run, flood, migration, queue, roster, scaling, shapes, steps
from benchmarks.installation import machine
from benchmarks.report import written
from engine.store.runtime import SystemClock

FOLDER = Path(__file__).parent
RESULTS = FOLDER / "results.json"

FULL: dict[str, Callable[[], dict[str, Any]]] = {
    "steps": steps.measure,
    "disk": disk.measure,
    "shapes": shapes.measure,
    "queue": lambda: queue.measure(10_000, 1_000_000, times=100),
    "flood": flood.measure,
    "scaling": scaling.measure,
    "migration": migration.measure,
    "dry_run": dry_run.measure,
    "roster": roster.measure,
}
QUICK: dict[str, Callable[[], dict[str, Any]]] = {
    "steps": lambda: steps.measure(4, (1, 10)),
    "disk": lambda: disk.measure(20),
    "shapes": lambda: shapes.measure(5, (10, 100)),
    "queue": lambda: queue.measure(2_000, 50_000, times=20),
    "flood": lambda: flood.measure(5_000, 10),
    "scaling": lambda: scaling.measure(3, 1),
    "migration": lambda: migration.measure(300),
    "dry_run": lambda: dry_run.measure(300),
    "roster": lambda: roster.measure(500, 20_000, 2),
}


def commit() -> str:
    """The commit that is measured, with a mark when files differ from it."""

    def git(*arguments: str) -> str:
        return subprocess.run(["git", *arguments], cwd=FOLDER.parent, capture_output=True, text=True, check=False).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "engine", "forms", "processes") else "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", nargs="+", choices=list(FULL), default=[], help="measure these and keep what is known of the others")
    options = parser.parse_args()
    found: dict[str, Any] = orjson.loads(RESULTS.read_bytes()) if options.only and not options.quick and RESULTS.exists() else {}
    chosen = options.only or list(FULL)
    failed = []
    for number, name in enumerate(chosen, 1):
        _say(f"{number} of {len(chosen)}, {name} ...")
        try:
            found[name] = _measured((QUICK if options.quick else FULL)[name])
        except Exception:  # noqa: BLE001  whatever it is, what comes after it is worth measuring
            failed.append(name)
            traceback.print_exc()
            continue
        _say(f"{name}: {found[name]['machine']['seconds']} s")
        if not options.quick:
            RESULTS.write_bytes(orjson.dumps(found, option=orjson.OPT_INDENT_2) + b"\n")
            (FOLDER / "RESULTS.md").write_text(written(found), encoding="utf-8")
    if options.quick:
        sys.stdout.write(written(found))
    _say(f"not measured: {', '.join(failed)}" if failed else "all measured")
    return 1 if failed else 0


def _measured(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    facts = {**machine(), "commit": commit(), "on": SystemClock().now().date().isoformat()}
    began = time.perf_counter()
    measured = measure()
    return {"machine": {**facts, "seconds": round(time.perf_counter() - began)}, **measured}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
