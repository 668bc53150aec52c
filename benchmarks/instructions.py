"""What one step costs in instructions of the processor: a count that other work on the machine does not change.

    python -m benchmarks.instructions [--loops 1 10 50 1000]

Steps of the filing program through `Engine.execute`, at several ages of one case; millions of user instructions of this process and of the
server's process that serves it. Linux only, and only where the kernel lets a process count its own (`perf_event_paranoid` at most 2).
"""

from __future__ import annotations

import argparse
import ctypes
import os
import struct
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from benchmarks import filing

PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
SIZE = 128
INSTRUCTIONS = 1
WITHOUT_KERNEL = 1 << 5 | 1 << 6
LOOPS = (1, 10, 50, 1000)
ROUNDS = 4
"""Trips around the loop that are counted at each age."""


def counter(process: int) -> Callable[[], int]:
    """Reads how many user instructions a process has run since now; 0 is this one. `OSError` where the kernel does not allow it."""
    asked = bytearray(SIZE)
    struct.pack_into("IIQ", asked, 0, 0, SIZE, INSTRUCTIONS)
    struct.pack_into("Q", asked, 40, WITHOUT_KERNEL)
    kernel = ctypes.CDLL(None, use_errno=True)
    handle = kernel.syscall(PERF_EVENT_OPEN[os.uname().machine], (ctypes.c_char * SIZE).from_buffer(asked), process, -1, -1, 0)
    if handle < 0:
        raise OSError(ctypes.get_errno(), "instructions cannot be counted here")
    return lambda: int(struct.unpack("Q", os.read(handle, 8))[0])


class Counted:
    """Steps of one case, counted on both sides."""

    def __init__(self, filings: filing.Filings) -> None:
        self.filings = filings
        with filings.engine.runtime.database.connect() as connection:
            served_by = connection.connection.driver_connection.info.backend_pid
        self.client, self.server = counter(0), counter(served_by)

    def rounds(self, case: UUID, rounds: int) -> tuple[float, float]:
        """Millions a step of so many trips around the loop: of the client, of the server."""
        client = server = 0
        for _ in range(rounds * self.filings.round):
            command, by = self.filings.command(case)
            ours, theirs = self.client(), self.server()
            self.filings.engine.execute(command, by=by)
            client, server = client + self.client() - ours, server + self.server() - theirs
        steps = rounds * self.filings.round * 1e6
        return round(client / steps, 2), round(server / steps, 2)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loops", type=int, nargs="*", default=list(LOOPS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        filings = filing.Filings(Path(folder))
        try:
            filings.go(filings.new_case(), 6)
            counted, case, been = Counted(filings), filings.new_case(), 0
            for loops in sorted(options.loops):
                filings.go(case, max(0, loops - 1 - been))
                rounds = 1 if loops == 1 else ROUNDS
                client, server = counted.rounds(case, rounds)
                been = max(been, loops - 1) + rounds
                sys.stdout.write(f"loop {loops}: client {client}, server {server} million a step\n")
        finally:
            filings.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
