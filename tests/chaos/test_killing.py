"""Servers and workers are killed at random moments under load, connections are cut, the database is torn down, clocks jump:
that of a server, and that of every worker."""

import os
import sys
import time
from random import Random

from tests.chaos.audit import asked, faults
from tests.chaos.node import PATIENCE, wait_for
from tests.chaos.town import Town

KILLS = int(os.environ.get("TONGBAN_CHAOS") or 10)
SEED = int(os.environ.get("TONGBAN_CHAOS_SEED") or 20260901)
SERVERS = 3
WORKERS = 2
LONGEST_PAUSE = 1.0


def test_whatever_is_killed_no_step_is_lost_and_none_is_done_twice(town: Town):
    luck = Random(SEED)
    servers = {f"server{number}": town.server(f"server{number}", luck.randrange(10**9), jumps=number == 0) for number in range(SERVERS)}
    workers = [town.worker(luck.randrange(10**9)) for _ in range(WORKERS)]
    wait_for(lambda: town.rows("SELECT 1 FROM task WHERE state = 'done'"))
    crashes = {KILLS // 2, KILLS * 9 // 10}
    for number in range(KILLS):
        time.sleep(luck.uniform(0.05, LONGEST_PAUSE))
        if luck.random() < 0.4:
            victim = workers.pop(luck.randrange(len(workers)))
            town.kill(victim)
            workers.append(town.worker(luck.randrange(10**9)))
        else:
            name = luck.choice(sorted(servers))
            town.kill(servers[name])
            servers[name] = town.server(name, luck.randrange(10**9), jumps=name == "server0")
        if number % 4 == 3:
            town.cut_connections()
        if number in crashes:
            town.crash_database()
    wait_for(lambda: acknowledged(town) > KILLS)
    (town.place.folder / "enough").touch()
    for process in servers.values():
        process.join(PATIENCE)
        assert process.exitcode == 0, process
    drained = wait_for(lambda: not town.rows("SELECT 1 FROM procrastinate_jobs"))
    lines, done = asked(town), acknowledged(town)
    sys.stdout.write(
        f"\n{KILLS} kills, seed {SEED}: {len(lines)} commands asked, {done} acknowledged, queue empty {drained:.1f} s after the last\n"
    )
    assert faults(town) == []


def acknowledged(town: Town) -> int:
    """How many commands were answered with what they made."""
    return sum(line.get("answer") is not None for line in asked(town).values())
