"""Many duels: python -m tests.oracle --processes 10000 [--from 0]."""

from __future__ import annotations

import argparse
import sys
import time

from tests.oracle.duel import duel
from tests.oracle.seeds import of_seed
from tests.oracle.shrink import diagram_of, shrunk
from tests.oracle.xml import to_xml


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--from", dest="first", type=int, default=0)
    parser.add_argument("--stop-at", type=int, default=1)
    options = parser.parse_args()
    began, steps, faults = time.monotonic(), 0, 0
    for seed in range(options.first, options.first + options.processes):
        try:
            found = of_seed(seed)
            steps += duel(diagram_of(found), seed)
        except Exception as error:  # noqa: BLE001
            faults += 1
            found, why = shrunk(of_seed(seed), seed)
            sys.stdout.write(f"seed {seed}: {type(error).__name__}\n{why}\n{to_xml(diagram_of(found)).decode()}\n")
            if faults >= options.stop_at:
                break
    took = time.monotonic() - began
    sys.stdout.write(f"{seed + 1 - options.first} processes, {steps} steps, {took:.1f} s, {faults} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
